"""Promise 5: stock received on a purchase order reaches every storefront in time.

The time allowed runs from the first accepted delivery from Cin7 that named the SKU (or from the
next poll, if that is earlier) and is ``reaction_seconds`` plus ``settle_seconds``. A storefront is
served once a count was written whose read began after the receipt, or which rose, or once it shows
no less than the ceiling less what is held back on purpose. A receipt whose time is not over when
the journal ends is still waiting and no breach.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.books_facts import EVER, ShelfKey, ShownKey
from sandbox.books_levels import Levels
from sandbox.books_steps import Moment
from sandbox.books_story import Story
from sandbox.books_writes import Write
from sandbox.journal import StockReceived

CIN7 = "cin7"
"""The source of Cin7's deliveries."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """How one receipt of one SKU fared on the storefronts that show its warehouse."""

    event: StockReceived
    at: datetime
    deadline: datetime
    missed: tuple[str, ...]
    """Shops it did not reach in time."""
    seconds: float | None
    """From the receipt to the last storefront that had to move; None when none had to or one is
    not served."""
    waiting: bool
    """Some shop is not served, and its time is not over yet."""

    def sentences(self) -> Iterator[str]:
        """What was wrong, for a reader."""
        for shop in self.missed:
            yield (
                f"{self.event.units} of {self.event.sku} received at {self.event.location} on"
                f" {self.event.number} at {self.at:%H:%M:%S} had not reached {shop} by"
                f" {self.deadline:%H:%M:%S}"
            )


def receipts_of(levels: Levels, writes: dict[ShownKey, list[Write]]) -> Iterator[Receipt]:
    """Every receipt, in order."""
    story = levels.story
    fronts = storefronts(story)
    for moment, event in story.receipts:
        deadline = _deadline(story, moment, event.sku)
        missed, unserved, times = [], 0, []
        for key in fronts.get((event.location, event.sku), ()):
            if story.shown[key].seqs[0] > moment.seq:
                continue
            served = _served(levels, key, moment, writes.get(key, []))
            unserved += served is None
            if served is not None and served > moment.at:
                times.append((served - moment.at).total_seconds())
            if (story.end if served is None else served) > deadline:
                missed.append(key[0])
        yield Receipt(
            event,
            moment.at,
            deadline,
            tuple(missed),
            max(times) if times and not unserved else None,
            unserved > len(missed),
        )


def storefronts(story: Story) -> dict[ShelfKey, list[ShownKey]]:
    """The counts that show a warehouse, alone or with others, by (Cin7 location, SKU)."""
    fronts: dict[ShelfKey, list[ShownKey]] = defaultdict(list)
    for key, steps in story.shown.items():
        for location in story.claims.behind(key[0], key[1]) if steps.seqs else ():
            fronts[(location, key[2])].append(key)
    return fronts


def _deadline(story: Story, moment: Moment, sku: str) -> datetime:
    known = moment.at + timedelta(seconds=story.claims.poll_seconds)
    if (news := story.heard.get(sku)) is not None:
        for index in range(news.index_upto(moment.seq) + 1, len(news.ats)):
            if news.ats[index] >= known:
                break
            if news.values[index] == CIN7:
                known = news.ats[index]
                break
    allowed = story.claims.reaction_seconds + story.claims.settle_seconds
    return known + timedelta(seconds=allowed)


def _served(levels: Levels, key: ShownKey, moment: Moment, writes: list[Write]) -> datetime | None:
    """When this storefront first told the truth about the receipt, at whatever time."""
    place = bisect_right(writes, moment.seq, key=lambda write: write.moment.seq)
    written = next(
        (
            write.moment
            for write in writes[place:]
            if (write.began or EVER) > moment.at or write.event.value > write.event.was
        ),
        None,
    )
    over = levels.story.happenings.end(moment.seq)
    known = levels.of(key)
    for index in range(max(levels.in_force(key, over + 1), 0), len(known)):
        level = known[index]
        if written is not None and level.moment >= written:
            return written.at
        if _enough(levels.story, key, level.shown, level.shelf.ceiling, level.shelf.on_hand):
            return max(level.moment.at, moment.at)
    return written.at if written else None


def _enough(story: Story, key: ShownKey, shown: int | None, ceiling: int, on_hand: int) -> bool:
    held_back = story.claims.held_units(key[0], key[2], on_hand)
    return shown is not None and shown >= ceiling - held_back
