"""What the ledger has to say for itself, as plain data for the sandbox's books.

The books judge by the vendors' own state. This export may only raise the number of breaches, or
excuse an order whose reason the books confirm.
"""

import hashlib
from datetime import UTC, datetime
from typing import Any

from domain.rules import Rules
from domain.types import location_number
from ledger import effects_seen, exceptions_seen, inbox
from ledger.models import Delivery
from ledger.models_inbox import FINAL_DELIVERIES
from ledger.store import Ledger

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
MOST_DELIVERIES = 1_000_000


def claims(ledger: Ledger, rules: Rules, **more: Any) -> dict[str, Any]:
    """The claims of one day as JSON values.

    Args:
        ledger: What we did and heard.
        rules: The map of locations, the buffers, the codes that are no products.
        more: What the driver knows: ``settle_seconds``, ``reaction_seconds``, ``poll_seconds``,
            ``expected_exceptions``, ``until`` and so on; it overrules what stands here.
    """
    return {
        "location_map": {
            store.shop_domain: {
                location_number(location): rules.warehouses[warehouse].cin7_location
                for location, warehouse in store.locations.items()
            }
            for store in rules.stores.values()
        },
        "stores": {store.shop_domain: store.name for store in rules.stores.values()},
        "held_back": _held_back(rules),
        "mapped_codes": sorted({*rules.codes.charge, *rules.codes.discount, *rules.codes.service}),
        "exceptions": _exceptions(ledger),
        "inbox": [_delivery(row) for row in inbox.since(ledger, LONG_AGO, MOST_DELIVERIES)],
        "effects": [
            {name: row[name] for name in ("kind", "key", "token", "vendor_id", "state")}
            for row in effects_seen.export(ledger)
        ],
        **more,
    }


def _held_back(rules: Rules) -> list[dict[str, Any]]:
    """The most any rule keeps back, a shop: looser than each row's own rule, for promises 5, 8."""
    told = []
    for store in rules.stores.values():
        speaks = [rule for rule in rules.buffers if rule.store in (None, store.name)]
        if speaks:
            told.append(
                {
                    "shop": store.shop_domain,
                    "sku": "*",
                    "fixed": max(rule.fixed for rule in speaks),
                    "percent": float(max(rule.percent for rule in speaks)),
                }
            )
    return told


def _exceptions(ledger: Ledger) -> list[dict[str, Any]]:
    """Those that name an order; the others excuse nothing."""
    return [
        {
            "store": row["detail"]["store"],
            "order_name": row["detail"].get("order"),
            "order_id": row["detail"].get("order_id"),
            "class": row["kind"],
            "open": row["open"],
        }
        for row in exceptions_seen.export(ledger)
        if isinstance(row.get("detail"), dict) and "store" in row["detail"]
    ]


def _delivery(row: Delivery) -> dict[str, Any]:
    """Known by Shopify's id of it; Cin7 gives none, so by its body."""
    told = {
        "source": row.source,
        "state": row.state.value,
        "final": row.state in FINAL_DELIVERIES,
        "digest": hashlib.sha256(row.body).hexdigest(),
    }
    if row.source.startswith("shopify:"):
        told["delivery_id"] = row.delivery_key.rsplit("/", 1)[-1]
    return told
