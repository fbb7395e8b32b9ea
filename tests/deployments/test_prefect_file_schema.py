"""prefect.yaml says only what Prefect understands; a slip would be ignored in silence."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from deployments.prefect_file import PREFECT_FILE, BadPrefectFile, load

ROOT = Path(__file__).resolve().parents[2]

Change = Callable[[dict[str, Any]], None]


def first(content: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = content["deployments"][0]
    return found


def in_deployment(key: str, value: object) -> Change:
    return lambda content: first(content).update({key: value})


def in_part(part: str, key: str, value: object) -> Change:
    def change(content: dict[str, Any]) -> None:
        found = first(content)[part]
        (found[0] if isinstance(found, list) else found)[key] = value

    return change


def doubled(content: dict[str, Any]) -> None:
    content["deployments"].append(first(content))


def changed(tmp_path: Path, change: Change) -> Path:
    content = yaml.safe_load((ROOT / PREFECT_FILE).read_text(encoding="utf-8"))
    change(content)
    path = tmp_path / PREFECT_FILE
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


def test_our_own_file_is_read() -> None:
    names = {deployment.name for deployment in load(ROOT / PREFECT_FILE).deployments}
    assert {"sync-stock", "ingest-orders", "push-receipts", "sweep-hints"} <= names


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (in_deployment("concurency_limit", {"limit": 1}), "deployments.0.concurency_limit"),
        (in_part("triggers", "treshold", 2), "deployments.0.triggers.0.treshold"),
        (in_part("schedules", "intervall", 60), "deployments.0.schedules.0.intervall"),
        (in_part("concurrency_limit", "collision", "X"), "deployments.0.concurrency_limit"),
        (in_part("work_pool", "queue", "q"), "deployments.0.work_pool.queue"),
        (lambda content: content.update(deployment=[]), "deployment"),
    ],
    ids=["deployment", "trigger", "schedule", "limit", "work pool", "top"],
)
def test_an_unknown_key_is_refused_with_its_place(
    change: Change, place: str, tmp_path: Path
) -> None:
    with pytest.raises(BadPrefectFile, match=place.replace(".", r"\.")):
        load(changed(tmp_path, change))


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (in_part("concurrency_limit", "collision_strategy", "CANCEL"), "CANCEL_NEW"),
        (in_part("triggers", "posture", "reactive"), "Reactive"),
        (in_part("triggers", "parameters", {"stores": "{{ event.payload }}"}), "parameters"),
        (in_part("schedules", "interval", 0), "interval"),
        (in_part("schedules", "anchor_date", "2026-01-01T00:00:00"), "time zone"),
        (in_deployment("entrypoint", "flows/sync_stock.py:sync_stock"), "entrypoint"),
        (in_deployment("tags", []), "tags"),
        (doubled, "named twice: sync-stock"),
    ],
    ids=["strategy", "posture", "plain text", "no pause", "no zone", "by file", "no tag", "twice"],
)
def test_an_impossible_value_is_refused(change: Change, word: str, tmp_path: Path) -> None:
    with pytest.raises(BadPrefectFile, match=word):
        load(changed(tmp_path, change))


def test_what_is_no_yaml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / PREFECT_FILE
    path.write_text("deployments: [", encoding="utf-8")
    with pytest.raises(BadPrefectFile, match="not YAML"):
        load(path)
