"""A budget of points: Shopify's cost bucket, as one row a shop that all processes share.

Points come back at a steady rate; each answer of Shopify says how many are left, and the row is
set to that. What calls on their way will still take is not in Shopify's figure, so a little is
always kept back; if it does throttle, nothing happened, and everybody waits.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from ledger.holds import hold_back, seconds_held
from ledger.models_pace import CostBucket
from ledger.store import Ledger

IDLE = "idle"
IDLE_LEAVES = 1 / 3
"""Share of the bucket that idle work leaves to others."""

KEPT_BACK = 0.05
"""Share of the bucket that is never planned with."""

SHORTEST_WAIT = 0.05
"""Seconds of our clock."""


class PointsBudget:
    """A vendor that counts cost. It does for the clients what they ask of a ``Pace``.

    Args:
        ledger: What all processes share.
        shop: Names the bucket, such as ``shopify:uk``.
        now: Our clock.
        sleep: Waits on our clock (seconds).
        maximum: Size of the bucket before Shopify has told us (points).
        restore_per_second: Points that come back each second of our clock, before it has told us.
    """

    def __init__(
        self,
        ledger: Ledger,
        shop: str,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]],
        maximum: float = 1000,
        restore_per_second: float = 50,
    ) -> None:
        self._ledger, self._shop, self._now, self._sleep = ledger, shop, now, sleep
        self._maximum, self._restore = maximum, restore_per_second

    async def wait(self, lane: str, cost: float = 1) -> None:
        """Return when ``cost`` points may be spent; the event loop runs on meanwhile."""
        while seconds := await asyncio.to_thread(self._spend, lane, cost):
            await self._sleep(seconds)

    def told(self, *, available: float, maximum: float, restore_per_second: float) -> None:
        """Set the bucket to what Shopify's ``throttleStatus`` says."""
        if maximum <= 0 or restore_per_second <= 0:
            return
        self._maximum, self._restore = maximum, restore_per_second
        said = {
            "points": min(available, maximum),
            "maximum": maximum,
            "restore": restore_per_second,
            "at": self._now(),
        }
        insert = self._ledger.insert(CostBucket).values(shop=self._shop, **said)
        with self._ledger.session() as session:
            session.execute(insert.on_conflict_do_update(index_elements=["shop"], set_=said))

    def refused(self, wait_seconds: float) -> None:
        """Shopify throttled us: hold every process back for seconds of our clock."""
        hold_back(self._ledger, self._shop, wait_seconds, self._now())

    def _spend(self, lane: str, cost: float) -> float:
        """Take the points and answer 0, or answer how many seconds of our clock to wait."""
        now = self._now()
        held = seconds_held(self._ledger, self._shop, now)
        if held:
            return held
        full = self._ledger.insert(CostBucket).values(
            shop=self._shop,
            points=self._maximum,
            maximum=self._maximum,
            restore=self._restore,
            at=now,
        )
        one = select(CostBucket).where(col(CostBucket.shop) == self._shop).with_for_update()
        with self._ledger.session() as session:
            session.execute(full.on_conflict_do_nothing(index_elements=["shop"]))
            bucket = session.scalars(one).one()
            passed = max(0.0, (now - bucket.at).total_seconds())
            points = min(bucket.maximum, bucket.points + passed * bucket.restore)
            left_over = bucket.maximum * (IDLE_LEAVES if lane == IDLE else KEPT_BACK)
            missing = min(cost + left_over, bucket.maximum) - points
            if missing > 0:
                return max(missing / bucket.restore, SHORTEST_WAIT)
            bucket.points, bucket.at = points - cost, max(now, bucket.at)
            return 0
