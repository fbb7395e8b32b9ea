"""A scripted Slack behind a real socket: what it was asked, and what it answers."""

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from clients.pace import Lane

TOKEN = "xoxb-5ecret"
SHARED = Path(__file__).resolve().parents[3].parent / "shared"
PAYLOADS = SHARED / "data" / "payloads" / "slack"


@dataclass(frozen=True)
class Says:
    """One answer; ``body`` is sent as JSON unless it is text."""

    body: object
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


SILENCE = "silence"
HANGS_UP = "hangs up"
Answer = Says | str


@dataclass
class Budget:
    """A budget under its name, which writes down what happens to it."""

    name: str
    slack: "ScriptedSlack"

    async def wait(self, lane: Lane, cost: float = 1) -> None:
        self.slack.paid.append(self.name)

    def told(self, *, available: float, maximum: float, restore_per_second: float) -> None:
        raise AssertionError("Slack tells no budget")

    def refused(self, wait_seconds: float) -> None:
        self.slack.held_back.append((self.name, wait_seconds))


@dataclass
class ScriptedSlack:
    """Answers in the order given; the last answer stays."""

    answers: list[Answer]
    asked: list[tuple[str, dict[str, Any], str]] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    paid: list[str] = field(default_factory=list)
    held_back: list[tuple[str, float]] = field(default_factory=list)
    server: TestServer | None = None

    async def handle(self, request: web.Request) -> web.StreamResponse:
        sent = await request.read()
        told = sent and request.content_type == "application/json"
        arguments = json.loads(sent) if told else dict(request.query)
        token = request.headers.get("Authorization", "")
        self.asked.append((request.match_info["method"], arguments, token))
        answer = self.answers[min(len(self.asked), len(self.answers)) - 1]
        if answer == SILENCE:
            await asyncio.Event().wait()
        if not isinstance(answer, Says):
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        if isinstance(answer.body, str):
            kind = answer.headers.get("content-type", "text/html")
            return web.Response(text=answer.body, status=answer.status, content_type=kind)
        return web.json_response(answer.body, status=answer.status, headers=answer.headers)

    def pace_of(self, name: str) -> Budget:
        return Budget(name, self)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def posted(ts: str = "1503435956.000247", **other: object) -> Says:
    return Says({"ok": True, "channel": "C1", "ts": ts, "message": {"ts": ts}, **other})


def no(code: str, status: int = 200, **headers: str) -> Says:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Says({"ok": False, "error": code}, status, named)
