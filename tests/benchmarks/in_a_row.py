"""How many calls had to wait for one another, counted on a loop where waiting takes no time."""

import asyncio
import selectors
from collections.abc import Awaitable, Coroutine
from typing import TypeVar

from tests.benchmarks.place import FarAway

R = TypeVar("R")


class _NoWaiting(selectors.DefaultSelector):
    """Never waits: what it was to wait for is added up instead."""

    def __init__(self) -> None:
        super().__init__()
        self.skipped = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout:
            self.skipped += timeout
        return ready


class _Loop(asyncio.SelectorEventLoop):
    """A loop whose time passes only while everybody sleeps."""

    def __init__(self) -> None:
        self._waits = _NoWaiting()
        super().__init__(self._waits)

    def time(self) -> float:
        return self._waits.skipped


def slept(main: Coroutine[None, None, R]) -> R:
    """Run it where a sleep of a second is over at once, and two at a time are one second."""
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(main)


async def calls_in_a_row(wire: FarAway, work: Awaitable[object]) -> int:
    """Calls of some work that waited for one another: each takes one second, others none.

    To be run by `slept`.
    """
    wire.seconds = 1.0
    loop = asyncio.get_running_loop()
    began = loop.time()
    await work
    return round(loop.time() - began)
