"""What every step of a parcel has in common: its name, its effect's detail, how it ended."""

from dataclasses import dataclass
from typing import Any

from domain.parcels import ParcelFacts, Step
from ledger.models import Order, Parcel, ParcelState
from tasks.exceptions import Trouble, tell

FLOW = "return-tracking"


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one step of a parcel."""

    label_id: str
    step: Step
    became: str
    """told | voided | untold | corrected | in Cin7 | waiting | refused"""
    because: str


def waits(row: Parcel, because: str) -> Done:
    """Nothing is done now; the next run looks again."""
    return Done(row.label_id, Step.NOTHING, "waiting", because)


def refused(trouble: str, row: Parcel, order: Order, what: str, todo: str) -> Done:
    """A person has to see to it; the row closes by itself when a later run gets through."""
    tell(
        trouble,
        name_of(order),
        what,
        todo,
        flow=FLOW,
        detail={"store": row.store, "order": order.name, "order_id": row.order_id},
    )
    return Done(row.label_id, Step.NOTHING, "refused", what)


def name_of(order: Order) -> str:
    """What a person calls the order, such as ``uk #1001``."""
    return f"{order.store} {order.name}"


def subject_of_label(row: Parcel, order: Order) -> str:
    """The order and the label: effects of one parcel are counted by it."""
    return f"{name_of(order)} {row.label_id}"


def detail_of(row: Parcel) -> dict[str, Any]:
    """What each effect of a parcel keeps, so that it can be looked for from its row alone."""
    return {"store": row.store, "order_id": row.order_id, "label": row.label_id}


def facts(row: Parcel) -> ParcelFacts:
    """How far a parcel has come, in the domain's words."""
    return ParcelFacts(
        told=row.state is ParcelState.TOLD,
        voided=row.voided_at is not None,
        over=row.state in (ParcelState.VOIDED, ParcelState.UNTOLD),
        tracking=tuple(row.tracking),
        told_tracking=tuple(row.told_tracking),
        shipped=row.shipped_at is not None,
        shipped_tracking=tuple(row.shipped_tracking),
    )


def leg_refused(row: Parcel, order: Order, because: str) -> Done:
    """Cin7 said no: a person has to mend what it names."""
    return refused(
        Trouble.LEG_REFUSED,
        row,
        order,
        f"Cin7 does not take label {row.label_id} of {name_of(order)}: {because}",
        "The customer was told. Mend what Cin7 names, or pick, pack and ship it there by hand with "
        f"tracking {', '.join(row.tracking)}; it is tried again within the hour.",
    )
