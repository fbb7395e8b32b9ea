"""Exceptions as readers see them: those that wait for a person, one of them, all for an audit."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlmodel import col

from ledger.columns import JsonObject
from ledger.models_work import ExceptionRow, ExceptionState
from ledger.store import Ledger

AT_ONCE = 500
"""Conditions named in one statement."""


def list_open(
    ledger: Ledger,
    now: datetime,
    kind: str | None = None,
    *,
    only: Collection[str] | None = None,
    leave_out: Collection[str] = (),
) -> list[ExceptionRow]:
    """What a person should see now, oldest first: open ones, and snoozed ones whose time is up.

    Args:
        ledger: Where they stand.
        now: Our clock.
        kind: Of this class.
        only: Of these classes (``domain.alerts.Alert``, say).
        leave_out: Not of these.
    """
    query = select(ExceptionRow).where(col(ExceptionRow.open).is_(True), awake(now))
    if kind is not None:
        query = query.where(col(ExceptionRow.kind) == kind)
    if only is not None:
        query = query.where(col(ExceptionRow.kind).in_(list(only)))
    if leave_out:
        query = query.where(col(ExceptionRow.kind).not_in(list(leave_out)))
    with ledger.reading() as session:
        return list(session.scalars(query.order_by(col(ExceptionRow.id))))


def get(ledger: Ledger, kind: str, subject: str) -> ExceptionRow | None:
    """One condition, open or closed."""
    query = select(ExceptionRow).where(col(ExceptionRow.key) == key_of(kind, subject))
    with ledger.reading() as session:
        return session.scalars(query).one_or_none()


def all_open(ledger: Ledger, kinds: Collection[str]) -> list[ExceptionRow]:
    """Every open one of these classes, snoozed or not."""
    query = select(ExceptionRow).where(
        col(ExceptionRow.open).is_(True), col(ExceptionRow.kind).in_([str(kind) for kind in kinds])
    )
    with ledger.reading() as session:
        return list(session.scalars(query.order_by(col(ExceptionRow.id))))


def open_about(ledger: Ledger, subject: str, kinds: Collection[str]) -> list[ExceptionRow]:
    """Open ones of these classes about one subject."""
    keys = [key_of(kind, subject) for kind in kinds]
    query = select(ExceptionRow).where(
        col(ExceptionRow.key).in_(keys), col(ExceptionRow.open).is_(True)
    )
    with ledger.reading() as session:
        return list(session.scalars(query.order_by(col(ExceptionRow.id))))


def every_open(ledger: Ledger) -> list[ExceptionRow]:
    """Every open one of any class, snoozed or not, oldest first."""
    query = select(ExceptionRow).where(col(ExceptionRow.open).is_(True))
    with ledger.reading() as session:
        return list(session.scalars(query.order_by(col(ExceptionRow.id))))


def closed_since(ledger: Ledger, since: datetime) -> list[ExceptionRow]:
    """Those that were settled since a time and have not opened again, oldest first."""
    query = select(ExceptionRow).where(
        col(ExceptionRow.open).is_(False), col(ExceptionRow.closed_at) > since
    )
    with ledger.reading() as session:
        return list(session.scalars(query.order_by(col(ExceptionRow.closed_at))))


def untold(ledger: Ledger, now: datetime) -> list[ExceptionRow]:
    """Open ones that no message tells of yet and nobody has snoozed, oldest first."""
    query = select(ExceptionRow).where(
        col(ExceptionRow.open).is_(True), awake(now), col(ExceptionRow.told_in).is_(None)
    )
    with ledger.reading() as session:
        return list(session.scalars(query.order_by(col(ExceptionRow.id))))


def by_keys(ledger: Ledger, keys: Collection[str]) -> dict[str, ExceptionRow]:
    """Conditions by their key, open or closed."""
    wanted = sorted(set(keys))
    found: dict[str, ExceptionRow] = {}
    with ledger.reading() as session:
        for start in range(0, len(wanted), AT_ONCE):
            part = col(ExceptionRow.key).in_(wanted[start : start + AT_ONCE])
            found |= {row.key: row for row in session.scalars(select(ExceptionRow).where(part))}
    return found


def awake(now: datetime) -> ColumnElement[bool]:
    """Not snoozed, or not any more."""
    return or_(
        col(ExceptionRow.state) == ExceptionState.OPEN,
        and_(
            col(ExceptionRow.state) == ExceptionState.SNOOZED,
            col(ExceptionRow.snoozed_until) <= now,
        ),
    )


def numbered(ledger: Ledger, number: int) -> ExceptionRow | None:
    """The open condition with this number, snoozed or not."""
    query = select(ExceptionRow).where(
        col(ExceptionRow.id) == number, col(ExceptionRow.open).is_(True)
    )
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
