"""Which flows a delivery is news for. A table, not a decision: the flow reads the truth itself."""

from collections.abc import Mapping

SYNC_STOCK = "sync-stock"
INGEST_ORDERS = "ingest-orders"
PUSH_RECEIPTS = "push-receipts"

EVERY_STORE = "all"
"""The store of a hint whose flow reads all stores at once."""

SHOPIFY: Mapping[str, tuple[str, ...]] = {
    "orders/create": (SYNC_STOCK, INGEST_ORDERS),
    "orders/paid": (SYNC_STOCK, INGEST_ORDERS),
    "orders/updated": (SYNC_STOCK, INGEST_ORDERS),
    "orders/edited": (SYNC_STOCK, INGEST_ORDERS),
    "orders/cancelled": (SYNC_STOCK, INGEST_ORDERS),
    "refunds/create": (SYNC_STOCK, INGEST_ORDERS),
    "inventory_levels/update": (SYNC_STOCK,),
    "fulfillment_orders/moved": (SYNC_STOCK, INGEST_ORDERS),
}
"""Topic header to flows. Fulfilment order bodies name no order, so the flow reads by watermark."""

CIN7: Mapping[str, tuple[str, ...]] = {
    "stock": (SYNC_STOCK,),
    "purchase": (PUSH_RECEIPTS,),
    "sale": (SYNC_STOCK,),
}
"""Last part of the URL to flows; Cin7 sends no topic, so each kind has a URL of its own."""


def hints_of(source: str, topic: str, store: str) -> list[tuple[str, str]]:
    """The (flow, store) pairs to hint; empty when the topic is nobody's news.

    Stock is reckoned over all stores at once, so its hint names no single one.
    """
    table = SHOPIFY if source == "shopify" else CIN7
    return [
        (flow, store if flow == INGEST_ORDERS else EVERY_STORE) for flow in table.get(topic, ())
    ]
