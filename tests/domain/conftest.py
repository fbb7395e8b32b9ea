"""Words for the rules' tests: a merchant with two shops on one shelf, and orders in one line."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from domain.codes import Codes
from domain.orders import ShopLine, ShopOrder
from domain.rules import (
    Guards,
    OrderMode,
    Overlap,
    Routing,
    Rules,
    Schedules,
    Store,
    Thresholds,
    Warehouse,
)
from domain.types import location_id

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def at() -> Callable[[float], datetime]:
    """So many seconds after nine."""
    return lambda seconds: NINE + timedelta(seconds=seconds)


@pytest.fixture(scope="session")
def rules() -> Rules:
    """Two shops; ``uk`` sells from main and north, ``eu`` from main alone; nothing is kept back."""
    return Rules(
        stores={
            "uk": Store(
                "uk",
                "uk.myshopify.example",
                "GBP",
                "Shopify UK",
                OrderMode.CREATE,
                {location_id(101): ("main",), location_id(102): ("north",)},
                "No VAT",
            ),
            "eu": Store(
                "eu",
                "eu.myshopify.example",
                "GBP",
                "Shopify EU",
                OrderMode.CREATE,
                {location_id(201): ("main",)},
                "No VAT",
            ),
        },
        warehouses={
            "main": Warehouse("main", "Main Warehouse", ("GB",)),
            "north": Warehouse("north", "North Warehouse"),
        },
        buffers=(),
        routing=Routing(("main", "north")),
        codes=Codes(
            charge={"POST": "Carriage"},
            discount={"D": "Discount"},
            service={"M": "Manual", "gift_0001_*": "Gift voucher"},
            shipping="Carriage",
        ),
        guards=Guards(Decimal("0.3"), Decimal("0.5"), 10),
        thresholds=Thresholds(5),
        schedules=Schedules(300, 120, 300, 60),
        overlap=Overlap(300, 600),
    )


@pytest.fixture(scope="session")
def line() -> Callable[..., ShopLine]:
    """A line of an order."""

    def make(sku: str | None, units: int = 1, price: str = "2.55", **more: object) -> ShopLine:
        told = {"title": f"Thing {sku}", "line_id": f"gid://shopify/LineItem/{sku}", **more}
        return ShopLine(sku=sku, units=units, unit_price=Decimal(price), **told)

    return make


@pytest.fixture(scope="session")
def order(line: Callable[..., ShopLine]) -> Callable[..., ShopOrder]:
    """A paid order of the ``uk`` shop; keywords change what is told of it."""

    def make(*lines: ShopLine, **more: object) -> ShopOrder:
        told = {
            "store": "uk",
            "shop_domain": "uk.myshopify.example",
            "order_id": 123,
            "gid": "gid://shopify/Order/123",
            "name": "#1001",
            "placed_at": NINE,
            "updated_at": NINE,
            "cancelled": False,
            "paid": True,
            "test": False,
            "currency": "GBP",
            "taxes_included": True,
            "country": "GB",
            "note": None,
            "lines": lines or (line("85123A"),),
            **more,
        }
        return ShopOrder(**told)

    return make
