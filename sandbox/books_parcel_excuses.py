"""Which orders' parcels are left to a person, and whether the outside world bears that out."""

from sandbox.books_excuses import Confirmed, excuses
from sandbox.books_facts import OrderKey
from sandbox.books_names import named, orders_of_shipments
from sandbox.books_story import Story

FULFILMENT_REFUSED, LEG_REFUSED = "fulfilment-refused", "leg-refused"
"""The storefront, or Cin7, will not take a parcel, its correction, or its being taken back."""
PARCEL_UNMATCHED = "parcel-unmatched"
"""What is in a parcel does not go together with what the storefront has to ship."""

PARCEL_EXCUSES = frozenset({FULFILMENT_REFUSED, LEG_REFUSED, PARCEL_UNMATCHED})
"""Classes of exceptions that keep a parcel from being told; reversals have their own."""


def parcel_excuses(story: Story, confirmed: Confirmed) -> tuple[set[OrderKey], list[str]]:
    """Orders excused with a true reason, and a sentence for every false one.

    A refusal can be true of an order that has a label, voided or not, an unmatched parcel of one
    that has a live label; more the outside world does not show. The reasons of reversals excuse
    too; whether they are true is promise 3's to tell.
    """
    belongs = orders_of_shipments(story)
    labelled: set[OrderKey] = set()
    live: set[OrderKey] = set()
    for parcel in story.doorstep.parcels.values():
        if parcel.label.shipment_id in belongs:
            key, _ = belongs[parcel.label.shipment_id]
            labelled.add(key)
            if parcel.voided is None:
                live.add(key)
    claimed = excuses(story, PARCEL_EXCUSES)
    excused = {key for key in confirmed.claimed.by_order if confirmed.excused(key)}
    false: list[str] = []
    for key, claims in claimed.by_order.items():
        for claim in claims:
            if key in (live if claim.reason == PARCEL_UNMATCHED else labelled):
                excused.add(key)
            else:
                order = named(story, story.orders[key])
                false.append(f"{order} is excused as {claim.reason}, which is not true of it")
    return excused, [*false, *claimed.nameless]
