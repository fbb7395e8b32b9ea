"""The world's clocks, and what is done later."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from sandbox.clock import ManualClock, RunningClock, wall
from sandbox.world import World

ORIGIN = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


async def test_a_running_clock_runs_speed_times_as_fast_as_the_wall():
    clock = RunningClock(ORIGIN, wall(), speed=1000)
    begun = wall()
    await clock.sleep(100)
    assert timedelta(seconds=0.09) < wall() - begun < timedelta(seconds=5)
    assert clock.now() - ORIGIN >= timedelta(seconds=99)


def test_the_worlds_time_follows_from_origin_start_and_speed():
    clock = RunningClock(ORIGIN, wall() - timedelta(seconds=10), speed=60)
    assert timedelta(minutes=10) <= clock.now() - ORIGIN < timedelta(minutes=11)


def test_times_without_a_zone_and_standing_speeds_are_refused():
    with pytest.raises(ValueError, match="time zone"):
        RunningClock(ORIGIN.replace(tzinfo=None), ORIGIN)
    with pytest.raises(ValueError, match="speed"):
        RunningClock(ORIGIN, ORIGIN, speed=0)
    with pytest.raises(ValueError, match="go back"):
        ManualClock(ORIGIN).advance(-1)


async def test_sleeping_moves_a_manual_clock_unless_told_not_to():
    clock, still = ManualClock(ORIGIN), ManualClock(ORIGIN, sleeping_advances=False)
    await clock.sleep(30)
    await still.sleep(30)
    assert clock.now() == ORIGIN + timedelta(seconds=30)
    assert still.now() == ORIGIN


async def test_things_are_done_in_the_order_they_fall_due(world):
    done: list[tuple[str, float]] = []
    begun = world.clock.now()

    def job(name):
        async def run() -> None:
            done.append((name, (world.clock.now() - begun).total_seconds()))

        return run

    world.later(20, job("second"))
    world.later(10, job("first"))
    world.later(20, job("third"))
    world.later(40, job("never"))
    await world.advance(30)
    assert done == [("first", 10), ("second", 20), ("third", 20)]
    assert world.clock.now() - begun == timedelta(seconds=30)


async def test_what_falls_due_may_ask_for_more(world):
    done: list[int] = []

    async def again() -> None:
        done.append(len(done))
        if len(done) < 3:
            world.later(10, again)

    world.later(10, again)
    await world.advance(60)
    assert done == [0, 1, 2]


async def test_a_running_world_keeps_its_appointments_and_survives_one_that_fails():
    world = World(RunningClock(ORIGIN, wall(), speed=1000))
    kept = asyncio.Event()

    async def fail() -> None:
        raise RuntimeError("the supplier forgot")

    async def keep() -> None:
        kept.set()

    loop = asyncio.create_task(world.keep_appointments())
    world.later(20, fail)
    world.later(40, keep)
    await asyncio.wait_for(kept.wait(), 10)
    loop.cancel()


def test_the_same_seed_gives_the_same_ids():
    worlds = [World(ManualClock(ORIGIN), seed) for seed in (7, 7, 8)]
    first, second, other = ([world.guid() for _ in range(3)] for world in worlds)
    assert first == second
    assert first != other
    assert worlds[0].ids() != worlds[0].ids()
