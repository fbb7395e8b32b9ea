"""The one clock that all our processes share.

``now = origin + (wall - start) x speed``. Production runs at speed 1 from the epoch, so it shows
the wall's time; the demo plays a whole day in minutes. HTTP time-outs and Prefect itself stay on
the wall: `wall_seconds` turns our seconds into theirs.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Origin and start of a clock that shows the wall's time."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock that all processes agree on, because its three numbers are settings.

    Args:
        origin: What the clock showed at ``start``.
        start: The wall's time when it showed that.
        speed: Seconds of our clock a second of the wall; above 0.
    """

    origin: datetime = EPOCH
    start: datetime = EPOCH
    speed: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a clock that stands still, runs back, or does not say its zone."""
        if not self.speed > 0:
            raise ValueError(f"a clock runs forward: speed is above 0, not {self.speed:g}")
        if self.origin.tzinfo is None or self.start.tzinfo is None:
            raise ValueError("origin and start are times with their zone")

    def now(self) -> datetime:
        """What our clock shows, UTC."""
        wall = datetime.now(UTC)  # noqa: TID251 - this is the door to the wall
        return (self.origin + (wall - self.start) * self.speed).astimezone(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait so many seconds of our clock."""
        await asyncio.sleep(self.wall_seconds(seconds))  # noqa: TID251 - so is this

    def wall_seconds(self, seconds: float) -> float:
        """How long so many seconds of our clock are on the wall; never below 0."""
        return max(seconds, 0.0) / self.speed
