"""Whatever happens between sending and knowing, a change outside is made once."""

import asyncio
import os
import signal
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from ledger import effects_seen
from ledger.models import EffectKind, EffectState
from sandbox.clock import RunningClock
from settings.clock import Clock
from tests.effects import child
from tests.effects.deeds import EVERY
from tests.town import Town

KINDS = list(EffectKind)

READ_BEFORE = get_context("forkserver")
"""Processes of their own, of one that has read the modules already: that takes seconds each."""
READ_BEFORE.set_forkserver_preload(["tests.effects.child"])


def test_every_kind_of_effect_has_a_drill() -> None:
    assert set(EVERY) == set(EffectKind)


def states(town: Town, kind: EffectKind) -> set[EffectState]:
    return {
        EffectState(str(row["state"]))
        for row in effects_seen.export(town.ledger)
        if row["kind"] == kind.value
    }


MOST_RUNS = 6
"""Until the change stands."""
MORE_RUNS = 2
"""Once it stands: none of them may make it again."""
OVER = {EffectState.DONE, EffectState.ABANDONED, EffectState.REFUSED}


async def settle(town: Town, kind: EffectKind) -> None:
    """Runs as the schedule would start them, a settle time and a bit apart."""
    more = MORE_RUNS
    for _ in range(MOST_RUNS):
        await EVERY[kind].run()
        stood = EffectState.DONE in states(town, kind) <= OVER
        if stood and not more:
            return
        more -= stood
        await town.outside.sleep(95)


@pytest.mark.parametrize("kind", KINDS)
async def test_an_effect_that_lands_after_our_time_out_is_not_made_again(
    town: Town, kind: EffectKind
) -> None:
    drill = EVERY[kind]
    await drill.prepare(town)
    town.world.faults.plan(*drill.operation, ["late:50"])
    await drill.run()
    await settle(town, kind)
    assert drill.made(town) == 1
    assert states(town, kind) <= {EffectState.DONE, EffectState.ABANDONED}
    assert EffectState.DONE in states(town, kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", ["lost-before", "lost-after", "503", "malformed"])
async def test_an_answer_that_never_came_is_looked_for_before_anything_is_sent_again(
    town: Town, kind: EffectKind, fault: str
) -> None:
    drill = EVERY[kind]
    await drill.prepare(town)
    town.world.faults.plan(*drill.operation, [fault])
    await drill.run()
    await settle(town, kind)
    assert drill.made(town) == 1


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
async def test_a_run_killed_between_sent_and_confirmed_leaves_nothing_doubled(
    running_town: Town, ledger_url: str, tmp_path: Path, kind: EffectKind
) -> None:
    drill = EVERY[kind]
    await drill.prepare(running_town)
    gate = tmp_path / "gate"
    gate.write_text("")
    assert await end(start(running_town, kind, "killed", ledger_url, gate)) == -signal.SIGKILL
    assert EffectState.CLAIMED in states(running_town, kind)
    await running_town.outside.sleep(100)
    await settle(running_town, kind)
    assert drill.made(running_town) == 1
    assert EffectState.DONE in states(running_town, kind)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
async def test_two_processes_at_once_make_it_once(
    running_town: Town, ledger_url: str, tmp_path: Path, kind: EffectKind
) -> None:
    drill = EVERY[kind]
    await drill.prepare(running_town)
    gate = tmp_path / "gate"
    both = [start(running_town, kind, "plain", ledger_url, gate) for _ in range(2)]
    while len(os.listdir(tmp_path)) < 2 and all(process.exitcode is None for process in both):
        await running_town.outside.sleep(1)
    gate.write_text("")
    assert [await end(process) for process in both] == [0, 0]
    await settle(running_town, kind)
    assert drill.made(running_town) == 1


def start(
    town: Town, kind: EffectKind, mode: str, ledger_url: str, gate: Path
) -> ForkServerProcess:
    clock = town.world.clock
    assert isinstance(clock, RunningClock)
    ours = Clock(clock.origin, clock.start, clock.speed)
    given = (kind.value, mode, town.url, ledger_url, ours, str(gate))
    process = READ_BEFORE.Process(target=child.main, args=given)
    process.start()
    return process


async def end(process: ForkServerProcess) -> int | None:
    """How it ended: 0, or the signal that killed it, below zero."""
    await asyncio.to_thread(process.join)
    return process.exitcode
