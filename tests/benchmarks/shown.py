"""From news at our door to the storefronts' counts, as far as it happens in our process.

An order in one shop lowers the other's count; goods that came in raise both. What Prefect needs to
start the run, and what the vendor takes to tell, are not in it: the demo measures those. A receipt
is timed until the first round has shown it; the further ones only watch Cin7's figure settle.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from time import perf_counter, process_time

from pydantic import SecretStr

from flows.push_receipts import push_receipts
from flows.sync_stock import sync_stock
from ledger import hints
from sandbox.clock import ManualClock
from tasks.receipts import receipt_round
from tasks.subscriptions import subscribe_cin7
from tests.benchmarks.figures import Figure, Subject, share_below
from tests.benchmarks.in_a_row import calls_in_a_row, slept
from tests.benchmarks.place import SKUS, Place, open_place, open_receiver
from tests.town import BEARER

TIMES = ((0, 40), (50, 20), (250, 10))
"""Milliseconds a vendor call takes on the road, and how many are timed."""
APART = 80
"""Seconds of our clock from one piece of news to the next: more than Cin7's figures lag, and forty
of them less than the hour after which a run that events began reads everything."""
CIN7_TELLS = 60
"""Seconds of our clock in which the pretend Cin7 surely tells what happened."""
LEAST = {"order": 4, "receipt": 5}
"""Calls in a row: what is shown, the order, the SKU's availability, the count; of a receipt: which
purchases changed, the purchase, then what is shown, availability and the counts (both shops at
once)."""

News = Callable[[Place, int], Awaitable[tuple[float, float]]]
"""Lets one piece of news happen; seconds on the wall and of the processor until it is shown."""


def measure(ledger_url: str) -> list[Subject]:
    """One piece of news at a time, `APART` on our clock; the vendors' limits lifted."""
    return [
        _subject("An order in one shop, to the other's count", "order", _order, ledger_url),
        _subject("Goods received, to both shops' counts", "receipt", _receipt, ledger_url),
    ]


def _subject(title: str, name: str, news: News, ledger_url: str) -> Subject:
    calls, times = asyncio.run(_timed(f"{ledger_url}.{name}", news))
    in_a_row = slept(_calls_in_a_row(f"{ledger_url}.{name}.row", news))
    processor = share_below([worked for _, worked in times[0]], 0.5)
    figures = [
        Figure("vendor calls", calls, "calls", LEAST[name] + (1 if name == "receipt" else 0)),
        Figure("calls that waited for one another", in_a_row, "calls", LEAST[name]),
        Figure("processor time, p50", processor, "s", note="ours and the pretend vendors'"),
    ]
    for (latency, many), taken in zip(TIMES, times, strict=True):
        least = processor + LEAST[name] * latency / 1000
        for called, share in (("p50", 0.5), ("p95", 0.95)):
            said = share_below([passed for passed, _ in taken], share)
            figures.append(Figure(f"at {latency} ms, {called}", said, "s", least, f"{many} times"))
    return Subject(title, tuple(figures))


async def _timed(ledger_url: str, news: News) -> tuple[float, list[list[tuple[float, float]]]]:
    times: list[list[tuple[float, float]]] = []
    async with AsyncExitStack() as stack:
        place = await _open(stack, ledger_url)
        number, calls = 0, list[float]()
        for latency, many in TIMES:
            place.wire.seconds = 0
            await sync_stock.fn()
            before = place.moment
            place.wire.seconds = latency / 1000
            times.append([await news(place, number + turn) for turn in range(many)])
            calls.append(sum(place.calls(before).values()) / many)
            number += many
        return sum(calls) / len(calls), times


async def _calls_in_a_row(ledger_url: str, news: News) -> int:
    async with AsyncExitStack() as stack:
        place = await _open(stack, ledger_url)
        return await calls_in_a_row(place.wire, news(place, 0))


async def _open(stack: AsyncExitStack, ledger_url: str) -> Place:
    place = await open_place(stack, ledger_url, speed=None, limits=False)
    await open_receiver(place)
    await subscribe_cin7("http://127.0.0.1:9", SecretStr(BEARER), False)
    await push_receipts.fn()
    await sync_stock.fn()
    return place


async def _order(place: Place, number: int) -> tuple[float, float]:
    town, sku = place.town, SKUS[number]
    before = town.shown("eu", sku, "main")
    await town.world.advance(APART)
    town.sell("uk", (sku, 1))
    began, worked = perf_counter(), process_time()
    await town.world.webhooks.deliver_due()
    assert hints.raised(town.ledger, "sync-stock")
    await sync_stock.fn(only_news=True)
    passed = perf_counter() - began, process_time() - worked
    assert town.shown("eu", sku, "main") == before - 1
    return passed


async def _receipt(place: Place, number: int) -> tuple[float, float]:
    town, sku = place.town, SKUS[number]
    before = town.shown("eu", sku, "main")
    purchase = town.world.cin7.create_purchase({sku: 30}, "Main Warehouse")
    await town.world.advance(APART)
    town.world.cin7.receive(purchase)
    assert isinstance(town.world.clock, ManualClock)
    town.world.clock.advance(CIN7_TELLS)
    began, worked = perf_counter(), process_time()
    await town.world.webhooks.deliver_due()
    assert hints.raised(town.ledger, "push-receipts")
    await receipt_round(None, dry_run=False)
    passed = perf_counter() - began, process_time() - worked
    assert [town.shown(store, sku, "main") for store in ("uk", "eu")] == [before + 30] * 2
    return passed
