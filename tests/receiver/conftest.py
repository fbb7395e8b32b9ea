"""A receiver with one ledger, and hands that sign as the vendors do."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from ledger.store import Ledger, open_ledger, upgrade
from receiver.app import create_app
from receiver.doors import Doors

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECRET = "shpss_of_a_test"
BEARER = "bearer of a test"


class Desk:
    """The receiver, what it posted, and how to knock."""

    def __init__(self, doors: Doors, http: httpx.AsyncClient, posted: list[Any]) -> None:
        self.doors, self.http, self.posted = doors, http, posted

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


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    url = f"sqlite:///{tmp_path}/ledger.db"
    upgrade(url)
    ledger = open_ledger(url)
    posted: list[Any] = []

    async def post(flow: str, store: str, number: int) -> None:
        posted.append((flow, store, number))

    doors = Doors(
        ledger=ledger,
        now=lambda: NOW,
        post_hint=post,
        shop_domains={"uk": "uk.myshopify.example"},
        shop_secrets={"uk": [SECRET, "the secret before"]},
        cin7_bearer=BEARER,
    )
    transport = httpx.ASGITransport(create_app(doors))
    async with httpx.AsyncClient(transport=transport, base_url="http://receiver") as http:
        yield Desk(doors, http, posted)
    ledger.close()
