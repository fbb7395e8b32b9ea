"""Hints: one row a (flow, store), raised by news, lowered by the flow before it reads the truth.

Only the raise that finds a hint lowered gets a number, so a burst of news posts one event.
"""

from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import col

from ledger.models_inbox import Hint
from ledger.store import Ledger


def raise_hint(ledger: Ledger, flow: str, store: str, now: datetime) -> int | None:
    """Raise a hint; the number of this raise, or None when it was up already.

    One statement: of any number of processes raising at once, exactly one gets the number. A hint
    that is up is only looked at, so that a burst of news doesn't wait for a write each.
    """
    if _is_up(ledger, flow, store):
        return None
    insert = ledger.insert(Hint).values(
        flow=flow, store=store, raised=True, number=1, raised_at=now
    )
    lowered_only = insert.on_conflict_do_update(
        index_elements=["flow", "store"],
        set_={"raised": True, "number": col(Hint.number) + 1, "raised_at": now},
        where=col(Hint.raised).is_(False),
    )
    with ledger.session() as session:
        return session.scalar(lowered_only.returning(col(Hint.number)))


def lower_hint(ledger: Ledger, flow: str, store: str, now: datetime) -> bool:
    """Lower a hint, before the truth is read; True when it was up."""
    down = (
        update(Hint)
        .where(col(Hint.flow) == flow, col(Hint.store) == store, col(Hint.raised).is_(True))
        .values(raised=False, lowered_at=now)
    )
    with ledger.session() as session:
        return session.scalar(down.returning(col(Hint.id))) is not None


def raised(ledger: Ledger, flow: str | None = None) -> list[Hint]:
    """The hints that are up, longest first; of one flow or of all."""
    query = select(Hint).where(col(Hint.raised).is_(True)).order_by(col(Hint.raised_at))
    if flow is not None:
        query = query.where(col(Hint.flow) == flow)
    with ledger.reading() as session:
        return list(session.scalars(query))


def _is_up(ledger: Ledger, flow: str, store: str) -> bool:
    query = select(col(Hint.raised)).where(col(Hint.flow) == flow, col(Hint.store) == store)
    with ledger.reading() as session:
        return session.scalar(query) is True
