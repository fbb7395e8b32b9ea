"""Cancellations and refunds: what becomes of the units and of the money."""

from typing import Any

import pytest

from sandbox.journal import OrderCancelled, OrderStands
from sandbox.shopify.reversals import TooMany
from tests.sandbox.shopify.merchant import LEEDS, LONDON, Merchant, codes, place

CANCEL = """
mutation Cancel($id: ID!, $restock: Boolean!, $method: OrderCancelRefundMethodInput) {
  orderCancel(orderId: $id, reason: CUSTOMER, restock: $restock, refundMethod: $method) {
    job { id done } jobResult { id done status }
    orderCancelUserErrors { code field message } } }
"""
JOB = "query Job($id: ID!) { job(id: $id) { id done } }"
RESULT = """query Result($id: ID!) { node(id: $id) { id ... on OrderCancelJobResult {
  done status errors { code } order { cancelledAt } } } }"""
ORDER = """
query Order($id: ID!) { order(id: $id) {
  cancelledAt cancelReason closed displayFinancialStatus displayFulfillmentStatus
  currentTotalPriceSet { shopMoney { amount } } totalRefundedSet { shopMoney { amount } }
  lineItems(first: 9) { nodes { quantity currentQuantity unfulfilledQuantity } }
  fulfillmentOrders(first: 9) { nodes { status lineItems(first: 9) {
    nodes { totalQuantity remainingQuantity } } } }
  refunds(first: 9) { note refundLineItems(first: 9) { nodes {
    quantity restockType restocked location { id } subtotalSet { shopMoney { amount } } } } } } }
"""
REFUND = """
mutation Refund($input: RefundInput!, $key: String!) {
  refundCreate(input: $input) @idempotent(key: $key) {
    refund { id totalRefundedSet { shopMoney { amount } } }
    order { displayFinancialStatus } userErrors { field message } } }
"""
SUGGEST = """
query Suggest($id: ID!, $lines: [RefundLineItemInput!]) { order(id: $id) {
  suggestedRefund(refundLineItems: $lines) { amountSet { shopMoney { amount } }
    suggestedTransactions { gateway kind parentTransaction { id } } } } }
"""
SHIP = """
mutation Ship($fulfillment: FulfillmentInput!) { fulfillmentCreate(fulfillment: $fulfillment) {
  fulfillment { name status trackingInfo { number } } userErrors { field message } } }
"""

BACK = {"originalPaymentMethodsRefund": True}


async def ship(merchant: Merchant, order: Any, **more: Any) -> Any:
    stand = order.fulfillment_orders[0]
    wanted = {"lineItemsByFulfillmentOrder": [{"fulfillmentOrderId": stand.gid} | more]}
    answer = await merchant.ask(SHIP, fulfillment=wanted)
    return answer["fulfillmentCreate"]


async def test_a_cancelled_order_gives_everything_back_a_moment_later(
    merchant: Merchant,
) -> None:
    order = merchant.sell(("TEE", 12), ("WRAP", 1))
    answer = (await merchant.ask(CANCEL, id=order.gid, restock=True, method=BACK))["orderCancel"]
    pending = (await merchant.ask(ORDER, id=order.gid))["order"]
    await merchant.world.advance(2)
    job = await merchant.ask(JOB, id=answer["job"]["id"])
    result = await merchant.ask(RESULT, id=answer["jobResult"]["id"])
    told = (await merchant.ask(ORDER, id=order.gid))["order"]

    assert answer["job"]["done"] is False
    assert pending["cancelledAt"] is None
    assert job["job"]["done"] is True
    assert result["node"]["status"] == "SUCCEEDED"
    assert told["cancelledAt"] == "2026-11-23T10:00:02Z"
    assert (told["closed"], told["cancelReason"]) == (True, "CUSTOMER")
    assert told["displayFinancialStatus"] == "REFUNDED"
    assert told["currentTotalPriceSet"]["shopMoney"]["amount"] == "0.0"
    assert {s["status"] for s in told["fulfillmentOrders"]["nodes"]} == {"CLOSED"}
    parts = [p for s in told["fulfillmentOrders"]["nodes"] for p in s["lineItems"]["nodes"]]
    assert {p["totalQuantity"] + p["remainingQuantity"] for p in parts} == {0}
    assert merchant.counts("TEE") == {"available": 10, "committed": 0, "on_hand": 10}
    assert merchant.counts("TEE", LEEDS) == {"available": 4, "committed": 0, "on_hand": 4}


async def test_the_journal_tells_a_cancellation_once(merchant: Merchant) -> None:
    order = merchant.sell(("TEE", 2))
    merchant.shop.cancel_order(order.id)
    merchant.shop.cancel_order(order.id)

    assert [event.order_id for event in merchant.events(OrderCancelled)] == [order.id]
    (stands,) = merchant.events(OrderStands)
    assert (stands.stands, stands.cause) == ((), "cancel")
    assert merchant.shown("cancel") == [("TEE", LONDON, 10)]


def test_a_cancellation_without_restock_takes_the_units_off_the_shelf(
    merchant: Merchant,
) -> None:
    order = merchant.sell(("TEE", 2))
    merchant.shop.cancel_order(order.id, restock=False)

    assert merchant.counts("TEE") == {"available": 8, "committed": 0, "on_hand": 8}
    assert merchant.shown("cancel") == []


async def test_an_order_is_cancelled_only_once(merchant: Merchant) -> None:
    order = merchant.sell(("TEE", 2))
    await merchant.ask(CANCEL, id=order.gid, restock=True)
    again = (await merchant.ask(CANCEL, id=order.gid, restock=True))["orderCancel"]

    assert again["job"] is None
    assert again["orderCancelUserErrors"] == [
        {
            "code": "INVALID",
            "field": ["orderId"],
            "message": "Cannot cancel an order that has already been canceled",
        }
    ]


async def test_a_shipped_order_cannot_be_cancelled(merchant: Merchant) -> None:
    order = merchant.sell(("TEE", 2))
    await ship(merchant, order)
    answer = (await merchant.ask(CANCEL, id=order.gid, restock=True))["orderCancel"]

    assert answer["orderCancelUserErrors"][0]["message"] == (
        "Cannot cancel an order that has outstanding fulfillments"
    )


async def test_a_cancelled_order_keeps_its_money_unless_a_refund_is_asked_for(
    merchant: Merchant,
) -> None:
    order = merchant.sell(("TEE", 2))
    await merchant.ask(CANCEL, id=order.gid, restock=True)
    await merchant.world.advance(2)

    assert (await merchant.ask(ORDER, id=order.gid))["order"]["displayFinancialStatus"] == "PAID"


async def test_part_of_an_order_is_taken_back_before_it_ships(merchant: Merchant) -> None:
    order = merchant.sell(("TEE", 5))
    merchant.shop.refund(order.id, [(order.lines[0].id, 2, "CANCEL", LONDON)], note="one size up")

    told = (await merchant.ask(ORDER, id=order.gid))["order"]
    assert told["lineItems"]["nodes"] == [
        {"quantity": 5, "currentQuantity": 3, "unfulfilledQuantity": 3}
    ]
    assert told["fulfillmentOrders"]["nodes"][0]["lineItems"]["nodes"] == [
        {"totalQuantity": 3, "remainingQuantity": 3}
    ]
    assert told["displayFinancialStatus"] == "PARTIALLY_REFUNDED"
    (refund,) = told["refunds"]
    assert refund["refundLineItems"]["nodes"] == [
        {
            "quantity": 2,
            "restockType": "CANCEL",
            "restocked": True,
            "location": {"id": place(LONDON)},
            "subtotalSet": {"shopMoney": {"amount": "19.98"}},
        }
    ]
    assert merchant.counts("TEE") == {"available": 7, "committed": 3, "on_hand": 10}
    assert merchant.shown("refund") == [("TEE", LONDON, 7)]
    assert merchant.events(OrderStands)[-1].stands == ((order.lines[0].id, LONDON, 3),)


def test_units_that_are_put_back_elsewhere_move_from_shelf_to_shelf(merchant: Merchant) -> None:
    order = merchant.sell(("TEE", 5))
    merchant.shop.refund(order.id, [(order.lines[0].id, 2, "CANCEL", LEEDS)])

    assert merchant.counts("TEE") == {"available": 5, "committed": 3, "on_hand": 8}
    assert merchant.counts("TEE", LEEDS) == {"available": 6, "committed": 0, "on_hand": 6}


async def test_a_parcel_that_comes_back_is_on_the_shelf_again(merchant: Merchant) -> None:
    order = merchant.sell(("TEE", 2))
    await ship(merchant, order)
    shipped = merchant.counts("TEE")
    merchant.shop.refund(order.id, [(order.lines[0].id, 1, "RETURN", LONDON)])

    assert shipped == {"available": 8, "committed": 0, "on_hand": 8}
    assert merchant.counts("TEE") == {"available": 9, "committed": 0, "on_hand": 9}


@pytest.mark.parametrize(
    ("switch", "counts", "left"),
    [
        ("removes", {"available": 5, "committed": 4, "on_hand": 9}, 4),
        ("keeps_open", {"available": 5, "committed": 5, "on_hand": 10}, 5),
    ],
)
def test_units_given_back_without_restock_leave_or_stay_by_switch(
    merchant: Merchant, switch: Any, counts: dict[str, int], left: int
) -> None:
    merchant.world.shopify_switches.no_restock_of_unshipped = switch
    order = merchant.sell(("TEE", 5))
    merchant.shop.refund(order.id, [(order.lines[0].id, 1, "NO_RESTOCK", None)])

    assert merchant.counts("TEE") == counts
    assert order.stands() == ((order.lines[0].id, LONDON, left),)


def test_units_that_stay_open_although_paid_back_do_not_keep_others_from_being_cancelled(
    merchant: Merchant,
) -> None:
    merchant.world.shopify_switches.no_restock_of_unshipped = "keeps_open"
    order = merchant.sell(("TEE", 3))
    line = order.lines[0]
    merchant.shop.refund(order.id, [(line.id, 1, "NO_RESTOCK", None)])
    merchant.shop.refund(order.id, [(line.id, 2, "CANCEL", LONDON)])

    assert (line.current_quantity, order.stands()) == (0, ((line.id, LONDON, 1),))
    with pytest.raises(TooMany):
        merchant.shop.refund(order.id, [(line.id, 1, "CANCEL", LONDON)])


def test_no_more_comes_back_than_was_bought(merchant: Merchant) -> None:
    order = merchant.sell(("TEE", 2))
    merchant.shop.refund(order.id, [(order.lines[0].id, 1, "CANCEL", LONDON)])

    with pytest.raises(TooMany):
        merchant.shop.refund(order.id, [(order.lines[0].id, 2, "CANCEL", LONDON)])
    assert merchant.counts("TEE")["available"] == 9


async def test_a_refund_by_the_api_moves_units_and_the_money_it_names(
    merchant: Merchant,
) -> None:
    order = merchant.sell(("TEE", 2))
    line = {"lineItemId": order.lines[0].gid, "quantity": 1, "restockType": "CANCEL"}
    line["locationId"] = place(LONDON)
    offer = (await merchant.ask(SUGGEST, id=order.gid, lines=[line]))["order"]["suggestedRefund"]
    (paid,) = offer["suggestedTransactions"]
    transaction = {
        "orderId": order.gid,
        "parentId": paid["parentTransaction"]["id"],
        "gateway": paid["gateway"],
        "kind": "REFUND",
        "amount": offer["amountSet"]["shopMoney"]["amount"],
    }
    wanted = {"orderId": order.gid, "refundLineItems": [line], "transactions": [transaction]}
    answer = (await merchant.ask(REFUND, input=wanted, key="r1"))["refundCreate"]
    again = (await merchant.ask(REFUND, input=wanted, key="r1"))["refundCreate"]

    assert answer["refund"]["totalRefundedSet"]["shopMoney"]["amount"] == "9.99"
    assert again["refund"]["id"] == answer["refund"]["id"]
    assert len(order.refunds) == 1
    assert merchant.counts("TEE")["available"] == 9
    assert merchant.last_call().ref == "r1"


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (
            {},
            "either refund line items or refund duties or transactions or refund methods"
            " must be present",
        ),
        ({"units": 3}, "Quantity cannot refund more items than were purchased"),
        (
            {"transactions": [{"kind": "AUTHORIZATION"}]},
            "Kind authorization is not a valid transaction",
        ),
        (
            {"transactions": [{"kind": "REFUND"}]},
            "Transactions require a parent_id associated with the order",
        ),
    ],
)
async def test_a_wrong_refund_is_refused_in_shopifys_words(
    merchant: Merchant, wanted: dict[str, Any], message: str
) -> None:
    order = merchant.sell(("TEE", 2))
    given: dict[str, Any] = {"orderId": order.gid}
    if "units" in wanted:
        given["refundLineItems"] = [{"lineItemId": order.lines[0].gid, "quantity": 3}]
    if "transactions" in wanted:
        common = {"orderId": order.gid, "gateway": "bogus", "amount": "1"}
        given["transactions"] = [common | row for row in wanted["transactions"]]
    answer = (await merchant.ask(REFUND, input=given, key="r"))["refundCreate"]

    assert [error["message"] for error in answer["userErrors"]] == [message]
    assert order.refunds == []


async def test_a_part_ships_and_the_rest_stays_open(merchant: Merchant) -> None:
    order = merchant.sell(("TEE", 5))
    part = order.fulfillment_orders[0].lines[0]
    rows = [{"id": part.gid, "quantity": 2}]
    first = await ship(merchant, order, fulfillmentOrderLineItems=rows)
    told = (await merchant.ask(ORDER, id=order.gid))["order"]
    too_many = [{"id": part.gid, "quantity": 4}]
    refused = await ship(merchant, order, fulfillmentOrderLineItems=too_many)
    await ship(merchant, order)
    closed = await ship(merchant, order)

    assert first["fulfillment"]["name"] == "#1001-F1"
    assert told["displayFulfillmentStatus"] == "PARTIALLY_FULFILLED"
    assert told["fulfillmentOrders"]["nodes"][0]["status"] == "IN_PROGRESS"
    assert refused["userErrors"][0]["message"] == (
        "Invalid fulfillment order line item quantity requested."
    )
    number = order.fulfillment_orders[0].id
    assert closed["userErrors"][0]["message"] == (
        f"Fulfillment order {number} has an unfulfillable status= closed."
    )
    assert merchant.counts("TEE") == {"available": 5, "committed": 0, "on_hand": 5}
    assert codes([{"code": order.fulfillment_status}]) == ["FULFILLED"]
