"""The points an app may spend at a shop: a bucket that fills up again with time."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class Bucket:
    """Points of one app at one shop.

    Args:
        size: Points when full.
        restore: Points that come back a second of the world's clock.
        at: When ``points`` was true.
        points: How many there were then; full unless said.
    """

    size: float
    restore: float
    at: datetime
    points: float = -1

    def __post_init__(self) -> None:
        if self.points < 0:
            self.points = self.size

    def available(self, now: datetime) -> float:
        """Points now."""
        back = max(0.0, (now - self.at).total_seconds()) * self.restore
        return min(self.size, self.points + back)

    def spend(self, cost: float, now: datetime) -> None:
        """Take points out."""
        self.points = self.available(now) - cost
        self.at = now

    def status(self, now: datetime) -> dict[str, int]:
        """``throttleStatus`` as answers carry it."""
        return {
            "maximumAvailable": int(self.size),
            "currentlyAvailable": int(self.available(now)),
            "restoreRate": int(self.restore),
        }
