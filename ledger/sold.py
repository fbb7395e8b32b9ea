"""What was sold, and when counts were written: the history that demand is measured by."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from ledger.columns import JsonObject
from ledger.models_effects import Effect, EffectKind, EffectState
from ledger.models_orders import Order
from ledger.store import Ledger


def lines_since(ledger: Ledger, since: datetime) -> list[tuple[datetime, str, list[JsonObject]]]:
    """When, in which store and with what lines every live order since then was placed."""
    query = (
        select(col(Order.placed_at), col(Order.store), col(Order.lines))
        .where(col(Order.placed_at) > since, col(Order.live).is_(True))
        .order_by(col(Order.placed_at))
    )
    with ledger.reading() as session:
        return [(at, store, lines) for at, store, lines in session.execute(query)]


def last_writes(ledger: Ledger, most: int) -> list[tuple[datetime, JsonObject]]:
    """When each of the last writes of counts was done, and what it wrote; the newest first."""
    query = (
        select(col(Effect.done_at), col(Effect.detail))
        .where(
            col(Effect.kind) == EffectKind.SET_STOCK,
            col(Effect.state) == EffectState.DONE,
            col(Effect.done_at).is_not(None),
        )
        .order_by(col(Effect.id).desc())
        .limit(most)
    )
    with ledger.reading() as session:
        return [(done_at, detail) for done_at, detail in session.execute(query)]
