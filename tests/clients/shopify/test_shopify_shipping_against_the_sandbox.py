"""Shipments and refunds, over HTTP, against the pretend shop: told, corrected, taken back, read."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest

from clients.errors import OutcomeUnknown
from clients.shopify import ShopifyClient, StaticToken, errors
from clients.shopify.shipping_models import Fulfillment, OrderShipping
from sandbox.app import create_app
from sandbox.clock import ManualClock
from sandbox.journal import FulfilmentMade
from sandbox.shopify.checkout import CheckoutLine
from sandbox.shopify.orders import Order
from sandbox.shopify.state import Shop
from sandbox.world import World
from tests.clients.shopify.pretend_shop import Notebook

DOMAIN = "uk.myshopify.example"
LEEDS, BRISTOL = 101, 102


@pytest.fixture
def world() -> World:
    return World(ManualClock(datetime(2026, 11, 23, 8, 0, tzinfo=UTC)))


@pytest.fixture
def shop(world: World) -> Shop:
    made = world.add_shop(DOMAIN, "UK")
    made.add_location(LEEDS, "Leeds", "GB")
    made.add_location(BRISTOL, "Bristol", "GB")
    made.static_tokens.add("shpat_sandbox")
    made.tax_rate = Decimal("0.2")
    made.add_item("TEE", "Tee", "12.00", levels={LEEDS: 10, BRISTOL: 10})
    made.add_item("MUG", "Mug", "6.00", levels={BRISTOL: 10})
    return made


@pytest.fixture
async def client(world: World, shop: Shop, notes: Notebook) -> AsyncIterator[ShopifyClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app(world))) as http:
        yield ShopifyClient(
            http,
            base_url=f"http://sandbox/shopify/{DOMAIN}",
            token=StaticToken("shpat_sandbox"),
            pace=notes,
            sleep=notes.sleep,
        )


def buy(shop: Shop, *wanted: tuple[str, int], **more: Any) -> Order:
    lines = [CheckoutLine(sku, units, "12.00", sku) for sku, units in wanted]
    bought = shop.checkout(lines, country="GB", customer="Ann Onymous", **more)
    assert bought.order_id is not None
    return shop.order(bought.order_id)


async def seen(client: ShopifyClient, order: Order) -> OrderShipping:
    got = await client.order_shipping(order.gid)
    assert got is not None
    return got


async def ship(
    client: ShopifyClient, order: Order, units: int | None = None, number: str = "1Z1"
) -> Fulfillment:
    """Tell a parcel of so many units of the first open line, or of all that remains."""
    stands = [each for each in (await seen(client, order)).fulfillment_orders if is_open(each)]
    lines = None if units is None else [(stands[0].lines[0].id, units)]
    return await client.create_fulfillment(
        {stands[0].id: lines},
        company="UPS",
        numbers=[number],
        urls=[f"https://t.example/{number}"],
        notify=True,
    )


def is_open(stand: Any) -> bool:
    return stand.status in ("OPEN", "IN_PROGRESS")


def shelf(shop: Shop, sku: str = "TEE", at: int = LEEDS) -> tuple[int, int, int]:
    level = shop.stock.level(shop.catalogue.variant_of(sku).item, at)
    assert level is not None
    return level.available, level.quantity("committed"), level.quantity("on_hand")


async def test_two_parcels_of_one_order_are_two_shipments_each_with_its_number(
    client: ShopifyClient, shop: Shop, world: World
):
    order = buy(shop, ("TEE", 5))
    await ship(client, order, 2, "1Z1")
    await ship(client, order, None, "1Z2")
    got = await seen(client, order)
    assert [(each.name, each.numbers) for each in got.fulfillments] == [
        ("#1001-F1", ("1Z1",)),
        ("#1001-F2", ("1Z2",)),
    ]
    assert [line.units for each in got.fulfillments for line in each.lines] == [2, 3]
    assert got.fulfillments[0].tracking[0].company == "UPS"
    assert got.lines[0].unfulfilled_quantity == 0
    assert [each.status for each in got.fulfillment_orders] == ["CLOSED"]
    assert shelf(shop) == (5, 0, 5)
    told = [event for event in world.journal.events if isinstance(event, FulfilmentMade)]
    assert [event.notified for event in told] == [True, True]


async def test_fulfilment_orders_of_one_location_are_told_in_one_call(
    client: ShopifyClient, shop: Shop
):
    shop.switches.move_onto_open_order = "new_order"
    order = buy(shop, ("TEE", 12))
    for stand in (await seen(client, order)).fulfillment_orders:
        if stand.location_id == f"gid://shopify/Location/{LEEDS}":
            await client.move_fulfillment_order(stand.id, f"gid://shopify/Location/{BRISTOL}")
    stands = [each for each in (await seen(client, order)).fulfillment_orders if is_open(each)]
    assert len(stands) == 2
    await client.create_fulfillment(
        {each.id: None for each in stands}, company="UPS", numbers=["1Z1"], notify=False
    )
    got = await seen(client, order)
    assert [line.units for line in got.fulfillments[0].lines] == [12]
    assert got.lines[0].unfulfilled_quantity == 0


async def test_what_was_shipped_already_is_refused_by_name(client: ShopifyClient, shop: Shop):
    order = buy(shop, ("TEE", 2))
    (stand,) = (await seen(client, order)).fulfillment_orders
    part = stand.lines[0].id
    with pytest.raises(errors.QuantityTooLarge):
        await client.create_fulfillment({stand.id: [(part, 3)]}, company=None, notify=False)
    await ship(client, order)
    with pytest.raises(errors.FulfillmentOrderClosed):
        await client.create_fulfillment({stand.id: None}, company=None, notify=False)
    with pytest.raises(errors.UnknownFulfillmentOrder):
        await client.create_fulfillment(
            {"gid://shopify/FulfillmentOrder/1": None}, company=None, notify=False
        )


async def test_a_lost_answer_is_found_by_its_tracking_number(
    client: ShopifyClient, shop: Shop, world: World
):
    order = buy(shop, ("TEE", 2))
    world.faults.plan(shop.system, "fulfillmentCreate", ["lost-after"])
    with pytest.raises(OutcomeUnknown):
        await ship(client, order)
    assert [each.numbers for each in (await seen(client, order)).fulfillments] == [("1Z1",)]


@pytest.mark.parametrize("switch", ["new_order", "grows"])
async def test_a_cancelled_shipment_can_be_told_again_wherever_its_units_stand(
    client: ShopifyClient, shop: Shop, switch: Any
):
    shop.switches.cancelled_shipment = switch
    order = buy(shop, ("TEE", 2))
    first = await ship(client, order)
    for _ in range(2):
        assert (await client.cancel_fulfillment(first.id)).is_live is False
    got = await seen(client, order)
    assert got.lines[0].unfulfilled_quantity == 2
    open_units = [
        line.remaining for each in got.fulfillment_orders if is_open(each) for line in each.lines
    ]
    assert open_units == [2]
    assert shelf(shop) == (8, 2, 10)
    await ship(client, order, number="1Z9")
    assert [each.is_live for each in (await seen(client, order)).fulfillments] == [False, True]
    assert shelf(shop) == (8, 0, 8)


async def test_tracking_is_corrected(client: ShopifyClient, shop: Shop):
    order = buy(shop, ("TEE", 2))
    made = await ship(client, order)
    await client.update_tracking(made.id, company="DPD UK", numbers=["D9"])
    (told,) = (await seen(client, order)).fulfillments
    assert (told.numbers, told.tracking[0].company) == (("D9",), "DPD UK")
    nobody = "gid://shopify/Fulfillment/1"
    with pytest.raises(errors.UnknownFulfillment):
        await client.update_tracking(nobody, company=None, numbers=["D9"])
    with pytest.raises(errors.UnknownFulfillment):
        await client.cancel_fulfillment(nobody)


async def test_refunds_are_read_with_their_units_places_and_money(
    client: ShopifyClient, shop: Shop
):
    order = buy(shop, ("TEE", 3), ("MUG", 1), shipping="4.50")
    await ship(client, order, 1)
    tee, mug = (line.id for line in order.lines)
    shop.refund(order.id, [(tee, 1, "RETURN", None), (mug, 1, "NO_RESTOCK", None)])
    shop.refund(order.id, [(tee, 1, "CANCEL", None)], amount=Decimal("10.00"))
    shop.refund(order.id, [], shipping=Decimal("4.50"))
    first, second, third = (await seen(client, order)).refunds
    where = f"gid://shopify/Location/{order.fulfillments[0].location.id}"
    assert [
        (line.sku, line.units, line.restock_type, line.location_id) for line in first.lines
    ] == [("TEE", 1, "RETURN", where), ("MUG", 1, "NO_RESTOCK", None)]
    assert (first.lines[0].subtotal, first.lines[0].tax) == (Decimal(12), Decimal(2))
    assert (first.amount, first.shipping) == (Decimal(24), Decimal(0))
    assert [line.restock_type for line in second.lines] == ["CANCEL"]
    assert second.amount == Decimal(10)
    assert (third.lines, third.amount, third.shipping) == ([], Decimal("4.5"), Decimal("4.5"))


async def test_a_cancelled_order_shows_what_was_given_back(client: ShopifyClient, shop: Shop):
    order = buy(shop, ("TEE", 2))
    shop.cancel_order(order.id)
    got = await seen(client, order)
    assert got.cancelled_at is not None
    assert got.financial_status == "REFUNDED"
    assert (got.lines[0].quantity, got.lines[0].current_quantity) == (2, 0)
    ((line,),) = ([*refund.lines] for refund in got.refunds)
    assert (line.units, line.restock_type) == (2, "CANCEL")


async def test_an_order_of_three_hundred_lines_is_read_whole(client: ShopifyClient, shop: Shop):
    for number in range(300):
        shop.add_item(f"S-{number}", "Thing", "1.00", levels={LEEDS: 1})
    order = buy(shop, *((f"S-{number}", 1) for number in range(300)))
    await ship(client, order)
    shop.refund(order.id, [(line.id, 1, "RETURN", None) for line in order.lines])
    got = await seen(client, order)
    assert len(got.lines) == 300
    assert len(got.fulfillments[0].lines) == 300
    assert len(got.refunds[0].lines) == 300
    assert len(got.fulfillment_orders[0].lines) == 300
