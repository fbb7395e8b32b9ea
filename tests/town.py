"""A small merchant for tests: two shops, three warehouses, our ledger, all in one process.

The vendors are the sandbox over ASGI on a clock that a test moves by hand; nothing of ours is
patched. ``town.outside`` is the world that flows find, and ``town.books()`` asks the sandbox.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import aiohttp
import httpx

from clients.cin7.client import Cin7Client
from clients.pace import Unpaced
from clients.shipstation.client import ShipStationClient
from clients.shipstation.keys import KeyRing
from clients.shopify.client import ShopifyClient
from clients.shopify.tokens import StaticToken
from clients.slack.client import SlackClient
from deployments.audit import claims
from domain.rules import Rules
from domain.types import LocationId, WarehouseName, location_id
from ledger.store import Ledger, open_ledger, upgrade
from receiver.app import create_app as create_receiver
from receiver.doors import Doors
from sandbox.app import create_app
from sandbox.books import audit
from sandbox.books_claims import Claims
from sandbox.clock import Clock, ManualClock
from sandbox.shopify.state import CheckoutLine
from sandbox.world import World
from settings.load import load_rules
from tasks.cin7_core import Cin7Core
from tasks.outside import Outside, Standing
from tasks.shipstation_v2 import ShipStationV2
from tests.aiohttp_over_asgi import AiohttpOverAsgi

ROOT = Path(__file__).resolve().parents[1]
MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
PLACES = {"Main Warehouse": "main", "North Warehouse": "north", "South Warehouse": "south"}
LOCATIONS: Mapping[str, Mapping[str, int]] = {
    "uk": {"main": 101, "north": 102, "south": 103},
    "eu": {"main": 201, "north": 202, "south": 203},
}
TOGETHER = {**LOCATIONS, "uk": {"main": 101, "north": 101, "south": 103}}
"""The uk shop has one location for two warehouses; the eu shop pictures each by itself."""
DOMAINS = {"uk": "uk.myshopify.example", "eu": "eu.myshopify.example"}
BEARER = "a bearer token of a test"
SLACK_TOKEN = "xoxb-town"
CHANNEL = "C0STOCK"


@dataclass
class Town:
    """Everything a flow test needs, and the handles to move the world with."""

    world: World
    ledger: Ledger
    rules: Rules
    outside: Outside
    stack: AsyncExitStack
    receiver: Doors | None = None
    posted: list[tuple[str, str, int]] = field(default_factory=list)
    url: str = ""
    """Of the sandbox, when it is served over HTTP."""
    locations: Mapping[str, Mapping[str, int]] = field(default_factory=lambda: LOCATIONS)
    """For each store, the number of the location that a warehouse of ours stands behind."""

    # -- setting up --------------------------------------------------------------------------

    def stock(
        self,
        sku: str,
        units: Mapping[str, int],
        *,
        shown: Mapping[str, int] | None = None,
        stocked: Sequence[str] | None = None,
        tracked: bool = True,
        in_cin7: bool = True,
        shops: Sequence[str] = ("uk", "eu"),
    ) -> None:
        """Put a SKU on sale: ``units`` by our warehouse; stores show the same, or ``shown``."""
        if in_cin7:
            held = {name: units.get(ours, 0) for name, ours in PLACES.items()}
            self.world.cin7.add_product(sku, f"Product {sku}", "5", held)
        for shop in shops:
            places = self.locations[shop]
            showing = units if shown is None else shown
            levels = Counter[int]()
            for warehouse in stocked if stocked is not None else places:
                levels[places[warehouse]] += showing.get(warehouse, 0)
            self.shop(shop).add_item(sku, f"Product {sku}", "9.99", tracked, "DENY", levels)

    def shop(self, store: str) -> Any:
        """The pretend shop of one of our stores."""
        return self.world.shops[DOMAINS[store]]

    # -- what happens ------------------------------------------------------------------------

    def sell(
        self,
        store: str,
        *lines: tuple[str, int],
        country: str = "GB",
        note: str = "",
        custom: Sequence[tuple[str, int]] = (),
        name: str | None = None,
    ) -> Any:
        """A customer buys; policy DENY refuses what is not shown. Two seconds go by."""
        wanted = [CheckoutLine(sku, units, "9.99", f"Product {sku}") for sku, units in lines]
        wanted += [CheckoutLine(sku, units, "3.50", sku, custom=True) for sku, units in custom]
        result = self.shop(store).checkout(
            wanted, country=country, customer="A. Customer", name=name, note=note
        )
        if isinstance(self.world.clock, ManualClock):
            self.world.clock.advance(2)
        return result

    def take_back(
        self, store: str, order_id: int, *back: tuple[str, int, str], warehouse: str = "main"
    ) -> Any:
        """Refund (SKU, units, CANCEL | RETURN | NO_RESTOCK) of an order. Two seconds go by."""
        order = self.shop(store).order(order_id)
        place = self.locations[store][warehouse]
        lines = [
            (
                next(line.id for line in order.lines if line.sku == sku),
                units,
                kind,
                None if kind == "NO_RESTOCK" else place,
            )
            for sku, units, kind in back
        ]
        made = self.shop(store).refund(order_id, lines)
        if isinstance(self.world.clock, ManualClock):
            self.world.clock.advance(2)
        return made

    # -- what the world shows ----------------------------------------------------------------

    def shown(self, store: str, sku: str, warehouse: str) -> int:
        """Units a storefront shows of a SKU at the location of a warehouse."""
        shop = self.shop(store)
        item = shop.catalogue.variants_of(sku)[0].item
        level = shop.stock.level(item, self.locations[store][warehouse])
        return level.available if level else 0

    def available(self, sku: str, warehouse: str) -> int:
        """Cin7's true available units."""
        place = next(name for name, ours in PLACES.items() if ours == warehouse)
        return int(self.world.cin7.available(sku, place))

    def live_sales(self) -> list[Any]:
        """Cin7 sales that are not voided."""
        return [sale for sale in self.world.cin7.sales if not sale.voided]

    def said(self) -> list[tuple[str, str]]:
        """(text, ts) of what stands in our Slack channel, oldest first."""
        channel = self.world.slack.channels[CHANNEL]
        return [(one.text, one.ts) for one in channel.messages.values()]

    def books(self, **more: Any) -> Any:
        """The audit of the promises, with what the ledger says handed over as data."""
        return audit(self.world.journal, self.claims(**more))

    def claims(self, **more: Any) -> Claims:
        """What the driver of a test knows, for the books."""
        told: dict[str, Any] = {
            "settle_seconds": 60,
            "reaction_seconds": 300,
            "poll_seconds": 900,
            "until": self.world.clock.now().isoformat(),
        }
        return Claims.model_validate(claims(self.ledger, self.rules, **{**told, **more}))

    def calls(self, system: str = "") -> list[str]:
        """Operations called, in order; ``system`` such as ``cin7`` or ``shopify:``."""
        from sandbox.journal import Called

        return [
            event.operation
            for event in self.world.journal.events
            if isinstance(event, Called) and event.system.startswith(system)
        ]

    def as_another_run(self, owner: str) -> Outside:
        """The same world, claimed by another run."""
        return replace(self.outside, owner=owner)


@dataclass(frozen=True)
class Reach:
    """How our clients reach the sandbox: over ASGI in this process, or over HTTP."""

    base_url: str = "http://sandbox"
    transport: httpx.AsyncBaseTransport | None = None


async def open_outside(
    ledger: Ledger,
    reach: Reach,
    stack: AsyncExitStack,
    *,
    now: Callable[[], datetime],
    sleep: Callable[[float], Awaitable[None]],
    owner: str = "a run",
    lease_seconds: float = 90,
    locations: Mapping[str, Mapping[str, int]] = LOCATIONS,
) -> Outside:
    """Our clients on the sandbox, without a budget: the sandbox keeps its own."""
    rules = rules_for(locations)
    http = await stack.enter_async_context(
        httpx.AsyncClient(transport=reach.transport, base_url=reach.base_url, timeout=30)
    )
    cin7 = Cin7Client(
        http,
        base_url=f"{reach.base_url}/cin7/ExternalApi/v2/",
        account_id="account",
        application_key="key",
        pace=Unpaced(),
        sleep=sleep,
    )
    shops = {
        store: ShopifyClient(
            http,
            base_url=f"{reach.base_url}/shopify/{domain}",
            token=StaticToken(f"token-{store}"),
            pace=Unpaced(),
            sleep=sleep,
        )
        for store, domain in DOMAINS.items()
    }
    shipstation = ShipStationClient(
        http,
        base_url=f"{reach.base_url}/shipstation/v2/",
        api_key="ship-key",
        pace=Unpaced(),
        sleep=sleep,
    )
    return Outside(
        shops=shops,
        inventory=Cin7Core(cin7, rules, now),
        cin7=cin7,
        ledger=ledger,
        rules=rules,
        now=now,
        sleep=sleep,
        owner=owner,
        settle_seconds=60,
        lease_seconds=lease_seconds,
        desk=ShipStationV2(shipstation),
        shipstation=shipstation,
        slack=SlackClient(
            await _slack_session(reach, stack),
            token=SLACK_TOKEN,
            pace_of=lambda _: Unpaced(),
            sleep=sleep,
            base_url=f"{reach.base_url}/slack/api/",
            timeout_seconds=30,
        ),
        channel=CHANNEL,
    )


def rules_for(locations: Mapping[str, Mapping[str, int]]) -> Rules:
    """The shipped rules, with the warehouses behind these locations."""
    rules = load_rules(ROOT / "rules.toml")
    stores = {}
    for name, store in rules.stores.items():
        behind: dict[LocationId, tuple[WarehouseName, ...]] = {}
        for warehouse, number in locations[name].items():
            at = location_id(number)
            behind[at] = (*behind.get(at, ()), WarehouseName(warehouse))
        stores[name] = replace(store, locations=behind)
    return replace(rules, stores=stores)


async def _slack_session(reach: Reach, stack: AsyncExitStack) -> aiohttp.ClientSession:
    """A real session over HTTP; in this process a stand-in for the part that slack-sdk uses."""
    if reach.transport is None:
        return await stack.enter_async_context(aiohttp.ClientSession())
    http = await stack.enter_async_context(httpx.AsyncClient(transport=reach.transport))
    return cast(aiohttp.ClientSession, AiohttpOverAsgi(http))


def build_world(clock: Clock, locations: Mapping[str, Mapping[str, int]] = LOCATIONS) -> World:
    """Two empty shops, an empty Cin7, its three locations, and the service products."""
    world = World(clock)
    world.cin7.set_credentials("account", "key")
    for name in PLACES:
        world.cin7.add_location(name)
    world.slack.add_bot(SLACK_TOKEN)
    world.slack.add_channel(CHANNEL, "stock")
    world.shipstation.api_keys.add("ship-key")
    for name in PLACES:
        world.shipstation.add_warehouse(name)
    for service in ("Carriage", "Discount", "Manual", "Gift voucher", "Refund"):
        world.cin7.add_product(service, service, "0", {}, kind="Service")
    for store, domain in DOMAINS.items():
        shop = world.add_shop(domain, store, "GBP", "GB")
        shop.static_tokens.add(f"token-{store}")
        for number in dict.fromkeys(locations[store].values()):
            names = [ours for ours, at in locations[store].items() if at == number]
            shop.add_location(number, " and ".join(names), "GB")
    world.shopify_switches.allow_loopback_http = True
    return world


async def build_town(
    ledger_url: str,
    stack: AsyncExitStack,
    locations: Mapping[str, Mapping[str, int]] = LOCATIONS,
) -> Town:
    """Build the merchant on a clock moved by hand; ``stack`` closes it."""
    upgrade(ledger_url)
    ledger = open_ledger(ledger_url)
    stack.callback(ledger.close)
    world = build_world(ManualClock(MORNING), locations)

    async def sleep(seconds: float) -> None:
        await world.advance(seconds)

    reach = Reach(transport=httpx.ASGITransport(create_app(world)))
    outside = await open_outside(
        ledger, reach, stack, now=world.clock.now, sleep=sleep, locations=locations
    )
    posted: list[tuple[str, str, int]] = []

    async def post(flow: str, store: str, number: int) -> None:
        posted.append((flow, store, number))

    doors = Doors(
        ledger=ledger,
        now=world.clock.now,
        post_hint=post,
        shop_domains=DOMAINS,
        shop_secrets={store: [world.shops[d].webhook_secret] for store, d in DOMAINS.items()},
        cin7_bearer=BEARER,
        shipstation_keys=KeyRing(
            await stack.enter_async_context(httpx.AsyncClient(transport=reach.transport)),
            url="http://sandbox/shipstation/jwks",
            now=world.clock.now,
            sleep=sleep,
        ),
    )
    world.webhooks.http = await stack.enter_async_context(
        httpx.AsyncClient(transport=httpx.ASGITransport(create_receiver(doors)))
    )
    town = Town(world, ledger, outside.rules, outside, stack, doors, posted, locations=locations)
    stack.enter_context(Standing(outside))
    return town
