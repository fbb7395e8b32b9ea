"""One row an order: what Shopify says of it, what we decided, and every step with its reason."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, Unpack

from sqlalchemy import and_, or_, select, update
from sqlmodel import col

from ledger.columns import JsonObject
from ledger.models_orders import Order, OrderEvent, Stage
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
    "open_orders",
    "route_once",
    "to_ingest",
]


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


class Decided(TypedDict, total=False):
    """What we may come to know of an order; left out means unchanged."""

    routed_to: str | None
    sale_id: str | None
    sale_number: str | None
    authorised_at: datetime | None
    backordered: bool
    stands: list[JsonObject]


def note(ledger: Ledger, seen: OrderNote, now: datetime) -> Order:
    """Write down what Shopify shows, unless we know newer; the row as it stands then.

    What we decided (stage, routing, sale) is not touched. ``now`` is when the read began: of two
    reads of the same version the later begun one counts.
    """
    shown = {
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
    insert = ledger.insert(Order).values(
        store=seen.store,
        order_id=seen.order_id,
        stage=Stage.RECEIVED,
        reason="",
        backordered=False,
        **shown,
    )
    newer = or_(
        col(Order.shop_updated_at) < seen.shop_updated_at,
        and_(col(Order.shop_updated_at) == seen.shop_updated_at, col(Order.noted_at) <= now),
    )
    with ledger.session() as session:
        first = session.scalar(
            insert.on_conflict_do_nothing(index_elements=["store", "order_id"]).returning(
                col(Order.id)
            )
        )
        if first is None:
            session.execute(
                update(Order).where(is_order(seen.store, seen.order_id), newer).values(**shown)
            )
        else:
            session.add(
                OrderEvent(order_row=first, at=now, stage=Stage.RECEIVED, because="seen at Shopify")
            )
        return session.scalars(select(Order).where(is_order(seen.store, seen.order_id))).one()


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
