"""What is to happen later in the pretend world, kept in the order it falls due."""

import asyncio
import heapq
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from sandbox.clock import Clock

T = TypeVar("T")


@dataclass(slots=True)
class Entry(Generic[T]):
    """One thing to do, and when."""

    due: datetime
    thing: T
    turn: int
    gone: bool = field(default=False)


class Agenda(Generic[T]):
    """Things with a time; those due at the same moment come in the order they were put in."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heap: list[tuple[datetime, int, Entry[T]]] = []
        self._turns = 0
        self._news = asyncio.Event()

    def put(self, due: datetime, thing: T) -> Entry[T]:
        """Write a thing down for its time."""
        self._turns += 1
        entry = Entry(due, thing, self._turns)
        heapq.heappush(self._heap, (due, entry.turn, entry))
        self._news.set()
        return entry

    def move(self, entry: Entry[T], due: datetime) -> Entry[T] | None:
        """Give a thing another time, after all that is written for the same; None if it is over."""
        if entry.gone:
            return None
        entry.gone = True
        return self.put(due, entry.thing)

    def next_due(self) -> datetime | None:
        """When the next thing falls due."""
        while self._heap and self._heap[0][2].gone:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def take_due(self) -> T | None:
        """The first thing that is due now, taken off the agenda."""
        due = self.next_due()
        if due is None or due > self._clock.now():
            return None
        entry = heapq.heappop(self._heap)[2]
        entry.gone = True
        return entry.thing

    def __len__(self) -> int:
        return sum(1 for _, _, entry in self._heap if not entry.gone)

    def clear(self) -> None:
        """Drop everything."""
        for _, _, entry in self._heap:
            entry.gone = True
        self._heap.clear()

    async def wait(self) -> None:
        """Come back when something is due, or when something new was written down."""
        self._news.clear()
        due = self.next_due()
        if due is None:
            await self._news.wait()
            return
        seconds = (due - self._clock.now()).total_seconds()
        if seconds <= 0:
            return
        news = asyncio.ensure_future(self._news.wait())
        sleep = asyncio.ensure_future(self._clock.sleep(seconds))
        try:
            await asyncio.wait({news, sleep}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            news.cancel()
            sleep.cancel()
