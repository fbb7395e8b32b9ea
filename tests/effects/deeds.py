"""One drill for every kind of effect: how it comes about, and how often the vendor shows it.

``EVERY`` is keyed by the enum: a kind without a drill makes the tests fail.
"""

from flows.ingest_orders import ingest_orders
from flows.sync_stock import sync_stock
from ledger.models import EffectKind
from sandbox.journal import Called
from tests.effects.deeds_hand_off import HAND_OFF
from tests.effects.deeds_parcels import PARCELS
from tests.effects.deeds_reversals import REVERSALS
from tests.effects.deeds_subscriptions import SUBSCRIPTIONS
from tests.effects.deeds_telling import TELLING
from tests.effects.drill import UK, Drill
from tests.town import Town


async def _stock_to_write(town: Town) -> None:
    town.stock("MUG", {"main": 12}, shown={"main": 5}, shops=["uk"])


async def _item_to_stock(town: Town) -> None:
    town.stock("MUG", {"main": 5, "north": 7}, stocked=["main"], shops=["uk"])


async def _order(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    await ingest_orders.fn()
    town.sell("uk", ("MUG", 2), name="#1001")


async def _order_elsewhere(town: Town) -> None:
    town.stock("MUG", {"north": 10}, shown={"main": 4, "north": 10})
    await ingest_orders.fn()
    town.sell("uk", ("MUG", 2), name="#1001")


def _changed(town: Town, operation: str) -> int:
    return sum(
        isinstance(event, Called)
        and event.changed
        and event.system == UK
        and event.operation == operation
        for event in town.world.journal.events
    )


def _counts_written(town: Town) -> int:
    assert town.shown("uk", "MUG", "main") == 12
    return _changed(town, "inventorySetQuantities")


def _items_stocked(town: Town) -> int:
    assert town.shown("uk", "MUG", "north") == 7
    return _changed(town, "inventoryActivate")


def _sales(town: Town) -> int:
    assert town.available("MUG", "main") == 8
    return len(town.live_sales())


def _moves(town: Town) -> int:
    (order,) = town.shop("uk").orders.by_id.values()
    assert {location for _, location, units in order.stands() if units} == {102}
    return _changed(town, "fulfillmentOrderMove")


EVERY: dict[EffectKind, Drill] = {
    EffectKind.SET_STOCK: Drill(
        _stock_to_write,
        sync_stock.fn,
        "uk.set_available",
        (UK, "inventorySetQuantities"),
        _counts_written,
    ),
    EffectKind.ACTIVATE_ITEM: Drill(
        _item_to_stock, sync_stock.fn, "uk.activate", (UK, "inventoryActivate"), _items_stocked
    ),
    EffectKind.CREATE_SALE: Drill(
        _order, ingest_orders.fn, "cin7.create_sale", ("cin7", "POST sale"), _sales
    ),
    EffectKind.AUTHORISE_SALE: Drill(
        _order, ingest_orders.fn, "cin7.post_order", ("cin7", "POST sale/order"), _sales
    ),
    EffectKind.MOVE_FULFILMENT: Drill(
        _order_elsewhere,
        ingest_orders.fn,
        "uk.move_fulfillment_order",
        (UK, "fulfillmentOrderMove"),
        _moves,
    ),
    **SUBSCRIPTIONS,
    **HAND_OFF,
    **TELLING,
    **REVERSALS,
    **PARCELS,
}
