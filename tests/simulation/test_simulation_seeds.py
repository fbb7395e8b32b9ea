"""Little worlds of chance, a few of them at each test run; ``make simulate`` plays many."""

from pathlib import Path

import pytest

from tests.simulation.play import Sync, play
from tests.simulation.script import script_of
from tests.simulation.verdict import Verdict

A_FEW = [range(first, first + 4) for first in range(1001, 1013, 4)]


async def played(seeds: range, folder: Path, sync: Sync = Sync.OURS) -> list[Verdict]:
    return [await play(seed, folder, sync) for seed in seeds]


@pytest.mark.parametrize("seeds", A_FEW, ids=lambda seeds: f"{seeds[0]} to {seeds[-1]}")
async def test_a_little_world_of_chance_ends_as_promised(seeds: range, tmp_path: Path) -> None:
    for verdict in await played(seeds, tmp_path):
        replay = f"python -m tests.simulation --seed {verdict.seed} --trace"
        assert not verdict.wrong, "\n".join((*verdict.wrong, f"replay: {replay}"))


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
