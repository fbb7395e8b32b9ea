"""Promise 4 in Cin7: each parcel is one leg (pick, pack, ship) of its order's sale, once shipped.

The leg bears the parcel's tracking and holds its units. When a label was voided, its leg waits for
the new label; it is left over only if the new one got a leg of its own.
"""

from collections import Counter
from collections.abc import Iterator

from sandbox.books_facts import OrderKey
from sandbox.books_names import is_settled, sales_by_order
from sandbox.books_parcel_facts import Parcel, units_by_sku
from sandbox.books_story import Story
from sandbox.journal import SaleLegChanged

Legs = dict[OrderKey, list[SaleLegChanged]]
"""Shipped legs of the live sales of each order."""


def shipped_legs(story: Story) -> Legs:
    """The legs whose shipment is authorised, by order."""
    of_sale: dict[str, list[SaleLegChanged]] = {}
    for leg in story.doorstep.legs.values():
        if leg.ship_status == "AUTHORISED":
            of_sale.setdefault(leg.sale_id, []).append(leg)
    return {
        key: [leg for sale in sales for leg in of_sale.get(sale.sale_id, [])]
        for key, sales in sales_by_order(story).items()
        if key is not None
    }


def leg_breaches(
    story: Story, name: str, parcels: list[Parcel], legs: list[SaleLegChanged]
) -> Iterator[str]:
    """Parcels of one order that Cin7 did not ship, shipped twice or wrong, and legs left over."""
    for parcel in parcels:
        what = f"{name}, label {parcel.label.label_id}"
        own = [leg for leg in legs if parcel.numbers & frozenset(leg.tracking)]
        if parcel.voided is not None:
            yield from _left_over(story, what, parcel, parcels, own, legs)
        elif is_settled(story, parcel.moment.at):
            yield from _not_shipped_right(story, what, parcel, own)


def _not_shipped_right(
    story: Story, what: str, parcel: Parcel, own: list[SaleLegChanged]
) -> Iterator[str]:
    if len(own) != 1:
        yield f"{what}: {len(own) or 'no'} shipped legs in Cin7 with its tracking"
        return
    [leg] = own
    if frozenset(leg.tracking) != parcel.numbers:
        shown, true = ", ".join(sorted(leg.tracking)), ", ".join(sorted(parcel.numbers))
        yield f"{what}: Cin7 shows tracking {shown} instead of {true}"
    picked, packed = Counter[str](), units_by_sku(parcel.label.lines)
    for sku, units in leg.lines:
        picked[sku] += units
    for sku in sorted(picked.keys() | packed.keys()):
        if sku in story.products and picked[sku] != packed[sku]:
            yield f"{what}: Cin7 shipped {picked[sku]} of {sku}, {packed[sku]} are in the parcel"


def _left_over(
    story: Story,
    what: str,
    parcel: Parcel,
    parcels: list[Parcel],
    own: list[SaleLegChanged],
    legs: list[SaleLegChanged],
) -> Iterator[str]:
    live = frozenset[str]().union(*(one.numbers for one in parcels if one.voided is None))
    instead = frozenset[str]().union(
        *(
            one.numbers
            for one in parcels
            if one.voided is None
            and one.label.shipment_id == parcel.label.shipment_id
            and is_settled(story, one.moment.at)
        )
    )
    stale = [leg for leg in own if not live & frozenset(leg.tracking)]
    if stale and any(instead & frozenset(leg.tracking) for leg in legs):
        yield f"{what}: voided, labelled again, and its leg is still shipped in Cin7"
