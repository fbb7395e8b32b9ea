"""One seed from its first customer to the books' last word."""

import asyncio
import traceback
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from clients.errors import ClientError
from flows.ingest_orders import ingest_orders
from flows.push_receipts import push_receipts
from flows.reverse_cancellations import reverse_cancellations
from flows.sync_stock import sync_stock
from sandbox.journal import OrderPlaced
from tasks.outside import Standing
from tasks.sweeping import waiting_flows
from tests.simulation.driver import RUN, Run, abandon
from tests.simulation.happenings import OF_PEOPLE, happen, picked
from tests.simulation.merchant import Merchant, build_merchant
from tests.simulation.rivals import compare_and_set, naive
from tests.simulation.script import Happening, Script, What, script_of
from tests.simulation.verdict import (
    Verdict,
    changes,
    first_breach,
    left_over,
    promises_broken,
    written,
)

WATCHED = ("1", "2", "3", "5", "7", "8")
"""Promises that a world of ours is judged by."""
FOUND_DEAD = 120.0
"""Seconds until a run that lost its process is given up and started anew."""
ROOM = 400.0
"""Seconds that a run may take once all is calm."""
MOST_ROUNDS = 5
"""Of all flows, until all is at rest."""


class Sync(StrEnum):
    """How stock is pushed."""

    OURS = "ours"
    NAIVE = "naive"
    COMPARE_AND_SET = "compare-and-set"


Flow = Callable[[], Awaitable[object]]

SYNCS: dict[Sync, tuple[Flow, Flow]] = {
    Sync.OURS: (sync_stock.fn, lambda: sync_stock.fn(only_news=True)),
    Sync.NAIVE: (naive, naive),
    Sync.COMPARE_AND_SET: (compare_and_set, compare_and_set),
}
"""On schedule, and on an event."""


class Play:
    """The runs of one world."""

    def __init__(self, script: Script, merchant: Merchant, sync: Sync) -> None:
        self.script, self.sync = script, sync
        self.merchant, self.town, self.driver = merchant, merchant.town, merchant.driver
        self.runs: list[Run] = []
        self.slots: dict[str, Run] = {}
        whole, news = SYNCS[sync]
        self.flows: dict[str, Flow] = {
            "ingest-orders": ingest_orders.fn,
            "reverse-cancellations": reverse_cancellations.fn,
            "push-receipts": push_receipts.fn if sync is Sync.OURS else _nothing,
            "sync-stock": whole,
        }
        self.on_event = {**self.flows, "sync-stock": news}
        self.events_start_it = set(self.flows)
        if sync is Sync.NAIVE:
            self.events_start_it.remove("sync-stock")
        self.over = False
        self.calm = self.driver.clock.now() + timedelta(seconds=script.seconds)
        """When the last schedule is over."""
        self.unscheduled = 0.0
        """Seconds after the last schedule, until all flows were run once more by hand."""

    # -- runs ------------------------------------------------------------------------------

    def start(self, flow: str, work: Flow, *, slot: bool = True) -> Run | None:
        """Start a run, unless one of the same deployment is going."""
        holder = self.slots.get(flow)
        if slot and holder is not None and (holder.dead or holder.live):
            return None
        run = Run(flow, len(self.runs) + 1)
        self.runs.append(run)
        if slot:
            self.slots[flow] = run
        run.task = asyncio.create_task(self._run(run, work))
        self.driver.say(f"{run} starts")
        return run

    async def _run(self, run: Run, work: Flow) -> None:
        RUN.set(run)
        with Standing(replace(self.town.outside, owner=str(run))):
            try:
                report = await work()
                headline = getattr(report, "headline", None)
                self.driver.say(f"{run} is through: {headline() if headline else ''}")
            except ClientError as error:
                self.driver.say(f"{run} fails: {error}")
            except asyncio.CancelledError:
                raise
            except Exception:
                run.crash = traceback.format_exc()

    def kill(self, run: Run) -> None:
        """Its process is gone; after a while it is given up, and started anew."""
        run.dead = True

        async def give_up() -> None:
            if self.slots.get(run.flow) is run:
                del self.slots[run.flow]
                self.start(run.flow, self.flows[run.flow])

        self.driver.after(FOUND_DEAD, give_up)

    # -- what comes by itself --------------------------------------------------------------

    def begin(self) -> None:
        """Write down the schedules and all that the script says."""
        schedules = self.town.rules.schedules
        for flow, seconds in (
            ("sync-stock", schedules.sync_stock),
            ("ingest-orders", schedules.ingest_orders),
            ("push-receipts", schedules.push_receipts),
            ("reverse-cancellations", schedules.reverse_cancellations),
        ):
            self._every(flow, seconds, self.driver.chance.uniform(0, seconds))
        self.driver.after(self.driver.chance.uniform(0, 60), self._sweep)
        self.driver.after(1, self._events)
        for one in self.script.happenings:
            self.driver.after(one.at, self._happening(one))

    def _every(self, flow: str, seconds: float, first: float) -> None:
        async def due() -> None:
            if not self.over:
                self.start(flow, self.flows[flow])
                self.driver.after(seconds, due)

        self.driver.after(first, due)

    async def _sweep(self) -> None:
        if self.over:
            return
        with Standing(self.town.outside):
            waiting = waiting_flows().flows
        for flow in waiting:
            if flow in self.flows:
                self.start(flow, self.flows[flow])
        self.driver.after(60, self._sweep)

    async def _events(self) -> None:
        """Turn events to Prefect into runs, but for those that get lost."""
        hinted, self.merchant.hinted[:] = list(self.merchant.hinted), []
        for flow, _ in hinted:
            if self.driver.chance.random() < self.script.conditions.lost_events:
                self.driver.say(f"the event of {flow} is lost")
            elif flow in self.events_start_it:
                self.start(flow, self.on_event[flow])
        if not self.over:
            self.driver.after(self.driver.chance.uniform(0.5, 4), self._events)

    def _happening(self, one: Happening) -> Callable[[], Awaitable[None]]:
        async def happens() -> None:
            if one.what in OF_PEOPLE:
                self.driver.say(f"{one}: {happen(self.town, one)}")
            elif one.what is What.RERUN:
                self.driver.say(str(one))
                self.start(one.kind, self.flows[one.kind], slot=False)
            else:
                self._end_one(one)

        return happens

    def _end_one(self, one: Happening) -> None:
        run = picked([run for run in self.runs if run.live], one.pick)
        self.driver.say(f"{one.what.value}: {run or 'there is none'}")
        if run is None or run.task is None:
            return
        if one.what is What.KILL:
            self.kill(run)
        else:
            run.task.cancel()

    # -- to the end ------------------------------------------------------------------------

    async def to_rest(self) -> list[str]:
        """No more customers, no more troubles: all flows run until a round changes nothing.

        Returns:
            What is not at rest even then.
        """
        driver, world = self.driver, self.town.world
        await driver.until(self.calm)
        self.over = driver.calm = True
        driver.say("all is calm")
        world.faults.clear()
        told: list[str] = []
        for _ in range(MOST_ROUNDS):
            await driver.until(driver.clock.now() + timedelta(seconds=130))
            mark = len(world.journal.events)
            for flow, work in self.flows.items():
                await self.through(flow, work)
            self.unscheduled = self.unscheduled or (driver.clock.now() - self.calm).total_seconds()
            told = changes(self.town, mark) + left_over(self.town)
            if not told or self.sync is not Sync.OURS:
                break
        return told

    async def through(self, flow: str, work: Flow) -> None:
        """Run a flow to its end, beside what is still going."""
        run = self.start(flow, work, slot=False)
        assert run is not None
        deadline = self.driver.clock.now() + timedelta(seconds=ROOM)
        await self.driver.until(deadline, lambda: not run.live)
        if run.live:
            run.crash = f"{run} goes on and on"


async def _nothing() -> None:
    """What a rival does where we have a flow of our own."""


async def play(seed: int, folder: Path, sync: Sync = Sync.OURS) -> Verdict:
    """Play a seed; ``folder`` is for the ledger."""
    async with AsyncExitStack() as stack:
        script = script_of(seed)
        merchant = await build_merchant(script, folder, stack)
        playing = Play(script, merchant, sync)
        try:
            playing.begin()
            return _judge(playing, await playing.to_rest())
        finally:
            await abandon(playing.runs)


def _judge(playing: Play, restless: list[str]) -> Verdict:
    town, driver = playing.town, playing.driver
    wrong = [run.crash for run in playing.runs if run.crash]
    if playing.sync is Sync.OURS:
        broken, counts = promises_broken(
            town, WATCHED, driver.waited_in_vain, playing.calm, playing.unscheduled
        )
        wrong += broken + restless
    else:
        counts = town.books().counts
    mark = first_breach(town, driver) if any("promise 1" in what for what in wrong) else None
    placed = [e for e in town.world.journal.events if isinstance(e, OrderPlaced)]
    return Verdict(
        playing.script.seed,
        tuple(wrong),
        counts["oversold_units"],
        counts["sold_in_gap_units"],
        orders=len(placed),
        sold=sum(line.units for event in placed for line in event.lines),
        writes=counts["writes"],
        wrong_writes=counts["wrong_writes"],
        runs=len(playing.runs),
        calls=len(town.calls()),
        trace=written(driver, mark),
    )
