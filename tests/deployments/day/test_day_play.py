"""A day played to the real sandbox, in process and on a clock that the test moves."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from deployments.day.opening import open_day
from deployments.day.panel import Panel, PanelRefused
from deployments.day.places import EU, MAIN, SHOPS, SOUTH, UK
from deployments.day.play import Played, Player, Progress
from deployments.day.script import Cin7Outage, Order, Receipt, Script, WebhooksErr
from deployments.demo_settings import Keys, ShopKeys
from sandbox.app import create_app
from sandbox.clock import ManualClock
from sandbox.journal import OrderPlaced, ShelfChanged, ShownChanged, StockReceived
from sandbox.world import World
from settings.load import load_rules

KEYS = Keys(
    {"uk": ShopKeys("uk-app", "uk-secret"), "eu": ShopKeys("eu-app", "eu-secret")},
    "account",
    "key",
    "bearer",
    "ship-key",
    "xoxb-day",
)
RULES = load_rules(Path(__file__).resolve().parents[3] / "rules.toml")


class Town:
    def __init__(self, script: Script, panel: Panel, world: World) -> None:
        self.script, self.panel, self.world = script, panel, world
        self.told: list[Progress] = []

    async def play(self) -> Played:
        await open_day(self.panel, self.script, KEYS, RULES)
        player = Player(
            self.script, self.panel, self.world.clock.now, self.world.advance, self.told.append
        )
        return await player.play()

    def events(self, kind: type) -> list:
        return [event for event in self.world.journal.events if isinstance(event, kind)]


@pytest.fixture
async def town(small_script: Script) -> AsyncIterator[Town]:
    world = World(ManualClock(small_script.opens))
    transport = httpx.ASGITransport(create_app(world))
    async with httpx.AsyncClient(transport=transport) as http:
        yield Town(small_script, Panel(http, "http://sandbox"), world)


async def test_storefronts_open_with_the_counts_that_cin7_has(town):
    await open_day(town.panel, town.script, KEYS, RULES)
    shelf = {(one.location, one.sku): one.available for one in town.events(ShelfChanged)}
    shown = {
        (shop.domain, shop.locations[one.location_id], one.sku): one.available
        for shop in SHOPS
        for one in town.events(ShownChanged)
        if one.shop == shop.domain
    }
    assert shown == {(s.domain, *key): units for s in SHOPS for key, units in shelf.items()}
    assert ("Main Warehouse", "22411") in shelf


async def test_a_spelling_that_cin7_lacks_is_sold_untracked(town):
    await open_day(town.panel, town.script, KEYS, RULES)
    for shop in SHOPS:
        variant = town.world.shops[shop.domain].catalogue.variant_of("84997b")
        assert not variant.item.tracked
    assert town.world.cin7.catalogue.by_sku("84997b") is None
    assert town.world.cin7.catalogue.service("Carriage") is not None


async def test_our_keys_open_the_vendors(town):
    await open_day(town.panel, town.script, KEYS, RULES)
    assert town.world.cin7.knows("account", "key")
    shop = town.world.shops[UK.domain]
    assert shop.apps == {"uk-app": "uk-secret"}
    assert shop.webhook_secret == "uk-secret"


async def test_everything_happens_at_its_time(town):
    played = await town.play()
    placed = {one.name: (one.shop, one.at, one.note) for one in town.events(OrderPlaced)}
    assert placed == {
        order.name: (order.shop, order.at, order.note) for order in town.script.orders
    }
    assert played.orders == 6
    assert played.adjustments == 3
    assert played.latest_seconds == 0
    assert town.world.clock.now() == town.script.closes


async def test_lines_reach_the_shop_as_they_are_in_the_file(town):
    await town.play()
    [first] = [one for one in town.events(OrderPlaced) if one.name == "#600001"]
    assert [(line.sku, line.units, line.tracked, line.custom) for line in first.lines] == [
        ("22411", 6, True, False),
        ("22411", 6, True, False),
        ("POST", 1, False, True),
    ]
    [debt] = [one for one in town.events(OrderPlaced) if one.name == "#A600008"]
    assert [(line.sku, line.price) for line in debt.lines] == [("B", "11062.06")]


async def test_progress_is_told_after_every_happening(town):
    await town.play()
    total = len(town.script.happenings)
    assert [one.done for one in town.told] == list(range(1, total + 1))
    assert {one.total for one in town.told} == {total}
    assert "order #600001: 13 units" in [one.said for one in town.told]


async def test_stock_comes_in_on_a_purchase_made_before(town):
    at = town.script.opens
    script = Script("a receipt", at, (Receipt(at, SOUTH, {"22411": 5}),), town.script.catalogue)
    town.script = script
    played = await town.play()
    [received] = town.events(StockReceived)
    assert (received.location, received.sku, received.units) == (SOUTH, "22411", 5)
    assert played.receipts == 1


async def test_units_that_checkout_refuses_are_remembered(town):
    order = next(one for one in town.script.orders if one.name == "#600001")
    greedy = Order(
        order.at,
        EU.domain,
        "#1",
        "France",
        "",
        (order.lines[0].__class__("22411", 10_000, order.lines[0].price, "Bag"),),
    )
    shown = sum(
        product.stock[MAIN] for product in town.script.catalogue.products if product.sku == "22411"
    )
    town.script = Script("greedy", order.at, (greedy,), town.script.catalogue)
    played = await town.play()
    assert played.refused == {(EU.domain, "22411"): 10_000 - shown}
    assert played.refused_units == 10_000 - shown
    assert "units refused" in town.told[0].said


async def test_mishaps_are_planned_in_the_sandbox(town):
    at, source = town.script.opens, f"shopify:{UK.domain}"
    town.script = Script(
        "mishaps",
        at,
        (Cin7Outage(at, 600), WebhooksErr(at, source, "lose", 2)),
        town.script.catalogue,
    )
    await town.play()
    assert await town.world.faults.take("cin7", "GET me") == "503"
    await town.world.advance(601)
    assert await town.world.faults.take("cin7", "GET me") is None


async def test_a_driver_that_is_late_goes_on_at_once_and_says_so(town):
    town.world.clock.advance(7200)
    played = await town.play()
    assert played.latest_seconds == 7200 - 17 * 60
    assert played.orders == 6


async def test_what_the_sandbox_refuses_stops_the_day(town):
    with pytest.raises(PanelRefused, match=r"/shops/uk\.myshopify\.example/checkout.*404"):
        await Player(
            town.script, town.panel, town.world.clock.now, town.world.advance, town.told.append
        ).play()


async def test_a_real_day_plays_and_its_file_says_what_the_books_find(october, town):
    from deployments.day.real import script_of

    town.script = script_of(october)
    await town.play()
    books = await town.panel.books(
        {
            "location_map": {shop.domain: dict(shop.locations) for shop in SHOPS},
            "stores": {shop.domain: shop.store for shop in SHOPS},
        }
    )
    assert books["counts"]["orders"] == 122 + len(town.script.earlier)
    in_cin7 = sum(one.in_cin7 for one in town.script.earlier)
    assert books["counts"]["sales"] == in_cin7, "nobody has made a sale of any order of the day"
    assert books["promises"]["2"] > 100
    assert books["promises"]["3"] > 100, "nobody has reversed what was taken back"
    assert books["promises"]["7"] is None
