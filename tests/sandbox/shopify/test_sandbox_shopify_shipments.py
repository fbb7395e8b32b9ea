"""Shipments that are told, taken back or corrected, and what the journal says of them."""

import json
from decimal import Decimal
from typing import Any

import httpx
import pytest

from sandbox.journal import (
    FulfilmentCancelled,
    FulfilmentMade,
    OrderStands,
    RefundMade,
    TrackingCorrected,
)
from sandbox.shopify.orders import Order
from sandbox.shopify.reversals import CannotCancel, TooMany
from tests.sandbox.shopify.merchant import LEEDS, LONDON, Merchant, place

SHIP = """
mutation Ship($fulfillment: FulfillmentInput!) { fulfillmentCreate(fulfillment: $fulfillment) {
  fulfillment { id status displayStatus trackingInfo { company number url }
    fulfillmentLineItems(first: 9) { nodes { quantity lineItem { id } } } }
  userErrors { field message } } }
"""
UNSHIP = """
mutation Unship($id: ID!) { fulfillmentCancel(id: $id) {
  fulfillment { id status displayStatus } userErrors { field message } } }
"""
RETRACK = """
mutation Retrack($id: ID!, $tracking: FulfillmentTrackingInput!, $notify: Boolean) {
  fulfillmentTrackingInfoUpdate(
    fulfillmentId: $id, trackingInfoInput: $tracking, notifyCustomer: $notify
  ) { fulfillment { status trackingInfo { company number url } } userErrors { field message } } }
"""
SUBSCRIBE = """
mutation Subscribe($topic: WebhookSubscriptionTopic!, $sub: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $sub) {
    userErrors { message } } }
"""
ORDER = """
query Order($id: ID!) { order(id: $id) {
  closed edited displayFulfillmentStatus displayFinancialStatus
  lineItems(first: 9) { nodes { unfulfilledQuantity currentQuantity } }
  fulfillments { status }
  fulfillmentOrders(first: 9) { nodes { status assignedLocation { location { id } }
    lineItems(first: 9) { nodes { totalQuantity remainingQuantity } } } }
  refunds { totalRefundedSet { shopMoney { amount } } refundShippingLines(first: 5) {
    nodes { subtotalAmountSet { shopMoney { amount } } } } } } }
"""
UPS = {"company": "UPS", "numbers": ["1Z1", "1Z2"], "urls": ["https://t.example/1Z1"]}


async def ship(merchant: Merchant, order: Order, units: int | None = None, **more: Any) -> Any:
    """Ship from the first open fulfilment order: so many units of its first line, or all."""
    stand = next(each for each in order.fulfillment_orders if each.is_open)
    part: dict[str, Any] = {"fulfillmentOrderId": stand.gid}
    if units:
        part["fulfillmentOrderLineItems"] = [{"id": stand.lines[0].gid, "quantity": units}]
    wanted = {"lineItemsByFulfillmentOrder": [part], "trackingInfo": UPS} | more
    answer = (await merchant.ask(SHIP, fulfillment=wanted))["fulfillmentCreate"]
    assert answer["userErrors"] == []
    return answer["fulfillment"]


async def unship(merchant: Merchant, made: Any) -> Any:
    return (await merchant.ask(UNSHIP, id=made["id"]))["fulfillmentCancel"]


async def told(merchant: Merchant, order: Order) -> Any:
    return (await merchant.ask(ORDER, id=order.gid))["order"]


def remaining(order: Any) -> list[tuple[str, int, int]]:
    return [
        (stand["status"], part["totalQuantity"], part["remainingQuantity"])
        for stand in order["fulfillmentOrders"]["nodes"]
        for part in stand["lineItems"]["nodes"]
    ]


async def test_a_shipment_is_journaled_with_its_parcels_and_whether_the_customer_was_told(
    merchant: Merchant,
) -> None:
    order = merchant.sell(("TEE", 3))
    made = await ship(merchant, order, 2, notifyCustomer=True)
    await ship(merchant, order)

    assert (made["status"], made["displayStatus"]) == ("SUCCESS", "FULFILLED")
    assert made["trackingInfo"] == [
        {"company": "UPS", "number": "1Z1", "url": "https://t.example/1Z1"},
        {"company": "UPS", "number": "1Z2", "url": None},
    ]
    first, second = merchant.events(FulfilmentMade)
    assert first.order_id == order.id
    assert made["id"].endswith(f"/{first.fulfillment_id}")
    assert first.lines == ((order.lines[0].id, 2),)
    assert (first.tracking, first.company, first.location_id) == (("1Z1", "1Z2"), "UPS", LONDON)
    assert (first.notified, second.notified) == (True, False)


@pytest.mark.parametrize(
    ("switch", "stands"),
    [("new_order", [("CLOSED", 2, 2), ("OPEN", 2, 2)]), ("grows", [("OPEN", 2, 2)])],
)
async def test_a_cancelled_shipment_is_on_the_shelf_committed_and_to_be_shipped_again(
    merchant: Merchant, switch: Any, stands: list[tuple[str, int, int]]
) -> None:
    merchant.world.shopify_switches.cancelled_shipment = switch
    order = merchant.sell(("TEE", 2))
    made = await ship(merchant, order)
    shipped, closed = merchant.counts("TEE"), order.closed_at
    answer = await unship(merchant, made)
    now = await told(merchant, order)

    assert (shipped, closed is None) == ({"available": 8, "committed": 0, "on_hand": 8}, False)
    assert answer["userErrors"] == []
    assert answer["fulfillment"]["status"] == "CANCELLED"
    assert answer["fulfillment"]["displayStatus"] == "CANCELED"
    assert merchant.counts("TEE") == {"available": 8, "committed": 2, "on_hand": 10}
    assert now["displayFulfillmentStatus"] == "UNFULFILLED"
    assert now["closed"] is False
    assert now["lineItems"]["nodes"] == [{"unfulfilledQuantity": 2, "currentQuantity": 2}]
    assert remaining(now) == stands
    assert order.stands() == ((order.lines[0].id, LONDON, 2),)
    assert merchant.events(OrderStands)[-1].stands == order.stands()
    again = await ship(merchant, order)
    assert [each["status"] for each in (await told(merchant, order))["fulfillments"]] == [
        "CANCELLED",
        "SUCCESS",
    ]
    assert again["id"] != made["id"]
    assert merchant.counts("TEE") == shipped


async def test_one_of_two_parcels_that_is_cancelled_leaves_the_order_partly_shipped(
    merchant: Merchant,
) -> None:
    order = merchant.sell(("TEE", 5))
    first = await ship(merchant, order, 2)
    await ship(merchant, order, 1)
    await unship(merchant, first)

    now = await told(merchant, order)
    assert now["displayFulfillmentStatus"] == "PARTIALLY_FULFILLED"
    assert now["lineItems"]["nodes"][0]["unfulfilledQuantity"] == 4
    assert remaining(now) == [("IN_PROGRESS", 5, 4)]
    assert merchant.counts("TEE") == {"available": 5, "committed": 4, "on_hand": 9}


async def test_a_second_cancel_of_a_shipment_is_a_silent_success(merchant: Merchant) -> None:
    order = merchant.sell(("TEE", 2))
    made = await ship(merchant, order)
    await unship(merchant, made)
    before = merchant.counts("TEE")
    again = await unship(merchant, made)

    assert (again["userErrors"], again["fulfillment"]["status"]) == ([], "CANCELLED")
    assert merchant.counts("TEE") == before
    (event,) = merchant.events(FulfilmentCancelled)
    assert made["id"].endswith(f"/{event.fulfillment_id}")
    assert merchant.last_call().changed is False


async def test_a_unit_that_came_back_is_not_shipped_again_when_its_shipment_is_cancelled(
    merchant: Merchant,
) -> None:
    order = merchant.sell(("TEE", 3))
    made = await ship(merchant, order)
    merchant.shop.refund(order.id, [(order.lines[0].id, 1, "RETURN", None)])
    returned = merchant.counts("TEE")
    await unship(merchant, made)

    assert returned == {"available": 8, "committed": 0, "on_hand": 8}
    assert merchant.counts("TEE") == {"available": 8, "committed": 2, "on_hand": 10}
    now = await told(merchant, order)
    assert now["lineItems"]["nodes"] == [{"unfulfilledQuantity": 2, "currentQuantity": 2}]


async def test_a_shipment_nobody_knows_is_refused_in_shopifys_words(merchant: Merchant) -> None:
    nobody = "gid://shopify/Fulfillment/999999999999991"
    answer = await unship(merchant, {"id": nobody})
    wrong = await merchant.ask(RETRACK, id=nobody, tracking=UPS)

    assert answer["userErrors"] == [{"field": ["id"], "message": "Fulfillment not found."}]
    assert wrong["fulfillmentTrackingInfoUpdate"]["userErrors"] == [
        {"field": ["fulfillmentId"], "message": "Fulfillment does not exist."}
    ]


@pytest.mark.parametrize("cancelled", [False, True])
async def test_corrected_tracking_replaces_all_of_it_even_after_a_cancel(
    merchant: Merchant, cancelled: bool
) -> None:
    order = merchant.sell(("TEE", 2))
    made = await ship(merchant, order)
    if cancelled:
        await unship(merchant, made)
    right = {"company": "DPD UK", "numbers": ["D9"]}
    answer = await merchant.ask(RETRACK, id=made["id"], tracking=right, notify=True)
    fulfilment = answer["fulfillmentTrackingInfoUpdate"]["fulfillment"]

    assert fulfilment["trackingInfo"] == [{"company": "DPD UK", "number": "D9", "url": None}]
    assert fulfilment["status"] == ("CANCELLED" if cancelled else "SUCCESS")
    (event,) = merchant.events(TrackingCorrected)
    assert (event.tracking, event.company, event.notified) == (("D9",), "DPD UK", True)


async def test_a_shipment_that_is_told_while_the_order_is_being_cancelled_saves_the_order(
    merchant: Merchant,
) -> None:
    order = merchant.sell(("TEE", 2))
    job, errors = merchant.shop.jobs.cancel(
        order, restock=True, money_back=True, reason="CUSTOMER", staff_note=None
    )
    await ship(merchant, order)
    await merchant.world.advance(2)

    assert job is not None
    assert (errors, job.done, job.failed) == ([], True, True)
    assert order.cancelled_at is None
    assert merchant.counts("TEE") == {"available": 8, "committed": 0, "on_hand": 8}


# -- what people take back -------------------------------------------------------------------


async def test_people_cannot_cancel_what_was_shipped_until_the_shipment_is_cancelled(
    merchant: Merchant,
) -> None:
    order = merchant.sell(("TEE", 2))
    made = await ship(merchant, order)
    with pytest.raises(CannotCancel, match="outstanding fulfillments"):
        merchant.shop.cancel_order(order.id)
    await unship(merchant, made)
    merchant.shop.cancel_order(order.id)

    assert order.cancelled_at is not None
    assert merchant.counts("TEE") == {"available": 10, "committed": 0, "on_hand": 10}


async def test_the_journal_tells_what_a_refund_took_and_what_of_it_had_not_been_shipped(
    merchant: Merchant,
) -> None:
    order = merchant.sell(("TEE", 4))
    line = order.lines[0].id
    await ship(merchant, order, 2)
    merchant.shop.refund(order.id, [(line, 1, "RETURN", LEEDS)])
    merchant.shop.refund(order.id, [(line, 1, "CANCEL", None)])
    merchant.shop.refund(order.id, [(line, 1, "NO_RESTOCK", None)], amount=Decimal("1.50"))

    first, second, third = merchant.events(RefundMade)
    assert (first.lines, first.unshipped) == (((line, "TEE", 1, "RETURN", LEEDS),), ())
    assert (second.lines, second.unshipped) == (
        ((line, "TEE", 1, "CANCEL", LONDON),),
        ((line, 1),),
    )
    assert (third.lines, third.unshipped) == (((line, "TEE", 1, "NO_RESTOCK", 0),), ((line, 1),))
    assert [event.amount for event in (first, second, third)] == ["9.99", "9.99", "1.50"]
    assert {event.cause for event in (first, second, third)} == {"refund"}


def test_a_cancellation_is_a_refund_of_all_that_was_left(merchant: Merchant) -> None:
    order = merchant.sell(("TEE", 12))
    merchant.shop.cancel_order(order.id)

    (event,) = merchant.events(RefundMade)
    assert event.cause == "cancel"
    assert event.refund_id == order.refunds[0].id
    assert {(sku, units, at) for _, sku, units, _, at in event.lines} == {
        ("TEE", 10, LONDON),
        ("TEE", 2, LEEDS),
    }
    assert event.unshipped == ((order.lines[0].id, 12),)
    assert event.amount == "119.88"


async def test_money_alone_goes_back_and_delivery_is_told_apart(merchant: Merchant) -> None:
    order = merchant.sell(("TEE", 1), shipping="4.50")
    merchant.shop.refund(order.id, [], shipping=Decimal("4.50"))

    now = await told(merchant, order)
    assert now["refunds"] == [
        {
            "totalRefundedSet": {"shopMoney": {"amount": "4.5"}},
            "refundShippingLines": {
                "nodes": [{"subtotalAmountSet": {"shopMoney": {"amount": "4.5"}}}]
            },
        }
    ]
    assert now["displayFinancialStatus"] == "PARTIALLY_REFUNDED"
    (event,) = merchant.events(RefundMade)
    assert (event.lines, event.unshipped, event.amount) == ((), (), "4.50")


async def test_a_line_that_is_edited_down_gives_its_units_and_money_back(
    merchant: Merchant,
) -> None:
    order = merchant.sell(("TEE", 5))
    merchant.shop.edit_down(order.id, order.lines[0].id, 2)

    now = await told(merchant, order)
    assert now["edited"] is True
    assert now["lineItems"]["nodes"] == [{"unfulfilledQuantity": 2, "currentQuantity": 2}]
    assert merchant.counts("TEE") == {"available": 8, "committed": 2, "on_hand": 10}
    assert merchant.events(OrderStands)[-1].cause == "edit"
    await ship(merchant, order)
    with pytest.raises(TooMany):
        merchant.shop.edit_down(order.id, order.lines[0].id, 1)
    assert (
        place(LONDON) == now["fulfillmentOrders"]["nodes"][0]["assignedLocation"]["location"]["id"]
    )


# -- who is told -----------------------------------------------------------------------------


async def test_whoever_subscribed_hears_of_shipments_and_edits(merchant: Merchant) -> None:
    heard: list[tuple[str, Any]] = []

    def receive(request: httpx.Request) -> httpx.Response:
        heard.append((request.headers["x-shopify-topic"], json.loads(request.content)))
        return httpx.Response(200)

    async with httpx.AsyncClient(transport=httpx.MockTransport(receive)) as receiver:
        merchant.world.webhooks.http = receiver
        for topic in ("FULFILLMENTS_CREATE", "FULFILLMENTS_UPDATE", "ORDERS_EDITED"):
            hook = {"uri": f"https://sync.example.com/{topic}"}
            await merchant.ask(SUBSCRIBE, topic=topic, sub=hook)
        order = merchant.sell(("TEE", 3))
        merchant.shop.edit_down(order.id, order.lines[0].id, 2)
        made = await ship(merchant, order)
        await merchant.world.advance(60)
        await merchant.ask(RETRACK, id=made["id"], tracking={"number": "X"})
        await merchant.world.advance(60)
        await unship(merchant, made)
        await merchant.world.advance(60)

    assert [topic for topic, _ in heard] == [
        "orders/edited",
        "fulfillments/create",
        "fulfillments/update",
        "fulfillments/update",
    ]
    edited, created, corrected, cancelled = (body for _, body in heard)
    assert edited["order_edit"]["line_items"]["removals"] == [{"id": order.lines[0].id, "delta": 1}]
    assert created["tracking_numbers"] == ["1Z1", "1Z2"]
    assert (corrected["tracking_number"], corrected["status"]) == ("X", "success")
    assert (cancelled["id"], cancelled["status"]) == (created["id"], "cancelled")
