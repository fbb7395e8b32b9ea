"""What was handed to the carrier desk: one row an order and generation."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select, update
from sqlmodel import col

from ledger.columns import JsonObject
from ledger.models_parcels import Parcel, ParcelState, Shipment, ShipmentState
from ledger.store import Ledger

__all__ = [
    "HandedOver",
    "Shipment",
    "ShipmentState",
    "by_external_id",
    "by_shipment_id",
    "cancelled",
    "handed_over",
    "next_generation",
    "of_order",
    "open_ones",
    "told_units",
]


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What stands at the carrier desk now.

    Args:
        store: Our name of the shop.
        order_id: Shopify's number.
        generation: 1 for the first.
        external_id: Our name of it there.
        shipment_id: The desk's own.
        number: What people call it.
        warehouse: Where it leaves from.
        lines: ``{"line_id", "sku", "units"}`` each.
    """

    store: str
    order_id: int
    generation: int
    external_id: str
    shipment_id: str
    number: str
    warehouse: str
    lines: Sequence[JsonObject] = field(default_factory=tuple)


def next_generation(ledger: Ledger, store: str, order_id: int) -> int:
    """The number of the shipment to be made: one more than were cancelled."""
    query = select(func.count()).where(
        col(Shipment.store) == store,
        col(Shipment.order_id) == order_id,
        col(Shipment.state) == ShipmentState.CANCELLED,
    )
    with ledger.reading() as session:
        return (session.scalar(query) or 0) + 1


def handed_over(ledger: Ledger, made: HandedOver, now: datetime) -> bool:
    """Write down that a shipment stands at the desk; False when that is known.

    One statement, safe to run twice: what became of it since is not touched.
    """
    insert = ledger.insert(Shipment).values(
        store=made.store,
        order_id=made.order_id,
        generation=made.generation,
        external_id=made.external_id,
        shipment_id=made.shipment_id,
        number=made.number,
        warehouse=made.warehouse,
        state=ShipmentState.OPEN,
        lines=list(made.lines),
        made_at=now,
    )
    once = insert.on_conflict_do_nothing().returning(col(Shipment.id))
    with ledger.session() as session:
        return session.scalar(once) is not None


def cancelled(ledger: Ledger, external_id: str, because: str, now: datetime) -> bool:
    """Write down that a shipment was taken back; False when it was before, or is unknown.

    One statement, safe to run twice: the first reason and time stand.
    """
    change = (
        update(Shipment)
        .where(col(Shipment.external_id) == external_id, col(Shipment.state) == ShipmentState.OPEN)
        .values(state=ShipmentState.CANCELLED, cancelled_at=now, because=because)
    )
    with ledger.session() as session:
        return session.scalar(change.returning(col(Shipment.id))) is not None


def of_order(ledger: Ledger, store: str, order_id: int) -> list[Shipment]:
    """Every shipment of an order, the first generation first."""
    query = select(Shipment).where(col(Shipment.store) == store, col(Shipment.order_id) == order_id)
    with ledger.reading() as session:
        return list(session.scalars(query.order_by(col(Shipment.generation))))


def open_ones(ledger: Ledger) -> list[Shipment]:
    """Every shipment that was not taken back, oldest first."""
    query = select(Shipment).where(col(Shipment.state) == ShipmentState.OPEN)
    with ledger.reading() as session:
        return list(session.scalars(query.order_by(col(Shipment.id))))


def by_shipment_id(ledger: Ledger, shipment_id: str) -> Shipment | None:
    """The shipment that the desk calls so."""
    query = select(Shipment).where(col(Shipment.shipment_id) == shipment_id)
    with ledger.reading() as session:
        return session.scalars(query.order_by(col(Shipment.id).desc())).first()


def by_external_id(ledger: Ledger, external_id: str) -> Shipment | None:
    """The shipment that we call so."""
    query = select(Shipment).where(col(Shipment.external_id) == external_id)
    with ledger.reading() as session:
        return session.scalars(query).one_or_none()


def told_units(ledger: Ledger, shipment_ids: Collection[str]) -> Counter[str]:
    """Units by line id that went out in parcels of these shipments and are told to the customer."""
    query = select(Parcel).where(
        col(Parcel.shipment_id).in_(list(shipment_ids)), col(Parcel.state) == ParcelState.TOLD
    )
    units: Counter[str] = Counter()
    with ledger.reading() as session:
        for parcel in session.scalars(query):
            for line in parcel.lines:
                units[str(line["line_id"])] += int(line["units"])
    return units
