"""Ledgers on both databases, and a merchant whose vendors are real HTTP servers."""

import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn

from ledger.models import EffectKind
from ledger.store import open_ledger, upgrade
from sandbox.app import create_app
from sandbox.clock import RunningClock
from sandbox.world import World
from settings.clock import Clock
from tasks.outside import Standing
from tests.postgres import PostgresCannotStart, postgres_url
from tests.town import MORNING, Reach, Town, build_town, build_world, open_outside

ON_POSTGRESQL = {
    EffectKind.SET_STOCK,
    EffectKind.CREATE_SALE,
    EffectKind.CREATE_SHIPMENT,
    EffectKind.FULFIL,
    EffectKind.POST_MESSAGE,
}
"""Drills with processes that every run of the tests makes there too: one a vendor, and more where
most is at stake. What a database adds is the same for all kinds; ``make drills`` makes all."""

SPEED = 120.0
"""A lease of a minute and a half ends within a second of the wall."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the slow drills that another one stands for to ``make drills``."""
    for item in items:
        params = (
            item.callspec.params
            if isinstance(item, pytest.Function) and hasattr(item, "callspec")
            else {}
        )
        there = params.get("ledger_url") == "postgresql" and "kind" in params
        if there and item.get_closest_marker("slow") and params["kind"] not in ON_POSTGRESQL:
            item.add_marker(pytest.mark.thorough)


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/ledger.db"
        return
    try:
        with postgres_url() as url:
            yield url
    except PostgresCannotStart as error:
        pytest.skip(f"PostgreSQL can't start here: {error}")


@pytest.fixture
async def town(ledger_url: str) -> AsyncIterator[Town]:
    """On a clock moved by hand, in one process."""
    async with AsyncExitStack() as stack:
        yield await build_town(ledger_url, stack)


@contextmanager
def served(world: World) -> Iterator[str]:
    """The sandbox under uvicorn on a free port, in a thread of its own."""
    config = uvicorn.Config(create_app(world), port=0, log_level="error", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)  # noqa: TID251 - waits for a thread of the wall
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture
async def running_town(ledger_url: str) -> AsyncIterator[Town]:
    """On a running clock, vendors over HTTP: other processes can join in."""
    start = datetime.now(UTC)  # noqa: TID251 - the running clock begins at the wall
    world = build_world(RunningClock(MORNING, start, SPEED))
    clock = Clock(MORNING, start, SPEED)
    upgrade(ledger_url)
    async with AsyncExitStack() as stack:
        ledger = open_ledger(ledger_url)
        stack.callback(ledger.close)
        url = stack.enter_context(served(world))
        outside = await open_outside(
            ledger, Reach(url), stack, now=clock.now, sleep=clock.sleep, owner="the parent"
        )
        stack.enter_context(Standing(outside))
        yield Town(world, ledger, outside.rules, outside, stack, url=url)
