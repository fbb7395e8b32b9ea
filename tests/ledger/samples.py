"""Rows to begin with; a test names only what it is about."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from ledger.counts import Published
from ledger.orders import OrderNote

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

ORDER = OrderNote(
    store="uk",
    shop_domain="uk.myshopify.example",
    order_id=1,
    name="#1001",
    placed_at=NOON,
    shop_updated_at=NOON,
    cancelled=False,
    live=True,
    lines=[{"sku": "TEA-1", "units": 2}],
    stands=[{"sku": "TEA-1", "location_id": 11, "units": 2}],
    facts={"currency": "GBP"},
)

COUNT = Published(
    store="uk",
    location_id=11,
    item_id=501,
    sku="TEA-1",
    shown=9,
    promised=7,
    because="buffer",
    decided_at=NOON,
)


def an_order(**changes: Any) -> OrderNote:
    """A live order of two teas, as Shopify shows it."""
    return replace(ORDER, **changes)


def a_count(decided_at: datetime = NOON, **changes: Any) -> Published:
    """Nine teas shown, seven promised."""
    return replace(COUNT, decided_at=decided_at, **changes)
