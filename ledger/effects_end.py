"""How the claim of an effect ends: each ending is one compare-and-set by the claim's owner.

A former owner, whose lease ended and whose effect somebody took over, hears False.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import case, update
from sqlmodel import col

from ledger.effects_seen import named
from ledger.models_effects import Effect, EffectKind, EffectState
from ledger.store import Ledger


def confirm(
    ledger: Ledger, kind: EffectKind, key: str, owner: str, vendor_id: str, now: datetime
) -> bool:
    """It stands at the vendor, under this id."""
    return _leave(
        ledger, kind, key, owner, now, EffectState.DONE,
        vendor_id=vendor_id, error=None, done_at=now,
    )  # fmt: skip


def doubt(
    ledger: Ledger,
    kind: EffectKind,
    key: str,
    owner: str,
    due_at: datetime,
    error: str,
    now: datetime,
) -> bool:
    """It was sent and no answer came: to be looked for, from ``due_at`` on, looks counted anew."""
    return _leave(
        ledger, kind, key, owner, now, EffectState.DOUBTFUL, due_at=due_at, error=error, looks=0
    )


def looked(
    ledger: Ledger, kind: EffectKind, key: str, owner: str, due_at: datetime, now: datetime
) -> bool:
    """Looked for and not found: one look more is counted, the next not before ``due_at``."""
    return _leave(
        ledger, kind, key, owner, now, EffectState.DOUBTFUL,
        due_at=due_at, looks=col(Effect.looks) + 1,
    )  # fmt: skip


def release(ledger: Ledger, kind: EffectKind, key: str, owner: str, now: datetime) -> bool:
    """Give a claim back: nothing was sent under it, so the effect is as it was before.

    A fresh claim goes back to INTENDED; one that had to look goes back to DOUBTFUL, due at once.
    """
    before = case(
        (col(Effect.must_look), EffectState.DOUBTFUL.value),
        else_=EffectState.INTENDED.value,
    )
    return _leave(ledger, kind, key, owner, now, before, due_at=now)


def refuse(
    ledger: Ledger, kind: EffectKind, key: str, owner: str, reason: str, now: datetime
) -> bool:
    """The vendor understood and said no; nothing happened."""
    return _leave(
        ledger, kind, key, owner, now, EffectState.REFUSED,
        because=reason, error=reason, done_at=now,
    )  # fmt: skip


def abandon(
    ledger: Ledger, kind: EffectKind, key: str, owner: str, because: str, now: datetime
) -> bool:
    """Give it up for good, for a reason that is written down."""
    return _leave(
        ledger, kind, key, owner, now, EffectState.ABANDONED, because=because, done_at=now
    )


def held(
    ledger: Ledger,
    kind: EffectKind,
    key: str,
    owner: str,
    now: datetime,
    values: Mapping[str, object],
) -> bool:
    """Change a row that this owner holds; False, and no change, when it does not (any more)."""
    change = update(Effect).where(
        named(kind, key),
        col(Effect.state) == EffectState.CLAIMED,
        col(Effect.owner) == owner,
    )
    with ledger.session() as session:
        found = session.scalar(change.values(updated_at=now, **values).returning(col(Effect.id)))
        return found is not None


def _leave(
    ledger: Ledger,
    kind: EffectKind,
    key: str,
    owner: str,
    now: datetime,
    state: object,
    **values: object,
) -> bool:
    nobodys = {"owner": None, "lease_until": None, "must_look": False}
    return held(ledger, kind, key, owner, now, {"state": state, **nobodys, **values})
