"""Sixty calls a minute: a token bucket an account (or an application) on the world's clock."""

from dataclasses import dataclass
from datetime import datetime

from sandbox.cin7.ground import Ground

PERIOD = 60.0
"""Seconds in which the whole budget comes back."""


@dataclass(slots=True)
class Bucket:
    """Tokens left, as of a moment."""

    left: float
    at: datetime


class Budget:
    """Counts the calls of each account and says when it is enough."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._buckets: dict[str, Bucket] = {}

    def take(self, account: str, application: str) -> bool:
        """Use one call's worth; False when there is none."""
        bucket = self._bucket(self._key(account, application))
        if bucket.left >= 1:
            bucket.left -= 1
            return True
        if self._ground.switches.refused_calls_count:
            bucket.left = max(bucket.left - 1, -float(self._ground.switches.rate_limit_per_minute))
        return False

    def seconds_until_next(self, account: str, application: str) -> float:
        """How long until one call's worth is there again."""
        bucket = self._bucket(self._key(account, application))
        return max(0.0, (1 - bucket.left) * PERIOD / self._ground.switches.rate_limit_per_minute)

    def left(self) -> dict[str, float]:
        """Calls left now, by account or application."""
        return {key: round(self._bucket(key).left, 2) for key in self._buckets}

    def _key(self, account: str, application: str) -> str:
        per_account = self._ground.switches.rate_limit_scope == "account"
        return account.lower() if per_account else f"{account.lower()}/{application.lower()}"

    def _bucket(self, key: str) -> Bucket:
        now, full = self._ground.now(), float(self._ground.switches.rate_limit_per_minute)
        bucket = self._buckets.setdefault(key, Bucket(full, now))
        elapsed = max(0.0, (now - bucket.at).total_seconds())
        bucket.left, bucket.at = min(full, bucket.left + elapsed * full / PERIOD), now
        return bucket
