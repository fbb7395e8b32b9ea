"""The demo's faster copy of prefect.yaml, and the intervals that a merchant chooses."""

import itertools
from datetime import timedelta
from pathlib import Path

import pytest

from deployments.prefect_file import (
    PREFECT_FILE,
    BadPrefectFile,
    load,
    scaled,
    with_intervals,
    write,
)
from deployments.prefect_schema import PrefectFile

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def ours() -> PrefectFile:
    return load(ROOT / PREFECT_FILE)


def intervals(file: PrefectFile) -> dict[str, float]:
    return {each.name: each.schedules[0].interval for each in file.deployments if each.schedules}


def test_at_speed_1_nothing_changes(ours: PrefectFile) -> None:
    assert scaled(ours, 1) == ours


def test_intervals_are_divided_by_the_speed(ours: PrefectFile) -> None:
    before = intervals(with_intervals(ours, {"sync-stock": 900, "sweep-hints": 120}))
    after = intervals(
        scaled(with_intervals(ours, {"sync-stock": 900, "sweep-hints": 120}), 2, floor_seconds=30)
    )
    assert after == {name: seconds / 2 for name, seconds in before.items()}


def test_no_schedule_is_denser_than_30_wall_seconds_and_rare_flows_stay_rare(
    ours: PrefectFile,
) -> None:
    after = intervals(scaled(with_intervals(ours, {"sync-stock": 300}), 180))
    assert min(after.values()) == after["sync-stock"] == after["sweep-hints"] == 30.0
    rare = intervals(scaled(with_intervals(ours, {"sync-stock": 900}), 180))
    assert rare["sync-stock"] == 90.0


def test_flows_of_the_same_interval_do_not_start_together(ours: PrefectFile) -> None:
    file = scaled(with_intervals(ours, dict.fromkeys(intervals(ours), 300)), 180)
    starts = sorted(each.schedules[0].anchor_date for each in file.deployments if each.schedules)
    gaps = [later - earlier for earlier, later in itertools.pairwise(starts)]
    even = timedelta(seconds=30 / len(starts))
    assert all(abs(gap - even) < timedelta(milliseconds=1) for gap in gaps)


def test_everything_but_the_schedules_stays(ours: PrefectFile) -> None:
    for before, after in zip(ours.deployments, scaled(ours, 180).deployments, strict=True):
        assert after.model_copy(update={"schedules": []}) == before.model_copy(
            update={"schedules": []}
        )


def test_the_written_copy_reads_the_same(ours: PrefectFile, tmp_path: Path) -> None:
    file = scaled(ours, 180)
    write(file, tmp_path / PREFECT_FILE)
    assert load(tmp_path / PREFECT_FILE) == file


def test_the_merchants_intervals_replace_those_of_the_file(ours: PrefectFile) -> None:
    assert intervals(with_intervals(ours, {"sync-stock": 777}))["sync-stock"] == 777


@pytest.mark.parametrize("name", ["sync-stok", "sync-stock-by-hand"])
def test_an_interval_for_what_has_no_schedule_is_refused(ours: PrefectFile, name: str) -> None:
    with pytest.raises(BadPrefectFile, match=name):
        with_intervals(ours, {name: 60})


@pytest.mark.parametrize("speed", [0, -1])
def test_time_does_not_stand_still_or_run_back(ours: PrefectFile, speed: float) -> None:
    with pytest.raises(ValueError, match="speed"):
        scaled(ours, speed)
