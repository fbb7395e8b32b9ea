"""What a parcel is: whose it is, which of Shopify's units it takes, and what it needs now.

A parcel is one label of the carrier desk: one Shopify fulfilment with one notice to the customer,
and one fulfilment ("leg") in the inventory system. Units are whole; ``line_id`` is Shopify's number
of the order line.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.types import LocationId, StoreName

OUR_NAME = re.compile(r"^(?P<store>[^:]+):(?P<order_id>\d+):(?P<generation>\d+)$")
"""What we call a shipment at the carrier desk: store, order, generation."""


@dataclass(frozen=True, slots=True)
class Belongs:
    """The order a parcel is of."""

    store: StoreName
    order_id: int


def belongs_to(
    external_id: str | None,
    shipment_id: str,
    number: str | None,
    *,
    stores: Collection[StoreName],
    by_shipment: Mapping[str, Belongs],
    by_number: Mapping[str, Belongs],
) -> Belongs | None:
    """Whose parcel it is; None when it is none of ours.

    Our own name of the shipment says it. A part that was split off bears none, and the part it was
    split from may have lost it: then it is known by the desk's id of what we handed over, or by the
    number that all parts of an order share.

    Args:
        external_id: As the label or its shipment bears it.
        shipment_id: The desk's id of the shipment.
        number: The shipment's number; None when it was not read.
        stores: Ours.
        by_shipment: What we handed over, by the desk's id.
        by_number: The same, by number.
    """
    ours = OUR_NAME.match(external_id or "")
    if ours is not None and ours["store"] in stores:
        return Belongs(StoreName(ours["store"]), int(ours["order_id"]))
    return by_shipment.get(shipment_id) or by_number.get(number or "")


@dataclass(frozen=True, slots=True)
class Packed:
    """Units of an order line in a parcel."""

    line_id: str
    sku: str
    units: int


@dataclass(frozen=True, slots=True)
class OpenLine:
    """Units of an order line that remain to be shipped; ``part_line`` is Shopify's id of them."""

    part_line: str
    line_id: str
    units: int


@dataclass(frozen=True, slots=True)
class OpenPart:
    """A fulfilment order that can be shipped from; ``part`` is Shopify's whole id of it."""

    part: str
    location: LocationId | None
    lines: tuple[OpenLine, ...]


@dataclass(frozen=True, slots=True)
class FulfilPlan:
    """Which units a fulfilment takes: by fulfilment order, (its line, units)."""

    parts: Mapping[str, tuple[tuple[str, int], ...]]
    location: LocationId | None
    because: str


@dataclass(frozen=True, slots=True)
class CannotFulfil:
    """Why Shopify's units and the parcel's don't go together.

    ``taken_back``: what is missing is missing because the order, or units of it, were taken back;
    then the parcel is the reversal's.
    """

    because: str
    taken_back: bool = False


def fulfil(
    parts: Sequence[OpenPart],
    packed: Sequence[Packed],
    routed: LocationId | None,
    *,
    taken_back: Mapping[str, int] | None = None,
) -> FulfilPlan | CannotFulfil:
    """Say which fulfilment orders' units a parcel takes: all of one location, as Shopify asks.

    The routed warehouse's location is asked first, then the others; a location is taken only if it
    bears the whole parcel. Never more is taken than remains, so two parcels of one order share its
    lines.

    Args:
        parts: The order's fulfilment orders that can be shipped from.
        packed: What is in the parcel.
        routed: The location of the warehouse it left from.
        taken_back: Units of each line that were refunded or edited away.
    """
    wanted: Counter[str] = Counter()
    for line in packed:
        wanted[line.line_id] += line.units
    wanted = +wanted
    if not wanted:
        return CannotFulfil("the parcel holds no line of the order")
    places = dict.fromkeys([routed, *(part.location for part in parts)])
    for place in places:
        here = [part for part in parts if part.location == place]
        taken = _take(here, wanted)
        if taken is not None:
            whose = "its warehouse's location" if place == routed else "another location"
            return FulfilPlan(taken, place, f"{sum(wanted.values())} units at {whose}")
    return _why_not(parts, packed, wanted, taken_back or {})


def _take(
    parts: Sequence[OpenPart], wanted: Mapping[str, int]
) -> dict[str, tuple[tuple[str, int], ...]] | None:
    left = Counter(wanted)
    taken: dict[str, tuple[tuple[str, int], ...]] = {}
    for part in sorted(parts, key=lambda each: each.part):
        lines = []
        for line in part.lines:
            units = min(left[line.line_id], line.units)
            if units > 0:
                left[line.line_id] -= units
                lines.append((line.part_line, units))
        if lines:
            taken[part.part] = tuple(lines)
    return None if any(left.values()) else taken


def _why_not(
    parts: Sequence[OpenPart],
    packed: Sequence[Packed],
    wanted: Mapping[str, int],
    taken_back: Mapping[str, int],
) -> CannotFulfil:
    remain: Counter[str] = Counter()
    for part in parts:
        for line in part.lines:
            remain[line.line_id] += line.units
    called = {line.line_id: line.sku or line.line_id for line in packed}
    short = {line: units - remain[line] for line, units in wanted.items() if units > remain[line]}
    if not short:
        return CannotFulfil("its units stand at more than one location of the storefront")
    said = ", ".join(
        f"{remain[line]} of {wanted[line]} {called[line]} remain" for line in sorted(short)
    )
    explained = all(units <= taken_back.get(line, 0) for line, units in short.items())
    return CannotFulfil(f"not enough is left to ship on the storefront: {said}", explained)


class Step(StrEnum):
    """What a parcel needs next."""

    TELL = "tell"
    """A fulfilment at Shopify, with the notice."""
    FORGET = "forget"
    """Its label was voided before anybody was told: nobody is to be."""
    UNTELL = "untell"
    """Its label was voided: the fulfilment is to be cancelled."""
    CORRECT = "correct"
    """Its tracking is another one than Shopify shows."""
    SHIP = "ship"
    """Pick, pack and ship in the inventory system."""
    CORRECT_LEG = "correct-leg"
    """Its tracking is another one than the inventory system shows."""
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class ParcelFacts:
    """How far a parcel has come."""

    told: bool
    """Shopify shows it, by a live fulfilment."""
    voided: bool
    """Its label is void."""
    over: bool
    """It was voided and that has been dealt with."""
    tracking: tuple[str, ...]
    told_tracking: tuple[str, ...] = ()
    shipped: bool = False
    shipped_tracking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Next:
    """What is to be done, and why."""

    step: Step
    because: str


def next_step(parcel: ParcelFacts) -> Next:
    """Say what a parcel needs now; asked again after each step, until it needs nothing."""
    if parcel.over:
        return Next(Step.NOTHING, "its label is void, and the customer was told of no other")
    if parcel.voided:
        if parcel.told:
            return Next(Step.UNTELL, "its label was voided after the customer was told")
        return Next(Step.FORGET, "its label was voided before anybody was told")
    if not parcel.told:
        return Next(Step.TELL, "its label is complete")
    if frozenset(parcel.tracking) != frozenset(parcel.told_tracking):
        return Next(Step.CORRECT, "its tracking number is another one now")
    if not parcel.shipped:
        return Next(Step.SHIP, "the customer was told, the inventory system not yet")
    if frozenset(parcel.tracking) != frozenset(parcel.shipped_tracking):
        return Next(Step.CORRECT_LEG, "its tracking number is another one now")
    return Next(Step.NOTHING, "told and shipped")


def is_overdue(voided_at: datetime, now: datetime, relabel_seconds: int) -> bool:
    """Whether a label that was voided after its customer was told waits too long for another."""
    return (now - voided_at).total_seconds() > relabel_seconds
