"""From a webhook at our door to the authorised sale in Cin7, as far as it happens in our process.

What Prefect needs to start the run is not in it: the demo measures that.
"""

from contextlib import AsyncExitStack
from time import perf_counter

from flows.ingest_orders import ingest_orders
from ledger import hints, orders
from tests.benchmarks.figures import Figure, Subject, share_below
from tests.benchmarks.place import SKUS, Place, open_place, open_receiver

TIMES = ((0, 60), (50, 40), (250, 20))
"""Milliseconds a vendor call takes on the road, and how many orders are timed."""
LEAST_CALLS = 4
"""Read the order, read the availability of its one SKU, make the sale, authorise it."""


async def measure(ledger_url: str) -> list[Subject]:
    """One order at a time, ten minutes of our clock apart; the vendors' limits lifted."""
    figures: list[Figure] = []
    async with AsyncExitStack() as stack:
        place = await open_place(stack, ledger_url, speed=None, limits=False)
        await open_receiver(place)
        await ingest_orders.fn()
        for latency, many in TIMES:
            place.wire.seconds = latency / 1000
            before = place.moment
            taken = [await _one(place, number) for number in range(many)]
            answers, whole = zip(*taken, strict=True)
            if not figures:
                each = sum(place.calls(before).values()) / many
                figures.append(Figure("vendor calls an order", each, "calls", LEAST_CALLS))
            for name, share in (("p50", 0.5), ("p95", 0.95)):
                what = f"at {latency} ms, {name}"
                figures.append(Figure(what, share_below(whole, share), "s", note=f"{many} orders"))
            answer = share_below(answers, 0.95) * 1000
            figures.append(Figure(f"at {latency} ms, the receiver's answer, p95", answer, "ms"))
    return [Subject("Webhook to authorised sale, in our process", tuple(figures))]


async def _one(place: Place, number: int) -> tuple[float, float]:
    """Seconds on the wall until the receiver had answered, and until the sale was authorised."""
    town = place.town
    await town.world.advance(600)
    sold = town.sell("uk", (SKUS[number], 1))
    began = perf_counter()
    await town.world.webhooks.deliver_due()
    answered = perf_counter()
    assert hints.raised(town.ledger, "ingest-orders")
    await ingest_orders.fn()
    done = perf_counter()
    row = orders.get(town.ledger, "uk", sold.order_id)
    assert row is not None
    assert row.authorised_at is not None
    return answered - began, done - began
