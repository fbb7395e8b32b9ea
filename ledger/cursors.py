"""Watermarks: how far a reader has come. They never go back."""

from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.models_pace import Cursor
from ledger.store import Ledger

_NAMED = select(Cursor).where(col(Cursor.name) == bindparam("name"))
"""Built once: every step of every flow asks for one."""


def read(ledger: Ledger, name: str) -> Cursor | None:
    """How far this reader has come; None when it has not begun."""
    with ledger.reading() as session:
        return session.scalars(_NAMED, {"name": name}).one_or_none()


def advance(
    ledger: Ledger, name: str, at: datetime, now: datetime, value: str | None = None
) -> bool:
    """Move a watermark on; False when it stands there, or further, already."""
    with ledger.session() as session:
        return advance_in(session, ledger, name, at, now, value)


def advance_in(
    session: Session,
    ledger: Ledger,
    name: str,
    at: datetime,
    now: datetime,
    value: str | None = None,
) -> bool:
    """The same within a transaction, together with what the watermark stands for."""
    insert = ledger.insert(Cursor).values(name=name, at=at, value=value, updated_at=now)
    onward = insert.on_conflict_do_update(
        index_elements=["name"],
        set_={"at": at, "value": value, "updated_at": now},
        where=col(Cursor.at) < at,
    )
    return session.scalar(onward.returning(col(Cursor.name))) is not None


def amend(ledger: Ledger, name: str, value: str) -> bool:
    """Change what stands beside a watermark, not the watermark; False when there is none."""
    change = update(Cursor).where(col(Cursor.name) == name).values(value=value)
    with ledger.session() as session:
        return session.scalar(change.returning(col(Cursor.name))) is not None
