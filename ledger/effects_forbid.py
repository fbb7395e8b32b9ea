"""A tombstone: a change that was never sent and never will be, however late a run comes to it."""

from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import col

from ledger.effects_seen import named
from ledger.models_effects import Effect, EffectKind, EffectState
from ledger.store import Ledger


def forbid(
    ledger: Ledger, kind: EffectKind, key: str, *, subject: str, because: str, now: datetime
) -> Effect:
    """Give up what was only intended, or not even that; the row as it stands then.

    What somebody has claimed or sent stays as it is: look at the state. Safe to run twice, and
    beside a claim: one of the two is first, and the other finds the row taken.
    """
    insert = ledger.insert(Effect).values(
        kind=kind,
        key=key,
        subject=subject,
        detail={},
        token=None,
        state=EffectState.ABANDONED,
        because=because,
        must_look=False,
        looks=0,
        attempts=0,
        due_at=now,
        created_at=now,
        updated_at=now,
        done_at=now,
    )
    intended = update(Effect).where(named(kind, key), col(Effect.state) == EffectState.INTENDED)
    with ledger.session() as session:
        session.execute(insert.on_conflict_do_nothing(index_elements=["kind", "key"]))
        session.execute(
            intended.values(
                state=EffectState.ABANDONED, because=because, updated_at=now, done_at=now
            )
        )
        return session.scalars(select(Effect).where(named(kind, key))).one()
