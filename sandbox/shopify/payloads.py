"""Webhook bodies: REST shaped, whole-number ids, money as strings, times at the shop's offset.

Reference, section 8.3: the keys an integration uses, in Shopify's names; keys that would always be
empty here are left out, but for those whose emptiness says something.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.shopify.money import fixed

if TYPE_CHECKING:
    from sandbox.shopify.catalogue import Item, Level, Location
    from sandbox.shopify.fulfilment import FulfillmentOrder, FulfillmentOrderLine
    from sandbox.shopify.state import Shop

Body = dict[str, object]


def local(shop: "Shop", at: datetime | None) -> str | None:
    """A time with the shop's offset, whole seconds."""
    if at is None:
        return None
    zone = timezone(timedelta(minutes=shop.utc_offset_minutes))
    return at.astimezone(zone).isoformat(timespec="seconds")


def money_set(value: Decimal, currency: str) -> Body:
    """An amount as ``..._set`` keys hold it."""
    money = {"amount": fixed(value), "currency_code": currency}
    return {"shop_money": money, "presentment_money": dict(money)}


def level(shop: "Shop", of: "Level") -> Body:
    """``inventory_levels/update`` and ``…/connect``."""
    return {
        "inventory_item_id": of.item.id,
        "location_id": of.location.id,
        "available": of.available if of.item.tracked else None,
        "updated_at": local(shop, of.updated_at),
        "admin_graphql_api_id": of.gid,
    }


def item(shop: "Shop", of: "Item") -> Body:
    """``inventory_items/update``."""
    return {
        "id": of.id,
        "sku": of.sku,
        "created_at": local(shop, of.created_at),
        "updated_at": local(shop, of.updated_at),
        "requires_shipping": of.requires_shipping,
        "cost": None,
        "tracked": of.tracked,
        "admin_graphql_api_id": of.gid,
    }


def moved(
    original: "FulfillmentOrder | None",
    now: "FulfillmentOrder | None",
    source: "Location",
    parts: "Sequence[tuple[FulfillmentOrderLine, int]]",
) -> Body:
    """``fulfillment_orders/moved``; its ids are global ones."""

    def brief(stand: "FulfillmentOrder | None") -> Body | None:
        if stand is None:
            return None
        return {
            "id": stand.gid,
            "status": stand.status.lower(),
            "assigned_location_id": stand.location.gid,
        }

    return {
        "original_fulfillment_order": brief(original),
        "moved_fulfillment_order": brief(now),
        "destination_location_id": now.location.gid if now else None,
        "fulfillment_order_line_items_requested": [
            {"id": part.gid, "quantity": units} for part, units in parts
        ],
        "source_location": {"id": source.gid},
    }
