"""Little worlds of chance: a first few of what ``make check`` and ``make simulate`` play.

They are the same each time, in a process of their own whose sets have one order: what fails here
fails again on the next machine (docs/how-to/simulate.md).
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.simulation.play import Sync, play
from tests.simulation.script import script_of
from tests.simulation.verdict import Verdict

ROOT = Path(__file__).resolve().parents[2]
SOME = 10
"""Worlds."""


@pytest.mark.slow
def test_little_worlds_of_chance_end_as_promised() -> None:
    command = [sys.executable, "-m", "tests.simulation", "--seeds", str(SOME), "--jobs", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"ours: {SOME} seeds" in done.stdout


@pytest.mark.parametrize("sync", [Sync.NAIVE, Sync.COMPARE_AND_SET])
async def test_the_books_catch_a_sync_that_knows_no_unseen_orders(
    sync: Sync, tmp_path: Path
) -> None:
    verdicts = await played(range(1001, 1005), tmp_path, sync)
    assert sum(verdict.wrong_writes for verdict in verdicts) > 0


async def test_a_seed_tells_the_same_story_twice(tmp_path: Path) -> None:
    first, second = await play(1002, tmp_path), await play(1002, tmp_path)
    assert first.trace == second.trace
    assert script_of(1002) == script_of(1002) != script_of(1003)


async def played(seeds: range, folder: Path, sync: Sync) -> list[Verdict]:
    return [await play(seed, folder, sync) for seed in seeds]
