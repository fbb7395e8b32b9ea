"""The keys that ShipStation signs with, fetched when one is unknown and not more often than that.

Keys are rotated: a new one is found by its id on the first delivery that names it, and one that
was taken away is forgotten with the next fetch.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import httpx
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from clients.http import Ask, Road, Sleep
from clients.pace import Unpaced
from clients.shipstation.errors import SYSTEM
from clients.shipstation.throttling import wait_asked
from clients.shipstation.webhooks import WINDOW_SECONDS, Verdict, judge, read_keys

BETWEEN_FETCHES = timedelta(seconds=60)
"""Unknown key ids within this time don't fetch again: anybody can make one up."""

KEPT_FOR = timedelta(hours=12)
"""Keys older than this are fetched anew, so that a withdrawn one is not trusted for long."""


class KeyRing:
    """Judges deliveries by the vendor's keys of today.

    Args:
        http: The receiver's shared client.
        url: Of the JWKS.
        now: Our clock.
        sleep: Waits on our clock (seconds).
    """

    def __init__(
        self, http: httpx.AsyncClient, *, url: str, now: Callable[[], datetime], sleep: Sleep
    ) -> None:
        self._road = Road(http, SYSTEM, Unpaced(), sleep, wait_asked)
        self._url = url
        self._now = now
        self._keys: Mapping[str, RSAPublicKey] = {}
        self._fetched_at: datetime | None = None

    async def judge(
        self, raw: bytes, headers: Mapping[str, str], window_seconds: float = WINDOW_SECONDS
    ) -> Verdict:
        """Say what a delivery is, fetching the keys when its key is not known or they are old.

        Raises:
            Unreachable: The keys can't be had; the delivery is neither good nor bad.
            Malformed: What came is not a set of keys.

        Source: ``GET https://api.shipengine.com/jwks``, ShipStation API V2.
        """
        if self._older_than(KEPT_FOR):
            self._keys = {}
        verdict = judge(raw, headers, self._keys, self._now(), window_seconds)
        if verdict is Verdict.UNKNOWN_KEY and self._older_than(BETWEEN_FETCHES):
            answer = await self._road.send(Ask("GET jwks", "GET", self._url))
            self._keys, self._fetched_at = read_keys(answer.content), self._now()
            verdict = judge(raw, headers, self._keys, self._now(), window_seconds)
        return verdict

    def _older_than(self, age: timedelta) -> bool:
        return self._fetched_at is None or self._now() - self._fetched_at >= age
