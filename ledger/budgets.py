"""One budget per vendor account, shared by every process: so many calls in a sliding window.

Two lanes on one budget, and neither starves: urgent work may use most of it, the rest is always
found by stock reads, which may use all of it; idle work takes what is left. The window is the
limiter's, on the wall, so its length is divided by the speed of our clock; waiting and holding back
are on our clock.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from math import ceil
from threading import Lock

from pyrate_limiter import AbstractBucket, RateItem

from ledger.buckets import milliseconds, open_bucket, wall_ms
from ledger.holds import hold_back, seconds_held
from ledger.points import PointsBudget
from ledger.store import Ledger

__all__ = ["CallBudget", "PointsBudget"]

URGENT, IDLE = "urgent", "idle"
"""The lanes that are treated apart; any other is the stock lane."""

IDLE_SHARE = 2 / 3
"""Idle work never takes the last third of a window."""

SHORTEST_WAIT = 0.005
"""Wall seconds before asking again when another process was just counting."""

SWEEP_EVERY = 100
"""Calls between two clearings of what has left the window."""


class CallBudget:
    """A vendor that counts calls. It does for the clients what they ask of a ``Pace``.

    Args:
        ledger: What all processes share.
        account: Names the budget, such as ``cin7``.
        now: Our clock.
        sleep: Waits on our clock (seconds).
        calls: The most calls in a window; a little below what the vendor allows.
        urgent: The most of them for the urgent lane.
        window_seconds: The window's length on our clock.
        speed: How much faster than the wall our clock goes.
    """

    def __init__(
        self,
        ledger: Ledger,
        account: str,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]],
        calls: int = 58,
        urgent: int = 48,
        window_seconds: float = 60,
        speed: float = 1,
    ) -> None:
        if not 0 < urgent < calls:
            raise ValueError(f"urgent work may use 1 to {calls - 1} calls of {calls}, not {urgent}")
        self._ledger, self._account, self._now, self._sleep = ledger, account, now, sleep
        self._calls, self._most_urgent, self._speed = calls, urgent, speed
        self._window = window_seconds / speed
        self._all = open_bucket(ledger, f"{account}_all", calls, self._window)
        self._urgent = open_bucket(ledger, f"{account}_urgent", urgent, self._window)
        self._one_at_a_time = Lock()
        self._granted = 0

    async def wait(self, lane: str, cost: float = 1) -> None:
        """Return when ``cost`` calls (rounded up) may be made; the event loop runs on meanwhile."""
        most = self._most_urgent if lane == URGENT else self._calls
        calls = min(max(1, ceil(cost)), most)
        if lane == URGENT:
            await self._gain(self._urgent, calls, lane)
        await self._gain(self._all, calls, lane)

    def told(self, *, available: float, maximum: float, restore_per_second: float) -> None:
        """Nothing to learn: this vendor does not say what is left."""

    def refused(self, wait_seconds: float) -> None:
        """The vendor throttled us: hold every process back for seconds of our clock."""
        hold_back(self._ledger, self._account, wait_seconds, self._now())

    def close(self) -> None:
        """Close the limiter's files."""
        self._all.close()
        self._urgent.close()

    async def _gain(self, bucket: AbstractBucket, calls: int, lane: str) -> None:
        while wall := await asyncio.to_thread(self._ask, bucket, calls, lane):
            await self._sleep(wall * self._speed)

    def _ask(self, bucket: AbstractBucket, calls: int, lane: str) -> float:
        """Take the calls and answer 0, or answer how many wall seconds to wait."""
        held = seconds_held(self._ledger, self._account, self._now())
        if held:
            return held / self._speed
        with self._one_at_a_time:
            item = RateItem("call", wall_ms(bucket), calls)
            wait = self._until_idle(item) if lane == IDLE else 0
            if wait <= 0 and bucket.put(item):
                self._granted += 1
                if self._granted % SWEEP_EVERY == 0:
                    bucket.leak(wall_ms(bucket))
                return 0
            seconds = max(wait, milliseconds(bucket.waiting(item))) / 1000
        # A freed place is the urgent lane's first: the others ask a moment later.
        behind = 0 if lane == URGENT else self._window / self._calls
        return max(seconds, SHORTEST_WAIT) + behind

    def _until_idle(self, item: RateItem) -> int:
        """Milliseconds until the window is so empty that idle work may have its calls."""
        most = max(item.weight, int(self._calls * IDLE_SHARE))
        blocking = self._all.peek(most - item.weight)
        if not isinstance(blocking, RateItem):
            return 0
        return blocking.timestamp + round(self._window * 1000) + 1 - item.timestamp
