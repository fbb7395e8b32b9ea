"""What Shopify shows of orders, written down: the newest of it stands, whoever read it.

Most of what a round reads it has read before, so a page costs one transaction, and of an order
that shows nothing new only the time of the read is written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.columns import JsonObject
from ledger.models_orders import Order, OrderEvent, Stage
from ledger.store import Ledger


@dataclass(frozen=True, slots=True)
class OrderNote:
    """An order as Shopify showed it, in our words."""

    store: str
    shop_domain: str
    order_id: int
    name: str
    placed_at: datetime
    shop_updated_at: datetime
    cancelled: bool
    live: bool
    """Paid, no test, not cancelled."""
    lines: list[JsonObject]
    stands: list[JsonObject]
    """Where its open units stand; empty when none are open."""
    facts: JsonObject


def note(ledger: Ledger, seen: OrderNote, now: datetime) -> Order:
    """Write down what Shopify shows of one order; the row as it stands then (``note_all``)."""
    [row] = note_all(ledger, seen.store, [seen], now)
    return row


def note_all(ledger: Ledger, store: str, seen: Sequence[OrderNote], now: datetime) -> list[Order]:
    """Write down what Shopify shows of orders of a store; their rows as they stand then.

    What we decided (stage, routing, sale) is not touched, and what we know newer stays. ``now`` is
    when the read began: of two reads of the same version the later begun one counts. Safe to run
    twice, and beside another run.
    """
    rows: dict[int, Order] = {}
    while left := [one for one in seen if one.order_id not in rows]:
        rows |= _noted(ledger, store, left, now)
    return [rows[one.order_id] for one in seen]


def _noted(
    ledger: Ledger, store: str, seen: Sequence[OrderNote], now: datetime
) -> dict[int, Order]:
    """One transaction; an order that another run meets first at this very moment is left out.

    Rows are locked first and added then, both in the order of their ids: no two runs wait for each
    other.
    """
    seen = sorted(seen, key=lambda one: one.order_id)
    known = (
        select(Order)
        .where(
            col(Order.store) == store,
            col(Order.order_id).in_([one.order_id for one in seen]),
        )
        .order_by(col(Order.order_id))
        .with_for_update(key_share=True)
    )
    with ledger.session() as session:
        rows = {row.order_id: row for row in session.scalars(known)}
        for one in seen:
            row = rows.get(one.order_id) or _added(ledger, session, one, now)
            if row is None:
                continue
            rows[one.order_id] = row
            if (row.shop_updated_at, row.noted_at) <= (one.shop_updated_at, now):
                for name, value in _shown(one, now).items():
                    setattr(row, name, value)  # the session writes what differs
    return rows


def _added(ledger: Ledger, session: Session, seen: OrderNote, now: datetime) -> Order | None:
    """The row of an order met for the first time, and its first step; None: it is there by now."""
    insert = ledger.insert(Order).values(
        store=seen.store,
        order_id=seen.order_id,
        stage=Stage.RECEIVED,
        reason="",
        backordered=False,
        **_shown(seen, now),
    )
    once = insert.on_conflict_do_nothing(index_elements=["store", "order_id"])
    row = session.scalars(once.returning(Order)).one_or_none()
    if row is not None:
        session.add(
            OrderEvent(order_row=row.id, at=now, stage=Stage.RECEIVED, because="seen at Shopify")
        )
    return row


def _shown(seen: OrderNote, now: datetime) -> dict[str, object]:
    return {
        "shop_domain": seen.shop_domain,
        "name": seen.name,
        "placed_at": seen.placed_at,
        "shop_updated_at": seen.shop_updated_at,
        "cancelled": seen.cancelled,
        "live": seen.live,
        "open": bool(seen.stands),
        "lines": seen.lines,
        "stands": seen.stands,
        "facts": seen.facts,
        "noted_at": now,
    }
