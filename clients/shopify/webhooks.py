"""A delivery of Shopify's: is it theirs, what is it about, is it of our time. Pure functions.

The signature covers the body alone. Headers are not signed, so they say where a delivery belongs
and nothing that a decision could rest on.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from clients.errors import Malformed


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the headers of a delivery say.

    ``webhook_id`` is one delivery to one subscription, ``event_id`` what caused it: several topics
    can share one.
    """

    topic: str
    shop_domain: str
    webhook_id: str
    event_id: str | None
    triggered_at: datetime | None
    api_version: str | None


def verify(raw: bytes, headers: Mapping[str, str], secrets: Sequence[str]) -> bool:
    """Whether Shopify signed exactly these bytes with one of our secrets.

    Every secret is tried, in constant time each: Shopify signs with the oldest one that is not
    revoked, and while one is being rotated two are good.

    Args:
        raw: The body as it came, before anything has parsed it.
        headers: Of the request; the case of their names does not matter.
        secrets: The app's client secrets; blank ones are left out.

    Source: ``X-Shopify-Hmac-Sha256``, base64 of HMAC-SHA256 over the body.
    """
    given = _lower(headers).get("x-shopify-hmac-sha256", "").encode("utf-8", "replace")
    good = False
    for secret in secrets:
        if not secret.strip():
            continue
        digest = hmac.new(secret.encode("utf-8"), raw, hashlib.sha256).digest()
        good |= hmac.compare_digest(base64.b64encode(digest), given)
    return good


def read_delivery(headers: Mapping[str, str]) -> Delivery:
    """Read the headers of a delivery.

    Raises:
        Malformed: Topic, shop or webhook id is missing, or a time is none.

    Source: Shopify webhooks, "delivery structure".
    """
    said = _lower(headers)
    try:
        triggered = said.get("x-shopify-triggered-at")
        return Delivery(
            topic=_named(said, "x-shopify-topic"),
            shop_domain=_named(said, "x-shopify-shop-domain").lower(),
            webhook_id=_named(said, "x-shopify-webhook-id"),
            event_id=said.get("x-shopify-event-id"),
            triggered_at=_utc(triggered) if triggered else None,
            api_version=said.get("x-shopify-api-version"),
        )
    except ValueError as error:
        raise Malformed(str(error), system="shopify", operation="webhook") from error


def fresh(triggered_at: datetime, now: datetime, window_seconds: float) -> bool:
    """Whether a delivery is of our time, within a window either way (seconds of our clock).

    Shopify repeats a delivery for four hours with its first time on it, and may be a day late, so
    the window has to be wider than that.
    """
    return abs((now - triggered_at).total_seconds()) <= window_seconds


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _named(said: Mapping[str, str], header: str) -> str:
    value = said.get(header, "").strip()
    if not value:
        raise ValueError(f"the header {header} is missing")
    return value


def _utc(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"{text[:40]!r} has no time zone")
    return at.astimezone(UTC)
