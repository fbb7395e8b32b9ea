"""The merchant of the benchmarks: 2,500 SKUs in three warehouses, two shops, vendors that are far.

The pretend vendors run in this process over ASGI, so what they take to answer is in every time;
what a real network would add is waited for on the wall.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
from pydantic import SecretStr

from ledger.store import open_ledger, upgrade
from receiver.app import create_app as create_receiver
from receiver.doors import Doors
from sandbox.app import create_app
from sandbox.clock import Clock, ManualClock, RunningClock
from sandbox.journal import Called
from settings.clock import Clock as OurClock
from tasks.outside import Standing
from tasks.subscriptions import subscribe_shop
from tests.benchmarks.paced import with_budgets
from tests.town import BEARER, DOMAINS, MORNING, Reach, Town, build_world, open_outside

SKUS = tuple(f"SKU-{number:04}" for number in range(2500))
LIFTED = 10**9
"""A limit that nobody meets."""


class FarAway(httpx.AsyncBaseTransport):
    """Answers what the vendor answers, so many seconds of the wall later."""

    def __init__(self, vendor: httpx.AsyncBaseTransport) -> None:
        self._vendor = vendor
        self.seconds = 0.0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.seconds:
            await asyncio.sleep(self.seconds)  # noqa: TID251 - the network is on the wall
        return await self._vendor.handle_async_request(request)


@dataclass
class Place:
    """The merchant, and the length of the wire."""

    town: Town
    wire: FarAway

    def calls(self, begin: int = 0) -> Counter[tuple[str, str, str]]:
        """Vendor calls since an event of the journal: (vendor, operation, outcome) to number."""
        return Counter(
            (event.system.partition(":")[0], event.operation, event.outcome)
            for event in self.town.world.journal.events[begin:]
            if isinstance(event, Called)
        )

    @property
    def moment(self) -> int:
        """Where the journal stands."""
        return len(self.town.world.journal.events)


async def open_place(
    stack: AsyncExitStack, ledger_url: str, *, speed: float | None, limits: bool
) -> Place:
    """Put the merchant up, storefronts in step with the shelf.

    Args:
        stack: Closes it.
        ledger_url: An empty database.
        speed: Of a running clock; None for one that stands still until somebody moves it.
        limits: Whether the vendors' limits hold, and our budgets keep to them.
    """
    wall = datetime.now(UTC)  # noqa: TID251 - a running clock begins at the wall
    ours = OurClock(MORNING, wall, speed or 1)
    clock: Clock = RunningClock(MORNING, wall, speed) if speed else ManualClock(MORNING)
    world = build_world(clock)
    wire = FarAway(httpx.ASGITransport(create_app(world)))
    sleep: Callable[[float], Awaitable[None]] = ours.sleep if speed else world.advance
    now = ours.now if speed else clock.now
    upgrade(ledger_url)
    ledger = open_ledger(ledger_url)
    stack.callback(ledger.close)
    lease = 30 * ours.speed + 60
    reach = Reach(transport=wire)
    outside = await open_outside(ledger, reach, stack, now=now, sleep=sleep, lease_seconds=lease)
    if limits:
        outside = await with_budgets(outside, reach, stack, ours)
    else:
        world.cin7_switches.rate_limit_per_minute = LIFTED
        for shop in world.shops.values():
            shop.bucket_size = shop.restore_rate = float(LIFTED)
    stack.enter_context(Standing(outside))
    town = Town(world, ledger, outside.rules, outside, stack)
    for sku in SKUS:
        town.stock(sku, {"main": 400, "north": 200, "south": 200})
    return Place(town, wire)


async def open_receiver(place: Place) -> Doors:
    """Put the receiver up and let the shops send their webhooks to it."""
    town = place.town

    async def nowhere(flow: str, store: str, number: int) -> None:
        """Prefect is not there: what it takes to start a run is not measured here."""

    doors = Doors(
        ledger=town.ledger,
        now=town.outside.now,
        post_hint=nowhere,
        shop_domains=DOMAINS,
        shop_secrets={s: [town.world.shops[d].webhook_secret] for s, d in DOMAINS.items()},
        cin7_bearer=SecretStr(BEARER).get_secret_value(),
    )
    town.world.webhooks.http = await town.stack.enter_async_context(
        httpx.AsyncClient(transport=httpx.ASGITransport(create_receiver(doors)))
    )
    for store in DOMAINS:
        await subscribe_shop(store, "http://127.0.0.1:9", False)
    return doors
