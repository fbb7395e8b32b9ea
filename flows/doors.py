"""Opens the outside world for one run: clients, ledger, budgets and the clock, from the settings.

The one flow module that may see clients and the ledger. A world that somebody has put up already
(a test, a simulation) is kept.
"""

import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp
import httpx

from clients.cin7.client import Cin7Client
from clients.shipstation.client import ShipStationClient
from clients.shopify.client import ShopifyClient
from clients.shopify.tokens import ClientCredentials, StaticToken, TokenSource
from clients.slack.client import SlackClient
from domain.links import Links
from domain.rules import Rules, Store
from ledger.budgets import CallBudget, PointsBudget
from ledger.store import Ledger, open_ledger
from settings.clock import Clock
from settings.load import load
from settings.settings import Settings
from tasks.cin7_core import Cin7Core
from tasks.outside import Outside, Standing, standing
from tasks.shipstation_v2 import ShipStationV2

START_SECONDS = 3.0
"""About what a run takes from the event to its first read, on the wall: its process starts."""


@asynccontextmanager
async def open_doors() -> AsyncIterator[Outside]:
    """Open everything one flow run needs, and close it at the end.

    Raises:
        SettingsError: A setting or rule is missing or impossible; it names the key and the mend.
    """
    there = standing()
    if there is not None:
        yield there
        return
    settings, rules = load()
    async with AsyncExitStack() as stack:
        world = await _build(settings, rules, stack)
        with Standing(world):
            yield world


async def _build(settings: Settings, rules: Rules, stack: AsyncExitStack) -> Outside:
    clock = settings.clock.build()
    ledger = open_ledger(settings.ledger_url.get_secret_value())
    stack.callback(ledger.close)
    to_shopify = await stack.enter_async_context(
        httpx.AsyncClient(timeout=settings.shopify.timeout_seconds)
    )
    to_cin7 = await stack.enter_async_context(
        httpx.AsyncClient(timeout=settings.cin7.timeout_seconds)
    )
    cin7 = _cin7(settings, to_cin7, ledger, clock)
    shipstation = await _shipstation(settings, ledger, clock, stack)
    slowest = max(
        settings.shopify.timeout_seconds,
        settings.cin7.timeout_seconds,
        settings.shipstation.timeout_seconds,
        settings.slack.timeout_seconds,
    )
    return Outside(
        shops={
            store.name: _shop(settings, store, to_shopify, ledger, clock)
            for store in rules.stores.values()
        },
        inventory=Cin7Core(cin7, rules, clock.now),
        cin7=cin7,
        ledger=ledger,
        rules=rules,
        now=clock.now,
        sleep=clock.sleep,
        owner=str(uuid.uuid4()),
        settle_seconds=settings.cin7.settle_seconds,
        lease_seconds=slowest * clock.speed + settings.cin7.settle_seconds,
        start_seconds=START_SECONDS * clock.speed,
        desk=None if shipstation is None else ShipStationV2(shipstation),
        shipstation=shipstation,
        slack=await _slack(settings, ledger, clock, stack),
        channel=settings.slack.channel,
        channels={lane.replace("_", "-"): one for lane, one in settings.slack.channels.items()},
        buttons=bool(settings.slack.signing_secrets),
        links=Links(
            **settings.links.model_dump(),
            shops={store.name: store.shop_domain for store in rules.stores.values()},
        ),
        orders_since=settings.shopify.orders_since,
    )


def _cin7(settings: Settings, http: httpx.AsyncClient, ledger: Ledger, clock: Clock) -> Cin7Client:
    of = settings.cin7
    pace = _budget(ledger, clock, "cin7", of.calls_per_minute, of.urgent_calls_per_minute)
    return Cin7Client(
        http,
        base_url=of.base_url,
        account_id=of.account_id,
        application_key=of.application_key.get_secret_value(),
        pace=pace,
        sleep=clock.sleep,
        page_size=of.page_size,
    )


def _shop(
    settings: Settings, store: Store, http: httpx.AsyncClient, ledger: Ledger, clock: Clock
) -> ShopifyClient:
    of = settings.shopify.stores[store.name]
    base_url = settings.shopify.base_url_of(store)
    token: TokenSource
    if of.client_id is not None and of.client_secret is not None:
        token = ClientCredentials(
            http,
            base_url=base_url,
            client_id=of.client_id,
            client_secret=of.client_secret,
            now=clock.now,
            sleep=clock.sleep,
        )
    else:
        assert of.token is not None  # the settings refuse a shop that nothing opens
        token = StaticToken(of.token)
    return ShopifyClient(
        http,
        base_url=base_url,
        token=token,
        pace=PointsBudget(ledger, f"shopify:{store.name}", now=clock.now, sleep=clock.sleep),
        sleep=clock.sleep,
        api_version=settings.shopify.api_version,
    )


async def _shipstation(
    settings: Settings, ledger: Ledger, clock: Clock, stack: AsyncExitStack
) -> ShipStationClient | None:
    of = settings.shipstation
    if of.api_key is None:
        return None
    http = await stack.enter_async_context(httpx.AsyncClient(timeout=of.timeout_seconds))
    pace = _budget(ledger, clock, "shipstation", of.calls_per_minute, of.urgent_calls_per_minute)
    return ShipStationClient(
        http,
        base_url=of.base_url,
        api_key=of.api_key.get_secret_value(),
        pace=pace,
        sleep=clock.sleep,
    )


async def _slack(
    settings: Settings, ledger: Ledger, clock: Clock, stack: AsyncExitStack
) -> SlackClient | None:
    of = settings.slack
    if of.token is None:
        return None
    session = await stack.enter_async_context(aiohttp.ClientSession())
    budgets: dict[str, CallBudget] = {}

    def pace_of(channel_or_method: str) -> CallBudget:
        """Posts: one a second in a channel; other methods: fifty a minute."""
        if channel_or_method not in budgets:
            calls, urgent = (50, 45) if "." in channel_or_method else (55, 50)
            name = f"slack {channel_or_method}"
            budgets[channel_or_method] = _budget(ledger, clock, name, calls, urgent)
        return budgets[channel_or_method]

    return SlackClient(
        session,
        token=of.token.get_secret_value(),
        pace_of=pace_of,
        sleep=clock.sleep,
        base_url=of.base_url,
        timeout_seconds=of.timeout_seconds,
    )


def _budget(ledger: Ledger, clock: Clock, account: str, calls: int, urgent: int) -> CallBudget:
    """So many calls a minute of our clock, shared by every process."""
    return CallBudget(
        ledger,
        account,
        now=clock.now,
        sleep=clock.sleep,
        calls=calls,
        urgent=urgent,
        speed=clock.speed,
    )
