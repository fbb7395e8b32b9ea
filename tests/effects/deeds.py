"""One drill for every kind of effect: how it comes about, and how often the vendor shows it.

``EVERY`` is keyed by the enum: a kind without a drill makes the tests fail.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from pydantic import SecretStr

from flows.ingest_orders import ingest_orders
from flows.sync_stock import sync_stock
from ledger.models import EffectKind
from sandbox.journal import Called
from tasks.set_up import ensure_subscriptions
from tests.town import Town

UK = "shopify:uk.myshopify.example"
RECEIVER = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Drill:
    """How one kind of effect is brought about and counted.

    Attributes:
        prepare: Sets the stage, before anything is in doubt.
        run: What a flow run does; called again and again.
        call: The client's method that makes the change, ``uk`` or ``cin7`` before the dot.
        operation: (system, operation) of the sandbox, for faults.
        made: How often the change stands at the vendor; 1 is right.
    """

    prepare: Callable[[Town], Awaitable[None]]
    run: Callable[[], Awaitable[object]]
    call: str
    operation: tuple[str, str]
    made: Callable[[Town], int]


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


async def _nothing(town: Town) -> None:
    return None


async def _subscribe() -> object:
    return await ensure_subscriptions(RECEIVER, SecretStr("bearer"))


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


def _hooks_of_shop(town: Town) -> int:
    topics = [hook.topic for hook in town.shop("uk").hooks.by_id.values()]
    assert len(set(topics)) == len(topics)
    return topics.count("ORDERS_CREATE")


def _hooks_of_cin7(town: Town) -> int:
    types = [hook.kind for hook in town.world.cin7.hooks._hooks]
    assert len(set(types)) == len(types)
    return types.count("Stock/AvailableStockLevelChanged")


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
    EffectKind.SUBSCRIBE_SHOPIFY: Drill(
        _nothing,
        _subscribe,
        "uk.create_webhook",
        (UK, "webhookSubscriptionCreate"),
        _hooks_of_shop,
    ),
    EffectKind.SUBSCRIBE_CIN7: Drill(
        _nothing,
        _subscribe,
        "cin7.create_webhook",
        ("cin7", "POST webhooks"),
        _hooks_of_cin7,
    ),
}
