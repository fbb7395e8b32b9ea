"""Orders as readers see them: what is to be ingested, what is open, and why one is where it is."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlmodel import col

from ledger.models_orders import Order, OrderEvent, Stage
from ledger.models_parcels import Shipment, ShipmentState
from ledger.store import Ledger

NOT_TO_INGEST = (Stage.HELD, Stage.CLOSED, Stage.CANCELLING, Stage.REVERSED)
"""An order in one of these is not taken up by itself; a held one is when asked for by name."""

HANDED_FROM = (Stage.IN_CIN7, Stage.HANDED_OFF, Stage.SHIPPED, Stage.TOLD)
"""An order in one of these may want a (further) shipment: its last one may have been taken back."""


def to_ingest(ledger: Ledger, store: str, names: Collection[str] | None = None) -> list[Order]:
    """Live orders that Cin7 has not authorised, oldest first; held ones only when named."""
    query = (
        select(Order)
        .where(
            col(Order.store) == store,
            col(Order.live).is_(True),
            col(Order.authorised_at).is_(None),
        )
        .order_by(col(Order.placed_at), col(Order.order_id))
    )
    if names is None:
        query = query.where(col(Order.stage).not_in(NOT_TO_INGEST))
    else:
        beside = [stage for stage in NOT_TO_INGEST if stage is not Stage.HELD]
        query = query.where(col(Order.name).in_(names), col(Order.stage).not_in(beside))
    with ledger.reading() as session:
        return list(session.scalars(query))


def held(ledger: Ledger, store: str) -> list[Order]:
    """Live orders that are held whole, oldest first: the cause may be gone."""
    query = (
        select(Order)
        .where(
            col(Order.store) == store,
            col(Order.live).is_(True),
            col(Order.authorised_at).is_(None),
            col(Order.stage) == Stage.HELD,
        )
        .order_by(col(Order.placed_at), col(Order.order_id))
    )
    with ledger.reading() as session:
        return list(session.scalars(query))


def open_orders(ledger: Ledger, store: str | None = None) -> list[Order]:
    """Every live order that still has open units, for the reckoning of what is unseen."""
    query = (
        select(Order)
        .where(col(Order.live).is_(True), col(Order.open).is_(True))
        .order_by(col(Order.id))
    )
    if store is not None:
        query = query.where(col(Order.store) == store)
    with ledger.reading() as session:
        return list(session.scalars(query))


def shut_since(ledger: Ledger, since: datetime) -> list[Order]:
    """Orders without open units, or not live, that were read then or later."""
    query = (
        select(Order)
        .where(
            or_(col(Order.live).is_(False), col(Order.open).is_(False)),
            col(Order.noted_at) >= since,
        )
        .order_by(col(Order.id))
    )
    with ledger.reading() as session:
        return list(session.scalars(query))


def to_hand_off(ledger: Ledger, store: str | None = None) -> list[Order]:
    """Live, authorised orders with open units, not backordered, and without an open shipment."""
    stands = exists().where(
        col(Shipment.store) == col(Order.store),
        col(Shipment.order_id) == col(Order.order_id),
        col(Shipment.state) == ShipmentState.OPEN,
    )
    query = (
        select(Order)
        .where(
            col(Order.live).is_(True),
            col(Order.open).is_(True),
            col(Order.authorised_at).is_not(None),
            col(Order.backordered).is_(False),
            col(Order.stage).in_(HANDED_FROM),
            ~stands,
        )
        .order_by(col(Order.placed_at), col(Order.order_id))
    )
    if store is not None:
        query = query.where(col(Order.store) == store)
    with ledger.reading() as session:
        return list(session.scalars(query))


def backordered(ledger: Ledger) -> list[Order]:
    """Live orders whose authorised sale waits for stock, oldest first."""
    query = (
        select(Order)
        .where(
            col(Order.live).is_(True),
            col(Order.open).is_(True),
            col(Order.authorised_at).is_not(None),
            col(Order.backordered).is_(True),
            col(Order.stage).in_(HANDED_FROM),
        )
        .order_by(col(Order.placed_at), col(Order.order_id))
    )
    with ledger.reading() as session:
        return list(session.scalars(query))


def noted_since(ledger: Ledger, since: datetime) -> list[Order]:
    """Orders of every store, open or not, that were read or moved since a time."""
    query = select(Order).where(col(Order.noted_at) >= since).order_by(col(Order.id))
    with ledger.reading() as session:
        return list(session.scalars(query))


def get(ledger: Ledger, store: str, order_id: int) -> Order | None:
    """One order, by Shopify's numeric id."""
    with ledger.reading() as session:
        return session.scalars(select(Order).where(is_order(store, order_id))).one_or_none()


def get_all(ledger: Ledger, store: str, order_ids: Collection[int]) -> dict[int, Order]:
    """Orders of a store by Shopify's numeric ids; those that we do not know are left out."""
    query = select(Order).where(col(Order.store) == store, col(Order.order_id).in_(order_ids))
    with ledger.reading() as session:
        return {row.order_id: row for row in session.scalars(query)}


def by_name(ledger: Ledger, store: str, name: str) -> Order | None:
    """One order, by what the shop calls it; the latest when a name came twice."""
    query = select(Order).where(col(Order.store) == store, col(Order.name) == name)
    with ledger.reading() as session:
        return session.scalars(query.order_by(col(Order.order_id).desc())).first()


def by_sale(ledger: Ledger, sale_id: str) -> Order | None:
    """The order that a Cin7 sale was made for."""
    with ledger.reading() as session:
        return session.scalars(select(Order).where(col(Order.sale_id) == sale_id)).first()


def history(ledger: Ledger, store: str, name: str) -> list[OrderEvent]:
    """Every step of an order, oldest first; empty when the name is unknown."""
    order = by_name(ledger, store, name)
    if order is None:
        return []
    query = select(OrderEvent).where(col(OrderEvent.order_row) == order.id)
    with ledger.reading() as session:
        return list(session.scalars(query.order_by(col(OrderEvent.id))))


def is_order(store: str, order_id: int) -> ColumnElement[bool]:
    """The one row of an order."""
    return and_(col(Order.store) == store, col(Order.order_id) == order_id)
