"""What the effect mechanism itself costs: ledger statements and time, on both databases."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, closing
from dataclasses import replace
from datetime import timedelta
from time import perf_counter

from clients.errors import OutcomeUnknown
from clients.http import before_send
from ledger.models import Effect, EffectKind
from ledger.store import Ledger, open_ledger, upgrade
from tasks.effects import Deed, Ended, carry_out
from tasks.outside import Outside, Standing
from tests.benchmarks.databases import DATABASES, Statements
from tests.benchmarks.figures import Figure, Subject, share_below
from tests.town import MORNING, Reach, open_outside

MANY = 300
LEAST = 2
"""Transactions: the intent must be down before anything is sent, the vendor's id after it."""


async def _vendor(_: Effect) -> str:
    """Takes no time; asks the fence first, as the road does right before a write leaves."""
    fence = before_send.get()
    if fence is not None:
        fence()
    return "a vendor's id"


async def _silent_vendor(effect: Effect) -> str:
    await _vendor(effect)
    raise OutcomeUnknown("no answer", system="nobody", operation="write")


async def _found(_: Effect) -> str | None:
    return "a vendor's id"


def _deed(number: int, act: Callable[[Effect], Awaitable[str]]) -> Deed:
    key = f"benchmark {number}"
    detail = {"rows": [number] * 20}
    return Deed(EffectKind.CREATE_SALE, key, key, detail, act=act, look=_found)


def measure(folder: str) -> list[Subject]:
    """Carry out, ask again, and find after a doubt: an effect's three ways."""
    return asyncio.run(_measure(folder))


async def _measure(folder: str) -> list[Subject]:
    subjects = []
    for name, database in DATABASES.items():
        with database(folder) as url:
            upgrade(url)
            with closing(open_ledger(url)) as ledger:
                subjects.append(Subject(f"An effect's own cost on {name}", await _ways(ledger)))
    return subjects


async def _ways(ledger: Ledger) -> tuple[Figure, ...]:
    figures: list[Figure] = []
    async with AsyncExitStack() as stack:
        world = await open_outside(ledger, Reach(), stack, now=lambda: MORNING, sleep=_never)
        later = replace(world, now=lambda: MORNING + timedelta(hours=1), owner="the next run")
        counted = Statements(ledger)
        figures += await _timed(counted, "done for the first time", world, 0, _vendor, LEAST)
        figures += await _timed(counted, "asked for again when done", world, 0, _vendor, None)
        with Standing(world):
            for number in range(MANY, 2 * MANY):
                assert (await carry_out(_deed(number, _silent_vendor))).ended is Ended.WAITING
        what = "looked for and found after a doubt"
        figures += await _timed(counted, what, later, MANY, _vendor, None)
    return tuple(figures)


async def _timed(
    counted: Statements,
    what: str,
    world: Outside,
    start: int,
    act: Callable[[Effect], Awaitable[str]],
    least: float | None,
) -> list[Figure]:
    counted.begin()
    seconds = []
    with Standing(world):
        for number in range(start, start + MANY):
            began = perf_counter()
            outcome = await carry_out(_deed(number, act))
            seconds.append(perf_counter() - began)
            assert outcome.ended is Ended.DONE
    commits = Figure(f"{what}: transactions", counted.commits / MANY, "commits", least)
    return [
        commits,
        Figure(f"{what}: statements", counted.sent / MANY, "statements"),
        Figure(f"{what}: p50", share_below(seconds, 0.5) * 1000, "ms", note=f"{MANY} effects"),
        Figure(f"{what}: p95", share_below(seconds, 0.95) * 1000, "ms"),
    ]


async def _never(_: float) -> None:
    raise AssertionError("nothing waits here")
