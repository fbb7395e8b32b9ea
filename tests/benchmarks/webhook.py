"""From a webhook at our door to the authorised sale in Cin7, as far as it happens in our process.

What Prefect needs to start the run is not in it: the demo measures that.
"""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from time import perf_counter, process_time

from flows.ingest_orders import ingest_orders
from flows.sync_stock import sync_stock
from ledger import hints, orders
from tests.benchmarks.figures import Figure, Subject, share_below
from tests.benchmarks.in_a_row import calls_in_a_row, slept
from tests.benchmarks.place import SKUS, Place, open_place, open_receiver

TIMES = ((0, 60), (50, 40), (250, 20))
"""Milliseconds a vendor call takes on the road, and how many orders are timed."""
LEAST_CALLS = 4
"""Read the order, read the availability of its one SKU, make the sale, authorise it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One order: seconds on the wall until the receiver answered, and until it was authorised."""

    answered: float
    authorised: float
    processor: float


def measure(ledger_url: str) -> list[Subject]:
    """One order at a time, ten minutes of our clock apart; the vendors' limits lifted."""
    calls, times = asyncio.run(_timed(f"{ledger_url}.timed"))
    in_a_row = slept(_calls_in_a_row(f"{ledger_url}.row"))
    processor = share_below([one.processor for one in times[0]], 0.5)
    figures = [
        Figure("vendor calls an order", calls, "calls", LEAST_CALLS),
        Figure("calls that waited for one another", in_a_row, "calls", LEAST_CALLS),
        Figure("processor time, p50", processor, "s", note="ours and the pretend vendors'"),
    ]
    for (latency, many), taken in zip(TIMES, times, strict=True):
        least = processor + LEAST_CALLS * latency / 1000
        for name, share in (("p50", 0.5), ("p95", 0.95)):
            said = share_below([one.authorised for one in taken], share)
            note = f"{many} orders"
            figures.append(Figure(f"at {latency} ms, {name}", said, "s", least, note))
    answers = share_below([one.answered for taken in times for one in taken], 0.95) * 1000
    figures.append(Figure("of it the receiver's answer, p95", answers, "ms"))
    return [Subject("Webhook to authorised sale, in our process", tuple(figures))]


async def _timed(ledger_url: str) -> tuple[float, list[list[Taken]]]:
    times: list[list[Taken]] = []
    async with AsyncExitStack() as stack:
        place = await _open(stack, ledger_url)
        before = place.moment
        for latency, many in TIMES:
            place.wire.seconds = latency / 1000
            times.append([await _one(place, number) for number in range(many)])
        calls = sum(place.calls(before).values()) / sum(many for _, many in TIMES)
    return calls, times


async def _calls_in_a_row(ledger_url: str) -> int:
    async with AsyncExitStack() as stack:
        place = await _open(stack, ledger_url)
        return await calls_in_a_row(place.wire, _one(place, 0))


async def _open(stack: AsyncExitStack, ledger_url: str) -> Place:
    place = await open_place(stack, ledger_url, speed=None, limits=False)
    await open_receiver(place)
    await ingest_orders.fn()
    await sync_stock.fn()
    return place


async def _one(place: Place, number: int) -> Taken:
    town = place.town
    await town.world.advance(600)
    sold = town.sell("uk", (SKUS[number], 1))
    began, worked = perf_counter(), process_time()
    await town.world.webhooks.deliver_due()
    answered = perf_counter() - began
    assert hints.raised(town.ledger, "ingest-orders")
    await ingest_orders.fn()
    authorised = perf_counter() - began
    row = orders.get(town.ledger, "uk", sold.order_id)
    assert row is not None
    assert row.authorised_at is not None
    return Taken(answered, authorised, process_time() - worked)
