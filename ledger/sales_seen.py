"""Orders as a history of demand: what was bought and kept, by whom (as a number), from where."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from ledger.columns import JsonObject
from ledger.models_orders import Order
from ledger.store import Ledger

AT_ONCE = 500
"""Orders held in memory at a time."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An order that was paid and not called off; its lines hold the units still wanted."""

    store: str
    order_id: int
    placed_at: datetime
    routed_to: str | None
    facts: JsonObject


def kept_since(ledger: Ledger, since: datetime) -> Iterator[Kept]:
    """Every live order placed since then, oldest first."""
    query = (
        select(
            col(Order.store),
            col(Order.order_id),
            col(Order.placed_at),
            col(Order.routed_to),
            col(Order.facts),
        )
        .where(col(Order.placed_at) >= since, col(Order.live).is_(True))
        .order_by(col(Order.placed_at), col(Order.id))
        .execution_options(yield_per=AT_ONCE)
    )
    with ledger.reading() as session:
        for row in session.execute(query):
            yield Kept(*row)
