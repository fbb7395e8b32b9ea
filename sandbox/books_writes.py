"""Promise 1, first half: counts that we set higher than the shelf could bear at any time.

A write is wrong when its value is above the ceiling at every instant from ``settle_seconds`` before
its first read began until the vendor applied it. When the read began is what the write's reference
says; a reference that is missing, unreadable, in the future, or older than every read the sandbox
answered since, buys no window: then only the instant of applying counts.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sandbox.books_facts import Shelf, ShownKey
from sandbox.books_steps import Moment
from sandbox.books_story import Story
from sandbox.journal import CountWritten

REFERENCE = re.compile(r"^gid://stocksteady/StockRead/(\d{8}T\d{6}\.\d{6}Z)-(.+)$")
"""Our reference of a stock write: when its first read began, and its batch."""

SPARE_SECONDS = 600
"""A window reaches back no further than reaction, settle and this many seconds together."""


@dataclass(frozen=True, slots=True)
class Write:
    """A count as it was set, and what the shelf could bear meanwhile."""

    moment: Moment
    event: CountWritten
    location: str | None
    """The Cin7 location behind it, or several together; None when the map has none."""
    began: datetime | None
    """When its first read began, if that is believed."""
    decision: str
    """The same for all batches of one stock decision."""
    window: tuple[Shelf, ...]

    @property
    def key(self) -> ShownKey:
        """Which count it set."""
        return (self.event.shop, self.event.location_id, self.event.sku)

    @property
    def most(self) -> int:
        """The highest ceiling of the window (units)."""
        return max((shelf.ceiling for shelf in self.window), default=0)

    @property
    def wrong(self) -> bool:
        """Whether nothing in the window could bear it."""
        return self.event.value > self.most

    def sentence(self) -> str:
        """What was wrong, for a reader."""
        where = self.location or f"location {self.event.location_id}, which no warehouse stands for"
        return (
            f"{self.event.shop} was set to {self.event.value} of {self.event.sku} at {where}"
            f" at {self.moment.at:%H:%M:%S}, where never more than {self.most} could be promised"
            f" since {self._since()}"
        )

    def _since(self) -> str:
        if self.began is None:
            return "then (its reference names no believable read)"
        return f"{self.began:%H:%M:%S}, when its read began, and the settle time before"


def read_began(reference: str | None) -> datetime | None:
    """When the first read of a decision began, as its reference tells; None when it does not."""
    found = REFERENCE.match(reference or "")
    if found is None:
        return None
    try:
        return datetime.strptime(found[1], "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def writes_of(story: Story) -> list[Write]:
    """All counts that were set on tracked items, each with its window."""
    return [
        _write(story, moment, event)
        for moment, event in story.written
        if (event.shop, event.item_id) in story.tracked
    ]


def by_count(writes: list[Write]) -> dict[ShownKey, list[Write]]:
    """The writes to each count, in their order."""
    sorted_out: dict[ShownKey, list[Write]] = defaultdict(list)
    for write in writes:
        sorted_out[write.key].append(write)
    return sorted_out


def _write(story: Story, moment: Moment, event: CountWritten) -> Write:
    claims = story.claims
    began = _believable(story, moment, event)
    start = None
    if began is not None:
        settle = timedelta(seconds=claims.settle_seconds)
        furthest = timedelta(seconds=claims.reaction_seconds + SPARE_SECONDS) + settle
        start = max(began - settle, moment.at - furthest)
    location = claims.place(event.shop, event.location_id)
    steps = story.shelf.get((location, event.sku)) if location is not None else None
    window = tuple(steps.window(start, moment.seq, story.happenings)) if steps else ()
    return Write(moment, event, location, began, _decision(event), window)


def _believable(story: Story, moment: Moment, event: CountWritten) -> datetime | None:
    began = read_began(event.reference)
    reads = story.inventory_reads.get(event.shop)
    if began is None or reads is None:
        return None
    latest = reads.index_before(moment.seq)
    return began if latest >= 0 and reads.ats[latest] >= began else None


def _decision(event: CountWritten) -> str:
    found = REFERENCE.match(event.reference or "")
    return found[1] if found else event.reference or event.key
