"""Parcels: one row a label, and every step of it as one statement that is safe to run twice.

    BOUGHT --told--> TOLD --untold--> UNTOLD
    BOUGHT --forgotten--> VOIDED      (VOIDED --told--> TOLD, when it was told after all)

``voided_at`` is what the carrier desk says; the state says what was done about it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from ledger.columns import JsonObject
from ledger.models_parcels import Parcel, ParcelState
from ledger.parcels_seen import by_label, of_order, to_ship, to_tell, to_work_on, untold_waiting
from ledger.store import Ledger

__all__ = [
    "Bought",
    "Parcel",
    "ParcelState",
    "by_label",
    "corrected",
    "forgotten",
    "give_up_leg",
    "leg_corrected",
    "of_order",
    "renumbered",
    "replaced",
    "seen",
    "shipped",
    "take_leg",
    "take_over",
    "to_ship",
    "to_tell",
    "to_work_on",
    "told",
    "untold",
    "untold_waiting",
    "voided",
]


@dataclass(frozen=True, slots=True)
class Bought:
    """A label as the carrier desk told it first; ``lines`` as ``Parcel`` has them."""

    label_id: str
    store: str
    order_id: int
    shipment_id: str
    carrier_code: str
    service_code: str
    tracking: Sequence[str]
    bought_at: datetime
    lines: Sequence[JsonObject] = field(default_factory=tuple)
    voided_at: datetime | None = None


def seen(ledger: Ledger, label: Bought, now: datetime) -> bool:
    """Write a label down; False when it is known. One that was void when first met is VOIDED."""
    state = ParcelState.BOUGHT if label.voided_at is None else ParcelState.VOIDED
    insert = ledger.insert(Parcel).values(
        label_id=label.label_id,
        store=label.store,
        order_id=label.order_id,
        shipment_id=label.shipment_id,
        carrier_code=label.carrier_code,
        service_code=label.service_code,
        tracking=list(label.tracking),
        lines=list(label.lines),
        state=state,
        bought_at=label.bought_at,
        seen_at=now,
        told_tracking=[],
        shipped_tracking=[],
        voided_at=label.voided_at,
    )
    once = insert.on_conflict_do_nothing(index_elements=["label_id"])
    with ledger.session() as session:
        return session.scalar(once.returning(col(Parcel.id))) is not None


def renumbered(ledger: Ledger, label_id: str, tracking: Sequence[str], carrier_code: str) -> bool:
    """The desk shows other numbers; those told and shipped stay until they are corrected."""
    return _change(ledger, _is(label_id), tracking=list(tracking), carrier_code=carrier_code)


def voided(ledger: Ledger, label_id: str, at: datetime) -> bool:
    """The desk says that the label is void; the first time stands."""
    return _change(ledger, and_(_is(label_id), col(Parcel.voided_at).is_(None)), voided_at=at)


def told(
    ledger: Ledger, label_id: str, fulfillment_id: str, tracking: Sequence[str], now: datetime
) -> bool:
    """The customer was told by this fulfilment; also of one that was thought never to be told."""
    waiting = col(Parcel.state).in_((ParcelState.BOUGHT, ParcelState.VOIDED))
    return _change(
        ledger,
        and_(_is(label_id), waiting),
        state=ParcelState.TOLD,
        fulfillment_id=fulfillment_id,
        told_at=now,
        told_tracking=list(tracking),
    )


def forgotten(ledger: Ledger, label_id: str) -> bool:
    """Its label is void and nobody was told, nor will be; the leg it had is free for another."""
    bought = and_(_is(label_id), col(Parcel.state) == ParcelState.BOUGHT)
    return _change(ledger, bought, state=ParcelState.VOIDED)


def untold(ledger: Ledger, label_id: str) -> bool:
    """Its fulfilment was cancelled at Shopify."""
    out = and_(_is(label_id), col(Parcel.state) == ParcelState.TOLD)
    return _change(ledger, out, state=ParcelState.UNTOLD)


def corrected(ledger: Ledger, label_id: str, tracking: Sequence[str]) -> bool:
    """Shopify shows these numbers now."""
    return _change(ledger, _is(label_id), told_tracking=list(tracking))


def shipped(
    ledger: Ledger, label_id: str, leg_id: str, tracking: Sequence[str], now: datetime
) -> bool:
    """Its leg is shipped in the inventory system with these numbers; the first time stands."""
    mine = and_(_is(label_id), col(Parcel.leg_id) == leg_id, col(Parcel.shipped_at).is_(None))
    return _change(ledger, mine, shipped_at=now, shipped_tracking=list(tracking))


def leg_corrected(ledger: Ledger, label_id: str, tracking: Sequence[str]) -> bool:
    """The inventory system shows these numbers now."""
    return _change(ledger, _is(label_id), shipped_tracking=list(tracking))


def replaced(ledger: Ledger, label_id: str, by: str) -> bool:
    """Another label was bought in its place; the first one stands."""
    once = and_(_is(label_id), col(Parcel.replaced_by).is_(None), col(Parcel.label_id) != by)
    return _change(ledger, once, replaced_by=by)


def take_leg(ledger: Ledger, label_id: str, leg_id: str) -> bool:
    """This leg is this parcel's; False when it has another, or another parcel has it."""
    free = and_(_is(label_id), col(Parcel.leg_id).is_(None))
    try:
        return _change(ledger, free, leg_id=leg_id)
    except IntegrityError:
        return False


def give_up_leg(ledger: Ledger, label_id: str, leg_id: str) -> bool:
    """The parcel never used this leg: the next one may."""
    unused = and_(_is(label_id), col(Parcel.leg_id) == leg_id, col(Parcel.shipped_at).is_(None))
    return _change(ledger, unused, leg_id=None)


def take_over(ledger: Ledger, label_id: str, from_label: str) -> bool:
    """A new label goes out in the place of a void one: the leg passes on, as far as it had come."""
    with ledger.session() as session:
        old = session.scalars(select(Parcel).where(_is(from_label)).with_for_update()).one_or_none()
        new = session.scalars(select(Parcel).where(_is(label_id)).with_for_update()).one_or_none()
        if old is None or new is None or old.leg_id is None or new.leg_id is not None:
            return False
        leg_id, shipped_at, shown = old.leg_id, old.shipped_at, list(old.shipped_tracking)
        old.leg_id, old.shipped_at, old.shipped_tracking = None, None, []
        session.flush()
        new.leg_id, new.shipped_at, new.shipped_tracking = leg_id, shipped_at, shown
        return True


def _change(ledger: Ledger, where: ColumnElement[bool], **values: object) -> bool:
    change = update(Parcel).where(where).values(**values).returning(col(Parcel.id))
    with ledger.session() as session:
        return session.scalar(change) is not None


def _is(label_id: str) -> ColumnElement[bool]:
    return col(Parcel.label_id) == label_id
