"""Cin7 calls an order costs: 100 orders in one run, and 100 runs of one order each."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack

from flows.ingest_orders import ingest_orders
from flows.sync_stock import sync_stock
from tests.benchmarks.figures import Figure, Subject
from tests.benchmarks.place import SKUS, Place, open_place

ORDERS = 100
SPEED = 120.0
"""The budget of 60 calls a minute is waited for, at this speed of our clock."""
WRITES = ("POST sale", "POST sale/order")
LOOKS = ("GET saleList", "GET sale")


def measure(ledger_url: str) -> list[Subject]:
    """Take 100 orders at once, then one after the other."""
    return asyncio.run(_measure(ledger_url))


async def _measure(ledger_url: str) -> list[Subject]:
    return [
        await _taken(f"{ledger_url}.{name}", title, at_once)
        for name, title, at_once in (
            ("at-once", f"{ORDERS} orders taken in one run: Cin7 calls", ORDERS),
            ("one-by-one", f"{ORDERS} orders taken one by one: Cin7 calls", 1),
        )
    ]


async def _taken(ledger_url: str, title: str, at_once: int) -> Subject:
    async with AsyncExitStack() as stack:
        place = await open_place(stack, ledger_url, speed=SPEED, limits=True)
        await ingest_orders.fn()
        await sync_stock.fn()
        before = place.moment
        for start in range(0, ORDERS, at_once):
            for number in range(start, start + at_once):
                place.town.sell("uk", (SKUS[number], 1), (SKUS[number + 1], 2))
            await ingest_orders.fn()
        assert len(place.town.live_sales()) == ORDERS
        return Subject(title, tuple(_figures(place, before)))


def _figures(place: Place, before: int) -> list[Figure]:
    by: Counter[str] = Counter()
    throttled = 0
    for (vendor, operation, outcome), number in place.calls(before).items():
        if vendor == "cin7":
            by[operation] += number
            throttled += number if outcome == "throttled" else 0
    writes = sum(by.pop(operation, 0) for operation in WRITES)
    looks = sum(by.pop(operation, 0) for operation in LOOKS)
    reads = sum(by.values())
    note = ", ".join(f"{number} {operation}" for operation, number in by.items())
    return [
        Figure("writes an order", writes / ORDERS, "calls", 2, "header, and order authorised"),
        Figure("looks an order", looks / ORDERS, "calls", note="only after a doubt"),
        Figure("reads an order", reads / ORDERS, "calls", note=f"to route by: {note}"),
        Figure("calls that were throttled", throttled, "calls"),
    ]
