"""prefect.yaml and the flows it names fit together."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from clients.prefect import HINT_RAISED, hint_event
from deployments.events import BY_HAND, BY_ITSELF
from deployments.prefect_file import PREFECT_FILE, BadPrefectFile, check, flow_of, intervals, load
from deployments.prefect_schema import Collision, Deployment, PrefectFile, Structured
from deployments.prefect_server import FIRST
from receiver import topics
from settings.load import load_rules

ROOT = Path(__file__).resolve().parents[2]
FILE = load(ROOT / PREFECT_FILE)
BY_THEMSELVES = [each for each in FILE.deployments if BY_ITSELF in each.tags]
BY_PEOPLE = [each for each in FILE.deployments if BY_HAND in each.tags]


def only(name: str, **change: object) -> PrefectFile:
    (found,) = [each for each in FILE.deployments if each.name == name]
    return FILE.model_copy(update={"deployments": [found.model_copy(update=change)]})


def names(deployments: list[Deployment]) -> set[str]:
    return {each.name for each in deployments}


def test_every_entrypoint_and_parameter_exists() -> None:
    check(FILE)


def test_each_deployment_is_called_after_its_flow() -> None:
    for deployment in FILE.deployments:
        assert flow_of(deployment).name == deployment.name.removesuffix("-by-hand")


def test_each_deployment_starts_by_itself_or_by_hand_and_never_both() -> None:
    assert names(BY_THEMSELVES) | names(BY_PEOPLE) == names(FILE.deployments)
    assert not names(BY_THEMSELVES) & names(BY_PEOPLE)


def test_what_starts_by_itself_has_a_schedule_and_runs_one_at_a_time() -> None:
    for deployment in BY_THEMSELVES:
        assert len(deployment.schedules) == 1
        assert deployment.concurrency_limit is not None
        assert deployment.concurrency_limit.limit == 1
        assert deployment.concurrency_limit.collision_strategy is Collision.CANCEL_NEW


def test_counts_cancellations_and_orders_go_before_everything_else() -> None:
    before = [each for each in FILE.deployments if each.work_pool.work_queue_name]
    first = {"sync-stock", "reverse-cancellations", "ingest-orders"}
    assert names(before) == first | {f"{name}-by-hand" for name in first}
    assert {each.work_pool.work_queue_name for each in before} == {FIRST}


def test_what_people_start_is_never_cancelled() -> None:
    by_themselves = names(BY_THEMSELVES) - {"sweep-hints"}
    assert names(BY_PEOPLE) == {f"{name}-by-hand" for name in by_themselves}
    for deployment in BY_PEOPLE:
        assert deployment.concurrency_limit is None
        assert not deployment.schedules
        assert not deployment.triggers


def test_every_flow_that_the_receiver_hints_is_started_by_its_hint() -> None:
    hinted = {flow for table in topics.TABLES.values() for row in table.values() for flow in row}
    started = {
        deployment.name: trigger
        for deployment in FILE.deployments
        for trigger in deployment.triggers
        if trigger.expect == [HINT_RAISED]
    }
    hinted.add("watch-thresholds")  # by a stock sync that wrote a low count
    assert hinted == set(started)
    for name, trigger in started.items():
        event = hint_event(name, "uk", 1, datetime(2026, 1, 1, tzinfo=UTC))
        assert trigger.match == {"stocksteady.flow": name}
        assert trigger.match.items() <= dict(event.resource).items()


def test_a_parameter_that_the_flow_lacks_is_refused() -> None:
    with pytest.raises(BadPrefectFile, match="sync-stock has no parameter 'store'"):
        check(only("sync-stock", parameters={"store": ["uk"]}))


def test_a_trigger_parameter_that_the_flow_lacks_is_refused() -> None:
    (deployment,) = only("sync-stock").deployments
    wrong = Structured.model_validate({"__prefect_kind": "json", "value": "1"})
    trigger = deployment.triggers[0].model_copy(update={"parameters": {"skuz": wrong}})
    with pytest.raises(BadPrefectFile, match="no parameter 'skuz'"):
        check(only("sync-stock", triggers=[trigger]))


@pytest.mark.parametrize(
    ("entrypoint", "words"),
    [
        ("flows.sync_stok.sync_stock", "can't import flows.sync_stok"),
        ("flows.sync_stock.FLOW", "is not a flow"),
    ],
)
def test_an_entrypoint_that_is_no_flow_is_refused(entrypoint: str, words: str) -> None:
    with pytest.raises(BadPrefectFile, match=words):
        check(only("sync-stock", entrypoint=entrypoint))


def test_without_rules_the_intervals_are_those_of_the_shipped_rules() -> None:
    written = {each.name: each.schedules[0].interval for each in FILE.deployments if each.schedules}
    assert written == intervals(load_rules(ROOT / "rules.toml"))
