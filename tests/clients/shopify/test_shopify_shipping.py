"""What was shipped, told to the shop; and an order with all that became of it."""

import json
from collections.abc import Awaitable, Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from clients.errors import Malformed, OutcomeUnknown, Rejected
from clients.pace import Lane
from clients.shopify import ShopifyClient, errors
from clients.shopify.shipping_models import Fulfillment
from tests.clients.shopify.pretend_shop import Notebook, Shop, page

STAND, OTHER = "gid://shopify/FulfillmentOrder/5", "gid://shopify/FulfillmentOrder/6"
PART = "gid://shopify/FulfillmentOrderLineItem/50"
SHIPMENT = "gid://shopify/Fulfillment/9"
ORDER = "gid://shopify/Order/1001"


def money(amount: str) -> dict[str, Any]:
    return {"shopMoney": {"amount": amount}}


def fulfillment(number: int = 9, **more: Any) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/Fulfillment/{number}",
        "name": f"#1001-F{number}",
        "status": "SUCCESS",
        "displayStatus": "FULFILLED",
        "createdAt": "2026-11-23T09:30:00Z",
        "location": {"id": "gid://shopify/Location/7"},
        "trackingInfo": [{"company": "UPS", "number": "1Z1", "url": None}],
        **more,
    }


def shipped_line(number: int) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/FulfillmentLineItem/{number}",
        "quantity": 2,
        "lineItem": {"id": f"gid://shopify/LineItem/{number}"},
    }


def refunded_line(number: int, place: int | None = 7) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/RefundLineItem/{number}",
        "quantity": 1,
        "restockType": "RETURN" if place else "NO_RESTOCK",
        "location": {"id": f"gid://shopify/Location/{place}"} if place else None,
        "lineItem": {"id": f"gid://shopify/LineItem/{number}", "sku": f"SKU-{number}"},
        "subtotalSet": money("2.5"),
        "totalTaxSet": money("0.42"),
    }


def charge(number: int) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/RefundShippingLine/{number}",
        "subtotalAmountSet": money("3.0"),
        "taxAmountSet": money("0.5"),
    }


def refund(number: int = 3, **more: Any) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/Refund/{number}",
        "createdAt": "2026-11-23T10:00:00Z",
        "note": None,
        "totalRefundedSet": money("5.5"),
        "refundLineItems": page([refunded_line(1)]),
        "refundShippingLines": page([charge(1)]),
        **more,
    }


def order(**more: Any) -> dict[str, Any]:
    return {
        "id": ORDER,
        "legacyResourceId": "1001",
        "name": "#1001",
        "createdAt": "2026-11-23T08:00:00Z",
        "updatedAt": "2026-11-23T09:30:00Z",
        "cancelledAt": None,
        "displayFinancialStatus": "PARTIALLY_REFUNDED",
        "currencyCode": "GBP",
        "taxesIncluded": True,
        "email": None,
        "phone": None,
        "shippingAddress": None,
        "lineItems": page([]),
        "fulfillmentOrders": page([]),
        "fulfillments": [],
        "refunds": [],
        **more,
    }


def told(root: str, *said: str) -> dict[str, Any]:
    if not said:
        return {root: {"fulfillment": fulfillment(), "userErrors": []}}
    errors = [{"field": ["fulfillment"], "message": text} for text in said]
    return {root: {"fulfillment": None, "userErrors": errors}}


async def ship(client: ShopifyClient, **more: Any) -> Fulfillment:
    wanted: dict[str, Any] = {"company": "UPS", "numbers": ["1Z1"], "notify": True}
    return await client.create_fulfillment({STAND: [(PART, 2)]}, **(wanted | more))


async def retrack(client: ShopifyClient, **more: Any) -> Fulfillment:
    wanted: dict[str, Any] = {"company": "UPS", "numbers": ["1Z1"]}
    return await client.update_tracking(SHIPMENT, **(wanted | more))


# -- telling ---------------------------------------------------------------------------------


async def test_a_shipment_names_its_units_its_parcels_and_whether_the_customer_hears_of_it(
    client: ShopifyClient, shop: Shop, notes: Notebook
):
    shop.will(told("fulfillmentCreate"))
    made = await client.create_fulfillment(
        {STAND: [(PART, 2)], OTHER: None},
        company="UPS",
        numbers=["1Z1", "1Z2"],
        urls=["https://t.example/1", "https://t.example/2"],
        notify=True,
    )
    assert shop.variables == [
        {
            "fulfillment": {
                "lineItemsByFulfillmentOrder": [
                    {
                        "fulfillmentOrderId": STAND,
                        "fulfillmentOrderLineItems": [{"id": PART, "quantity": 2}],
                    },
                    {"fulfillmentOrderId": OTHER},
                ],
                "notifyCustomer": True,
                "trackingInfo": {
                    "company": "UPS",
                    "numbers": ["1Z1", "1Z2"],
                    "urls": ["https://t.example/1", "https://t.example/2"],
                },
            }
        }
    ]
    assert (made.id, made.status, made.numbers, made.is_live) == (
        SHIPMENT,
        "SUCCESS",
        ("1Z1",),
        True,
    )
    assert made.location_id == "gid://shopify/Location/7"
    assert notes.waited == [(Lane.URGENT, 12)]


async def test_a_shipment_without_tracking_says_none(client: ShopifyClient, shop: Shop):
    shop.will(told("fulfillmentCreate"))
    await ship(client, company=None, numbers=[], notify=False)
    sent = shop.variables[0]["fulfillment"]
    assert "trackingInfo" not in sent
    assert sent["notifyCustomer"] is False


async def test_tracking_is_corrected_and_a_shipment_taken_back(client: ShopifyClient, shop: Shop):
    gone = fulfillment(status="CANCELLED", displayStatus="CANCELED")
    shop.will(
        told("fulfillmentTrackingInfoUpdate"),
        {"fulfillmentCancel": {"fulfillment": gone, "userErrors": []}},
    )
    await retrack(client, company="DPD UK", numbers=["D9"])
    cancelled = await client.cancel_fulfillment(SHIPMENT)
    assert shop.variables == [
        {
            "fulfillmentId": SHIPMENT,
            "tracking": {"company": "DPD UK", "numbers": ["D9"]},
            "notifyCustomer": False,
        },
        {"id": SHIPMENT},
    ]
    assert (cancelled.status, cancelled.is_live) == ("CANCELLED", False)


TELLS: list[tuple[str, Callable[[ShopifyClient], Awaitable[object]]]] = [
    ("fulfillmentCreate", ship),
    ("fulfillmentTrackingInfoUpdate", retrack),
    ("fulfillmentCancel", lambda client: client.cancel_fulfillment(SHIPMENT)),
]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Fulfillment order does not exist.", errors.UnknownFulfillmentOrder),
        (
            "Fulfillment order 9825095713074 has an unfulfillable status= closed.",
            errors.FulfillmentOrderClosed,
        ),
        (
            "Fulfillment order 9825095713074 has an unfulfillable status= on_hold.",
            errors.FulfillmentOrderClosed,
        ),
        (
            "Invalid fulfillment order line item quantity requested.",
            errors.QuantityTooLarge,
        ),
        ("Fulfillment not found.", errors.UnknownFulfillment),
        ("Fulfillment does not exist.", errors.UnknownFulfillment),
        ("Quantity must be greater than 0", Rejected),
    ],
)
@pytest.mark.parametrize(("root", "call"), TELLS, ids=[root for root, _ in TELLS])
async def test_each_refusal_has_its_name(
    client: ShopifyClient,
    shop: Shop,
    root: str,
    call: Callable[[ShopifyClient], Awaitable[object]],
    text: str,
    kind: type[Rejected],
):
    shop.will(told(root, text))
    with pytest.raises(kind) as raised:
        await call(client)
    assert type(raised.value) is kind
    assert text in str(raised.value)


@pytest.mark.parametrize(("root", "call"), TELLS, ids=[root for root, _ in TELLS])
@pytest.mark.parametrize("payload", [{"fulfillment": None, "userErrors": []}, {"fulfillment": {}}])
async def test_an_answer_that_names_no_shipment_leaves_the_outcome_unknown(
    client: ShopifyClient,
    shop: Shop,
    root: str,
    call: Callable[[ShopifyClient], Awaitable[object]],
    payload: dict[str, Any],
):
    shop.will({root: payload})
    with pytest.raises(OutcomeUnknown):
        await call(client)


@pytest.mark.parametrize(
    ("parts", "tracking", "why"),
    [
        ({}, {}, "a shipment of nothing"),
        ({STAND: []}, {}, "0 lines"),
        ({STAND: [(f"{PART}{n}", 1) for n in range(251)]}, {}, "251 lines"),
        ({STAND: [(PART, 1), (PART, 2)]}, {}, "twice"),
        ({STAND: [(PART, 0)]}, {}, "0 units"),
        ({PART: None}, {}, "no FulfillmentOrder id"),
        ({STAND: [(STAND, 1)]}, {}, "no FulfillmentOrderLineItem id"),
        ({STAND: None}, {"urls": ["https://t.example"]}, "1 links for 0 tracking numbers"),
        ({STAND: None}, {"numbers": [" "]}, "blank tracking number"),
    ],
)
async def test_a_shipment_that_breaks_the_bounds_is_never_sent(
    client: ShopifyClient, shop: Shop, parts: Any, tracking: dict[str, Any], why: str
):
    with pytest.raises(ValueError, match=why):
        await client.create_fulfillment(parts, company="UPS", notify=False, **tracking)
    assert shop.heard == []


async def test_a_correction_needs_a_number_and_a_shipment(client: ShopifyClient, shop: Shop):
    with pytest.raises(ValueError, match="without a number"):
        await retrack(client, numbers=[])
    with pytest.raises(ValueError, match="no Fulfillment id"):
        await client.cancel_fulfillment(STAND)
    assert shop.heard == []


# -- reading ---------------------------------------------------------------------------------


async def test_an_order_is_read_with_its_shipments_and_refunds_in_one_call(
    client: ShopifyClient, shop: Shop
):
    cancelled = fulfillment(8, status="CANCELLED", fulfillmentLineItems=page([shipped_line(1)]))
    live = fulfillment(9, fulfillmentLineItems=page([shipped_line(1), shipped_line(2)]))
    given_back = refund(refundLineItems=page([refunded_line(1), refunded_line(2, place=None)]))
    shop.will({"order": order(fulfillments=[cancelled, live], refunds=[given_back])})
    got = await client.order_shipping(ORDER)
    assert got is not None
    assert (got.legacy_id, got.name, got.financial_status) == (1001, "#1001", "PARTIALLY_REFUNDED")
    assert [each.is_live for each in got.fulfillments] == [False, True]
    assert [(line.line_item_id, line.units) for line in got.fulfillments[1].lines] == [
        ("gid://shopify/LineItem/1", 2),
        ("gid://shopify/LineItem/2", 2),
    ]
    (back,) = got.refunds
    assert (back.amount, back.shipping) == (Decimal("5.5"), Decimal(3))
    assert [(line.sku, line.units, line.restock_type, line.location_id) for line in back.lines] == [
        ("SKU-1", 1, "RETURN", "gid://shopify/Location/7"),
        ("SKU-2", 1, "NO_RESTOCK", None),
    ]
    assert (back.lines[0].subtotal, back.lines[0].tax) == (Decimal("2.5"), Decimal("0.42"))
    assert len(shop.heard) == 1


async def test_long_shipments_and_refunds_are_read_to_their_end(client: ShopifyClient, shop: Shop):
    lines, back = [shipped_line(n) for n in range(300)], [refunded_line(n) for n in range(300)]
    long = order(
        fulfillments=[fulfillment(fulfillmentLineItems=page(lines[:100], after="s"))],
        refunds=[
            refund(
                refundLineItems=page(back[:100], after="r"),
                refundShippingLines=page([charge(1)], after="c"),
            )
        ],
    )
    whose = {"id": SHIPMENT, "fulfillmentLineItems": page(lines[100:])}
    taken = {"id": "gid://shopify/Refund/3", "refundLineItems": page(back[100:])}
    paid = {"id": "gid://shopify/Refund/3", "refundShippingLines": page([charge(2)])}
    shop.will({"order": long}, {"fulfillment": whose}, {"refund": taken}, {"refund": paid})
    got = await client.order_shipping(ORDER)
    assert got is not None
    assert len(got.fulfillments[0].lines) == 300
    assert len(got.refunds[0].lines) == 300
    assert got.refunds[0].shipping == Decimal(6)
    assert [sent["operationName"] for sent in shop.sent] == [
        "OrderShipping",
        "FulfillmentLines",
        "RefundLines",
        "RefundShippingLines",
    ]


@pytest.mark.parametrize("key", ["fulfillments", "refunds"])
@pytest.mark.parametrize("rows", [None, [None], "250 of them"])
async def test_a_list_that_may_be_cut_short_is_never_taken_for_whole(
    client: ShopifyClient, shop: Shop, key: str, rows: Any
):
    if rows == "250 of them":
        one = {"fulfillments": fulfillment, "refunds": refund}[key]
        lines = {"fulfillmentLineItems": page([])}
        rows = [one(number, **lines) for number in range(250)]
    shop.will({"order": order(**{key: rows})})
    with pytest.raises(Malformed):
        await client.order_shipping(ORDER)


async def test_an_order_that_is_gone_is_none(client: ShopifyClient, shop: Shop):
    shop.will({"order": None})
    assert await client.order_shipping(ORDER) is None


# -- what was recorded at live shops ---------------------------------------------------------

MEANT = {
    "Fulfillment order does not exist.": errors.UnknownFulfillmentOrder,
    "Invalid fulfillment order line item quantity requested.": errors.QuantityTooLarge,
    "Quantity must be greater than 0": Rejected,
    "Fulfillment not found.": errors.UnknownFulfillment,
    "Fulfillment does not exist.": errors.UnknownFulfillment,
}


def held(said: Any, root: str) -> list[dict[str, Any]]:
    """Every answer of a mutation in a recording."""
    if isinstance(said, list):
        return [found for each in said for found in held(each, root)]
    if not isinstance(said, dict):
        return []
    own = said.get(root)
    found = [own] if isinstance(own, dict) and "userErrors" in own else []
    return found + [each for value in said.values() for each in held(value, root)]


@pytest.mark.parametrize(("root", "call"), TELLS, ids=[root for root, _ in TELLS])
async def test_recorded_answers_are_read_or_refused_by_name(
    client: ShopifyClient,
    shop: Shop,
    payloads: Path,
    root: str,
    call: Callable[[ShopifyClient], Awaitable[Fulfillment]],
):
    recordings = sorted((payloads / "graphql-recorded").glob("*ulfil*.json"))
    answers = [each for path in recordings for each in held(json.loads(path.read_bytes()), root)]
    assert answers
    for each in answers:
        if each["userErrors"]:
            text = each["userErrors"][0]["message"]
            kind = MEANT.get(text, errors.FulfillmentOrderClosed)
            shop.will(httpx.Response(200, json={"data": {root: each}}))
            with pytest.raises(kind) as raised:
                await call(client)
            assert type(raised.value) is kind
        else:
            whole = {**fulfillment(), **each["fulfillment"]}
            shop.will({root: {"fulfillment": whole, "userErrors": []}})
            read = await call(client)
            assert read.id == each["fulfillment"]["id"]
            assert read.is_live is (root != "fulfillmentCancel")
