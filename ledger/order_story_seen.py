"""All that is remembered of one order, read in one go, and orders by what people type."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Mapped
from sqlmodel import col

from ledger.models_effects import Effect
from ledger.models_orders import Order, OrderEvent
from ledger.models_parcels import Parcel, Shipment
from ledger.models_reversals import LineBalance, Reversal
from ledger.models_work import ExceptionRow
from ledger.store import Ledger

MOST_NAMES = 500
"""So many names are compared with one that is not known."""


@dataclass(frozen=True, slots=True)
class OrderStory:
    """One order with everything that names it, each list oldest first."""

    order: Order
    events: Sequence[OrderEvent]
    effects: Sequence[Effect]
    shipments: Sequence[Shipment]
    parcels: Sequence[Parcel]
    reversals: Sequence[Reversal]
    balances: Sequence[LineBalance]
    exceptions: Sequence[ExceptionRow]
    """Only open ones."""


def story(ledger: Ledger, order: Order) -> OrderStory:
    """Read everything that is remembered of an order."""
    subject = f"{order.store} {order.name}"
    with ledger.reading() as session:

        def of(model: type[Shipment] | type[Parcel] | type[Reversal]) -> ColumnElement[bool]:
            return (col(model.store) == order.store) & (col(model.order_id) == order.order_id)

        return OrderStory(
            order,
            session.scalars(
                select(OrderEvent)
                .where(col(OrderEvent.order_row) == order.id)
                .order_by(col(OrderEvent.id))
            ).all(),
            session.scalars(
                select(Effect).where(about(col(Effect.subject), subject)).order_by(col(Effect.id))
            ).all(),
            session.scalars(select(Shipment).where(of(Shipment)).order_by(col(Shipment.id))).all(),
            session.scalars(select(Parcel).where(of(Parcel)).order_by(col(Parcel.id))).all(),
            session.scalars(select(Reversal).where(of(Reversal)).order_by(col(Reversal.id))).all(),
            session.scalars(
                select(LineBalance)
                .where(
                    col(LineBalance.store) == order.store,
                    col(LineBalance.order_id) == order.order_id,
                )
                .order_by(col(LineBalance.line_id))
            ).all(),
            session.scalars(
                select(ExceptionRow)
                .where(col(ExceptionRow.open).is_(True), about(col(ExceptionRow.subject), subject))
                .order_by(col(ExceptionRow.id))
            ).all(),
        )


def about(column: Mapped[str], subject: str) -> ColumnElement[bool]:
    """What bears this subject, or begins with it: ``uk #1001 gid://...`` is about ``uk #1001``."""
    return or_(column == subject, column.startswith(f"{subject} ", autoescape=True))


def by_names(ledger: Ledger, stores: Collection[str], names: Collection[str]) -> list[Order]:
    """Orders of these stores that bear one of these names; a store's latest where it came twice."""
    query = (
        select(Order)
        .where(col(Order.store).in_(stores), col(Order.name).in_(names))
        .order_by(col(Order.order_id))
    )
    with ledger.reading() as session:
        latest = {order.store: order for order in session.scalars(query)}
    return list(latest.values())


def names_like(ledger: Ledger, stores: Collection[str], part: str) -> list[tuple[str, str]]:
    """Some (store, name) of orders whose name holds a part, the newest first."""
    query = (
        select(col(Order.store), col(Order.name))
        .where(col(Order.store).in_(stores), col(Order.name).contains(part, autoescape=True))
        .order_by(col(Order.id).desc())
        .limit(MOST_NAMES)
    )
    with ledger.reading() as session:
        return [(store, name) for store, name in session.execute(query)]
