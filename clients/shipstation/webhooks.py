"""A delivery of ShipStation's: is it theirs, is it of our time, what is it about. Pure functions.

The signature covers the time and the raw bytes. A body is a pointer to records, not the records;
one pointer may stand for several, and it is never called as it came: only its filters are used.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import parse_qsl, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256

from clients.errors import Malformed
from clients.shipstation.errors import SYSTEM

WINDOW_SECONDS = 300.0
"""A delivery's time may differ from ours by this much, either way (seconds of our clock)."""

FEWEST_BITS = 2048
"""A shorter RSA key is not taken, whoever offers it."""

HEADER = "x-shipengine-"


class Verdict(StrEnum):
    """What a delivery is. Only ``GENUINE`` may be taken in."""

    GENUINE = "genuine"
    UNSIGNED = "unsigned"
    """A header is missing, or is not what it should be."""
    STALE = "stale"
    """Its time is outside of the window: too old, or from the future."""
    UNKNOWN_KEY = "unknown_key"
    """None of these keys has its id: fetch the keys anew, once, for they are rotated."""
    FORGED = "forged"
    """Not what the key signed."""


def judge(
    raw: bytes,
    headers: Mapping[str, str],
    keys: Mapping[str, RSAPublicKey],
    now: datetime,
    window_seconds: float = WINDOW_SECONDS,
) -> Verdict:
    """Say whether ShipStation signed exactly these bytes, and lately.

    Args:
        raw: The body as it came, before anything has parsed it.
        headers: Of the request; the case of their names does not matter.
        keys: By key id, see ``read_keys``.
        now: Of our clock, aware.
        window_seconds: Either way.

    Source: Webhook validation, ShipStation API V2: RSA PKCS#1 v1.5 with SHA-256 over
    ``timestamp + "." + body``.
    """
    said = {name.lower(): value.strip() for name, value in headers.items()}
    key_id = said.get(f"{HEADER}rsa-sha256-key-id", "")
    stamp = said.get(f"{HEADER}timestamp", "")
    try:
        signature = base64.b64decode(said.get(f"{HEADER}rsa-sha256-signature", ""), validate=True)
        sent_at = datetime.fromisoformat(stamp)
    except (ValueError, binascii.Error):
        return Verdict.UNSIGNED
    if not key_id or not signature or sent_at.tzinfo is None:
        return Verdict.UNSIGNED
    if abs((now - sent_at).total_seconds()) > window_seconds:
        return Verdict.STALE
    key = keys.get(key_id)
    if key is None:
        return Verdict.UNKNOWN_KEY
    try:
        key.verify(signature, stamp.encode() + b"." + raw, PKCS1v15(), SHA256())
    except InvalidSignature:
        return Verdict.FORGED
    return Verdict.GENUINE


def read_keys(raw: bytes) -> dict[str, RSAPublicKey]:
    """Read a JWKS; keys of another kind or use are left out.

    Raises:
        Malformed: Not a JWKS, an RSA key in it is broken or too short, or it has none.

    Source: ``GET https://api.shipengine.com/jwks``, ShipStation API V2.
    """
    try:
        rows = json.loads(raw)["keys"]
        keys = {
            str(row["kid"]): _public_key(row)
            for row in rows
            if row["kty"] == "RSA" and row.get("use", "sig") == "sig"
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _malformed("jwks", f"not a set of keys ({type(error).__name__})") from None
    if not keys:
        raise _malformed("jwks", "no RSA key for signatures")
    return keys


@dataclass(frozen=True, slots=True)
class News:
    """Something happened. ``event`` is in lower case, ``filters`` find the records it is about.

    ``path`` ends with the list's name (``labels``), or names one record (``labels/se-1/track``).
    """

    event: str
    path: str
    filters: tuple[tuple[str, str], ...]


def read(raw: bytes) -> News:
    """Read what a delivery points to. Inline data is ignored: it is fetched live.

    Raises:
        Malformed: Not a pointer to a resource of the V2 API.

    Source: Webhooks overview, ShipStation API V2.
    """
    try:
        body = json.loads(raw)
        event, url = body["resource_type"], body["resource_url"]
        parts = urlsplit(url)
        before, found, path = parts.path.partition("/v2/")
        pairs = tuple(parse_qsl(parts.query))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _malformed("webhook", f"not a pointer ({type(error).__name__})") from None
    if not isinstance(event, str) or not event.strip():
        raise _malformed("webhook", "no resource_type")
    if not found or not path.strip("/") or ".." in before + path:
        raise _malformed("webhook", "resource_url is not of the V2 API")
    return News(event.strip().lower(), path.strip("/"), pairs)


def delivery_key(raw: bytes) -> str:
    """What tells one delivery from another: ShipStation gives no id, so a hash of the bytes.

    Retries repeat the bytes. Two events of a parcel with the same bytes are one piece of news.
    """
    return hashlib.sha256(raw).hexdigest()


def _public_key(row: Mapping[str, str]) -> RSAPublicKey:
    key = RSAPublicNumbers(_integer(row["e"]), _integer(row["n"])).public_key()
    if key.key_size < FEWEST_BITS:
        raise ValueError("too short a key")
    return key


def _integer(text: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")


def _malformed(operation: str, message: str) -> Malformed:
    return Malformed(message, system=SYSTEM, operation=operation)
