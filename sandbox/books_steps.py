"""Values that stay until they change: what was true when, and what a reader could have met.

One happening writes several events one after the other (a sale is authorised, then the shelf
falls). What stood between two of them nobody can have read, so the books judge only where a
happening was over.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

AT_ONCE = timedelta(seconds=0.5)
"""Events no further apart than this (sandbox's clock), with no call answered between them, are one
happening: the clock runs on while an order's lines are written down."""


class Moment(NamedTuple):
    """An instant, and the place in the journal of what happened there."""

    seq: int
    at: datetime


@dataclass(slots=True)
class Happenings:
    """Where in the journal one happening ends and the next begins."""

    begins: list[int] = field(default_factory=list)
    """For each place of the journal, where its happening began."""
    _latest: datetime | None = None
    _called: bool = False

    def add(self, at: datetime, *, called: bool) -> Moment:
        """Take in the next event; time never goes back in the books."""
        seq = len(self.begins)
        if self._latest is None or self._called or at - self._latest > AT_ONCE:
            self.begins.append(seq)
        else:
            self.begins.append(self.begins[-1])
        self._called = called
        self._latest = at if self._latest is None else max(at, self._latest)
        return Moment(seq, self._latest)

    def begin(self, seq: int) -> int:
        """The first place of the happening that this place belongs to."""
        return self.begins[seq]

    def end(self, seq: int) -> int:
        """Its last place."""
        return bisect_right(self.begins, self.begins[seq]) - 1


@dataclass(slots=True)
class Steps(Generic[T]):
    """One value over time; the first one known is taken to have stood before, too."""

    seqs: list[int] = field(default_factory=list)
    ats: list[datetime] = field(default_factory=list)
    values: list[T] = field(default_factory=list)

    def put(self, moment: Moment, value: T) -> None:
        """From this moment on it is so."""
        self.seqs.append(moment.seq)
        self.ats.append(moment.at)
        self.values.append(value)

    def index_before(self, seq: int) -> int:
        """Which step stood right before this place of the journal; -1 when none did."""
        return bisect_left(self.seqs, seq) - 1

    def index_upto(self, seq: int) -> int:
        """Which step stood once this place of the journal was written; -1 when none did."""
        return bisect_right(self.seqs, seq) - 1

    def index_at(self, at: datetime) -> int:
        """The first step that stood at this instant; the first of all when none did yet."""
        index = bisect_left(self.ats, at)
        if index < len(self.ats) and self.ats[index] == at:
            return index
        return max(index - 1, 0)

    def moment(self, index: int) -> Moment:
        """When a step began."""
        return Moment(self.seqs[index], self.ats[index])

    def stood(self, index: int, happenings: Happenings) -> bool:
        """Whether a step was there when its happening was over, so that it could be read."""
        if index + 1 >= len(self.seqs):
            return True
        return happenings.begin(self.seqs[index]) != happenings.begin(self.seqs[index + 1])

    def window(self, start: datetime | None, seq: int, happenings: Happenings) -> Iterator[T]:
        """What could be read from ``start`` until right before a place of the journal.

        The step that stood right before it is always among them; it is the only one when ``start``
        is None. Nothing comes when nothing was known by then.
        """
        last = self.index_before(seq)
        if last < 0:
            return
        if start is not None:
            for index in range(self.index_at(start), last):
                if self.stood(index, happenings):
                    yield self.values[index]
        yield self.values[last]
