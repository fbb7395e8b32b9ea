"""What a change of 2,500 counts costs, and what it costs when nothing has changed."""

from contextlib import AsyncExitStack
from math import ceil
from time import perf_counter

from flows.sync_stock import sync_stock
from tests.benchmarks.figures import Figure, Subject
from tests.benchmarks.place import SKUS, Place, open_place

LATENCIES = (0, 50, 250)
"""Milliseconds that each vendor call takes on the road."""
CHANGED = 2500
"""Counts to change: half of the SKUs at one warehouse, in both storefronts."""
LEAST_WRITES = ceil(CHANGED / 250)
LEAST_PAGES = 2 * ceil(len(SKUS) / 250)
LEAST_SCAN = ceil(3 * len(SKUS) / 1000)
IN_A_ROW = LEAST_PAGES // 2 + 1 + 2 + 1
"""Calls that have to wait for one another: a store's pages (each names the next), its orders,
Cin7's first page and then all others at once, then all writes at once."""
WRITE = "inventorySetQuantities"


async def measure(ledger_url: str) -> list[Subject]:
    """One merchant, the limits lifted, the wire made longer; then a merchant with the limits."""
    async with AsyncExitStack() as stack:
        place = await open_place(stack, f"{ledger_url}.lifted", speed=1, limits=False)
        await sync_stock.fn()
        changed, idle = await _at_each_latency(place)
    async with AsyncExitStack() as stack:
        place = await open_place(stack, f"{ledger_url}.limits", speed=1, limits=True)
        await sync_stock.fn()
        await place.town.outside.sleep(30)  # the first fill has emptied the shops' points
        place.wire.seconds = 0.25
        seconds, calls = await _change(place)
        note = "2,000 points a shop, 100 back a second; Cin7 60 calls a minute"
        changed.append(
            Figure("wall time at 250 ms, within the vendors' limits", seconds, "s", note=note)
        )
        changed.append(Figure("of its calls throttled", _number(calls, "throttled"), "calls"))
    return [
        Subject(f"{CHANGED:,} changed counts in two storefronts", tuple(changed)),
        Subject("Nothing has changed", tuple(idle)),
    ]


async def _at_each_latency(place: Place) -> tuple[list[Figure], list[Figure]]:
    changed: list[Figure] = []
    idle: list[Figure] = []
    at_once = 0.0
    for latency in LATENCIES:
        place.wire.seconds = latency / 1000
        seconds, calls = await _change(place)
        if not latency:
            at_once = seconds
            changed += _counted(calls)
        changed.append(Figure(f"wall time at {latency} ms", seconds, "s"))
        if latency:
            least = IN_A_ROW * latency / 1000
            note = f"the time above that of 0 ms; least: {IN_A_ROW} calls wait for one another"
            what = f"of it on the road at {latency} ms"
            changed.append(Figure(what, seconds - at_once, "s", least, note))
        before, began = place.moment, perf_counter()
        await sync_stock.fn()
        if not latency:
            idle += _counted(place.calls(before), written=False)
        idle.append(Figure(f"wall time at {latency} ms", perf_counter() - began, "s"))
    return changed, idle


async def _change(place: Place) -> tuple[float, dict[tuple[str, str, str], int]]:
    """Take a unit of half of the SKUs from the main warehouse, and sync."""
    for sku in SKUS[: CHANGED // 2]:
        place.town.world.cin7.adjust(sku, "Main Warehouse", -1)
    before, began = place.moment, perf_counter()
    report = await sync_stock.fn()
    seconds = perf_counter() - began
    assert len(report.applied) == CHANGED, report.headline()
    return seconds, place.calls(before)


def _counted(calls: dict[tuple[str, str, str], int], *, written: bool = True) -> list[Figure]:
    by = {operation: number for (_, operation, _), number in calls.items()}
    writes = by.pop(WRITE, 0)
    least = LEAST_WRITES if written else None
    told = [Figure("Shopify writes", writes, "calls", least, "" if written else "least 0")]
    known = {
        "inventoryItems": ("pages of counts", LEAST_PAGES, "250 items a page, two shops"),
        "orders": ("pages of orders", 2, "one a shop"),
        "GET ref/productavailability": ("pages of availability", LEAST_SCAN, "1,000 rows a page"),
        "nodes": ("counts read once more", None, "right before they are written: docs/why/0007"),
    }
    for operation, (what, fewest, note) in known.items():
        if operation in by:
            told.append(Figure(what, by.pop(operation), "calls", fewest, note))
    told += [Figure(operation, number, "calls") for operation, number in sorted(by.items())]
    return told


def _number(calls: dict[tuple[str, str, str], int], outcome: str) -> int:
    return sum(number for (_, _, said), number in calls.items() if said == outcome)
