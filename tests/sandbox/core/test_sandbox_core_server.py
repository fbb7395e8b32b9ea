"""The sandbox as a server: its own clock, its own loops."""

import asyncio
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from sandbox.app import create_app
from sandbox.clock import RunningClock, wall
from sandbox.world import World

ORIGIN = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


async def test_under_a_running_clock_the_app_delivers_and_keeps_appointments_by_itself():
    world = World(RunningClock(ORIGIN, wall(), speed=1000))
    arrived, done = asyncio.Event(), asyncio.Event()

    async def answer(_request: httpx.Request) -> httpx.Response:
        arrived.set()
        return httpx.Response(200)

    async def appointment() -> None:
        done.set()

    world.webhooks.http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    app = create_app(world)
    async with app.router.lifespan_context(app):
        world.webhooks.post("cin7", "news", "http://x.example/", {}, b"1", (), "id", (), None)
        world.later(60, appointment)
        await asyncio.wait_for(asyncio.gather(arrived.wait(), done.wait()), 10)
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://sandbox"
        ) as http:
            answer_ = await http.post("/_sandbox/clock/advance", json={"seconds": 1})
    assert answer_.status_code == 400
    assert "runs by itself" in answer_.json()["error"]


@pytest.mark.slow
def test_the_command_serves_the_world_at_the_time_and_speed_it_was_told():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "sandbox", "--port", str(port), "--speed", "180"]
    start = wall()
    command += ["--origin", ORIGIN.isoformat(), "--start", start.isoformat()]
    server = subprocess.Popen(command)
    try:
        told = _clock(f"http://127.0.0.1:{port}/_sandbox/clock")
        passed = datetime.fromisoformat(told["now"]) - ORIGIN
        assert told["runs"] is True
        assert timedelta(0) < passed <= (wall() - start) * 180
    finally:
        server.terminate()
        server.wait(10)


def _clock(url: str) -> dict[str, object]:
    with httpx.Client(transport=httpx.HTTPTransport(retries=6)) as patient:
        return dict(patient.get(url).json())
