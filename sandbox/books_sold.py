"""Promise 1, second half: units sold that were not there, and whose fault that was.

Units are *over* as far as the shelf, all unheard-of sales included, is below zero after the sale.
They are oversold by us when the count was last set by a wrong write, or when it had stayed above
the ceiling for longer than ``reaction_seconds`` since the drop was heard of: by the first accepted
delivery that named the SKU, or because a scheduled run could have read it. All others were sold in
the gap between two stores, which only a buffer closes.

A count that we set, rightly by what could be read, is not one "left unlowered": from then on the
drop that counts is the one that brought the ceiling below the new count.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.books_facts import ShownKey
from sandbox.books_levels import Levels
from sandbox.books_steps import Moment
from sandbox.books_story import Story
from sandbox.books_writes import Write
from sandbox.journal import UnitsSold


@dataclass(frozen=True, slots=True)
class Over:
    """Units of one sale that the shelf could not bear."""

    event: UnitsSold
    at: datetime
    location: str
    units: int
    fault: str | None
    """Why it was of our making; None when it was sold in the gap."""

    def sentence(self, name: str) -> str:
        """What was wrong, for a reader."""
        return (
            f"{self.event.shop} order {name} sold {self.units} of {self.event.sku} at"
            f" {self.location} at {self.at:%H:%M:%S} that were not there: {self.fault}"
        )


def over_sales(story: Story, levels: Levels, writes: dict[ShownKey, list[Write]]) -> Iterator[Over]:
    """All sales of units that were not there, in order."""
    missing: dict[tuple[str, int, str, str], int] = {}
    for moment, event in story.sold:
        location = story.claims.place(event.shop, event.location_id)
        if location is None or event.sku not in story.products:
            continue
        deal = (event.shop, event.order_id, location, event.sku)
        if deal not in missing:
            missing[deal] = _missing(story, moment, event, location)
        units = min(event.units, missing[deal])
        if units <= 0:
            continue
        missing[deal] -= units
        key = (event.shop, event.location_id, event.sku)
        fault = _fault(levels, key, moment, writes.get(key, []))
        yield Over(event, moment.at, location, units, fault)


def _missing(story: Story, moment: Moment, event: UnitsSold, location: str) -> int:
    """Units missing on the shelf once this order was placed."""
    order = story.orders.get((event.shop, event.order_id))
    seq = max(moment.seq, order.moment.seq) if order else moment.seq
    steps = story.shelf[(location, event.sku)]
    index = steps.index_upto(seq)
    left = steps.values[index].left if index >= 0 else 0
    return max(0, -left if order else event.units - left)


def _fault(levels: Levels, key: ShownKey, moment: Moment, writes: list[Write]) -> str | None:
    """Why these units were oversold by us, or None."""
    story = levels.story
    before = story.happenings.begin(moment.seq)
    place = bisect_left(writes, before, key=lambda write: write.moment.seq)
    last = writes[place - 1] if place else None
    if last is not None and last.wrong:
        return f"the count had been set wrongly to {last.event.value} at {last.moment.at:%H:%M:%S}"
    index = levels.in_force(key, before)
    since = levels.of(key)[index].too_high_since if index >= 0 else None
    if since is None:
        return None
    heard = _heard(story, key[2], _drop(story, since, last))
    late = moment.at - max(heard, since.at)
    if late <= timedelta(seconds=story.claims.reaction_seconds):
        return None
    return (
        f"the count had been too high since {since.at:%H:%M:%S}, which was heard of at"
        f" {heard:%H:%M:%S}, {late.total_seconds():.0f} s before"
    )


def _drop(story: Story, since: Moment, last: Write | None) -> Moment:
    """The change of the world that the count had not followed when the units were sold."""
    begin = story.happenings.begin
    if last is None or last.moment.seq < begin(since.seq):
        return since
    fall = _fall_below(story, last)
    if begin(last.moment.seq) == begin(since.seq):
        return min(fall, since)
    return max(fall, since)


def _fall_below(story: Story, write: Write) -> Moment:
    """When the ceiling fell below a value that was set afterwards (or when it was set, if not)."""
    fall = write.moment
    if write.location is None:
        return fall
    steps = story.shelf[(write.location, write.event.sku)]
    for index in range(steps.index_before(write.moment.seq), -1, -1):
        borne = steps.values[index].ceiling >= write.event.value
        if borne and steps.stood(index, story.happenings):
            break
        if not borne:
            fall = steps.moment(index)
    return fall


def _heard(story: Story, sku: str, drop: Moment) -> datetime:
    """When the drop was heard of, or a scheduled run could have read it."""
    scheduled = drop.at + timedelta(seconds=story.claims.poll_seconds)
    news = story.heard.get(sku)
    if news is None:
        return scheduled
    first = news.index_upto(drop.seq) + 1
    return min(news.ats[first], scheduled) if first < len(news.ats) else scheduled
