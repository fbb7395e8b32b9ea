"""A sale that is put back to draft and built again: who may say that an order is authorised.

Each undo of an order has a number, written into its row before the undo is sent. An authorisation
counts only under the number it was decided with, and never while an undo or a void is under way;
so a run that is late can't call an order authorised whose sale is not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, update
from sqlmodel import col

from ledger.balances import LineUnits, hold
from ledger.models_orders import Order, OrderEvent, Stage
from ledger.orders_seen import is_order
from ledger.store import Ledger

TAKING_BACK = (Stage.CANCELLING, Stage.REVERSED)
"""In these no authorisation counts."""


@dataclass(frozen=True, slots=True)
class Authorisation:
    """Cin7 took the order stage of a sale.

    Args:
        store: The store.
        order_id: Shopify's number of the order.
        undone: The number of the last undo when it was decided to authorise.
        at: From when on its settle time is reckoned.
        sale_number: What people call the sale.
        backordered: Whether anything waits for stock.
        lines: What the sale holds, as it was sent.
    """

    store: str
    order_id: int
    undone: int
    at: datetime
    sale_number: str
    backordered: bool
    lines: Sequence[LineUnits]


def authorised(ledger: Ledger, done: Authorisation) -> bool:
    """Note an authorisation and what it reserved, in one; False when it does not count.

    The sale may hold more than Shopify shows by now: the order is to be looked at for what was
    taken back, though that was done while Cin7 had no sale of it.

    Safe to run twice: an order that is known as authorised stays as it is.
    """
    change = (
        update(Order)
        .where(
            is_order(done.store, done.order_id),
            col(Order.undone) == done.undone,
            col(Order.authorised_at).is_(None),
            col(Order.stage).not_in(list(TAKING_BACK)),
        )
        .values(
            sale_number=done.sale_number,
            authorised_at=done.at,
            backordered=done.backordered,
            reversed_as_of=None,
        )
    )
    with ledger.session() as session:
        if session.scalar(change.returning(col(Order.id))) is None:
            return False
        hold(ledger, session, done.store, done.order_id, done.lines)
        return True


def begin_undo(
    ledger: Ledger, store: str, order_id: int, number: int, because: str, now: datetime
) -> bool:
    """Before undo ``number`` is sent: the order is unseen again, and nobody may authorise it.

    False, and no change, when this undo or a later one has begun already.
    """
    return _step(
        ledger,
        and_(is_order(store, order_id), col(Order.undone) < number),
        Stage.CANCELLING,
        because,
        now,
        undone=number,
        authorised_at=None,
        backordered=False,
    )


def undo_done(
    ledger: Ledger, store: str, order_id: int, number: int, because: str, now: datetime
) -> bool:
    """The sale is a draft: the order waits to be authorised anew. Once for each number."""
    return _step(ledger, _under_way(store, order_id, number), Stage.ROUTED, because, now)


def undo_failed(
    ledger: Ledger,
    store: str,
    order_id: int,
    number: int,
    because: str,
    now: datetime,
    *,
    stage: Stage,
    authorised_at: datetime | None,
) -> bool:
    """The sale stands as it stood: so does the order. Once for each number."""
    return _step(
        ledger,
        _under_way(store, order_id, number),
        stage,
        because,
        now,
        authorised_at=authorised_at,
    )


def under_way(ledger: Ledger) -> list[Order]:
    """Live orders whose sale is being put back to draft; one that is made void is not live."""
    query = select(Order).where(
        col(Order.stage) == Stage.CANCELLING,
        col(Order.undone) > 0,
        col(Order.live).is_(True),
        col(Order.authorised_at).is_(None),
    )
    with ledger.reading() as session:
        return list(session.scalars(query.order_by(col(Order.id))))


def _under_way(store: str, order_id: int, number: int) -> ColumnElement[bool]:
    return and_(
        is_order(store, order_id),
        col(Order.undone) == number,
        col(Order.stage) == Stage.CANCELLING,
    )


def _step(
    ledger: Ledger,
    which: ColumnElement[bool],
    stage: Stage,
    because: str,
    now: datetime,
    **values: object,
) -> bool:
    change = update(Order).where(which).values(stage=stage, reason=because, **values)
    with ledger.session() as session:
        row = session.scalar(change.returning(col(Order.id)))
        if row is None:
            return False
        session.add(OrderEvent(order_row=row, at=now, stage=stage, because=because))
        return True
