"""A receiver with one ledger, and hands that sign as the vendors do."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from clients.shipstation.keys import KeyRing
from ledger.store import Ledger, open_ledger, upgrade
from receiver.app import create_app
from receiver.carrier import no_wait
from receiver.doors import Doors

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECRET = "shpss_of_a_test"
BEARER = "bearer of a test"
SLACK_SECRET = "slack signs with this"
THEIRS, SOMEBODYS = (generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
"""What ShipStation signs with, and what somebody else does."""
LABELS = {
    "resource_url": "https://api.shipstation.com/v2/labels?batch_id=se-5001",
    "resource_type": "LABEL_CREATED_V2",
}


def _number(value: int) -> str:
    raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def jwks(key: RSAPrivateKey = THEIRS, key_id: str = "theirs") -> bytes:
    """What ShipStation publishes."""
    public = key.public_key().public_numbers()
    row = {"kty": "RSA", "kid": key_id, "n": _number(public.n), "e": _number(public.e)}
    return json.dumps({"keys": [row]}).encode()


class Desk:
    """The receiver, what it posted, and how to knock."""

    def __init__(self, doors: Doors, http: httpx.AsyncClient, posted: list[Any]) -> None:
        self.doors, self.http, self.posted = doors, http, posted
        self.keys = httpx.Response(200, content=jwks())
        """What ShipStation answers when its keys are asked for."""
        self.asked_for_keys = 0

    def serve_keys(self, request: httpx.Request) -> httpx.Response:
        self.asked_for_keys += 1
        return self.keys

    @property
    def ledger(self) -> Ledger:
        return self.doors.ledger

    async def shopify(
        self,
        body: object = None,
        *,
        store: str = "uk",
        topic: str = "orders/create",
        webhook_id: str = "w-1",
        secret: str = SECRET,
        triggered_at: str = "2026-11-23T08:59:58.123456789Z",
        shop: str = "uk.myshopify.example",
        tampered: bool = False,
    ) -> httpx.Response:
        raw = json.dumps(body if body is not None else {"id": 5001, "line_items": []}).encode()
        digest = hmac.new(secret.encode(), raw, hashlib.sha256).digest()
        headers = {
            "X-Shopify-Topic": topic,
            "X-Shopify-Hmac-Sha256": base64.b64encode(digest).decode(),
            "X-Shopify-Shop-Domain": shop,
            "X-Shopify-API-Version": "2026-10",
            "X-Shopify-Webhook-Id": webhook_id,
            "X-Shopify-Triggered-At": triggered_at,
        }
        sent = raw.replace(b"5001", b"5002") if tampered else raw
        return await self.http.post(f"/webhooks/shopify/{store}", content=sent, headers=headers)

    async def cin7(
        self, kind: str, body: object, bearer: str = BEARER, raw: bytes | None = None
    ) -> httpx.Response:
        return await self.http.post(
            f"/webhooks/cin7/{kind}",
            content=raw if raw is not None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {bearer}"},
        )

    async def shipstation(
        self,
        body: object = None,
        *,
        raw: bytes | None = None,
        key: RSAPrivateKey = THEIRS,
        key_id: str = "theirs",
        sent_at: datetime = NOW,
        stamp: str | None = None,
        tampered: bool = False,
        without: str = "",
    ) -> httpx.Response:
        raw = raw if raw is not None else json.dumps(body or LABELS).encode()
        signed_at = sent_at.isoformat().replace("+00:00", "Z")
        signature = key.sign(signed_at.encode() + b"." + raw, PKCS1v15(), SHA256())
        headers = {
            "x-shipengine-rsa-sha256-key-id": key_id,
            "x-shipengine-rsa-sha256-signature": base64.b64encode(signature).decode(),
            "x-shipengine-timestamp": stamp or signed_at,
        }
        headers = {name: value for name, value in headers.items() if name != without}
        sent = raw.replace(b"5001", b"5002") if tampered else raw
        return await self.http.post("/webhooks/shipstation", content=sent, headers=headers)

    async def slack(
        self,
        message: int | str = 1,
        said: str = "ack",
        *,
        user: str = "U0ADA",
        secret: str = SLACK_SECRET,
        sent_at: datetime = NOW,
        stamp: str | None = None,
        kind: str = "block_actions",
        tampered: bool = False,
    ) -> httpx.Response:
        """Click a button under one of our messages."""
        payload = {
            "type": kind,
            "user": {"id": user, "name": "ada.lovelace"},
            "actions": [{"action_id": said, "value": str(message), "type": "button"}],
        }
        raw = urlencode({"payload": json.dumps(payload)}).encode()
        signed_at = str(int(sent_at.timestamp())).encode()
        signature = hmac.new(secret.encode(), b"v0:" + signed_at + b":" + raw, hashlib.sha256)
        headers = {
            "X-Slack-Request-Timestamp": stamp or signed_at.decode(),
            "X-Slack-Signature": f"v0={signature.hexdigest()}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        sent = raw.replace(b"ack", b"resolve") if tampered else raw
        return await self.http.post("/slack/interactivity", content=sent, headers=headers)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    url = f"sqlite:///{tmp_path}/ledger.db"
    upgrade(url)
    ledger = open_ledger(url)
    posted: list[Any] = []

    async def post(flow: str, store: str, number: int) -> None:
        posted.append((flow, store, number))

    knocked: list[Desk] = []
    to_keys = httpx.AsyncClient(
        transport=httpx.MockTransport(lambda asked: knocked[0].serve_keys(asked))
    )
    doors = Doors(
        ledger=ledger,
        now=lambda: NOW,
        post_hint=post,
        shop_domains={"uk": "uk.myshopify.example"},
        shop_secrets={"uk": [SECRET, "the secret before"]},
        cin7_bearer=BEARER,
        shipstation_keys=KeyRing(
            to_keys, url="https://keys.example/jwks", now=lambda: NOW, sleep=no_wait
        ),
        slack_secrets=[SLACK_SECRET, "the secret before"],
    )
    transport = httpx.ASGITransport(create_app(doors))
    async with httpx.AsyncClient(transport=transport, base_url="http://receiver") as http:
        knocked.append(Desk(doors, http, posted))
        yield knocked[0]
    await to_keys.aclose()
    ledger.close()
