"""Which orders the ledger excuses, as what, and whether the outside world confirms it."""

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from sandbox.books_claims import ExceptionClaim
from sandbox.books_facts import OrderKey
from sandbox.books_names import named, orders_of_shipments, sales_by_order, store
from sandbox.books_story import Story
from sandbox.books_taken_back import latest_reversal

VOID_REFUSED = "void-refused"
"""A label could not be voided, so its units are on their way though they were taken back."""
NOT_RELABELLED = "not-relabelled"
"""A label was voided after the customer was told, and no other was bought."""
FOR_A_PERSON = "reversal-for-a-person"
"""What was taken back can't be reversed by a machine."""
UNMATCHED_REFUND = "unmatched-refund"
"""A refund that fits nothing: no unit of the sale, or there is no sale at all."""

REVERSAL_EXCUSES = frozenset({VOID_REFUSED, NOT_RELABELLED, FOR_A_PERSON, UNMATCHED_REFUND})
"""Classes of exceptions that leave a reversal to a person."""


class Excuses(NamedTuple):
    """Open exceptions of some classes."""

    by_order: dict[OrderKey, list[ExceptionClaim]]
    nameless: list[str]
    """A sentence for each that names no order there is, or two."""


def excuses(story: Story, classes: Collection[str]) -> Excuses:
    """The open exceptions of these classes that name an order.

    One that names no store is known by its subject alone, ``<store> <order name>``.
    """
    by_name = {
        (store(story, shop), order.placed.name): (shop, number)
        for (shop, number), order in story.orders.items()
    }
    by_number = {(store(story, shop), number): (shop, number) for shop, number in story.orders}
    by_subject = {named(story, order): key for key, order in story.orders.items()}
    found: dict[OrderKey, list[ExceptionClaim]] = defaultdict(list)
    nameless: dict[str, None] = {}
    for claim in story.claims.exceptions:
        if not claim.open or claim.reason not in classes:
            continue
        if not claim.store:
            if (by_its_subject := by_subject.get(claim.subject or "")) is not None:
                found[by_its_subject].append(claim)
            continue
        by_its_name = by_name.get((claim.store, claim.order_name or ""))
        by_its_number = by_number.get((claim.store, claim.order_id or 0))
        if by_its_name and by_its_number and by_its_name != by_its_number:
            nameless[
                f"the {claim.reason} exception names two orders: {claim.order_name} and"
                f" {claim.order_id} of {claim.store}"
            ] = None
        elif key := by_its_name or by_its_number:
            found[key].append(claim)
        else:
            nameless[
                f"the {claim.reason} exception names no order: {claim.store} {claim.order_name}"
            ] = None
    return Excuses(dict(found), list(nameless))


class Confirmed:
    """What the outside world says of the reasons why a reversal or a parcel is left to a person."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self.claimed = excuses(story, REVERSAL_EXCUSES)
        self._sold = sales_by_order(story)
        belongs = orders_of_shipments(story)
        self._labels: dict[OrderKey, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
        for parcel in story.doorstep.parcels.values():
            shipment_id = parcel.label.shipment_id
            if shipment_id in belongs:
                self._labels[belongs[shipment_id][0]][shipment_id].append(parcel.voided is None)

    def excused(self, key: OrderKey) -> bool:
        """Whether an open exception names this order with a reason that is true."""
        return any(self.is_true(key, claim.reason) for claim in self.claimed.by_order.get(key, ()))

    def is_true(self, key: OrderKey, reason: str) -> bool:
        """Whether what the vendors show bears a reason out, as far as they can."""
        labels = self._labels.get(key, {})
        if reason == NOT_RELABELLED:
            return any(not any(live) for live in labels.values())
        if latest_reversal(self._story, key) is None:
            return False
        if reason == VOID_REFUSED:
            return any(any(live) for live in labels.values())
        if reason == UNMATCHED_REFUND:
            refunds = self._story.doorstep.refunds.get(key, ())
            sold = key in self._sold
            return any(refund.event.lines or not sold for refund in refunds)
        return True
