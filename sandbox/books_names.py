"""How orders are called, which sale and shipment belong to which, and what is settled by now."""

import re
from collections import defaultdict
from datetime import datetime, timedelta

from sandbox.books_facts import Order, OrderKey, is_live
from sandbox.books_story import Story
from sandbox.journal import SaleChanged

OUR_SHIPMENT = re.compile(r"^(.+):(\d+):(\d+)$")
"""Our external id of a shipment: store, order id, generation."""

Sales = dict[OrderKey | None, list[SaleChanged]]
"""By order; under None, those of an order that does not exist."""


def store(story: Story, shop: str) -> str:
    """The store's name, as it stands in Cin7 and in exceptions."""
    return story.claims.stores.get(shop, shop)


def named(story: Story, order: Order) -> str:
    """What people call an order, such as ``uk #1001``."""
    return f"{store(story, order.placed.shop)} {order.placed.name}"


def is_settled(story: Story, at: datetime) -> bool:
    """Whether what happened then is old enough to be judged."""
    until = story.claims.until or story.end
    return at <= until - timedelta(seconds=story.claims.grace_seconds)


def is_ours(story: Story, order: Order) -> bool:
    """Whether the order goes to the carrier by our hand."""
    return (order.placed.shop, order.placed.name) not in story.claims.not_ours


def sales_by_order(story: Story, *, voided: bool = False) -> Sales:
    """Sales by the order they belong to: by ExternalID, else by CustomerReference.

    Under None: those that claim an order of a known shop which does not exist. Voided ones are left
    out unless asked for.
    """
    by_external = {order.external_id: key for key, order in story.orders.items()}
    by_reference = {named(story, order): key for key, order in story.orders.items()}
    found: dict[OrderKey | None, list[SaleChanged]] = defaultdict(list)
    for sale in story.sales.values():
        if not voided and not is_live(sale):
            continue
        key = by_external.get(sale.external_id) or by_reference.get(sale.customer_reference)
        if key is not None or sale.external_id.rpartition("/")[0] in story.claims.stores:
            found[key].append(sale)
    return found


def orders_of_shipments(story: Story) -> dict[str, tuple[OrderKey, int]]:
    """Shipment id -> (order, generation): by the external id it or what it was split from ever had.

    One without such an id belongs to the order whose name is its number, as generation 0.
    """
    shops = {store(story, shop): shop for shop in {key[0] for key in story.orders}}
    by_name = {named(story, order): key for key, order in story.orders.items()}
    found: dict[str, tuple[OrderKey, int]] = {}
    for shipment_id, shipment in story.doorstep.shipments.items():
        root, seen = shipment, {shipment_id}
        while root.last.split_from not in ("", *seen) and not root.external_id_of_ours:
            seen.add(root.last.split_from)
            root = story.doorstep.shipments.get(root.last.split_from, root)
        ours = OUR_SHIPMENT.match(root.external_id_of_ours)
        if ours is not None and (key := (shops.get(ours[1], ""), int(ours[2]))) in story.orders:
            found[shipment_id] = (key, int(ours[3]))
        elif (by_number := by_name.get(shipment.last.number)) is not None:
            found[shipment_id] = (by_number, 0)
    return found
