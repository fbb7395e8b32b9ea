"""The pretend world's time: one that runs with the wall, and one that a test moves by hand.

The sandbox shares no code with what it tests, so it keeps its own copy of the one rule:
``now = origin + (wall - start) * speed``. All times are aware and in UTC.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol


def wall() -> datetime:
    """The wall's time, UTC; only for the moment a running clock is set going."""
    return datetime.now(UTC)  # noqa: TID251


class Clock(Protocol):
    """What the states ask of time."""

    @property
    def runs(self) -> bool:
        """Whether time passes by itself; if not, somebody calls ``World.advance``."""
        ...

    def now(self) -> datetime:
        """The world's time, aware, UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Come back when this many of the world's seconds are over."""
        ...


class RunningClock:
    """Time that runs ``speed`` times as fast as the wall."""

    runs = True

    def __init__(self, origin: datetime, start: datetime, speed: float = 1.0) -> None:
        if origin.tzinfo is None or start.tzinfo is None:
            raise ValueError("origin and start must carry a time zone")
        if speed <= 0:
            raise ValueError(f"speed must be above 0, not {speed}")
        self.origin, self.start, self.speed = origin, start, speed

    def now(self) -> datetime:
        """``origin + (wall - start) * speed``."""
        return (self.origin + (wall() - self.start) * self.speed).astimezone(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait ``seconds / speed`` on the wall."""
        await asyncio.sleep(max(0.0, seconds) / self.speed)  # noqa: TID251


class ManualClock:
    """Time that stands still until somebody moves it; sleeping moves it too, unless told not to."""

    runs = False

    def __init__(self, now: datetime, *, sleeping_advances: bool = True) -> None:
        if now.tzinfo is None:
            raise ValueError("now must carry a time zone")
        self._now = now.astimezone(UTC)
        self._sleeping_advances = sleeping_advances

    def now(self) -> datetime:
        """The moment it was last moved to."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move forward by this many seconds; time never goes back."""
        if seconds < 0:
            raise ValueError(f"time does not go back ({seconds} s)")
        self._now += timedelta(seconds=seconds)

    async def sleep(self, seconds: float) -> None:
        """Advance by the time slept and let others run."""
        if self._sleeping_advances:
            self.advance(max(0.0, seconds))
        await asyncio.sleep(0)  # noqa: TID251
