"""What the storefront took back of an order, and when."""

from collections import Counter

from sandbox.books_facts import Order, OrderKey
from sandbox.books_steps import Moment
from sandbox.books_story import Story


def latest_reversal(story: Story, key: OrderKey) -> Moment | None:
    """When something of an order was last taken back; None when nothing ever was."""
    moments = [refund.moment for refund in story.doorstep.refunds.get(key, ())]
    if key in story.doorstep.cancelled:
        moments.append(story.doorstep.cancelled[key])
    return max(moments, default=None)


def shipped_units(story: Story, key: OrderKey, upto: Moment) -> Counter[int]:
    """Units by line that the storefront had as shipped at that moment."""
    units: Counter[int] = Counter()
    for fulfilment in story.doorstep.fulfilled.get(key, ()):
        cancelled = fulfilment.cancelled
        if fulfilment.moment <= upto and (cancelled is None or cancelled > upto):
            for line_id, count in fulfilment.made.lines:
                units[line_id] += count
    return units


def given_back(story: Story, key: OrderKey) -> Counter[int]:
    """Units by line of all refunds, whether they had left or not."""
    units: Counter[int] = Counter()
    for refund in story.doorstep.refunds.get(key, ()):
        for line_id, _, count, _, _ in refund.event.lines:
            units[line_id] += count
    return units


def taken_back(story: Story, key: OrderKey, order: Order) -> Counter[int]:
    """Units by line that were taken back before they were shipped.

    Of an order cancelled whole, all that the storefront had not shipped by then.
    """
    units: Counter[int] = Counter()
    for refund in story.doorstep.refunds.get(key, ()):
        for line_id, count in refund.event.unshipped:
            units[line_id] += count
    if key in story.doorstep.cancelled:
        shipped = shipped_units(story, key, story.doorstep.cancelled[key])
        for line in order.placed.lines:
            left = line.units - shipped[line.line_id]
            units[line.line_id] = max(units[line.line_id], left)
    return units
