"""Promise 4: each parcel is told once, with its tracking, on the storefront and in Cin7.

A parcel is a complete label of one of our orders. Once settled and not voided, it has exactly one
live fulfilment with its numbers and its units, exactly one notice to the customer, and one shipped
leg in Cin7 (``books_legs``). A label voided before anybody was told is never told (what was under
way may still land within ``settle_seconds``); voided later, its fulfilment is cancelled.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from sandbox.books_excuses import Confirmed
from sandbox.books_facts import OrderKey
from sandbox.books_legs import leg_breaches, shipped_legs
from sandbox.books_names import is_ours, is_settled, named, orders_of_shipments
from sandbox.books_parcel_excuses import parcel_excuses
from sandbox.books_parcel_facts import Fulfilment, Parcel, Telling
from sandbox.books_story import Story


@dataclass(slots=True)
class Doorway:
    """The parcels of one order, and what its storefront says of them."""

    key: OrderKey
    name: str
    parcels: list[Parcel] = field(default_factory=list)
    fulfilments: list[Fulfilment] = field(default_factory=list)

    def live_fulfilments(self, parcel: Parcel) -> list[Fulfilment]:
        """Those that show any of a parcel's numbers now."""
        return [
            one
            for one in self.fulfilments
            if one.cancelled is None and one.numbers & parcel.numbers
        ]

    def tellings(self, parcel: Parcel) -> list[Telling]:
        """Each time a fulfilment said a parcel's number, in order."""
        said = [told for one in self.fulfilments for told in one.tellings]
        return sorted(told for told in said if parcel.numbers & frozenset(told.tracking))


def doorways(story: Story) -> dict[OrderKey, Doorway]:
    """The parcels and fulfilments of each order that is ours to send, by order."""
    found = {
        key: Doorway(key, named(story, order))
        for key, order in story.orders.items()
        if is_ours(story, order)
    }
    belongs = orders_of_shipments(story)
    for parcel in story.doorstep.parcels.values():
        key, _ = belongs.get(parcel.label.shipment_id, (None, 0))
        if key in found:
            found[key].parcels.append(parcel)
    for key, fulfilments in story.doorstep.fulfilled.items():
        if key in found:
            found[key].fulfilments.extend(fulfilments)
    return {key: one for key, one in found.items() if one.parcels or one.fulfilments}


def parcel_breaches(story: Story, confirmed: Confirmed) -> Iterator[str]:
    """Every parcel not told, told twice or wrong, and every telling without a parcel."""
    claimed, false = parcel_excuses(story, confirmed)
    legs = shipped_legs(story)
    for key, door in doorways(story).items():
        if key not in claimed:
            for parcel in door.parcels:
                if parcel.voided is None and is_settled(story, parcel.moment.at):
                    yield from _not_told_right(door, parcel)
            yield from _told_of_nothing(story, door)
            yield from leg_breaches(story, door.name, door.parcels, legs.get(key, []))
        for parcel in door.parcels:
            yield from _told_too_often(story, door, parcel)
        yield from _notices_of_nothing(door)
    yield from false


def _not_told_right(door: Doorway, parcel: Parcel) -> Iterator[str]:
    what, told = f"{door.name}, label {parcel.label.label_id}", door.live_fulfilments(parcel)
    if len(told) != 1:
        times = f"{len(told)} live fulfilments" if told else "no live fulfilment"
        yield f"{what}: {times} with its tracking"
        return
    [fulfilment] = told
    if fulfilment.numbers != parcel.numbers:
        shown, true = (", ".join(sorted(one.numbers)) for one in (fulfilment, parcel))
        yield f"{what}: the storefront shows tracking {shown} instead of {true}"
    if (units := fulfilment.units()) != parcel.units():
        yield f"{what}: the storefront tells other units: {_difference(parcel.units(), units)}"
    if not any(said.notified for said in door.tellings(parcel)):
        yield f"{what}: its customer was not told"


def _told_too_often(story: Story, door: Doorway, parcel: Parcel) -> Iterator[str]:
    what, said = f"{door.name}, label {parcel.label.label_id}", door.tellings(parcel)
    if (notices := sum(told.notified for told in said)) > 1:
        yield f"{what}: its customer was told {notices} times"
    if parcel.voided is not None:
        landing = parcel.voided.at + timedelta(seconds=story.claims.settle_seconds)
        if any(told.moment.at > landing for told in said):
            yield f"{what}: told after it was voided at {parcel.voided.at:%H:%M:%S}"


def _told_of_nothing(story: Story, door: Doorway) -> Iterator[str]:
    """Live fulfilments that show no number of a live label."""
    live = frozenset[str]().union(*(one.numbers for one in door.parcels if one.voided is None))
    fresh = frozenset[str]().union(
        *(
            one.numbers
            for one in door.parcels
            if one.voided is not None and not is_settled(story, one.voided.at)
        )
    )
    for one in door.fulfilments:
        if one.cancelled is not None or not is_settled(story, one.tellings[-1].moment.at):
            continue
        if not one.numbers or not one.numbers <= live | fresh:
            numbers = ", ".join(sorted(one.numbers - live)) or "none"
            yield (
                f"{door.name}: fulfilment {one.made.fulfillment_id} shows tracking of no live"
                f" label: {numbers}"
            )


def _notices_of_nothing(door: Doorway) -> Iterator[str]:
    known = frozenset[str]().union(*(one.numbers for one in door.parcels))
    for one in door.fulfilments:
        for told in one.tellings:
            if told.notified and not known & frozenset(told.tracking):
                yield (
                    f"{door.name}: the customer was told at {told.moment.at:%H:%M:%S} of a parcel"
                    f" that does not exist: {', '.join(told.tracking) or 'no tracking'}"
                )


def _difference(true: Counter[str], shown: Counter[str]) -> str:
    wrong = [line for line in sorted(true.keys() | shown.keys()) if true[line] != shown[line]]
    return ", ".join(f"line {line} {shown[line]} instead of {true[line]}" for line in wrong[:5])
