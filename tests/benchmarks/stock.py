"""What a change of 2,500 counts costs, and what it costs when nothing has changed."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass
from math import ceil
from time import perf_counter, process_time

from flows.sync_stock import sync_stock
from tests.benchmarks.figures import Figure, Subject
from tests.benchmarks.in_a_row import calls_in_a_row, slept
from tests.benchmarks.place import SKUS, Place, open_place

LATENCIES = (0, 50, 250)
"""Milliseconds that each vendor call takes on the road."""
CHANGED = 2500
"""Counts to change: half of the SKUs at one warehouse, in both storefronts."""
LEAST = {
    "inventorySetQuantities": ceil(CHANGED / 250),
    "inventoryItems": 2 * ceil(len(SKUS) / 250),
    "orders": 2,
    "GET ref/productavailability": ceil(3 * len(SKUS) / 1000),
}
"""Calls of each kind: 250 rows a write, 250 items a page, a page of orders a shop, 1,000 rows."""
IN_A_ROW = LEAST["inventoryItems"] // 2 + 1 + 2
"""Reads that have to wait for one another: a store's pages (each names the next), its orders,
Cin7's first page and then all others at once. Writes could all go at once: one more."""
WORDS = {
    "inventorySetQuantities": "Shopify writes",
    "inventoryItems": "pages of counts",
    "orders": "pages of orders",
    "GET ref/productavailability": "pages of Cin7 availability",
    "nodes": "counts read once more",
}


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one sync: calls by operation, those throttled, seconds on the wall and of processor."""

    calls: Counter[str]
    throttled: int
    wall: float
    processor: float


def measure(ledger_url: str) -> list[Subject]:
    """With the limits lifted at each latency; calls in a row; and within the limits."""
    changed, idle = asyncio.run(_at_each_latency(f"{ledger_url}.lifted"))
    row = slept(_calls_in_a_row(f"{ledger_url}.row"))
    limits = asyncio.run(_within_limits(f"{ledger_url}.limits"))
    said = f"{CHANGED:,} changed counts in two storefronts"
    return [
        Subject(
            said, (*_counted(changed[0].calls), *_times(changed, row[0], IN_A_ROW + 1), limits)
        ),
        Subject("Nothing has changed", (*_counted(idle[0].calls), *_times(idle, row[1], IN_A_ROW))),
    ]


async def _at_each_latency(ledger_url: str) -> tuple[list[Cost], list[Cost]]:
    changed, idle = [], []
    async with AsyncExitStack() as stack:
        place = await open_place(stack, ledger_url, speed=1, limits=False)
        await sync_stock.fn()
        for latency in LATENCIES:
            place.wire.seconds = latency / 1000
            changed.append(await _change(place))
            idle.append(await _sync(place))
    return changed, idle


async def _calls_in_a_row(ledger_url: str) -> tuple[int, int]:
    async with AsyncExitStack() as stack:
        place = await open_place(stack, ledger_url, speed=None, limits=False)
        await sync_stock.fn()
        changed = await calls_in_a_row(place.wire, _change(place))
        return changed, await calls_in_a_row(place.wire, _sync(place))


async def _within_limits(ledger_url: str) -> Figure:
    async with AsyncExitStack() as stack:
        place = await open_place(stack, ledger_url, speed=1, limits=True)
        await sync_stock.fn()
        await place.town.outside.sleep(30)  # the first fill has emptied the shops' points
        place.wire.seconds = 0.25
        cost = await _change(place)
        note = f"2,000 points a shop, 100 back a second; {cost.throttled} calls throttled"
        return Figure("wall time at 250 ms, within the vendors' limits", cost.wall, "s", note=note)


async def _change(place: Place) -> Cost:
    """Take a unit of half of the SKUs from the main warehouse, and sync."""
    for sku in SKUS[: CHANGED // 2]:
        place.town.world.cin7.adjust(sku, "Main Warehouse", -1)
    return await _sync(place, applied=CHANGED)


async def _sync(place: Place, applied: int = 0) -> Cost:
    before = place.moment
    began, worked = perf_counter(), process_time()
    report = await sync_stock.fn()
    wall, processor = perf_counter() - began, process_time() - worked
    assert len(report.applied) == applied, report.headline()
    calls, throttled = Counter[str](), 0
    for (_, operation, outcome), number in place.calls(before).items():
        calls[operation] += number
        throttled += number if outcome == "throttled" else 0
    return Cost(calls, throttled, wall, processor)


def _counted(calls: Counter[str]) -> list[Figure]:
    some = calls["inventorySetQuantities"] > 0
    told = []
    for operation in {**WORDS, **calls}:
        number, least = calls[operation], LEAST.get(operation)
        if operation == "inventorySetQuantities" and not some:
            told.append(Figure(WORDS[operation], number, "calls", note="least: none"))
        elif number:
            told.append(Figure(WORDS.get(operation, operation), number, "calls", least))
    return told


def _times(costs: list[Cost], in_a_row: int, least: int) -> list[Figure]:
    processor = costs[0].processor
    told = [
        Figure("calls that waited for one another", in_a_row, "calls", least),
        Figure("processor time", processor, "s", note="ours and the pretend vendors' together"),
    ]
    for latency, cost in zip(LATENCIES, costs, strict=True):
        fewest = processor + least * latency / 1000
        note = f"least: the processor time and {least} calls in a row"
        told.append(Figure(f"wall time at {latency} ms", cost.wall, "s", fewest, note))
    return told
