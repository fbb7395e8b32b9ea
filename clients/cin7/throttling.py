"""When Cin7 Core asks us to slow down: 60 calls a minute, told in at least four shapes.

It has been seen as 429 (with and without ``Retry-After``), as a 400 or a 200 whose error text names
the limit, and as a bare 503. A 503 on a write proves nothing, so it is no throttling here: its
outcome is unknown and the effect mechanism looks first.
"""

import math
import re
from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx

from clients.cin7.errors import complaints

UNNAMED_WAIT = 10.0
"""Seconds of our clock to wait when Cin7 throttles and names no time, as it mostly does."""

LONGEST_WAIT = 3600.0
"""Seconds; a ``Retry-After`` beyond it is taken for this."""

LIMIT_WORDS = re.compile(r"\b60 calls\b|\bcalls per \d+ (second|minute)", re.IGNORECASE)


def wait_asked(answer: httpx.Response) -> float | None:
    """Seconds of our clock that this answer asks us to wait; None when it is no throttling.

    Source: API Status Codes, Cin7 Core External API v2; the 400 and 503 shapes were seen live by
    integrators (no official word).
    """
    status = answer.status_code
    throttled = (
        status == 429
        or (status == 503 and answer.request.method == "GET")
        or (status == 400 and LIMIT_WORDS.search(answer.text) is not None)
        or (status < 500 and _complains_of_the_limit(answer))
    )
    return _seconds_named(answer) if throttled else None


def _complains_of_the_limit(answer: httpx.Response) -> bool:
    found = complaints(answer)
    return any(c.code == 429 or LIMIT_WORDS.search(c.text) is not None for c in found)


def _seconds_named(answer: httpx.Response) -> float:
    named = answer.headers.get("retry-after", "").strip()
    if not named:
        return UNNAMED_WAIT
    try:
        seconds = float(named)
    except ValueError:
        seconds = _seconds_until(named, answer.headers.get("date", ""))
    return min(seconds, LONGEST_WAIT) if math.isfinite(seconds) and seconds > 0 else UNNAMED_WAIT


def _seconds_until(named: str, sent: str) -> float:
    """Seconds between the answer's own date and the date it names; both are the vendor's clock."""
    try:
        until: datetime = parsedate_to_datetime(named)
        return (until - parsedate_to_datetime(sent)).total_seconds()
    except (ValueError, TypeError):
        return math.nan
