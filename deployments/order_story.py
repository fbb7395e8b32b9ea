"""How an order came to where it is, and what happens next: the story behind ``why order``."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.next_step import Doubt, NextStep, OpenTrouble, Position, next_step
from domain.rules import Rules
from ledger.models_effects import Effect, EffectState
from ledger.models_parcels import Parcel, ParcelState, Shipment, ShipmentState
from ledger.models_reversals import ReversalState
from ledger.order_story_seen import OrderStory

OPEN_EFFECTS = (EffectState.INTENDED, EffectState.CLAIMED, EffectState.DOUBTFUL)


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a timeline."""

    at: datetime
    what: str
    because: str


def timeline(story: OrderStory) -> list[Moment]:
    """Everything that happened to an order, oldest first."""
    found = [
        Moment(event.at, f"stage {event.stage.value}", event.because) for event in story.events
    ]
    found += [_effect(effect) for effect in story.effects]
    for shipment in story.shipments:
        what = f"handed over as {shipment.external_id}"
        found.append(Moment(shipment.made_at, what, f"{shipment.warehouse}, {_units(shipment)}"))
        if shipment.cancelled_at is not None:
            gone = f"{shipment.external_id} taken back"
            found.append(Moment(shipment.cancelled_at, gone, shipment.because or ""))
    for parcel in story.parcels:
        found += _parcel(parcel)
    for reversal in story.reversals:
        what = f"{reversal.kind.value} met at stage {reversal.stage.value}"
        found.append(Moment(reversal.seen_at, what, reversal.because or reversal.key))
        if reversal.done_at is not None:
            done = f"{reversal.kind.value} {reversal.state.value}"
            found.append(Moment(reversal.done_at, done, reversal.key))
    for row in story.exceptions:
        found.append(Moment(row.first_seen, f"exception {row.kind}", row.what))
    return sorted(found, key=lambda moment: moment.at)


def position(story: OrderStory, flow_of: dict[str, str | None]) -> Position:
    """Where the order stands now.

    Args:
        story: What is remembered.
        flow_of: Kind of effect to the flow that looks for it.
    """
    order = story.order
    bought = [parcel for parcel in story.parcels if parcel.state is ParcelState.BOUGHT]
    told = [parcel for parcel in story.parcels if parcel.state is ParcelState.TOLD]
    return Position(
        stage=order.stage.value,
        live=order.live,
        cancelled=order.cancelled,
        open_units=order.open,
        backordered=order.backordered,
        at_the_desk=any(each.state is ShipmentState.OPEN for each in story.shipments),
        untold=len(bought),
        unshipped=sum(parcel.shipped_at is None for parcel in told),
        reversals=sum(each.state is ReversalState.OPEN for each in story.reversals),
        doubts=tuple(
            Doubt(effect.kind.value, flow_of.get(effect.kind.value))
            for effect in story.effects
            if effect.state in OPEN_EFFECTS
        ),
        troubles=tuple(
            OpenTrouble(row.id, row.kind, row.todo, row.retry_flow) for row in story.exceptions
        ),
    )


def what_next(story: OrderStory, rules: Rules, flow_of: dict[str, str | None]) -> NextStep:
    """The next step, with the schedules of the rules."""
    schedules = rules.schedules
    every = {
        "ingest-orders": schedules.ingest_orders,
        "hand-off-fulfilment": schedules.hand_off_fulfilment,
        "return-tracking": schedules.return_tracking,
        "reverse-cancellations": schedules.reverse_cancellations,
    }
    return next_step(position(story, flow_of), every)


def balances(story: OrderStory) -> list[dict[str, object]]:
    """A line an order line: reserved = released + shipped + open."""
    return [
        {
            "sku": line.sku,
            "reserved": line.reserved,
            "released": line.released,
            "shipped": line.shipped,
            "returned": line.returned,
            "open": line.open,
        }
        for line in story.balances
    ]


def _effect(effect: Effect) -> Moment:
    said = effect.error or effect.because or ""
    if effect.vendor_id:
        said = f"{effect.vendor_id} {said}".strip()
    what = f"{effect.kind.value} {effect.state.value}"
    return Moment(effect.done_at or effect.updated_at, what, said)


def _parcel(parcel: Parcel) -> Iterator[Moment]:
    tracking = ", ".join(parcel.tracking)
    name = f"parcel {parcel.label_id}"
    yield Moment(parcel.bought_at, f"{name} labelled", f"{parcel.carrier_code} {tracking}")
    if parcel.told_at is not None:
        shown = ", ".join(parcel.told_tracking)
        yield Moment(parcel.told_at, f"{name} told", f"{parcel.fulfillment_id or ''} {shown}")
    if parcel.shipped_at is not None:
        shown = ", ".join(parcel.shipped_tracking)
        yield Moment(parcel.shipped_at, f"{name} shipped in Cin7", f"{parcel.leg_id or ''} {shown}")
    if parcel.voided_at is not None:
        instead = f"replaced by {parcel.replaced_by}" if parcel.replaced_by else "no other yet"
        yield Moment(parcel.voided_at, f"{name} voided", instead)


def _units(shipment: Shipment) -> str:
    return ", ".join(f"{line['units']} of {line['sku']}" for line in shipment.lines)
