"""A world with one shop and a Cin7 company, a control panel over HTTP, and a receiver."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from sandbox.app import create_app
from sandbox.clock import ManualClock
from sandbox.world import World

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
UK = "uk.myshopify.example"

SETUP: dict[str, Any] = {
    "shops": [
        {
            "domain": UK,
            "name": "Stock & Sons UK",
            "currency": "GBP",
            "country": "GB",
            "locations": [
                {"id": 11, "name": "London", "country": "GB"},
                {"id": 12, "name": "Leeds", "country": "GB"},
            ],
            "tokens": ["shpat_uk"],
            "webhook_secret": "hush",
        }
    ],
    "cin7": {
        "account_id": "account",
        "application_key": "key",
        "locations": ["London", "Leeds"],
        "services": ["Carriage"],
    },
    "products": [
        {
            "sku": "TEE",
            "name": "Plain tee",
            "price": "10.00",
            "stock": {"London": 10, "Leeds": 4},
            "shops": {UK: {"11": 10, "12": 4}},
        },
        {
            "sku": "tee",
            "name": "Plain tee, misspelt",
            "price": "10.00",
            "shops": {UK: {"11": 0}},
            "tracked": False,
            "in_cin7": False,
        },
    ],
}


class Panel:
    """The control panel, and Cin7 beside it."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def get(self, path: str, **params: Any) -> Any:
        answer = await self.http.get(f"/_sandbox/{path}", params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, body: Any = None) -> Any:
        answer = await self.http.post(f"/_sandbox/{path}", json={} if body is None else body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def refused(self, path: str, body: Any, status: int = 400) -> str:
        answer = await self.http.post(f"/_sandbox/{path}", json=body)
        assert answer.status_code == status, answer.text
        return str(answer.json()["error"])

    async def cin7(self, path: str, method: str = "GET", **more: Any) -> httpx.Response:
        headers = {"api-auth-accountid": "account", "api-auth-applicationkey": "key"}
        return await self.http.request(
            method, f"/cin7/ExternalApi/v2/{path}", headers=headers, **more
        )


class Receiver:
    """Answers as told and keeps what it got."""

    def __init__(self) -> None:
        self.status = 200
        self.got: list[httpx.Request] = []

    def handle(self, request: httpx.Request) -> httpx.Response:
        self.got.append(request)
        if self.status == 0:
            raise httpx.ConnectError("nobody there")
        return httpx.Response(self.status)

    def numbers(self) -> list[Any]:
        return [json.loads(request.content) for request in self.got]


@pytest.fixture
def world() -> World:
    return World(ManualClock(MONDAY))


@pytest.fixture
def receiver(world: World) -> Receiver:
    receiver = Receiver()
    world.webhooks.http = httpx.AsyncClient(transport=httpx.MockTransport(receiver.handle))
    return receiver


@pytest.fixture
async def panel(world: World) -> AsyncIterator[Panel]:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(create_app(world)), base_url="http://sandbox"
    ) as http:
        yield Panel(http)


@pytest.fixture
async def filled(panel: Panel) -> Panel:
    await panel.post("catalogue", SETUP)
    return panel
