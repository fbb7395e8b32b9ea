"""The inbox: every accepted webhook, written once, kept raw for a while, ending in a final state.

A double, replayed or late delivery ends at the unique key (source, delivery key).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlmodel import col

from ledger.columns import JsonObject
from ledger.models_inbox import FINAL_DELIVERIES, Delivery, DeliveryState
from ledger.store import Ledger

AT_ONCE = 500
"""Rows named in one statement."""


def write_down(
    ledger: Ledger,
    source: str,
    topic: str,
    delivery_key: str,
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
) -> bool:
    """Keep a delivery; True when it is new, False when this key was written before."""
    insert = ledger.insert(Delivery).values(
        source=source,
        topic=topic,
        delivery_key=delivery_key,
        headers=dict(headers),
        body=body,
        received_at=now,
        state=DeliveryState.RECEIVED,
    )
    once = insert.on_conflict_do_nothing(index_elements=["source", "delivery_key"])
    with ledger.session() as session:
        return session.scalar(once.returning(col(Delivery.id))) is not None


def unhandled(
    ledger: Ledger,
    source: str | None = None,
    topics: Collection[str] | None = None,
    limit: int = 1000,
    state: DeliveryState | None = None,
) -> list[Delivery]:
    """Deliveries that are in no final state, oldest first.

    Args:
        ledger: Where to look.
        source: How the source begins: ``shopify:`` means every store. All when left out.
        topics: Only these.
        limit: At most so many.
        state: Only in this one state, such as RECEIVED: written down, but not hinted yet.
    """
    query = select(Delivery).order_by(col(Delivery.id)).limit(limit)
    if state is None:
        query = query.where(col(Delivery.state).not_in(FINAL_DELIVERIES))
    else:
        query = query.where(col(Delivery.state) == state)
    if source is not None:
        query = query.where(col(Delivery.source).startswith(source, autoescape=True))
    if topics is not None:
        query = query.where(col(Delivery.topic).in_(topics))
    with ledger.reading() as session:
        return list(session.scalars(query))


def since(ledger: Ledger, at: datetime, limit: int = 5000) -> list[Delivery]:
    """Deliveries received at or after a time, in any state, oldest first; at most ``limit``."""
    query = (
        select(Delivery)
        .where(col(Delivery.received_at) >= at)
        .order_by(col(Delivery.id))
        .limit(limit)
    )
    with ledger.reading() as session:
        return list(session.scalars(query))


def mark_hinted(ledger: Ledger, ids: Sequence[int]) -> int:
    """Say that their flows were hinted; those further on stay as they are. How many changed."""
    return _mark(ledger, ids, (DeliveryState.RECEIVED,), state=DeliveryState.HINTED)


def mark_handled(ledger: Ledger, ids: Sequence[int], now: datetime) -> int:
    """Say that a flow has read the truth since they came. How many changed."""
    waiting = (DeliveryState.RECEIVED, DeliveryState.HINTED)
    return _mark(ledger, ids, waiting, state=DeliveryState.HANDLED, handled_at=now)


def mark(
    ledger: Ledger, delivery_id: int, state: DeliveryState, note: str | None, now: datetime
) -> bool:
    """Put one unfinished delivery into a state, with a note for the reader."""
    waiting = (DeliveryState.RECEIVED, DeliveryState.HINTED)
    ended = now if state in FINAL_DELIVERIES else None
    return _mark(ledger, [delivery_id], waiting, state=state, note=note, handled_at=ended) == 1


def heard_again(ledger: Ledger, source: str, delivery_key: str, now: datetime) -> bool:
    """A vendor that names no delivery told the same once more: it is news again, from now."""
    change = update(Delivery).where(
        col(Delivery.source) == source, col(Delivery.delivery_key) == delivery_key
    )
    anew = change.values(state=DeliveryState.RECEIVED, received_at=now, handled_at=None)
    with ledger.session() as session:
        return session.scalar(anew.returning(col(Delivery.id))) is not None


def ignore(ledger: Ledger, source: str, delivery_key: str, note: str, now: datetime) -> bool:
    """End an unfinished delivery that is nobody's news."""
    change = update(Delivery).where(
        col(Delivery.source) == source,
        col(Delivery.delivery_key) == delivery_key,
        col(Delivery.state).not_in(FINAL_DELIVERIES),
    )
    ended = change.values(state=DeliveryState.IGNORED, note=note, handled_at=now)
    with ledger.session() as session:
        return session.scalar(ended.returning(col(Delivery.id))) is not None


def purge(ledger: Ledger, before: datetime) -> int:
    """Forget finished deliveries received before a time; unfinished ones are kept. How many."""
    old = delete(Delivery).where(
        col(Delivery.received_at) < before, col(Delivery.state).in_(FINAL_DELIVERIES)
    )
    with ledger.session() as session:
        return len(session.scalars(old.returning(col(Delivery.id))).all())


def export(ledger: Ledger) -> list[JsonObject]:
    """Every delivery without headers and body, as plain data for an audit."""
    query = select(Delivery).order_by(col(Delivery.id))
    with ledger.reading() as session:
        return [
            {
                "source": row.source,
                "topic": row.topic,
                "delivery_key": row.delivery_key,
                "state": row.state.value,
                "received_at": row.received_at.isoformat(),
                "handled_at": row.handled_at.isoformat() if row.handled_at else None,
                "note": row.note,
            }
            for row in session.scalars(query)
        ]


def _mark(
    ledger: Ledger, ids: Sequence[int], only_from: Collection[DeliveryState], **values: object
) -> int:
    changed = 0
    with ledger.session() as session:
        for start in range(0, len(ids), AT_ONCE):
            some = update(Delivery).where(
                col(Delivery.id).in_(ids[start : start + AT_ONCE]),
                col(Delivery.state).in_(only_from),
            )
            marked = session.scalars(some.values(**values).returning(col(Delivery.id)))
            changed += len(marked.all())
    return changed
