"""How fast is too fast: a bucket that fills with the world's clock."""

from dataclasses import dataclass
from datetime import datetime

from sandbox.clock import Clock
from sandbox.slack.errors import TooFast


@dataclass(slots=True)
class Bucket:
    """What is left, as of a moment."""

    left: float
    at: datetime


class Pace:
    """One bucket a name: a channel's posts, or an app's calls of a method."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[str, Bucket] = {}

    def take(self, name: str, per_second: float, burst: float) -> None:
        """Use one call's worth, or raise ``TooFast``."""
        now = self._clock.now()
        bucket = self._buckets.setdefault(name, Bucket(burst, now))
        elapsed = max(0.0, (now - bucket.at).total_seconds())
        bucket.left, bucket.at = min(burst, bucket.left + elapsed * per_second), now
        if bucket.left < 1 - 1e-9:
            raise TooFast((1 - bucket.left) / per_second)
        bucket.left -= 1
