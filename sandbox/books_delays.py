"""How long the truth took: from a sale in one shop to lower counts in the others, from a receipt.

The vendors' own part of it is the time until the first accepted delivery said that something had
happened; without one, nobody but a schedule could know. Seconds are the sandbox's.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sandbox.books_facts import EVER, ShownKey
from sandbox.books_figures import Json, spread
from sandbox.books_levels import Levels
from sandbox.books_receipts import CIN7, Receipt, storefronts
from sandbox.books_steps import Moment
from sandbox.books_story import Story
from sandbox.books_writes import Write


class Delay(NamedTuple):
    """One piece of news on its way (seconds); None for what did not come before the day's end."""

    shown: float | None
    """Until the last count that had to move was right."""
    news: float | None
    """Until a vendor told of it."""


def delay_counts(
    levels: Levels, writes: dict[ShownKey, list[Write]], receipts: Sequence[Receipt]
) -> dict[str, Json]:
    """Both delays, each with how many were measured, the middle, the slowest twentieth."""
    sold = list(sold_elsewhere(levels, writes))
    received = [
        Delay(receipt.seconds, _news(levels.story, receipt.at, receipt.event.sku, CIN7))
        for receipt in receipts
        if receipt.seconds is not None
    ]
    return {"order_to_other_stores": _told(sold), "receipt_to_storefronts": _told(received)}


def sold_elsewhere(levels: Levels, writes: dict[ShownKey, list[Write]]) -> Iterator[Delay]:
    """For each sale that left another storefront showing more than there was: until it did not.

    A storefront is right again once it shows no more than the shelf bears, or once a count was set
    whose read began after the sale: what is too high then is a later sale's question.
    """
    story = levels.story
    fronts = storefronts(story)
    for moment, event in story.sold:
        behind = story.claims.behind(event.shop, event.location_id)
        others = dict.fromkeys(key for name in behind for key in fronts.get((name, event.sku), ()))
        order = story.orders.get((event.shop, event.order_id))
        sold = moment if order is None else max(moment, order.moment)
        over = [
            _right_again(levels, key, sold, writes.get(key, []))
            for key in others
            if key[0] != event.shop and _too_high(levels, key, sold)
        ]
        if over:
            ends = [at for at in over if at is not None]
            shown = max(ends) if len(ends) == len(over) else None
            seconds = None if shown is None else (shown - sold.at).total_seconds()
            yield Delay(seconds, _news(story, sold.at, event.sku, f"shopify:{event.shop}"))


def _too_high(levels: Levels, key: ShownKey, sold: Moment) -> bool:
    index = levels.in_force(key, levels.story.happenings.end(sold.seq) + 1)
    return index >= 0 and levels.of(key)[index].too_high_since is not None


def _right_again(
    levels: Levels, key: ShownKey, sold: Moment, writes: list[Write]
) -> datetime | None:
    place = bisect_right(writes, sold.seq, key=lambda write: write.moment.seq)
    wrote = (write.moment.at for write in writes[place:] if (write.began or EVER) > sold.at)
    known = levels.of(key)
    first = levels.in_force(key, levels.story.happenings.end(sold.seq) + 1)
    fell = (level.moment.at for level in known[first:] if level.too_high_since is None)
    ends = [at for at in (next(wrote, None), next(fell, None)) if at is not None]
    return min(ends, default=None)


def _news(story: Story, since: datetime, sku: str, source: str) -> float | None:
    news = story.heard.get(sku)
    if news is None:
        return None
    for at, told_by in zip(news.ats, news.values, strict=True):
        if at >= since and told_by == source:
            return (at - since).total_seconds()
    return None


def _told(delays: Sequence[Delay]) -> dict[str, Json]:
    return {
        "number": len(delays),
        **spread([delay.shown for delay in delays if delay.shown is not None]),
        "vendors_part": spread([delay.news for delay in delays if delay.news is not None]),
    }
