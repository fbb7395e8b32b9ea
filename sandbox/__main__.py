"""Run the pretend world: ``python -m sandbox --port 8900 --speed 180``."""

import argparse
from datetime import datetime

import uvicorn

from sandbox.app import create_app
from sandbox.clock import RunningClock, wall
from sandbox.world import World


def main(arguments: list[str] | None = None) -> None:
    """Serve until stopped. Without ``--origin`` and ``--start`` the world's time begins now."""
    parser = argparse.ArgumentParser(prog="sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--origin", help="the world's time at --start, ISO with zone")
    parser.add_argument("--start", help="the wall's time at --origin, ISO with zone")
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args(arguments)
    now = wall()
    start = datetime.fromisoformat(given.start) if given.start else now
    origin = datetime.fromisoformat(given.origin) if given.origin else start
    world = World(RunningClock(origin, start, given.speed), given.seed)
    uvicorn.run(
        create_app(world),
        host=given.host,
        port=given.port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=2,
    )


if __name__ == "__main__":
    main()
