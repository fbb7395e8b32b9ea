"""``python -m tests.simulation``: play seeds, and say what the books say."""

import argparse
import asyncio
import gc
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

from tests.simulation.play import Sync, play
from tests.simulation.verdict import Verdict

A_PROCESSOR = 250
"""Seeds that a processor plays in some five minutes."""
A_RELEASE = 1000
"""Seeds that are enough for every commit."""
MEMORY = Path("/dev/shm")
"""Ledgers of little worlds need no disk."""
WORLDS = 25
"""Played by a process before a fresh one takes over."""
SAID_EVERY = 100
"""Seeds after which it says how far it is."""
MOST_SENTENCES = 12
"""Told of one seed."""
MOST_SEEDS = 20
"""Named at the end."""


def main() -> int:
    """Play seeds; 1 if one of them ends otherwise than promised."""
    asked = _asked()
    if os.environ.get("PYTHONHASHSEED") != "0":
        # The order of a set of texts decides what a run asks first: a seed is to tell one story.
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, "-m", "tests.simulation", *sys.argv[1:]])
    gc.disable()
    began = perf_counter()
    many = range(asked.start, asked.start + asked.seeds)
    seeds = list(many) if asked.seed is None else [asked.seed]
    verdicts = []
    for verdict in _played(seeds, Sync(asked.sync), asked.jobs):
        verdicts.append(verdict)
        if verdict.wrong or asked.trace:
            _tell(verdict, asked.sync, trace=asked.trace)
        if len(verdicts) % SAID_EVERY == 0 and len(verdicts) < len(seeds):
            bad = sum(bool(verdict.wrong) for verdict in verdicts)
            _say(f"{len(verdicts)} of {len(seeds)} played, {bad} not as promised")
    _sum_up(verdicts, asked.sync, perf_counter() - began)
    return 1 if any(verdict.wrong for verdict in verdicts) else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=main.__doc__)
    processors = os.cpu_count() or 1
    some = min(A_RELEASE, A_PROCESSOR * processors)
    parser.add_argument("--seeds", type=int, default=some, help="how many (%(default)s)")
    parser.add_argument("--from", dest="start", type=int, default=1, help="the first of them")
    parser.add_argument("--seed", type=int, help="this one only")
    parser.add_argument("--trace", action="store_true", help="tell every step")
    parser.add_argument("--sync", choices=[each.value for each in Sync], default=Sync.OURS.value)
    parser.add_argument("--jobs", type=int, default=processors, help="processes (%(default)s)")
    return parser.parse_args()


def _played(seeds: list[int], sync: Sync, jobs: int) -> Iterator[Verdict]:
    """Play the first here, so that processes forked from here find all imported and read.

    What a world leaves behind goes with the process that played it: collecting it costs more.
    """
    first, *others = seeds
    yield _play(first, sync)
    gc.collect()
    gc.freeze()
    for start in range(0, len(others), jobs * WORLDS):
        some = others[start : start + jobs * WORLDS]
        with ProcessPoolExecutor(jobs, mp_context=get_context("fork")) as pool:
            yield from pool.map(partial(_play, sync=sync), some, chunksize=2)


def _play(seed: int, sync: Sync) -> Verdict:
    logging.disable(logging.CRITICAL)
    return asyncio.run(play(seed, folder(), sync))


_folder: tempfile.TemporaryDirectory[str] | None = None


def folder() -> Path:
    """The folder of the ledgers of all worlds; each process has a file of its own."""
    global _folder
    if _folder is None:
        _folder = tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
    return Path(_folder.name)


def _tell(verdict: Verdict, sync: str, *, trace: bool) -> None:
    _say(f"seed {verdict.seed}: {'as promised' if not verdict.wrong else 'NOT as promised'}")
    if trace:
        _say(*verdict.trace)
    _say(*(f"  {what}" for what in verdict.wrong[:MOST_SENTENCES]))
    if verdict.wrong and not trace:
        marked = [place for place, line in enumerate(verdict.trace) if line.startswith(">>")]
        for place in marked:
            _say(*verdict.trace[max(0, place - 5) : place + 2])
        _say(f"  replay: python -m tests.simulation --seed {verdict.seed} --sync {sync} --trace")


def _sum_up(verdicts: list[Verdict], sync: str, seconds: float) -> None:
    def total(name: str) -> int:
        return sum(getattr(verdict, name) for verdict in verdicts)

    bad = [verdict.seed for verdict in verdicts if verdict.wrong]
    _say(
        f"{sync}: {len(verdicts)} seeds in {seconds:.0f} s, {len(verdicts) / seconds:.1f} a second",
        f"  {total('orders')} orders of {total('sold')} units,"
        f" {total('runs')} runs, {total('calls')} calls",
        f"  {total('writes')} counts set, {total('wrong_writes')} of them wrongly",
        f"  units sold that were not there: {total('oversold')} by the sync's making,"
        f" {total('gap')} in the gap",
        f"  not as promised: {len(bad)} {bad[:MOST_SEEDS] if bad else ''}",
    )


def _say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
