"""The merchant of a little world: the shops, our ledger and our clients, without a buffer.

As ``tests/town.py``, but that every call of a flow goes by the driver's road.
"""

import os
import shutil
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import httpx

from domain.buffers import NO_BUFFER
from domain.rules import Rules
from ledger.store import Ledger, open_ledger, upgrade
from receiver.app import create_app as create_receiver
from receiver.doors import Doors
from sandbox.app import create_app
from sandbox.chance import Random
from sandbox.clock import ManualClock
from tasks.cin7_core import Cin7Core
from tasks.subscriptions import CIN7_TYPES, SHOPIFY_TOPICS
from tests.simulation.driver import Driver, Road
from tests.simulation.script import Script
from tests.town import (
    BEARER,
    DOMAINS,
    LOCATIONS,
    MORNING,
    TOGETHER,
    Reach,
    Town,
    build_world,
    open_outside,
)

RECEIVER = "http://127.0.0.1:9"
"""Where the pretend vendors send their webhooks; nothing listens there but the test itself."""

POPUP = 901
"""The number of the first location that our rules do not map."""


@dataclass
class Merchant:
    """A town, and who says what goes on in it next."""

    town: Town
    driver: Driver
    hinted: list[tuple[str, str]]
    """(flow, store) of events to Prefect that were posted and not taken up yet."""


async def build_merchant(script: Script, folder: Path, stack: AsyncExitStack) -> Merchant:
    """Build the world of a script; ``folder`` holds its ledger until the next world's."""
    clock = ManualClock(MORNING)
    locations = TOGETHER if script.together else LOCATIONS
    world = build_world(clock, locations)
    world.seed = script.seed
    world.random.seed(script.seed)
    world.webhooks.clear(script.seed)
    ledger = _fresh_ledger(folder)
    stack.callback(ledger.close)
    chance = Random(f"ways of {script.seed}")
    driver = Driver(world, clock, script.conditions, chance)
    road = Road(driver, httpx.ASGITransport(create_app(world)))
    reach = Reach(transport=road)
    outside = await open_outside(
        ledger, reach, stack, now=clock.now, sleep=driver.sleep, locations=locations
    )
    rules = without_buffers(outside.rules)
    outside = replace(
        outside,
        rules=rules,
        inventory=Cin7Core(outside.cin7, rules, clock.now),
        desk=None,
        shipstation=None,
        slack=None,
        orders_since=MORNING,
    )
    hinted: list[tuple[str, str]] = []

    async def post(flow: str, store: str, _: int) -> None:
        hinted.append((flow, store))

    doors = Doors(
        ledger=ledger,
        now=clock.now,
        post_hint=post,
        shop_domains=DOMAINS,
        shop_secrets={store: [world.shops[d].webhook_secret] for store, d in DOMAINS.items()},
        cin7_bearer=BEARER,
    )
    world.webhooks.http = await stack.enter_async_context(
        httpx.AsyncClient(transport=httpx.ASGITransport(create_receiver(doors)))
    )
    town = Town(world, ledger, rules, outside, stack, doors, locations=locations)
    for sku, units in script.stock.items():
        town.stock(sku, units)
    if script.popup:
        _open_popups(town)
    if script.kit is not None:
        kit = script.kit
        world.cin7.set_bill(kit.sku, kit.parts, kit.makes, kit.assembled, kit.opened)
    _subscribe(town)
    _set(script, town)
    return Merchant(town, driver, hinted)


def without_buffers(rules: Rules) -> Rules:
    """The shipped rules, but that nothing is kept back."""
    return replace(rules, buffers=(NO_BUFFER,))


def _fresh_ledger(folder: Path) -> Ledger:
    """An empty ledger: the tables are made once for each folder of worlds, and copied."""
    template = folder / "empty.db"
    if not template.exists():
        upgrade(f"sqlite:///{template}")
    file = folder / f"ledger-{os.getpid()}.db"
    for part in ("", "-wal", "-shm"):
        Path(f"{file}{part}").unlink(missing_ok=True)
    shutil.copyfile(template, file)
    return _opened(file)


@cache
def _opened(file: Path) -> Ledger:
    """One for all worlds of a process: a statement is compiled once, not in each of them."""
    return open_ledger(f"sqlite:///{file}")


def _open_popups(town: Town) -> None:
    """A place in each shop that nobody told us of; people may move orders there."""
    for number, domain in enumerate(DOMAINS.values(), POPUP):
        shop = town.world.shops[domain]
        shop.add_location(number, "popup", "GB")
        for item in list(shop.catalogue.items.values()):
            shop.stock.seed(item, number, 0)


def _subscribe(town: Town) -> None:
    """Webhooks stand from the beginning."""
    for store, domain in DOMAINS.items():
        shop = town.world.shops[domain]
        for topic in SHOPIFY_TOPICS:
            uri = f"{RECEIVER}/webhooks/shopify/{store}"
            made, errors = shop.hooks.create("simulation", topic, {"uri": uri})
            assert made is not None, errors
    for kind, last in CIN7_TYPES.items():
        town.world.cin7.hooks.create(
            {
                "Type": kind,
                "IsActive": True,
                "ExternalURL": f"{RECEIVER}/webhooks/cin7/{last}",
                "ExternalAuthorizationType": "bearerauth",
                "ExternalBearerToken": BEARER,
            }
        )


def _set(script: Script, town: Town) -> None:
    world, of = town.world, script.conditions
    switches: Mapping[str, object] = {
        "shopify": world.shopify_switches,
        "cin7": world.cin7_switches,
    }
    for vendor, chosen in of.switches.items():
        for name, value in chosen.items():
            setattr(switches[vendor], name, value)
    if script.kit is not None:
        world.cin7_switches.kit_available = script.kit.available
    world.cin7_switches.availability_lag_seconds = of.availability_lag
    world.cin7_switches.search_lag_seconds = of.sale_lag
    world.shopify_switches.search_lag_seconds = of.search_lag
    for source in ("cin7", *(f"shopify:{domain}" for domain in DOMAINS.values())):
        world.webhooks.share(source, "lose", of.lose)
        world.webhooks.share(source, "double", of.double)
        world.webhooks.share(source, "reorder", of.reorder)
