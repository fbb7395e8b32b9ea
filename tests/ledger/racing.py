"""What the racing processes do; spawned children import this module by name."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from datetime import datetime, timedelta
from multiprocessing import get_context
from threading import Barrier
from time import monotonic
from typing import TypeVar

from ledger import effects, exceptions, hints, inbox, orders
from ledger.budgets import CallBudget, PointsBudget
from ledger.effects import EffectKind
from ledger.store import Ledger, upgrade
from tests.ledger.samples import NOON, an_order

Said = TypeVar("Said")

PROCESSES = 3
ROUNDS = 20

_start: list[Barrier] = []


def open_processes() -> ProcessPoolExecutor:
    """Processes of their own (spawned, not forked), as workers and receivers are."""
    context = get_context("spawn")
    line = context.Barrier(PROCESSES)
    return ProcessPoolExecutor(PROCESSES, context, initializer=_line_up, initargs=(line,))


def everybody(pool: Executor, work: Callable[[str, int], Said], url: str) -> list[Said]:
    """Let every process do the same work, starting together; what each of them says."""
    return [
        said.result(timeout=60) for said in [pool.submit(work, url, n) for n in range(PROCESSES)]
    ]


def _line_up(line: Barrier) -> None:
    _start.append(line)


def _ready(url: str) -> Ledger:
    ledger = Ledger(url)
    hints.raised(ledger)  # so that nobody is still connecting when the race begins
    _start[0].wait(30)
    return ledger


def migrate(url: str, _: int) -> None:
    _start[0].wait(30)
    upgrade(url)


def write_down(url: str, _: int) -> list[bool]:
    ledger = _ready(url)
    return [
        inbox.write_down(ledger, "shopify:uk", "orders/create", f"key-{n}", {}, b"{}", NOON)
        for n in range(ROUNDS)
    ]


def raise_hints(url: str, _: int) -> list[int | None]:
    ledger = _ready(url)
    return [hints.raise_hint(ledger, "sync-stock", f"store-{n}", NOON) for n in range(ROUNDS)]


def note_orders(url: str, me: int) -> list[list[str]]:
    """Pages that overlap, in an order of each process's own."""
    ledger = _ready(url)
    said = []
    for n in range(ROUNDS):
        page = [an_order(order_id=n + i, name=f"#{n + i}") for i in range(10)]
        rows = orders.note_all(ledger, "uk", page[::-1] if me == 0 else page, NOON)
        said.append(sorted(row.name for row in rows))
    return said


def claim(url: str, me: int) -> list[bool]:
    ledger = _ready(url)
    return [
        effects.claim(ledger, EffectKind.CREATE_SALE, f"order-{n}", f"run-{me}", NOON, 300)
        is not None
        for n in range(ROUNDS)
    ]


def raise_exceptions(url: str, _: int) -> list[int]:
    ledger = _ready(url)
    return [
        exceptions.raise_exception(
            ledger, "unknown-sku", f"uk #{n}", "It is.", "Mend it.", None, {}, NOON
        ).count
        for n in range(ROUNDS)
    ]


SPEED = 60
"""Our clock against the wall in the races for a budget: a window of 60 s lasts one second."""
CALLS = 20
WALL_SECONDS = 2.5


async def wall_sleep(seconds: float) -> None:
    """Processes, and the limiter, know no clock but the wall."""
    await asyncio.sleep(seconds)  # noqa: TID251


async def _sleep(seconds: float) -> None:
    await wall_sleep(seconds / SPEED)


def make_calls(url: str, me: int) -> int:
    """Call as fast as the budget lets us, for a while; how often that was."""
    return asyncio.run(_make_calls(_ready(url), "urgent" if me == 0 else "stock"))


async def _make_calls(ledger: Ledger, lane: str) -> int:
    began = monotonic()

    def now() -> datetime:
        return NOON + timedelta(seconds=(monotonic() - began) * SPEED)

    budget = CallBudget(
        ledger, "cin7", now=now, sleep=_sleep, calls=CALLS, urgent=CALLS - 5, speed=SPEED
    )
    made = 0
    while monotonic() - began < WALL_SECONDS:
        await budget.wait(lane)
        made += monotonic() - began < WALL_SECONDS
    return made


RUSHES = 8
RUSHED = 10
"""Calls that each rush may make together."""


class Waited(Exception):
    """The budget asked for a wait of so many seconds of our clock."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


async def refuse_to_wait(seconds: float) -> None:
    raise Waited(seconds)


async def calls_until_it_waits(budget: CallBudget, lane: str) -> int:
    for made in range(1_000):
        try:
            await budget.wait(lane)
        except Waited:
            return made
    raise AssertionError("there is no limit")


def rush(url: str, _: int) -> list[int]:
    """Call as often as an untouched budget lets us, together with everybody; several times."""
    ledger, made = _ready(url), []
    for number in range(RUSHES):
        budget = CallBudget(
            ledger,
            f"rush_{number}",
            now=lambda: NOON,
            sleep=_again_at_once_unless_full,
            calls=RUSHED,
            urgent=1,
        )
        _start[0].wait(30)
        made.append(asyncio.run(calls_until_it_waits(budget, "stock")))
        budget.close()
    return made


async def _again_at_once_unless_full(seconds: float) -> None:
    """PostgreSQL's bucket also asks for a moment when another process is just counting."""
    if seconds > 30:
        raise Waited(seconds)


def spend_points(url: str, me: int) -> int:
    """Spend 10 points at a time as fast as the bucket lets us; how often that was."""
    return asyncio.run(_spend_points(_ready(url)))


async def _spend_points(ledger: Ledger) -> int:
    began = monotonic()

    def now() -> datetime:
        return NOON + timedelta(seconds=(monotonic() - began) * SPEED)

    budget = PointsBudget(
        ledger, "shopify:uk", now=now, sleep=_sleep, maximum=200, restore_per_second=2
    )
    made = 0
    while monotonic() - began < 1.5:
        await budget.wait("stock", 10)
        made += monotonic() - began < 1.5
    return made
