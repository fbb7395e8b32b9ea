"""The pretend world: its one clock, its vendors, its journal and its troubles.

A ``World`` owns all state and is passed in, never global, so that many can live side by side.
"""

import itertools
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import UUID

from sandbox.agenda import Agenda
from sandbox.chance import Random
from sandbox.cin7.state import Cin7
from sandbox.cin7.switches import Cin7Switches
from sandbox.clock import Clock, ManualClock
from sandbox.faults import Faults
from sandbox.journal import Journal
from sandbox.shipstation.state import ShipStation
from sandbox.shipstation.switches import ShipStationSwitches
from sandbox.shopify.state import Shop
from sandbox.shopify.switches import ShopifySwitches
from sandbox.slack.state import Slack
from sandbox.slack.switches import SlackSwitches
from sandbox.webhooks import Webhooks

Job = Callable[[], Awaitable[object]]
"""Something to do later."""

FIRST_NUMBER = 5_400_000_000_001
"""Numeric ids start here, so that they are as long as real ones."""


class World:
    """Everything that exists outside of what is tested.

    Args:
        clock: The world's time.
        seed: What all chance grows from: ids, and shares of webhooks that go astray.
    """

    shops: dict[str, Shop]
    """By domain."""
    cin7: Cin7
    shipstation: ShipStation
    slack: Slack
    shopify_switches: ShopifySwitches
    cin7_switches: Cin7Switches
    shipstation_switches: ShipStationSwitches
    slack_switches: SlackSwitches

    def __init__(self, clock: Clock, seed: int = 7) -> None:
        self.clock = clock
        self.random = Random(seed)
        self.journal = Journal()
        self.faults = Faults(clock)
        self.webhooks = Webhooks(clock, self.journal, Random())
        self._agenda: Agenda[Job] = Agenda(clock)
        self.start_over(seed)

    def start_over(self, seed: int | None = None) -> None:
        """Empty the world: no shops, no stock, no plans, nothing journaled, switches as shipped."""
        if seed is not None:
            self.seed = seed
        self.random.seed(self.seed)
        self.journal.events.clear()
        self.faults.clear()
        self.webhooks.clear(self.seed)
        self._agenda.clear()
        self._numbers = itertools.count(FIRST_NUMBER)
        self.shops = {}
        self.shopify_switches = ShopifySwitches()
        self.cin7_switches = Cin7Switches()
        self.shipstation_switches = ShipStationSwitches()
        self.slack_switches = SlackSwitches()
        self.cin7 = Cin7(self)
        self.shipstation = ShipStation(self)
        self.slack = Slack(self)

    # -- making things ---------------------------------------------------------------------

    def add_shop(self, domain: str, name: str, currency: str = "GBP", country: str = "GB") -> Shop:
        """Open a shop; its domain is its key."""
        shop = Shop(self, domain, name, currency, country)
        self.shops[domain] = shop
        return shop

    def ids(self) -> int:
        """A number nobody else in this world has, as long as Shopify's are."""
        return next(self._numbers)

    def guid(self) -> str:
        """A lower-case GUID that grows from the seed."""
        return str(UUID(int=self.random.getrandbits(128), version=4))

    # -- later -----------------------------------------------------------------------------

    def later(self, seconds: float, job: Job) -> None:
        """Do a thing when so many of the world's seconds are over.

        Under a running clock ``keep_appointments`` does it; under a manual one ``run_due``.
        """
        self._agenda.put(self.clock.now() + timedelta(seconds=seconds), job)

    async def run_due(self) -> int:
        """Do everything that is due now, in order; returns how many things that were."""
        done = 0
        while (job := self._agenda.take_due()) is not None:
            await job()
            done += 1
        return done

    async def keep_appointments(self) -> None:
        """Do things as they fall due, for as long as the clock runs; cancel it to stop."""
        while True:
            await self._agenda.wait()
            try:
                await self.run_due()
            except Exception:
                logging.getLogger(__name__).exception("a thing to be done later went wrong")

    async def advance(self, seconds: float) -> None:
        """Move a manual clock, doing what falls due and delivering webhooks on the way."""
        if not isinstance(self.clock, ManualClock):
            raise TypeError("only a manual clock can be moved")
        until = self.clock.now() + timedelta(seconds=seconds)
        await self.run_due()
        await self.webhooks.deliver_due()
        while (due := self._next_due()) is not None and due <= until:
            self.clock.advance(max(0.0, (due - self.clock.now()).total_seconds()))
            await self.run_due()
            await self.webhooks.deliver_due()
        self.clock.advance(max(0.0, (until - self.clock.now()).total_seconds()))

    def _next_due(self) -> datetime | None:
        times = [t for t in (self._agenda.next_due(), self.webhooks.next_due()) if t is not None]
        return min(times, default=None)
