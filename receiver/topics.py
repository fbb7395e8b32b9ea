"""Which flows a delivery is news for. A table, not a decision: the flow reads the truth itself."""

from collections.abc import Mapping

SYNC_STOCK = "sync-stock"
INGEST_ORDERS = "ingest-orders"
PUSH_RECEIPTS = "push-receipts"
REVERSE_CANCELLATIONS = "reverse-cancellations"
RETURN_TRACKING = "return-tracking"
HAND_OFF_FULFILMENT = "hand-off-fulfilment"

EVERY_STORE = "all"
"""The store of a hint whose flow reads all stores at once."""

BY_STORE = frozenset({INGEST_ORDERS, REVERSE_CANCELLATIONS})
"""Flows whose hints name one store; the others reckon over all stores at once."""

TAKEN_BACK = (SYNC_STOCK, INGEST_ORDERS, REVERSE_CANCELLATIONS)

SHOPIFY: Mapping[str, tuple[str, ...]] = {
    "orders/create": (SYNC_STOCK, INGEST_ORDERS),
    "orders/paid": (SYNC_STOCK, INGEST_ORDERS),
    "orders/updated": (SYNC_STOCK, INGEST_ORDERS),
    "orders/edited": TAKEN_BACK,
    "orders/cancelled": TAKEN_BACK,
    "refunds/create": TAKEN_BACK,
    "inventory_levels/update": (SYNC_STOCK,),
    "fulfillment_orders/moved": (SYNC_STOCK, INGEST_ORDERS),
}
"""Topic header to flows. Fulfilment order bodies name no order, so the flow reads by watermark.

Fulfilments themselves (``fulfillments/create``, ``fulfillments/update``) are nobody's news: nearly
all are ours, the shipping of goods leaves what may be sold as it was, and ``orders/updated`` comes
with each.
"""

CIN7: Mapping[str, tuple[str, ...]] = {
    "stock": (SYNC_STOCK,),
    "purchase": (PUSH_RECEIPTS,),
    "sale": (SYNC_STOCK, HAND_OFF_FULFILMENT),
}
"""Last part of the URL to flows; Cin7 sends no topic, so each kind has a URL of its own."""

UNREADABLE = "unreadable"
"""The topic of a signed body that is no pointer: its flow looks all the same, and says so."""

SHIPSTATION: Mapping[str, tuple[str, ...]] = {
    "label_created_v2": (RETURN_TRACKING,),
    "fulfillment_shipped_v2": (RETURN_TRACKING,),
    UNREADABLE: (RETURN_TRACKING,),
}
"""``resource_type`` in lower case to flows. Voids have no event: the flow polls for them."""

TABLES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "shopify": SHOPIFY,
    "cin7": CIN7,
    "shipstation": SHIPSTATION,
}


def hints_of(system: str, topic: str, store: str) -> list[tuple[str, str]]:
    """The (flow, store) pairs to hint; empty when the topic is nobody's news."""
    flows = TABLES[system].get(topic, ())
    return [(flow, store if flow in BY_STORE else EVERY_STORE) for flow in flows]
