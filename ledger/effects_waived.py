"""A person mended the cause: what was refused may be decided anew at once."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import col

from ledger.models_effects import Effect, EffectState
from ledger.order_story_seen import about
from ledger.store import Ledger


def waive_refusals(ledger: Ledger, subject: str, because: str, now: datetime) -> int:
    """Let the refusals about a subject hold back nothing any more; how many there were.

    The rows stay refused, so what was sent is not sent again with its old words: the next run
    decides anew, under a new key. They only lose the time that makes a run wait after a refusal.

    Args:
        ledger: Where they stand.
        subject: Such as ``uk #1001``; what begins with it counts too.
        because: Who asked, and why.
        now: Our clock.
    """
    change = (
        update(Effect)
        .where(
            about(col(Effect.subject), subject),
            col(Effect.state) == EffectState.REFUSED,
            col(Effect.done_at).is_not(None),
        )
        .values(done_at=None, updated_at=now, because=because)
    )
    with ledger.session() as session:
        return len(session.scalars(change.returning(col(Effect.id))).all())
