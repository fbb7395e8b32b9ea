"""A Slack workspace with two channels, called over HTTP on a clock that stands still."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from sandbox.app import create_app
from sandbox.clock import ManualClock
from sandbox.journal import Called, Event
from sandbox.world import World

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CHANNEL = "C0STOCK"


class Workspace:
    """The workspace as an app sees it: methods and arguments."""

    def __init__(self, world: World, http: httpx.AsyncClient) -> None:
        self.world = world
        self.http = http

    async def call(self, method: str, token: str = "xoxb-ours", **args: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"}
        return await self.http.post(f"/slack/api/{method}", json=args, headers=headers)

    async def ok(self, method: str, **args: Any) -> Any:
        answer = await self.call(method, **args)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert body["ok"] is True, body
        return body

    async def error(self, method: str, **args: Any) -> str:
        answer = await self.call(method, **args)
        assert answer.status_code == 200, answer.text
        assert answer.json()["ok"] is False, answer.text
        return str(answer.json()["error"])

    async def post(self, text: str = "Low stock", **args: Any) -> str:
        """Post when the channel's second is over; the message's ts."""
        body = await self.ok("chat.postMessage", **{"channel": CHANNEL, "text": text} | args)
        await self.world.advance(1)
        return str(body["ts"])

    async def history(self, **args: Any) -> list[Any]:
        body = await self.ok("conversations.history", **{"channel": CHANNEL} | args)
        return list(body["messages"])

    def events(self, kind: type[Event]) -> list[Any]:
        return [event for event in self.world.journal.events if isinstance(event, kind)]

    def last_call(self) -> Called:
        return self.events(Called)[-1]


@pytest.fixture
def world() -> World:
    world = World(ManualClock(MONDAY))
    world.slack.add_bot("xoxb-ours")
    world.slack.add_bot("xoxb-other", "other")
    world.slack.add_channel(CHANNEL, "stock-alerts")
    world.slack.add_channel("C0OPS", "ops")
    return world


@pytest.fixture
async def slack(world: World) -> AsyncIterator[Workspace]:
    transport = httpx.ASGITransport(create_app(world))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http:
        yield Workspace(world, http)
