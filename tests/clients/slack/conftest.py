"""A client whose Slack is a small server that gives the answers a test wants."""

from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from clients.slack import SlackClient
from tests.clients.slack.scripted_slack import TOKEN, Answer, ScriptedSlack

Make = Callable[..., Awaitable[tuple[SlackClient, ScriptedSlack]]]


@pytest.fixture
async def slack(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Make]:
    """Make a client of a Slack that gives these answers."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")  # slack-sdk must not take it
    servers: list[TestServer] = []
    async with aiohttp.ClientSession() as session:

        async def make(*answers: Answer, timeout: float = 5.0) -> tuple[SlackClient, ScriptedSlack]:
            scripted = ScriptedSlack(list(answers))
            app = web.Application()
            app.router.add_route("*", "/api/{method}", scripted.handle)
            server = TestServer(app)
            await server.start_server()
            servers.append(server)
            scripted.server = server
            client = SlackClient(
                session,
                token=TOKEN,
                pace_of=scripted.pace_of,
                sleep=scripted.sleep,
                base_url=str(server.make_url("/api/")),
                timeout_seconds=timeout,
            )
            return client, scripted

        yield make
    for server in servers:
        await server.close()
