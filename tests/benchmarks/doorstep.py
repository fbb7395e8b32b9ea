"""What an order costs on its whole way, in calls of each vendor: 40 orders, one parcel each."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack

from flows.hand_off_fulfilment import hand_off_fulfilment
from flows.ingest_orders import ingest_orders
from flows.return_tracking import return_tracking
from flows.reverse_cancellations import reverse_cancellations
from flows.sync_stock import sync_stock
from tests.benchmarks.figures import Figure, Subject
from tests.benchmarks.place import SKUS, Place, open_place

ORDERS = 40

LEAST = {
    "cin7": (6, "header, order, pick, pack, ship, invoice"),
    "shipstation": (1, "the order; its label comes with a list of many"),
    "shopify": (2, "its address, and the fulfilment"),
}
"""Calls an order at least, by vendor, and which."""

REVERSED = {
    "cin7": (1, "void"),
    "shipstation": (1, "cancel"),
    "shopify": (1, "what was taken back"),
}
"""The same for taking back an order that was handed off."""


def measure(ledger_url: str) -> list[Subject]:
    """Orders in a burst and one by one to the doorstep, then handed-off ones taken back."""
    return asyncio.run(_measure(ledger_url))


async def _measure(ledger_url: str) -> list[Subject]:
    return [
        await _delivered(f"{ledger_url}.burst", ORDERS),
        await _delivered(f"{ledger_url}.single", 1),
        await _taken_back(f"{ledger_url}.back"),
    ]


async def _delivered(ledger_url: str, at_once: int) -> Subject:
    async with AsyncExitStack() as stack:
        place = await open_place(stack, ledger_url, speed=None, limits=False)
        await ingest_orders.fn()
        await sync_stock.fn()
        before = place.moment
        for start in range(0, ORDERS, at_once):
            for number in range(start, start + at_once):
                place.town.sell("uk", (SKUS[number], 1))
            await ingest_orders.fn()
            await hand_off_fulfilment.fn()
            _label_all(place)
            await place.town.outside.sleep(100)
            await return_tracking.fn()
        how = "in one run each" if at_once > 1 else "one by one"
        title = f"{ORDERS} orders to the doorstep, {how}: calls an order"
        return Subject(title, tuple(_figures(place, before, LEAST)))


async def _taken_back(ledger_url: str) -> Subject:
    async with AsyncExitStack() as stack:
        place = await open_place(stack, ledger_url, speed=None, limits=False)
        await ingest_orders.fn()
        await sync_stock.fn()
        sold = [place.town.sell("uk", (SKUS[number], 1)) for number in range(ORDERS)]
        await ingest_orders.fn()
        await hand_off_fulfilment.fn()
        await place.town.outside.sleep(100)
        before = place.moment
        for one in sold:
            place.town.shop("uk").cancel_order(one.order_id)
        await place.town.outside.sleep(10)
        await reverse_cancellations.fn()
        assert not place.town.live_sales()
        title = f"{ORDERS} handed-off orders cancelled, in one run: calls an order"
        return Subject(title, tuple(_figures(place, before, REVERSED)))


def _label_all(place: Place) -> None:
    crew = place.town.world.shipstation.crew
    for shipment in list(place.town.world.shipstation.shipments):
        if shipment.status == "pending":
            crew.label_now(shipment.shipment_id)


def _figures(place: Place, before: int, least: dict[str, tuple[int, str]]) -> list[Figure]:
    by: dict[str, Counter[str]] = {vendor: Counter() for vendor in least}
    for (vendor, operation, _), number in place.calls(before).items():
        name = vendor.partition(":")[0]
        if name in by:
            by[name][operation] += number
    return [
        Figure(
            vendor,
            sum(by[vendor].values()) / ORDERS,
            "calls",
            number,
            f"least: {which}. Made: "
            + ", ".join(f"{n / ORDERS:g} {name}" for name, n in by[vendor].most_common()),
        )
        for vendor, (number, which) in least.items()
    ]
