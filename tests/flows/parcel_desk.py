"""How tests of parcels bring orders to the packing bench, and look at what everybody shows."""

from typing import Any

from flows.hand_off_fulfilment import hand_off_fulfilment
from flows.ingest_orders import ingest_orders
from flows.return_tracking import return_tracking
from ledger import exceptions, parcels
from ledger.models import Parcel
from sandbox.journal import FulfilmentMade, TrackingCorrected
from tests.town import Town


async def handed_over(town: Town, *lines: tuple[str, int], **more: Any) -> Any:
    """An order that stands at the carrier desk: the sandbox's result of its checkout."""
    sold = town.sell("uk", *lines, **more)
    await ingest_orders.fn()
    await hand_off_fulfilment.fn()
    return sold


async def begin(town: Town, **stock: int) -> None:
    for sku, units in stock.items():
        town.stock(sku, {"main": units})
    await ingest_orders.fn()


def pending(town: Town) -> list[Any]:
    return [one for one in town.world.shipstation.shipments if one.status == "pending"]


def buy(town: Town, *shipments: Any, packages: int = 0) -> list[str]:
    """The crew buys labels for these shipments, or for all that wait; their ids."""
    crew = town.world.shipstation.crew
    return list(crew._buy(list(shipments) or pending(town), packages))


def label(town: Town, label_id: str) -> Any:
    return town.world.shipstation.labels.get(label_id)


def void(town: Town, label_id: str) -> None:
    assert town.world.shipstation.labels.void(label_id)["approved"]


def fulfilments(town: Town, sold: Any, *, live: bool = True) -> list[Any]:
    order = town.shop("uk").order(sold.order_id)
    return [one for one in order.fulfillments if not (live and one.is_cancelled)]


def shown(town: Town, sold: Any) -> list[tuple[tuple[str, ...], dict[str, int]]]:
    """(tracking numbers, units by SKU) of each live fulfilment."""
    return [
        (one.numbers, {line.sku: units for _, line, units in one.lines})
        for one in fulfilments(town, sold)
    ]


def legs(town: Town) -> list[tuple[str, str, dict[str, int], list[str]]]:
    """(pick, ship, units, tracking) of each fulfilment of the one sale."""
    (sale,) = town.live_sales()
    return [
        (
            one.pick.status,
            one.ship.status,
            {line.product.sku: line.quantity for line in one.pick.lines},
            [line.tracking_number for line in one.ship.lines],
        )
        for one in sale.fulfilments
    ]


def notices(town: Town) -> int:
    """How often Shopify wrote to a customer."""
    return sum(
        event.notified
        for event in town.world.journal.events
        if isinstance(event, FulfilmentMade | TrackingCorrected)
    )


def open_now(town: Town) -> list[tuple[str, str]]:
    found = exceptions.list_open(town.ledger, town.world.clock.now())
    return [(row.kind, row.subject) for row in found]


def parcel(town: Town, label_id: str) -> Parcel:
    row = parcels.by_label(town.ledger, label_id)
    assert row is not None
    return row


async def settled(town: Town, rounds: int = 4) -> None:
    """Runs as the schedule would start them, and one beside."""
    for _ in range(rounds):
        await return_tracking.fn()
        await town.world.advance(120)


def promises(town: Town) -> dict[str, list[str]]:
    """Each promise about parcels that is broken, with its sentences; words are another's matter."""
    told = town.books(carrier_desk=True)
    broken = {name: list(told.breaches[name]) for name in ("2", "3", "4", "7")}
    broken["7"] = [said for said in broken["7"] if not said.startswith("slack ")]
    return {name: said for name, said in broken.items() if said}


def on_hand(town: Town, sku: str) -> int:
    return int(town.world.cin7.on_hand(sku, "Main Warehouse"))
