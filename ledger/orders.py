"""One row an order: what Shopify says of it, what we decided, and every step with its reason."""

from collections.abc import Collection
from datetime import datetime
from typing import TypedDict, Unpack

from sqlalchemy import or_, update
from sqlmodel import col

from ledger.columns import JsonObject
from ledger.models_orders import Order, OrderEvent, Stage
from ledger.orders_noted import OrderNote, note, note_all
from ledger.orders_seen import (
    by_name,
    by_sale,
    get,
    history,
    is_order,
    open_orders,
    to_ingest,
)
from ledger.store import Ledger

__all__ = [
    "Decided",
    "Order",
    "OrderEvent",
    "OrderNote",
    "Stage",
    "by_name",
    "by_sale",
    "decide",
    "get",
    "history",
    "move",
    "note",
    "note_all",
    "open_orders",
    "route_once",
    "to_ingest",
]


class Decided(TypedDict, total=False):
    """What we may come to know of an order; left out means unchanged."""

    routed_to: str | None
    sale_id: str | None
    sale_number: str | None
    authorised_at: datetime | None
    backordered: bool
    stands: list[JsonObject]


def move(
    ledger: Ledger,
    store: str,
    order_id: int,
    stage: Stage,
    because: str,
    now: datetime,
    detail: JsonObject | None = None,
    unless: Collection[Stage] = (),
) -> bool:
    """Bring an order into a stage and write the step into its history.

    Safe to run twice: the same stage for the same reason is no step. False then, when there is no
    such order, and when it is in one of the stages ``unless``.
    """
    step = update(Order).where(
        is_order(store, order_id),
        or_(col(Order.stage) != stage, col(Order.reason) != because),
        col(Order.stage).not_in(list(unless)),
    )
    with ledger.session() as session:
        row = session.scalar(step.values(stage=stage, reason=because).returning(col(Order.id)))
        if row is None:
            return False
        session.add(
            OrderEvent(order_row=row, at=now, stage=stage, because=because, detail=detail or {})
        )
        return True


def route_once(ledger: Ledger, store: str, order_id: int, warehouse: str) -> bool:
    """Write down which warehouse ships an order; False when that was decided before.

    One statement: of two runs that route an order at once, the first one's decision stands.
    """
    change = update(Order).where(is_order(store, order_id), col(Order.routed_to).is_(None))
    with ledger.session() as session:
        routed = session.scalar(change.values(routed_to=warehouse).returning(col(Order.id)))
        return routed is not None


def decide(
    ledger: Ledger, store: str, order_id: int, now: datetime, **known: Unpack[Decided]
) -> bool:
    """Write down what we decided or brought about; False when there is no such order.

    ``stands`` replaces what Shopify showed until a read that began after ``now`` is noted.
    """
    values: dict[str, object] = dict(known)
    if "stands" in known:
        values |= {"open": bool(known["stands"]), "noted_at": now}
    change = update(Order).where(is_order(store, order_id)).values(**values)
    with ledger.session() as session:
        return session.scalar(change.returning(col(Order.id))) is not None
