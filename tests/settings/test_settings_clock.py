"""The one clock."""

from datetime import UTC, datetime, timedelta, timezone
from time import perf_counter

import pytest

from settings.clock import Clock

DAY = datetime(2011, 10, 6, 8, 0, tzinfo=UTC)


def wall() -> datetime:
    return Clock().now()


def test_a_clock_at_speed_one_from_the_epoch_shows_the_walls_time() -> None:
    began = datetime.fromtimestamp(0, UTC) + timedelta(seconds=0)
    assert wall() - began > timedelta(days=365 * 50)
    assert wall().utcoffset() == timedelta(0)


def test_two_processes_with_the_same_settings_show_the_same_time() -> None:
    start = wall() - timedelta(seconds=10)
    mine, yours = Clock(DAY, start, 180), Clock(DAY, start, 180)
    assert mine.now() == pytest.approx(yours.now(), abs=timedelta(seconds=60))
    assert timedelta(minutes=30) <= mine.now() - DAY < timedelta(minutes=60)


def test_a_fast_clock_waits_less_on_the_wall() -> None:
    assert Clock(DAY, DAY, 180).wall_seconds(360) == 2
    assert Clock().wall_seconds(30) == 30
    assert Clock().wall_seconds(-5) == 0


async def test_sleeping_takes_seconds_of_our_clock() -> None:
    clock = Clock(DAY, wall(), 3_600)
    began, before = perf_counter(), clock.now()
    await clock.sleep(180)
    assert clock.now() - before >= timedelta(seconds=180)
    assert perf_counter() - began < 2


def test_the_time_is_told_in_utc_whatever_zone_it_was_set_in() -> None:
    there = timezone(timedelta(hours=11))
    clock = Clock(DAY.astimezone(there), wall(), 1)
    assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize("speed", [0, -1, float("nan")])
def test_a_clock_that_does_not_run_forward_is_refused(speed: float) -> None:
    with pytest.raises(ValueError, match="forward"):
        Clock(DAY, DAY, speed)


def test_a_clock_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        Clock(DAY.replace(tzinfo=None), DAY, 1)
