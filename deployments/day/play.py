"""Play a script to the pretend vendors, each happening at its time on the one clock.

The driver only does what customers, warehouse people and mishaps do. It starts no flow and knows
nothing of ours; what is late is done at once, in order. What is taken back waits beside the rest
until its order has come as far as the script wants.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from deployments.day.panel import Panel
from deployments.day.script import (
    Adjustment,
    Cin7Outage,
    Happening,
    Order,
    Receipt,
    Script,
    TakenBack,
    WebhooksErr,
)
from deployments.day.take_back import TakenBackSoFar, TakingBack


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the day has come.

    Args:
        done: Happenings over.
        total: Happenings in all.
        at: What the clock showed.
        said: What just happened, in a few words.
    """

    done: int
    total: int
    at: datetime
    said: str


@dataclass(slots=True)
class Played:
    """What the driver saw of the day."""

    orders: int = 0
    """Baskets brought to checkout."""
    adjustments: int = 0
    receipts: int = 0
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Units refused at checkout, by shop and SKU."""
    taken_back: TakenBackSoFar = field(default_factory=TakenBackSoFar)
    latest_seconds: float = 0.0
    """How far the driver was behind its script at worst (our clock)."""

    @property
    def refused_units(self) -> int:
        """All of them."""
        return sum(self.refused.values())


class Player:
    """Plays one script once.

    Args:
        script: The day.
        panel: Where to.
        now: The shared clock.
        sleep: Waits so many of its seconds.
        tell: Called after every happening.
    """

    def __init__(
        self,
        script: Script,
        panel: Panel,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]],
        tell: Callable[[Progress], None],
    ) -> None:
        self._script, self._panel = script, panel
        self._now, self._sleep, self._tell = now, sleep, tell
        self._purchases: dict[int, str] = {}
        self._taking_back = TakingBack(panel, now, sleep)
        self.played = Played(taken_back=self._taking_back.so_far)

    async def play(self) -> Played:
        """Play it to its end.

        Raises:
            PanelRefused: The sandbox did not do what the script says.
        """
        for place, happening in enumerate(self._script.happenings):
            if isinstance(happening, Receipt):
                self._purchases[place] = await self._panel.order_stock(happening)
        try:
            async with asyncio.TaskGroup() as in_their_time:
                await self._through(in_their_time)
        except ExceptionGroup as group:
            raise group.exceptions[0] from None
        return self.played

    async def look_back(self) -> None:
        """Look once more, when the day has come to rest, at what was taken back."""
        await self._taking_back.look_back()

    async def _through(self, in_their_time: asyncio.TaskGroup) -> None:
        total = len(self._script.happenings)
        for place, happening in enumerate(self._script.happenings):
            wait = (happening.at - self._now()).total_seconds()
            if wait > 0:
                await self._sleep(wait)
            self.played.latest_seconds = max(self.played.latest_seconds, -wait)
            said = await self._do(place, happening, in_their_time)
            self._tell(Progress(place + 1, total, self._now(), said))

    async def _do(self, place: int, happening: Happening, in_their_time: asyncio.TaskGroup) -> str:
        match happening:
            case TakenBack():
                in_their_time.create_task(self._taking_back.take_back(happening))
                return f"order {happening.name} is to be taken back: {happening.when}"
            case Order():
                return await self._buy(happening)
            case Adjustment():
                await self._panel.adjust(happening)
                self.played.adjustments += 1
                return f"{happening.units:+} {happening.sku}: {happening.why}"
            case Receipt():
                await self._panel.receive(self._purchases[place])
                self.played.receipts += 1
                return f"{sum(happening.units.values())} units came in at {happening.location}"
            case Cin7Outage():
                await self._panel.outage(happening)
                return f"Cin7 is away for {happening.seconds:.0f} s"
            case WebhooksErr():
                await self._panel.plan_webhooks(happening)
                return f"{happening.mode} {happening.count} webhooks of {happening.source}"

    async def _buy(self, order: Order) -> str:
        refused = await self._panel.check_out(order)
        self.played.orders += 1
        for sku, units in refused.items():
            self.played.refused[(order.shop, sku)] += units
        short = f", {sum(refused.values())} units refused" if refused else ""
        return f"order {order.name}: {sum(line.units for line in order.lines)} units{short}"
