"""Promise 2 at the carrier desk, the other way: no order that is ready waits there forgotten.

Ready is an order whose sale is authorised and held nothing back for want of stock. Cin7's journal
does not name backorders; a sale is taken for backordered when a shelf of it was below zero right
after its authorisation and has been ever since.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from sandbox.books_excuses import REVERSAL_EXCUSES, excuses
from sandbox.books_facts import Order, OrderKey, is_standing
from sandbox.books_names import is_ours, is_settled, named, sales_by_order
from sandbox.books_orders import product_lines
from sandbox.books_shipments import held_units, own_shipments
from sandbox.books_steps import Moment
from sandbox.books_story import Story
from sandbox.books_taken_back import given_back, latest_reversal, taken_back
from sandbox.journal import SaleChanged

BACKORDERED, MOVE_REFUSED = "backordered", "move-refused"
HAND_OFF_EXCUSES = REVERSAL_EXCUSES | {
    BACKORDERED,
    MOVE_REFUSED,
    "hand-off-refused",
    "no-address",
    "on-hold",
    "shipment-refused",
}
"""Classes of exceptions that keep an order from the carrier desk."""


def forgotten(story: Story) -> Iterator[str]:
    """Orders ready to be sent that the carrier desk has not, or not whole."""
    if not story.claims.carrier_desk:
        return
    sales, handed = sales_by_order(story), own_shipments(story)
    excused = excuses(story, HAND_OFF_EXCUSES).by_order
    for key, order in story.orders.items():
        ready = [sale for sale in sales.get(key, []) if is_standing(sale)]
        if order.cancelled or order.edited or not ready or not is_ours(story, order):
            continue
        since = ready_since(story, ready[0])
        latest = latest_reversal(story, key)
        if since is None or not is_settled(story, max(since, latest.at if latest else since)):
            continue
        live = [one for one in handed.get(key, []) if one[1].live]
        lacking = _lacking(story, key, order, held_units(live))
        if lacking and not any(
            _may_be_true(story, order, ready[0], claim.reason) for claim in excused.get(key, [])
        ):
            what = ", ".join(f"{units} of {sku}" for sku, units in sorted(lacking.items())[:5])
            yield (
                f"{named(story, order)} is ready as sale {ready[0].number} and not handed over:"
                f" {what}"
            )


def ready_since(story: Story, sale: SaleChanged) -> datetime | None:
    """Since when a sale could be sent; None while it is backordered."""
    authorised = story.doorstep.authorised[sale.sale_id][-1]
    since = authorised.at
    for sku, units in sale.lines:
        filled = _filled(story, sale.location, sku, authorised) if units else since
        if filled is None:
            return None
        since = max(since, filled)
    return since


def _filled(story: Story, location: str, sku: str, authorised: Moment) -> datetime | None:
    steps = story.shelf.get((location, sku))
    if steps is None:
        return authorised.at
    first = steps.index_upto(story.happenings.end(authorised.seq))
    for index in range(max(first, 0), len(steps.values)):
        if steps.values[index].available >= 0:
            return max(steps.ats[index], authorised.at)
    return None


def _lacking(story: Story, key: OrderKey, order: Order, held: Counter[str]) -> Counter[str]:
    back, given = taken_back(story, key, order), given_back(story, key)
    lacking: Counter[str] = Counter()
    for line in product_lines(story, order):
        if line.sku in story.products:
            # What came back whole is not to be sent again, also when its parcel is undone since.
            whole = given[line.line_id] >= line.units
            left = 0 if whole else line.units - back[line.line_id]
            lacking[line.sku] += max(0, left - held[str(line.line_id)])
    return +lacking


def _may_be_true(story: Story, order: Order, sale: SaleChanged, reason: str) -> bool:
    """Whether the shelves bear out a backorder, and the stands a refused move.

    Of the other reasons the journal shows nothing: they are believed.
    """
    if reason == MOVE_REFUSED:
        shop = order.placed.shop
        return any(sale.location not in story.claims.behind(shop, at) for _, at, _ in order.stands)
    if reason != BACKORDERED:
        return True
    authorised = story.doorstep.authorised[sale.sale_id][-1]
    end = story.happenings.end(authorised.seq)
    for sku, units in sale.lines:
        steps = story.shelf.get((sale.location, sku))
        if steps is None or not units:
            continue
        at_first = max(steps.index_upto(end), 0)
        if steps.values[at_first].available <= 0:
            return True
    return False
