"""When ShipStation asks us to slow down: 200 calls a minute and API key, unless agreed otherwise.

It says so with a 429 and ``Retry-After`` in seconds. V1's header ``X-Rate-Limit-Reset`` and a code
``rate_limit_exceeded`` under another 4xx are taken for the same. A 429 may stem from a carrier; it
proves just as well that nothing happened.
"""

import math
from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx

from clients.shipstation.errors import complaints

UNNAMED_WAIT = 60.0
"""Seconds of our clock to wait when no time is named: the window is a minute."""

LONGEST_WAIT = 3600.0
"""Seconds; a ``Retry-After`` beyond it is taken for this."""


def wait_asked(answer: httpx.Response) -> float | None:
    """Seconds of our clock that this answer asks us to wait; None when it is no throttling.

    Source: Rate limits, ShipStation API V2.
    """
    status = answer.status_code
    throttled = status == 429 or (
        400 <= status < 500
        and any(found.code == "rate_limit_exceeded" for found in complaints(answer))
    )
    return _seconds_named(answer) if throttled else None


def _seconds_named(answer: httpx.Response) -> float:
    headers = answer.headers
    named = (headers.get("retry-after") or headers.get("x-rate-limit-reset") or "").strip()
    try:
        seconds = float(named)
    except ValueError:
        seconds = _seconds_until(named, headers.get("date", ""))
    return min(seconds, LONGEST_WAIT) if math.isfinite(seconds) and seconds > 0 else UNNAMED_WAIT


def _seconds_until(named: str, sent: str) -> float:
    """Seconds between the answer's own date and the date it names; both are the vendor's clock."""
    try:
        until: datetime = parsedate_to_datetime(named)
        return (until - parsedate_to_datetime(sent)).total_seconds()
    except (ValueError, TypeError):
        return math.nan
