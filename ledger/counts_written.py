"""Writes of counts whose end may not be in the counts: what a difference may come from."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from ledger.models_effects import Effect, EffectKind, EffectState
from ledger.store import Ledger

MOST = 500
"""The newest so many are looked at."""

MAY_HAVE_LANDED = (
    EffectState.CLAIMED,
    EffectState.DOUBTFUL,
    EffectState.ABANDONED,
    EffectState.DONE,
)


def written_since(ledger: Ledger, since: datetime) -> list[Effect]:
    """Batches of counts that were sent, or are, and changed since a time; the newest first."""
    query = (
        select(Effect)
        .where(
            col(Effect.kind) == EffectKind.SET_STOCK,
            col(Effect.state).in_(MAY_HAVE_LANDED),
            col(Effect.updated_at) >= since,
        )
        .order_by(col(Effect.id).desc())
        .limit(MOST)
    )
    with ledger.reading() as session:
        return list(session.scalars(query))
