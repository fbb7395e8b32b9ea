"""A flash sale played to the real sandbox while nobody keeps the shops in step, and told."""

import asyncio
import io
import json
import struct
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from rich.console import Console

from deployments.day.curves import added, value_at
from deployments.day.flash import flash_script
from deployments.day.flash_chart import draw_sale
from deployments.day.flash_figures import OnSale, on_sale, section, tightest
from deployments.day.flash_tables import flash_markdown, flash_table
from deployments.day.opening import open_day
from deployments.day.panel import Panel, PanelRefused
from deployments.day.places import SHOPS
from deployments.day.play import Played, Player
from deployments.day.script import Script
from deployments.demo_flash import FlashTold, look_at_sale, publish_sale
from deployments.demo_settings import Keys, ShopKeys
from sandbox.app import create_app
from sandbox.clock import ManualClock
from sandbox.world import World
from settings.load import load_rules, load_settings
from tests.deployments.pretend_prefect import pretend_prefect
from tests.town import ROOT

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
KEYS = Keys(
    {"uk": ShopKeys("uk-app", "uk"), "eu": ShopKeys("eu-app", "eu")},
    *("account", "key", "bearer", "ship-key", "xoxb-day"),
)
CLAIMS: dict[str, Any] = {
    "location_map": {shop.domain: dict(shop.locations) for shop in SHOPS},
    "stores": {shop.domain: shop.store for shop in SHOPS},
}


def at(minutes: float) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


@dataclass(frozen=True)
class PlayedSale:
    """The world after the day, and what its books told."""

    script: Script
    world: World
    played: Played
    timeline: dict[str, Any]

    @property
    def products(self) -> list[OnSale]:
        return on_sale(self.timeline, self.script)

    @property
    def section(self) -> dict[str, Any]:
        return section(self.products, self.script, 12.0)


@asynccontextmanager
async def panel_of(world: World) -> AsyncIterator[Panel]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app(world))) as http:
        yield Panel(http, "http://sandbox")


async def play_it() -> PlayedSale:
    script = flash_script(MONDAY, 7)
    assert script.sale is not None
    world = World(ManualClock(MONDAY))
    async with panel_of(world) as panel:
        await open_day(panel, script, KEYS, load_rules(ROOT / "rules.toml"))
        player = Player(script, panel, world.clock.now, world.advance, lambda _: None)
        played = await player.play()
        timeline = await panel.timeline(CLAIMS, script.sale.skus)
    return PlayedSale(script, world, played, timeline)


@pytest.fixture(scope="module")
def sale() -> PlayedSale:
    """Played once: every test only looks."""
    return asyncio.run(play_it())


@pytest.fixture
async def told(sale: PlayedSale, tmp_path: Path) -> FlashTold:
    async with panel_of(sale.world) as panel:
        found = await look_at_sale(panel, sale.script, CLAIMS, speed=12.0, folder=tmp_path)
    assert found is not None
    return found


def test_each_product_opens_with_its_stock_in_every_store(sale: PlayedSale) -> None:
    stock = {product.sku: sum(product.stock.values()) for product in sale.script.catalogue.products}
    assert [product.opening for product in sale.products] == [
        stock[product.sku] for product in sale.products
    ]
    for product in sale.products:
        assert {store: value_at(curve, MONDAY) for store, curve in product.shown.items()} == {
            "uk": product.opening,
            "eu": product.opening,
        }


def test_every_unit_asked_for_was_sold_or_refused(sale: PlayedSale) -> None:
    asked = {
        product.sku: sum(
            line.units
            for order in sale.script.orders
            for line in order.lines
            if line.code == product.sku
        )
        for product in sale.products
    }
    assert asked == {
        product.sku: sum(product.sold.values()) + product.refused for product in sale.products
    }
    refused = sum(product.refused for product in sale.products)
    assert refused == sale.played.refused_units > 0


def test_with_nobody_in_between_both_stores_sell_the_whole_shelf(sale: PlayedSale) -> None:
    [receipt] = sale.script.receipts
    for product in sale.products:
        if product.sku not in receipt.units:
            missing = max(0, sum(product.sold.values()) - product.opening)
            assert product.gap + product.oversold == missing, product.sku
    total = sale.section["totals"]
    assert total["gap"] + total["oversold"] > 20
    assert total["ran_out_in_the_sale"] == 14
    assert total["too_high_seconds"] > 1800, "what UK sold stands in EU until the day is over"


def test_the_plentiful_never_run_out(sale: PlayedSale) -> None:
    scarce = sale.script.catalogue.scarce
    assert {product.sku for product in sale.products if product.ran_out is None} == {
        product.sku for product in sale.products if product.sku not in scarce
    }


def test_the_sums_are_those_of_the_rows(sale: PlayedSale) -> None:
    total, rows = sale.section["totals"], sale.section["rows"]
    assert len(rows) == 20
    for name in ("opening", "refused", "refused_though_there", "gap", "oversold"):
        assert total[name] == sum(row[name] for row in rows)
    assert total["sold"]["eu"] == sum(row["sold"]["eu"] for row in rows)
    assert json.loads(json.dumps(sale.section)) == sale.section


def test_a_person_reads_every_product_and_the_conclusion(sale: PlayedSale) -> None:
    console = Console(file=io.StringIO(), width=80)
    console.print(flash_table(sale.section))
    said = console.file.getvalue()  # type: ignore[attr-defined]
    total = sale.section["totals"]
    for row in sale.section["rows"]:
        [line] = [line for line in said.splitlines() if row["sku"] in line]
        told = line.split()
        assert told[:5] == [
            *(row["sku"], str(row["opening"]), str(row["sold"]["uk"])),
            *(str(row["sold"]["eu"]), str(row["refused"])),
        ]
        assert told[-2:] == [str(row["gap"]), str(row["oversold"])]
    assert "50 times the usual velocity, 20 products, 08:20 to 08:30" in said
    assert f"{total['oversold']} units were oversold by us" in " ".join(said.split())


def test_the_markdown_table_has_a_line_a_product_and_one_for_all(sale: PlayedSale) -> None:
    lines = [line for line in flash_markdown(sale.section).splitlines() if line.startswith("|")]
    assert len(lines) == 2 + 20 + 1
    assert len({line.count("|") for line in lines}) == 1
    assert lines[-1].startswith(f"| all | {sale.section['totals']['opening']} |")


def test_the_picture_is_a_png_drawn_from_the_curves(sale: PlayedSale) -> None:
    spans = (MONDAY, sale.script.closes), (at(19), at(34))
    picture = draw_sale(sale.products, sale.section, *spans)
    assert picture == draw_sale(sale.products, sale.section, *spans)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", picture[16:24]) == (1200, 900)
    first = sale.products[0]
    level = {store: ((MONDAY, 1),) for store in first.shown}
    other = [OnSale(first.sku, 1, ((MONDAY, 1),), level, first.sold, 0, 0, 0, 99, 0)]
    assert draw_sale([*other, *sale.products[1:]], sale.section, *spans) != picture


def test_picture_and_curves_are_put_into_the_folder(
    sale: PlayedSale, told: FlashTold, tmp_path: Path
) -> None:
    assert told.section == {**sale.section, "picture": "flash-sale.png"}
    assert (tmp_path / "flash-sale.png").read_bytes() == told.picture
    assert json.loads((tmp_path / "flash-sale.json").read_text()) == sale.timeline


async def test_a_day_without_a_sale_tells_of_none(sale: PlayedSale, tmp_path: Path) -> None:
    script = Script("usual", MONDAY, sale.script.happenings, sale.script.catalogue)
    async with panel_of(sale.world) as panel:
        assert await look_at_sale(panel, script, CLAIMS, speed=12.0, folder=tmp_path) is None


async def test_a_product_that_nobody_has_stops_the_report(sale: PlayedSale) -> None:
    async with panel_of(sale.world) as panel:
        with pytest.raises(PanelRefused, match="Cin7 has no product HAT"):
            await panel.timeline(CLAIMS, ["HAT"])


async def test_table_and_picture_are_published_in_the_prefect_ui(
    told: FlashTold, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pretend_prefect() as prefect:
        monkeypatch.setenv("STOCKSTEADY_PREFECT__API_URL", prefect.url)
        assert await publish_sale(load_settings(), told) is None
    (_, path, table), (_, _, picture) = prefect.asked
    assert path == "/api/artifacts/"
    assert (table["key"], table["type"]) == ("flash-sale", "markdown")
    assert table["data"] == flash_markdown(told.section)
    assert (picture["key"], picture["type"]) == ("flash-sale-picture", "image")
    assert b64decode(picture["data"].removeprefix("data:image/png;base64,")) == told.picture


async def test_without_prefect_it_is_said_and_the_report_stands(
    told: FlashTold, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOCKSTEADY_PREFECT__API_URL", "http://127.0.0.1:9/api")
    said = await publish_sale(load_settings(), told)
    assert said is not None
    assert "the flash sale is not in the Prefect UI" in said


def test_units_refused_while_the_shelf_had_them_are_told_apart(sale: PlayedSale) -> None:
    assert sale.section["totals"]["refused_though_there"] == 0, "nothing was held back"
    first = sale.products[0].sku
    early, late = at(0.1).isoformat(), sale.script.closes.isoformat()
    more = [[early, SHOPS[0].domain, first, 3], [early, SHOPS[1].domain, first, 99]]
    timeline = {**sale.timeline, "refused": [*more, [late, SHOPS[0].domain, first, 99]]}
    product = on_sale(timeline, sale.script)[0]
    assert product.refused == 3 + 99 + 99
    there = value_at(product.there, sale.script.closes)
    assert product.refused_though_there == 3 + product.opening + there


def test_curves_add_up_at_every_moment() -> None:
    one = ((at(0), 5), (at(10), 3), (at(20), 0))
    other = ((at(1), 2), (at(10), 4))
    assert added([one, (), other]) == ((at(0), 7), (at(10), 7), (at(20), 4))
    assert added([]) == ()
    assert [value_at(one, at(minute)) for minute in (-1, 0, 9.9, 10, 99)] == [5, 5, 5, 3, 0]
    assert value_at((), at(0)) == 0


def test_the_tightest_are_those_that_sold_most_that_was_not_there() -> None:
    def product(sku: str, gap: int, seconds: float) -> OnSale:
        return OnSale(sku, 1, (), {}, {}, 0, 0, seconds, gap, 0)

    found = tightest([product("A", 0, 90), product("B", 2, 1), product("C", 0, 95)], 2)
    assert [one.sku for one in found] == ["B", "C"]
