"""A pretend transport for one shop, and short ways to write its answers."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from clients.pace import Lane

BASE_URL = "https://uk.myshopify.example"

TOKEN = "shpat_the_secret_token"

Said = httpx.Response | Exception
"""What the pretend shop does with a call: it answers, or the line breaks."""


@dataclass
class Notebook:
    """A pace and a clock that only write down what they are told (seconds of our clock)."""

    waited: list[tuple[Lane, float]] = field(default_factory=list)
    points: list[tuple[float, float, float]] = field(default_factory=list)
    refusals: list[float] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    time: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    async def wait(self, lane: Lane, cost: float = 1) -> None:
        self.waited.append((lane, cost))

    def told(self, *, available: float, maximum: float, restore_per_second: float) -> None:
        self.points.append((available, maximum, restore_per_second))

    def refused(self, wait_seconds: float) -> None:
        self.refusals.append(wait_seconds)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += timedelta(seconds=seconds)

    def now(self) -> datetime:
        return self.time


class Shop:
    """A shop that says, in order, what the test laid out, and remembers what it was asked."""

    def __init__(self) -> None:
        self.says: list[Said] = []
        self.heard: list[httpx.Request] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.heard.append(request)
        said = self.says.pop(0)
        if isinstance(said, Exception):
            raise said
        return said

    def will(self, *said: Said | dict[str, Any]) -> None:
        """Lay out the next answers; a dict is the ``data`` of a 200."""
        self.says += [
            httpx.Response(200, json={"data": each}) if isinstance(each, dict) else each
            for each in said
        ]

    @property
    def sent(self) -> list[dict[str, Any]]:
        """The bodies of the calls."""
        return [json.loads(request.content) for request in self.heard]

    @property
    def variables(self) -> list[dict[str, Any]]:
        return [body["variables"] for body in self.sent]


def page(nodes: list[Any], after: str | None = None) -> dict[str, Any]:
    """A connection; ``after`` is the cursor of what comes next, None at the end."""
    return {"nodes": nodes, "pageInfo": {"hasNextPage": after is not None, "endCursor": after}}
