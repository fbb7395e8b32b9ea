"""Who goes next: every call and every sleep of a run is parked until its moment comes.

Nothing takes time but the ways to the vendors and back, which the seed says. Between two such
moments one run goes on, up to its next call; all others stand still, wherever they are.
"""

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

import httpx

from sandbox.chance import Random
from sandbox.clock import ManualClock
from sandbox.world import World
from tests.simulation.script import Conditions

TIME_OUT = 30.0
"""Seconds a client of ours waits for an answer."""
LATEST = 85.0
"""No call lands later than this: within the settle time after its time-out."""
STEP = 5.0
"""Time never goes further at once, so that what vendors do meanwhile is taken up in time."""

Job = Callable[[], Awaitable[None]]


@dataclass(eq=False, slots=True)
class Run:
    """One run of a flow."""

    flow: str
    number: int
    task: "asyncio.Task[None] | None" = None
    dead: bool = False
    """Its process is gone: it never goes on, and what it sent is still on its way."""
    crash: str = ""

    @property
    def live(self) -> bool:
        """Whether it can still go on."""
        return not self.dead and self.task is not None and not self.task.done()

    def __str__(self) -> str:
        """For the trace."""
        return f"{self.flow} {self.number}"


RUN: ContextVar[Run | None] = ContextVar("run", default=None)
"""Whose call it is."""


@dataclass
class Driver:
    """The moments of one world, in their order."""

    world: World
    clock: ManualClock
    conditions: Conditions
    chance: Random
    trace: list[tuple[datetime, int, str]] = field(default_factory=list)
    """(moment, place of the journal, what)."""

    def __post_init__(self) -> None:
        """Nothing is to come yet."""
        self._heap: list[tuple[datetime, int, Job]] = []
        self._turns = count()
        self.calm = False
        """No more lame ways."""
        self.waited_in_vain = 0.0
        """Seconds that calls of ours have waited for an answer that did not come in time."""

    def say(self, what: str) -> None:
        """Write a line of the trace."""
        self.trace.append((self.clock.now(), len(self.world.journal.events), what))

    def after(self, seconds: float, job: Job) -> None:
        """Do a thing when so many seconds are over."""
        due = self.clock.now() + timedelta(seconds=seconds)
        heapq.heappush(self._heap, (due, next(self._turns), job))

    async def until(self, moment: datetime, done: Callable[[], bool] = lambda: False) -> None:
        """Let everything happen that is to happen up to a moment, or until it is ``done``."""
        await self.settle()
        while not done():
            due = self._heap[0][0] if self._heap else moment
            if due <= self.clock.now() and due <= moment and self._heap:
                job = heapq.heappop(self._heap)[2]
                await job()
                await self.settle()
                continue
            if self.clock.now() >= moment:
                return
            seconds = (min(due, moment) - self.clock.now()).total_seconds()
            post = self.world.webhooks.next_due()
            if post is not None:
                seconds = min(seconds, max(0.001, (post - self.clock.now()).total_seconds()))
            await self.world.advance(min(seconds, STEP))
            await self.settle()

    async def settle(self) -> None:
        """Let every run go on to its next call."""
        ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
        await asyncio.sleep(0)  # noqa: TID251
        while ready:  # noqa: ASYNC110 - nobody tells when all have come to their next call
            await asyncio.sleep(0)  # noqa: TID251

    async def sleep(self, seconds: float) -> None:
        """What our code sleeps by."""
        run = RUN.get()
        if run is None:
            await self.world.advance(seconds)
            return
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        async def wake() -> None:
            if not over.done() and not run.dead:
                over.set_result(None)

        self.after(seconds, wake)
        await over

    def way(self) -> float:
        """Seconds that the next call is on its way in one direction."""
        if not self.calm and self.chance.random() < self.conditions.lame:
            return self.chance.uniform(5, 90)
        return self.chance.uniform(*self.conditions.quick)


class Road(httpx.AsyncBaseTransport):
    """The way of every call of ours to the sandbox and back."""

    def __init__(self, driver: Driver, vendors: httpx.AsyncBaseTransport) -> None:
        self._driver = driver
        self._vendors = vendors

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it off, and wait for the answer or the time-out."""
        run = RUN.get()
        if run is None:
            return await self._vendors.handle_async_request(request)
        driver, there, back = self._driver, self._driver.way(), self._driver.way()
        answer: asyncio.Future[httpx.Response] = asyncio.get_running_loop().create_future()
        name = f"{run}: {_named(request)}"

        async def land() -> None:
            driver.say(f"{name} lands")
            try:
                told = await self._vendors.handle_async_request(request)
            except Exception as error:
                trouble = error

                async def fail() -> None:
                    if not answer.done() and not run.dead:
                        answer.set_exception(trouble)

                driver.after(back, fail)
                return

            async def arrive() -> None:
                if not answer.done() and not run.dead:
                    driver.say(f"{name} is answered {told.status_code}")
                    answer.set_result(told)

            driver.after(back, arrive)

        async def give_up() -> None:
            if not answer.done() and not run.dead:
                driver.say(f"{name} is given up")
                driver.waited_in_vain += TIME_OUT
                answer.set_exception(httpx.ReadTimeout("no answer in time", request=request))

        if there <= LATEST:
            driver.after(there, land)
        driver.after(TIME_OUT, give_up)
        return await answer


def _named(request: httpx.Request) -> str:
    path = request.url.path
    if "graphql" not in path:
        return f"{request.method} {path.rpartition('/v2/')[2]}"
    shop = path.split("/")[2].partition(".")[0]
    text = request.content.decode()
    start = text.find('"operationName":')
    return (
        f"{shop} {text[start + 16 : start + 60].strip().split(chr(34))[1]}" if start > 0 else shop
    )


async def abandon(runs: list[Run]) -> None:
    """End what is left when all is judged."""
    tasks = [run.task for run in runs if run.task is not None and not run.task.done()]
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError, Exception):
            await task
