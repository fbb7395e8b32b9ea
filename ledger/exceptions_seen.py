"""Exceptions as readers see them: those that wait for a person, one of them, all for an audit."""

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlmodel import col

from ledger.columns import JsonObject
from ledger.models_work import ExceptionRow, ExceptionState
from ledger.store import Ledger


def list_open(ledger: Ledger, now: datetime, kind: str | None = None) -> list[ExceptionRow]:
    """What a person should see now, oldest first: open ones, and snoozed ones whose time is up."""
    awake = or_(
        col(ExceptionRow.state) == ExceptionState.OPEN,
        and_(
            col(ExceptionRow.state) == ExceptionState.SNOOZED,
            col(ExceptionRow.snoozed_until) <= now,
        ),
    )
    query = select(ExceptionRow).where(col(ExceptionRow.open).is_(True), awake)
    if kind is not None:
        query = query.where(col(ExceptionRow.kind) == kind)
    with ledger.reading() as session:
        return list(session.scalars(query.order_by(col(ExceptionRow.id))))


def get(ledger: Ledger, kind: str, subject: str) -> ExceptionRow | None:
    """One condition, open or closed."""
    query = select(ExceptionRow).where(col(ExceptionRow.key) == key_of(kind, subject))
    with ledger.reading() as session:
        return session.scalars(query).one_or_none()


def export(ledger: Ledger) -> list[JsonObject]:
    """Every condition, open or closed, as plain data for an audit."""
    with ledger.reading() as session:
        return [
            {
                "kind": row.kind,
                "subject": row.subject,
                "open": row.open,
                "state": row.state.value,
                "episode": row.episode,
                "count": row.count,
                "what": row.what,
                "detail": row.detail,
                "first_seen": row.first_seen.isoformat(),
                "last_seen": row.last_seen.isoformat(),
                "closed_because": row.closed_because,
            }
            for row in session.scalars(select(ExceptionRow).order_by(col(ExceptionRow.id)))
        ]


def key_of(kind: str, subject: str) -> str:
    """Class and subject in one."""
    return f"{kind}|{subject}"
