"""Is a click, or any other request of Slack's, really Slack's, and of our time. Pure functions."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime

WINDOW_SECONDS = 300.0
"""A request's time may differ from ours by this much, either way (seconds of our clock)."""


def verify(
    raw: bytes,
    headers: Mapping[str, str],
    secrets: Sequence[str],
    now: datetime,
    window_seconds: float = WINDOW_SECONDS,
) -> bool:
    """Whether Slack signed exactly these bytes with one of our secrets, and lately.

    Every secret is tried, in constant time each, as two are good while one is being changed.

    Args:
        raw: The body as it came, before the form in it is parsed.
        headers: Of the request; the case of their names does not matter.
        secrets: The app's signing secrets; blank ones are left out.
        now: Of our clock, aware.
        window_seconds: Either way.

    Source: ``X-Slack-Signature``, version 0: HMAC-SHA256 over ``v0:time:body``.
    """
    said = {name.lower(): value.strip() for name, value in headers.items()}
    stamp = said.get("x-slack-request-timestamp", "")
    given = said.get("x-slack-signature", "").encode("utf-8", "replace")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        return False
    if abs(now.timestamp() - int(stamp)) > window_seconds:
        return False
    good = False
    for secret in secrets:
        if not secret.strip():
            continue
        base = b"v0:" + stamp.encode() + b":" + raw
        digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
        good |= hmac.compare_digest(f"v0={digest}".encode(), given)
    return good
