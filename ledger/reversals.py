"""What Shopify took back, one row a decision; and which orders are to be looked at for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlmodel import col

from ledger.columns import JsonObject
from ledger.models_orders import Order
from ledger.models_reversals import Reversal, ReversalKind, ReversalStage, ReversalState
from ledger.store import Ledger

SAME_SECOND = timedelta(seconds=2)
"""Shopify tells whole seconds: an order may have changed again in the second it was read in."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A decision as it was met first."""

    key: str
    store: str
    order_id: int
    kind: ReversalKind
    stage: ReversalStage
    lines: Sequence[JsonObject]
    amount: str


def note(ledger: Ledger, seen: Seen, because: str, now: datetime) -> bool:
    """Write a decision down; False when it is known: how far the order had come then stands."""
    insert = ledger.insert(Reversal).values(
        key=seen.key,
        store=seen.store,
        order_id=seen.order_id,
        kind=seen.kind,
        stage=seen.stage,
        state=ReversalState.OPEN,
        lines=list(seen.lines),
        amount=seen.amount,
        because=because,
        seen_at=now,
    )
    once = insert.on_conflict_do_nothing(index_elements=["key"]).returning(col(Reversal.id))
    with ledger.session() as session:
        return session.scalar(once) is not None


def settle(ledger: Ledger, key: str, state: ReversalState, because: str, now: datetime) -> bool:
    """Write down what became of it; False when nothing changed. What is done stays done."""
    done_at = now if state is ReversalState.DONE else None
    change = (
        update(Reversal)
        .where(
            col(Reversal.key) == key,
            col(Reversal.state) != ReversalState.DONE,
            or_(col(Reversal.state) != state, col(Reversal.because) != because),
        )
        .values(state=state, because=because, done_at=done_at)
    )
    with ledger.session() as session:
        return session.scalar(change.returning(col(Reversal.id))) is not None


def of_order(ledger: Ledger, store: str, order_id: int) -> list[Reversal]:
    """Everything taken back of an order, the first met first."""
    query = select(Reversal).where(col(Reversal.store) == store, col(Reversal.order_id) == order_id)
    with ledger.reading() as session:
        return list(session.scalars(query.order_by(col(Reversal.id))))


def not_done(ledger: Ledger, store: str) -> list[Reversal]:
    """What a store's orders still wait for, a person's too."""
    query = select(Reversal).where(
        col(Reversal.store) == store, col(Reversal.state) != ReversalState.DONE
    )
    with ledger.reading() as session:
        return list(session.scalars(query.order_by(col(Reversal.id))))


def not_looked_at(ledger: Ledger, store: str) -> list[Order]:
    """Orders of a store that changed at Shopify since they were looked at for this."""
    fresh = or_(
        col(Order.reversed_as_of).is_(None), col(Order.reversed_as_of) < col(Order.shop_updated_at)
    )
    query = select(Order).where(col(Order.store) == store, fresh)
    with ledger.reading() as session:
        return list(session.scalars(query.order_by(col(Order.id))))


def looked_at(ledger: Ledger, rows: Iterable[Order]) -> None:
    """These versions of the orders were looked at, and nothing of them is left to find.

    One that was read within its own second is looked at again: there may be more of it. So is one
    whose sale was authorised, or put back to draft, since ``rows`` were read.
    """
    with ledger.session() as session:
        for row in rows:
            if row.noted_at > row.shop_updated_at + SAME_SECOND:
                session.execute(
                    update(Order)
                    .where(
                        col(Order.id) == row.id,
                        col(Order.authorised_at).is_not_distinct_from(row.authorised_at),
                    )
                    .values(reversed_as_of=row.shop_updated_at)
                )
