"""Shopify's words for an order, put into ours: what was ordered, what is open, what went back."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from clients.shopify.order_models import FulfillmentOrder, FulfillmentOrderLine, Order, OrderLine
from domain.orders import ShopOrder
from domain.rules import OrderMode, Store
from domain.types import location_id
from tasks.shop_orders import shop_order

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
UK = Store(
    "uk",
    "uk.myshopify.example",
    "GBP",
    "Shopify UK",
    OrderMode.CREATE,
    {location_id(101): ("main",)},
    "No VAT",
)
LINE = "gid://shopify/LineItem/1"


def stand(number: int, status: str, total: int, remaining: int) -> FulfillmentOrder:
    held = FulfillmentOrderLine(
        id=f"gid://shopify/FulfillmentOrderLineItem/{number}",
        line_item_id=LINE,
        sku="TEE",
        inventory_item_id=None,
        total=total,
        remaining=remaining,
    )
    return FulfillmentOrder(
        id=f"gid://shopify/FulfillmentOrder/{number}",
        status=status,
        location_id=location_id(101),
        lines=[held],
    )


def in_our_words(**more: Any) -> ShopOrder:
    line = OrderLine(
        id=LINE,
        sku="TEE",
        name="Tee",
        quantity=5,
        current_quantity=4,
        unfulfilled_quantity=3,
        requires_shipping=True,
        unit_price=Decimal("2.50"),
        tax_lines=[],
    )
    told: dict[str, Any] = {
        "id": "gid://shopify/Order/1001",
        "legacy_id": 1001,
        "name": "#1001",
        "created_at": MORNING,
        "updated_at": MORNING,
        "cancelled_at": None,
        "test": False,
        "financial_status": "PAID",
        "currency": "GBP",
        "taxes_included": True,
        "customer": None,
        "shipping_address": None,
        "lines": [line],
        "shipping_lines": [],
        "fulfillment_orders": [],
    }
    return shop_order(UK, Order(**told | more))


def test_a_line_tells_what_was_ordered_what_is_wanted_and_what_is_open():
    (line,) = in_our_words().lines
    assert (line.ordered, line.units, line.unfulfilled) == (5, 4, 3)


@pytest.mark.parametrize(
    ("status", "back"),
    [("PAID", False), ("PARTIALLY_REFUNDED", True), ("REFUNDED", True), ("PENDING", False)],
)
def test_an_order_tells_whether_money_went_back(status: str, back: bool):
    order = in_our_words(financial_status=status)
    assert order.money_back is back
    assert order.paid is (status != "PENDING")


def test_units_of_a_cancelled_shipment_stand_once_though_two_fulfilment_orders_show_them():
    order = in_our_words(fulfillment_orders=[stand(1, "CLOSED", 2, 2), stand(2, "OPEN", 2, 2)])
    assert [(each.open, each.units[0].units) for each in order.stands] == [(False, 0), (True, 2)]


def test_what_was_shipped_from_a_fulfilment_order_is_told_beside_what_remains():
    order = in_our_words(
        fulfillment_orders=[stand(1, "IN_PROGRESS", 5, 2), stand(2, "CLOSED", 3, 0)]
    )
    told = [(line.units, line.shipped) for each in order.stands for line in each.units]
    assert told == [(2, 3), (0, 3)]
