"""What the ledger has to say for itself, as plain data for the sandbox's books.

The books judge by the vendors' own state. This export may only raise the number of breaches, or
excuse an order whose reason the books confirm.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from deployments.held_back import held_back
from domain.rules import Rules
from domain.types import location_number
from ledger import bills, effects_seen, exceptions_seen, inbox
from ledger.models import Delivery, EffectKind
from ledger.models_inbox import FINAL_DELIVERIES
from ledger.models_work import ExceptionRow, OutboxMessage, OutboxState
from ledger.store import Ledger

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
MOST_DELIVERIES = 1_000_000


def claims(ledger: Ledger, rules: Rules, **more: Any) -> dict[str, Any]:
    """The claims of one day as JSON values.

    Args:
        ledger: What we did and heard.
        rules: The map of locations, the buffers, the codes that are no products.
        more: What the driver knows: ``settle_seconds``, ``reaction_seconds``, ``poll_seconds``,
            ``expected_exceptions``, ``expected_reversal_exceptions``, ``carrier_desk``,
            ``not_ours``, ``until`` and so on; it overrules what stands here.
    """
    return {
        "location_map": {
            store.shop_domain: {
                location_number(location): [rules.warehouses[name].cin7_location for name in behind]
                for location, behind in store.locations.items()
            }
            for store in rules.stores.values()
        },
        "stores": {store.shop_domain: store.name for store in rules.stores.values()},
        "held_back": held_back(replace(rules, kits=bills.kits_of(ledger, rules).kits)),
        "mapped_codes": sorted({*rules.codes.charge, *rules.codes.discount, *rules.codes.service}),
        "exceptions": _exceptions(ledger),
        "inbox": [_delivery(row) for row in inbox.since(ledger, LONG_AGO, MOST_DELIVERIES)],
        "effects": [_effect(row) for row in effects_seen.export(ledger)],
        "messages": _messages(ledger),
        **more,
    }


def _exceptions(ledger: Ledger) -> list[dict[str, Any]]:
    """All of them; one without an order in its detail may still name one in its subject."""
    told = []
    for row in exceptions_seen.export(ledger):
        detail = row["detail"] if isinstance(row.get("detail"), dict) else {}
        told.append(
            {
                "store": detail.get("store") or "",
                "order_name": detail.get("order"),
                "order_id": detail.get("order_id"),
                "subject": row["subject"],
                "class": row["kind"],
                "open": row["open"],
            }
        )
    return told


def _messages(ledger: Ledger) -> list[dict[str, Any]]:
    """What the outbox holds; whether its conditions stand is taken from the exceptions."""
    with ledger.reading() as session:
        rows = {row.key: row for row in session.scalars(select(ExceptionRow))}
        messages = session.scalars(select(OutboxMessage).order_by(col(OutboxMessage.id)))
        return [_message(message, rows) for message in messages]


def _message(message: OutboxMessage, rows: Mapping[str, ExceptionRow]) -> dict[str, Any]:
    carried = [(rows[str(one["key"])], one["episode"]) for one in message.carries]
    turns = [at for row, _ in carried for at in (row.first_seen, row.closed_at) if at]
    return {
        "key": message.key,
        "channel": message.channel,
        "text": message.text,
        "sent": message.state is OutboxState.SENT and message.error is None,
        "since": message.updated_at.isoformat(),
        "open": any(row.open and row.episode == of for row, of in carried) if carried else None,
        "turned": max(turns).isoformat() if turns else None,
    }


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


def _effect(row: dict[str, Any]) -> dict[str, Any]:
    """A message is known by its channel and its time in it."""
    told = {name: row[name] for name in ("kind", "key", "token", "vendor_id", "state")}
    if row["kind"] in (EffectKind.POST_MESSAGE, EffectKind.UPDATE_MESSAGE) and row["vendor_id"]:
        told["vendor_id"] = f"{row['detail'].get('channel')}/{row['vendor_id']}"
    return told
