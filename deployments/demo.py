"""One business day with the pretend vendors, from the house up to its report.

    script -> house (Prefect, sandbox, receiver) -> catalogue, webhooks -> worker
        -> the day at speed -> come to rest -> books -> tables, var/demo/report.json, exit code

The driver plays customers, warehouse people and mishaps. It starts no flow: that is for schedules
and events.
"""

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
from filelock import FileLock, Timeout
from prefect.client.orchestration import PrefectClient
from rich.console import Console

from deployments.audit import claims
from deployments.day.expected import expected_quarantines, expected_strays, sent_by_hand
from deployments.day.flash import flash_script
from deployments.day.generated import generated_script
from deployments.day.opening import open_day
from deployments.day.panel import Panel
from deployments.day.play import Played, Player
from deployments.day.real import real_script
from deployments.day.report import Terms, day_report, exit_code, write_report
from deployments.day.reversals import reversal_counts
from deployments.day.script import Script
from deployments.demo_flash import FlashTold, look_at_sale, publish_sale
from deployments.demo_progress import Teller
from deployments.demo_shown import show
from deployments.house import House, Plan
from deployments.prefect_figures import prefect_figures
from deployments.processes import HouseFault
from deployments.project import ROOT
from deployments.settling import RARE_SECONDS, Settled, Watch
from deployments.surroundings import surrounded
from deployments.webhooks import ensure_webhooks
from domain.rules import Rules
from ledger.exceptions_seen import export as exported_exceptions
from ledger.store import Ledger, open_ledger
from settings.clock import Clock
from settings.load import load_rules, load_settings

OPENS_AFTER = 8.0
"""Wall seconds from starting the sandbox to the day's opening: catalogue, webhooks, worker."""

REACTION_WALL_SECONDS = 30.0
"""How long a count may stand unlowered after the news (design.md, promise 1), on the wall."""

SETTLE_SECONDS = 60.0
"""How far Cin7's availability may lag (seconds of our clock)."""

A_MADE_UP_DAY = datetime(2026, 11, 23, 8, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the demo is asked to play.

    Args:
        speed: Seconds of our clock a second of the wall.
        seed: Of chance, the sandbox's and a made-up day's.
        orders: A file of real order lines, or None for a made-up day.
        day: Which day of the file.
        rules: The rules file.
        folder: Where everything goes.
        stay: Stay up after the report, until Ctrl-C.
        flash: A short made-up day with a flash sale.
    """

    speed: float
    seed: int
    orders: Path | None
    day: date
    rules: Path
    folder: Path
    stay: bool = False
    flash: bool = False


async def demo(asked: Asked, console: Console) -> int:
    """Play the day; the exit code is 0 when every watched promise was kept.

    Raises:
        HouseFault: A part did not start, or ended by itself, or another demo is in the folder.
        UnreadableOrders: The file or the day can't be used.
        SettingsError: The rules can't be used.
    """
    with _alone_in(asked.folder):
        return await _play(asked, console)


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Nobody else may use the folder meanwhile: a house begins by emptying it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder.with_name(f"{folder.name}.lock"))
    try:
        lock.acquire(blocking=False)
    except Timeout:
        said = f"another demo runs in {folder}; wait for its end or name another --folder"
        raise HouseFault(said) from None
    try:
        yield
    finally:
        lock.release()


async def _play(asked: Asked, console: Console) -> int:
    began = monotonic()
    tell = Teller(console)
    rules = load_rules(asked.rules)
    plan = Plan(asked.folder, ROOT, rules, asked.rules, asked.speed, asked.seed)
    tell.step("Starting PostgreSQL and Prefect, deploying the flows ...")
    reading = asyncio.create_task(asyncio.to_thread(script_for, asked))
    async with House(plan) as house:
        script = await reading
        tell.step(f"Opening {script.name}: {len(script.catalogue.products)} products ...")
        clock = Clock(script.opens, Clock().now() + timedelta(seconds=OPENS_AFTER), asked.speed)
        await house.open(clock)
        async with httpx.AsyncClient() as http:
            panel = Panel(http, house.at.sandbox_url)
            await open_day(panel, script, house.keys, rules)
            with surrounded(house.settings, asked.folder):
                await ensure_webhooks()
            house.start_worker()
            await panel.crew(script.crew)
            tell.step(f"The day runs at speed {asked.speed:g}. Prefect: {house.prefect.ui_url}")
            day = _Day(house, script, clock, panel, tell)
            report, sale = await _guarded(house, day.run(rules, began))
            write_report(report, asked.folder / "report.json")
            show(console, report, asked.folder / "report.json")
            if sale is not None and (amiss := await day.publish(sale)):
                console.print(amiss, style="yellow", markup=False)
            if asked.stay:
                tell.step(f"Everything stays up: {house.prefect.ui_url}  (Ctrl-C ends it)")
                with contextlib.suppress(asyncio.CancelledError):
                    await _guarded(house, asyncio.Event().wait())
        return exit_code(report)


@dataclass(frozen=True, slots=True)
class _Day:
    """One day in one house."""

    house: House
    script: Script
    clock: Clock
    panel: Panel
    tell: Teller

    async def run(self, rules: Rules, began: float) -> tuple[dict[str, Any], FlashTold | None]:
        """Play it, let it come to rest, audit it; the report, and what is told of a sale."""
        ledger = open_ledger(self.house.ledger_url)
        try:
            with self.tell.day(self.script.name):
                player = Player(
                    *(self.script, self.panel, self.clock.now, self.clock.sleep),
                    tell=self.tell.happened,
                )
                played = await player.play()
                settled = await self._settle(ledger)
                await player.look_back()
            return await self._report(rules, ledger, played, settled, began)
        finally:
            ledger.close()

    async def _settle(self, ledger: Ledger) -> Settled:
        wall = Clock()
        since = wall.now() + timedelta(seconds=self.clock.wall_seconds(SETTLE_SECONDS))
        async with PrefectClient(self.house.prefect.api_url) as prefect:
            watch = Watch(ledger, self.panel, prefect, self.house.file)
            return await watch.settle(since, wall.sleep, self.tell.waiting)

    async def publish(self, sale: FlashTold) -> str | None:
        """Show the sale in the Prefect UI; what was amiss, or None."""
        with surrounded(self.house.settings, self.house.plan.folder):
            settings = load_settings()
        return await publish_sale(settings, sale)

    async def _report(
        self, rules: Rules, ledger: Ledger, played: Played, settled: Settled, began: float
    ) -> tuple[dict[str, Any], FlashTold | None]:
        terms = self._terms()
        told = self._claims(rules, ledger, played, terms)
        sale = await look_at_sale(
            self.panel,
            self.script,
            told,
            speed=terms.speed,
            folder=self.house.plan.folder,
        )
        report = day_report(
            script=self.script,
            played=played,
            books=await self.panel.books(told),
            calls=await self.panel.calls(),
            expected=expected_quarantines(self.script),
            reversals=reversal_counts(ledger),
            exceptions=exported_exceptions(ledger),
            terms=terms,
            more={
                "prefect": await prefect_figures(self.house.prefect.api_url),
                "settled": {"seconds": settled.seconds, "open_ends": list(settled.open_ends)},
                "wall_seconds": round(monotonic() - began, 1),
                "ui": self.house.prefect.ui_url,
                **({"flash_sale": sale.section} if sale is not None else {}),
            },
        )
        return report, sale

    def _terms(self) -> Terms:
        speed = self.clock.speed
        every = [s.interval for each in self.house.file.deployments for s in each.schedules]
        slowest = max(seconds for seconds in every if seconds <= RARE_SECONDS)
        return Terms(speed, REACTION_WALL_SECONDS * speed, SETTLE_SECONDS, slowest * speed)

    def _claims(self, rules: Rules, ledger: Ledger, played: Played, terms: Terms) -> dict[str, Any]:
        expected = expected_quarantines(self.script)
        return claims(
            ledger,
            rules,
            settle_seconds=terms.settle_seconds,
            reaction_seconds=terms.reaction_seconds,
            poll_seconds=terms.poll_seconds,
            expected_exceptions=[[each.shop, each.order_name] for each in expected],
            expected_reversal_exceptions=sorted(
                {*expected_strays(self.script), *played.taken_back.for_a_person}
            ),
            carrier_desk=True,
            grace_seconds=terms.settle_seconds,
            not_ours=sent_by_hand(self.script),
            until=self.clock.now().isoformat(),
        )


def script_for(asked: Asked) -> Script:
    """The day that is asked for: a flash sale, a made-up day, or one of a file."""
    if asked.flash:
        return flash_script(A_MADE_UP_DAY, asked.seed)
    if asked.orders is None:
        return generated_script(A_MADE_UP_DAY, asked.seed)
    return real_script(asked.orders, asked.day)


async def _guarded(house: House, work: Any) -> Any:
    """Do the work, but end at once when a part of the house ends by itself."""
    doing = asyncio.ensure_future(work)
    try:
        while not doing.done():
            await asyncio.wait({doing}, timeout=1)
            house.check()
        return doing.result()
    finally:
        doing.cancel()
