"""Effects as readers see them: what is due, what became of one, and a plain export for audits."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, or_, select, update
from sqlmodel import col

from ledger.columns import JsonObject
from ledger.models_effects import Effect, EffectKind, EffectState
from ledger.store import Ledger


def due(ledger: Ledger, now: datetime) -> list[Effect]:
    """What somebody has to take up: intents, doubts that are due, and claims whose lease ended."""
    waiting = and_(col(Effect.state) == EffectState.INTENDED, col(Effect.due_at) <= now)
    query = select(Effect).where(or_(waiting, to_look_at(now))).order_by(col(Effect.id))
    with ledger.reading() as session:
        return list(session.scalars(query))


def by_key(ledger: Ledger, kind: EffectKind, key: str) -> Effect | None:
    """What became of one decision."""
    with ledger.reading() as session:
        return session.scalars(select(Effect).where(named(kind, key))).one_or_none()


def by_subject(ledger: Ledger, subject: str, kind: EffectKind | None = None) -> list[Effect]:
    """What we did about one subject (``uk #1001``), oldest first."""
    query = select(Effect).where(col(Effect.subject) == subject).order_by(col(Effect.id))
    if kind is not None:
        query = query.where(col(Effect.kind) == kind)
    with ledger.reading() as session:
        return list(session.scalars(query))


def export(ledger: Ledger) -> list[JsonObject]:
    """Every effect as plain data, so that an audit can match it with what the vendors saw."""
    query = select(Effect).order_by(col(Effect.id))
    with ledger.reading() as session:
        return [
            {
                "kind": row.kind.value,
                "key": row.key,
                "subject": row.subject,
                "state": row.state.value,
                "token": row.token,
                "vendor_id": row.vendor_id,
                "detail": row.detail,
                "looks": row.looks,
                "attempts": row.attempts,
                "error": row.error,
                "because": row.because,
                "created_at": row.created_at.isoformat(),
                "done_at": row.done_at.isoformat() if row.done_at else None,
            }
            for row in session.scalars(query)
        ]


def reopen(
    ledger: Ledger, kind: EffectKind, key: str, token: str | None, because: str, now: datetime
) -> bool:
    """A person mended the cause: a refused effect is intended again, an abandoned one looked for.

    Args:
        ledger: Where it stands.
        kind: Its kind.
        key: Its key.
        token: A new idempotency key, as a vendor may remember the refusal of the old one.
        because: Who asked, and why.
        now: Our clock.
    """
    refused = col(Effect.state) == EffectState.REFUSED
    given_up = col(Effect.state) == EffectState.ABANDONED
    again = case(
        (refused, EffectState.INTENDED.value),
        else_=EffectState.DOUBTFUL.value,
    )
    change = (
        update(Effect)
        .where(named(kind, key), or_(refused, given_up))
        .values(
            state=again,
            token=token,
            because=because,
            looks=0,
            due_at=now,
            done_at=None,
            updated_at=now,
        )
    )
    with ledger.session() as session:
        return session.scalar(change.returning(col(Effect.id))) is not None


def named(kind: EffectKind, key: str) -> ColumnElement[bool]:
    """The one row of a decision."""
    return and_(col(Effect.kind) == kind, col(Effect.key) == key)


def to_look_at(now: datetime) -> ColumnElement[bool]:
    """Doubts that are due, and claims whose lease has ended: both may have happened."""
    return or_(
        and_(col(Effect.state) == EffectState.DOUBTFUL, col(Effect.due_at) <= now),
        and_(col(Effect.state) == EffectState.CLAIMED, col(Effect.lease_until) < now),
    )
