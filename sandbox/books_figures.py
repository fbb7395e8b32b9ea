"""What the day came to at the doorstep, in figures: reversals, parcels, notices, words, seconds."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from math import ceil

from sandbox.books_credits import restocked
from sandbox.books_facts import EVER, OrderKey, is_live
from sandbox.books_names import sales_by_order
from sandbox.books_parcels import doorways
from sandbox.books_shipments import own_shipments
from sandbox.books_steps import Moment
from sandbox.books_story import Story
from sandbox.books_taken_back import latest_reversal, taken_back

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def doorstep_counts(story: Story) -> dict[str, Json]:
    """The figures, each under its name; seconds are the sandbox's."""
    return {
        "reversals": _reversals(story),
        "shipments": _shipments(story),
        "parcels": _parcels(story),
        "messages": {"posted": len(story.doorstep.messages), "updated": story.doorstep.updates},
        "label_to_told": _label_to_told(story),
        "hand_off": _hand_off(story),
        "before": _before(story),
    }


def _before(story: Story) -> dict[str, Json]:
    """Live sales and fulfilments that stood before the first call that changed anything."""
    opened = story.changes[0][0] if story.changes else Moment(0, EVER)
    authorised = story.doorstep.authorised
    return {
        "sales": sum(
            is_live(sale) and bool(authorised.get(key)) and authorised[key][0] < opened
            for key, sale in story.sales.items()
        ),
        "told": sum(one.moment < opened for one in story.doorstep.fulfilments.values()),
    }


def spread(seconds: Sequence[float]) -> dict[str, Json]:
    """How many there are, the middle, the slowest twentieth and the slowest."""
    rising = sorted(seconds)
    return {
        "measured": len(rising),
        "p50_seconds": share_below(rising, 0.50),
        "p95_seconds": share_below(rising, 0.95),
        "max_seconds": rising[-1] if rising else None,
    }


def share_below(rising: Sequence[float], share: float) -> float | None:
    """The smallest of the values that this share of them do not exceed."""
    return rising[max(0, ceil(len(rising) * share) - 1)] if rising else None


def _reversals(story: Story) -> dict[str, Json]:
    """Orders by what Cin7 did of them, refunds by what came back, credit notes, units."""
    sales, doorstep = sales_by_order(story, voided=True), story.doorstep
    told: Counter[str] = Counter()
    for key, order in story.orders.items():
        if latest_reversal(story, key) is None:
            continue
        told["cancelled"] += key in doorstep.cancelled
        told["refunds"] += len(doorstep.refunds.get(key, ()))
        freed = taken_back(story, key, order).total()
        told["units_before_shipping"] += freed
        own = [sale for sale in sales.get(key, []) if sale.sale_id in doorstep.authorised]
        if not own and freed:
            told["never_in_cin7"] += 1
        elif freed and not any(map(is_live, own)):
            told["freed_by_void"] += 1
        elif freed and any(len(doorstep.authorised[sale.sale_id]) > 1 for sale in own):
            told["freed_by_rebuild"] += 1
        elif freed:
            told["freed_otherwise_or_not"] += 1
    for note in doorstep.credits.values():
        units = restocked(note).total()
        told["credit_notes_with_restock" if units else "credit_notes_without_restock"] += 1
        told["units_restocked"] += units
    return {name: told[name] for name in REVERSALS}


REVERSALS = (
    "cancelled",
    "refunds",
    "units_before_shipping",
    "never_in_cin7",
    "freed_by_void",
    "freed_by_rebuild",
    "freed_otherwise_or_not",
    "credit_notes_with_restock",
    "credit_notes_without_restock",
    "units_restocked",
)


def _shipments(story: Story) -> dict[str, Json]:
    own = [shipment for of_order in own_shipments(story).values() for _, shipment in of_order]
    return {
        "made": len(own),
        "split": sum(bool(shipment.last.split_from) for shipment in own),
        "cancelled": sum(not shipment.live for shipment in own),
    }


def _parcels(story: Story) -> dict[str, Json]:
    parcels = list(story.doorstep.parcels.values())
    labels = Counter(parcel.label.shipment_id for parcel in parcels)
    voided = Counter(parcel.label.shipment_id for parcel in parcels if parcel.voided is not None)
    tellings = [told for one in story.doorstep.fulfilments.values() for told in one.tellings]
    return {
        "labelled": len(parcels),
        "voided": voided.total(),
        "relabelled": sum(min(labels[one] - 1, count) for one, count in voided.items()),
        "told": len(story.doorstep.fulfilments),
        "tellings_cancelled": sum(
            one.cancelled is not None for one in story.doorstep.fulfilments.values()
        ),
        "notices": sum(told.notified for told in tellings),
    }


def _label_to_told(story: Story) -> dict[str, Json]:
    seconds = []
    for door in doorways(story).values():
        for parcel in door.parcels:
            if said := door.tellings(parcel):
                seconds.append((said[0].moment.at - parcel.moment.at).total_seconds())
    return spread(seconds)


def _hand_off(story: Story) -> dict[str, Json]:
    """From an order's first authorised sale to its first shipment."""
    authorised: dict[OrderKey, datetime] = {}
    for key, sales in sales_by_order(story, voided=True).items():
        firsts = [
            story.doorstep.authorised[sale.sale_id][0].at
            for sale in sales
            if sale.sale_id in story.doorstep.authorised
        ]
        if key is not None and firsts:
            authorised[key] = min(firsts)
    handed = own_shipments(story)
    return spread(
        [
            (min(one.created for _, one in handed[key]).at - since).total_seconds()
            for key, since in authorised.items()
            if key in handed
        ]
    )
