"""Kits that Cin7 knows by itself: what the storefronts show of them, judged by the books."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from clients.errors import Malformed
from domain.kits import Recipe, Teller
from domain.types import Sku
from flows.ingest_orders import ingest_orders
from flows.reconcile import reconcile
from flows.sync_stock import sync_stock
from flows.watch_thresholds import watch_thresholds
from ledger import bills, exceptions_seen
from tasks.bills import kits_in_force
from tasks.demand import known_demand
from tasks.outside import Standing, outside
from tasks.why_sku import what_is_remembered, why_sku
from tests.town import Town

BOX = {"MUG": 2, "CARD": 1}


@pytest.fixture
def boxes(town: Town) -> Town:
    """A gift box of two mugs and a card that Cin7 assembles; all of them are sold alone too."""
    town.stock("MUG", {"main": 9})
    town.stock("CARD", {"main": 20})
    town.stock("BOX", {"main": 0})
    town.world.cin7.set_bill("BOX", BOX)
    return town


def rules(town: Town, **changed: object) -> None:
    """Let other rules hold than those of the file; the town takes all of it down at its end."""
    town.rules = replace(town.rules, **changed)  # type: ignore[arg-type]
    Standing(replace(outside(), rules=town.rules)).__enter__()


def both(town: Town, sku: str) -> list[int]:
    return [town.shown(store, sku, "main") for store in ("uk", "eu")]


def everything(town: Town) -> Mapping[str, list[int]]:
    return {sku: both(town, sku) for sku in ("BOX", "MUG", "CARD")}


def looks(town: Town) -> int:
    """How often products were read with their bills, or all products at all."""
    return town.calls("cin7").count("GET product")


def complaint(town: Town) -> Any:
    found = exceptions_seen.all_open(town.ledger, ["kit-unreadable"])
    return found[0] if found else None


async def test_a_kit_of_cin7_shows_what_its_components_make_and_no_unit_of_it_twice(
    boxes: Town,
) -> None:
    boxes.world.cin7.adjust("BOX", "Main Warehouse", 2)
    assert boxes.available("BOX", "main") == 6  # Cin7 tells two finished and four to be made
    report = await sync_stock.fn()
    assert everything(boxes) == {"BOX": [6, 6], "MUG": [9, 9], "CARD": [20, 20]}
    (why,) = {row.sentence() for row in report.applied if row.sku == "BOX"}
    assert why.startswith("6 available (a kit by Cin7's bill of materials, from its own shelf")
    assert boxes.books().promises["1"] == 0


async def test_a_kit_sold_in_one_store_lowers_its_components_in_the_other_before_cin7_knows(
    boxes: Town,
) -> None:
    await sync_stock.fn()
    boxes.sell("uk", ("BOX", 3))
    assert boxes.available("MUG", "main") == 9
    await sync_stock.fn(skus=["BOX"])
    assert everything(boxes) == {"BOX": [1, 1], "MUG": [3, 3], "CARD": [17, 17]}
    assert boxes.books().promises["1"] == 0


async def test_a_component_sold_alone_lowers_the_kits_of_the_other_store(boxes: Town) -> None:
    await sync_stock.fn()
    boxes.sell("eu", ("MUG", 4))
    await sync_stock.fn(skus=["MUG"])
    assert everything(boxes) == {"BOX": [2, 2], "MUG": [5, 5], "CARD": [20, 20]}
    assert boxes.books().promises["1"] == 0


async def test_it_stays_so_while_cin7_assembles_and_its_figures_follow(boxes: Town) -> None:
    boxes.world.cin7_switches.availability_lag_seconds = 30
    await sync_stock.fn()
    boxes.sell("uk", ("BOX", 3), ("MUG", 1))
    await ingest_orders.fn()
    assert boxes.world.cin7.on_hand("BOX", "Main Warehouse") == 3
    borne = {"BOX": [1, 1], "MUG": [2, 2], "CARD": [17, 17]}
    for _ in range(4):
        await sync_stock.fn()
        # Within the settle time nobody knows whether the figures have it: then less is shown.
        assert all(units <= borne[sku] for sku, units in everything(boxes).items())
        await boxes.world.advance(40)
    assert everything(boxes) == borne
    found = boxes.books()
    assert (found.promises["1"], found.promises["2"]) == (0, 0)
    assert found.counts["sold_in_gap_units"] == 0


async def test_no_more_is_sold_than_can_be_made_however_the_stores_sell(boxes: Town) -> None:
    await sync_stock.fn()
    for store, sku, units in (("uk", "BOX", 2), ("eu", "MUG", 3), ("eu", "BOX", 1)):
        boxes.sell(store, (sku, units))
        await sync_stock.fn()
    assert everything(boxes) == {"BOX": [0, 0], "MUG": [0, 0], "CARD": [17, 17]}
    await ingest_orders.fn()
    assert boxes.available("MUG", "main") == 0
    assert not [row for row in exceptions_seen.every_open(boxes.ledger) if "backorder" in row.kind]
    assert boxes.books().promises["1"] == 0


async def test_without_the_bills_the_books_find_what_is_promised_twice(boxes: Town) -> None:
    rules(boxes, boms=False)
    await sync_stock.fn()
    boxes.sell("uk", ("BOX", 4))
    boxes.world.cin7.adjust("MUG", "Main Warehouse", 1)
    await sync_stock.fn()
    assert both(boxes, "MUG") == [10, 10]  # eight of them are sold with the boxes
    assert boxes.books().promises["1"] == 2
    rules(boxes, boms=True)
    await sync_stock.fn()
    assert both(boxes, "MUG") == [2, 2]


async def test_pieces_of_a_carton_are_shown_beside_it(town: Town) -> None:
    town.stock("CARTON", {"main": 2})
    town.stock("PIECE", {"main": 0})
    town.world.cin7.set_bill("PIECE", {"CARTON": 1}, makes=6)
    await sync_stock.fn()
    assert (both(town, "PIECE"), both(town, "CARTON")) == ([12, 12], [2, 2])
    town.sell("uk", ("PIECE", 1))
    await sync_stock.fn()
    assert (both(town, "PIECE"), both(town, "CARTON")) == ([11, 11], [1, 1])
    await ingest_orders.fn()
    await town.world.advance(61)
    await sync_stock.fn()
    assert (both(town, "PIECE"), both(town, "CARTON")) == ([11, 11], [1, 1])
    assert town.books().promises["1"] == 0


@pytest.mark.parametrize("lines", ["empty", "left-out"])
async def test_a_kit_whose_components_cin7_does_not_tell_shows_what_stands_finished(
    boxes: Town, lines: Any
) -> None:
    boxes.world.cin7_switches.bom_lines = lines
    boxes.world.cin7.adjust("BOX", "Main Warehouse", 1)
    await sync_stock.fn()
    assert everything(boxes) == {"BOX": [1, 1], "MUG": [9, 9], "CARD": [20, 20]}
    assert complaint(boxes).what.startswith("Cin7 assembles BOX (Cin7 names no components)")
    assert "[kits] in the rules file" in complaint(boxes).todo
    rules(boxes, kits={Sku("BOX"): Recipe({Sku("MUG"): Decimal(2), Sku("CARD"): Decimal(1)})})
    await sync_stock.fn()
    await watch_thresholds.fn()
    assert both(boxes, "BOX") == [5, 5]
    assert complaint(boxes) is None
    assert boxes.books().promises["1"] == 0


async def test_a_tenant_that_derives_nothing_shows_the_kit_all_the_same(boxes: Town) -> None:
    boxes.world.cin7_switches.kit_available = "own"
    await sync_stock.fn()
    assert (boxes.available("BOX", "main"), both(boxes, "BOX")) == (0, [4, 4])
    assert boxes.books().promises["1"] == 0


async def test_what_somebody_builds_by_hand_shows_its_own_shelf_only(boxes: Town) -> None:
    boxes.world.cin7.set_bill("BOX", BOX, automatic=False)
    boxes.world.cin7.adjust("BOX", "Main Warehouse", 1)
    await sync_stock.fn()
    assert everything(boxes) == {"BOX": [1, 1], "MUG": [9, 9], "CARD": [20, 20]}
    assert bills.every(boxes.ledger) == []


async def test_the_rules_file_comes_before_cin7_and_why_sku_names_who_says_so(
    boxes: Town,
) -> None:
    await sync_stock.fn()
    assert (await why_sku("BOX", None)).made_of == (
        "a kit of 2 MUG + 1 CARD (Cin7's bill of materials)"
    )
    rules(boxes, kits={Sku("BOX"): Recipe({Sku("MUG"): Decimal(3)})})
    await sync_stock.fn()
    assert both(boxes, "BOX") == [3, 3]
    story = await why_sku("BOX", "uk")
    assert story.made_of == "a kit of 3 MUG (the rules file)"
    assert story.places[0].why.startswith("3 available (a kit, from its own shelf")
    assert what_is_remembered("BOX", None).made_of == story.made_of
    assert (await why_sku("MUG", None)).made_of == ""


async def test_the_catalogue_is_read_once_and_then_only_when_a_kit_has_changed(
    boxes: Town,
) -> None:
    await boxes.world.advance(3_600)
    for _ in range(3):
        await sync_stock.fn()
    assert looks(boxes) == 1
    await watch_thresholds.fn()
    assert looks(boxes) == 1
    await boxes.world.advance(3_600)
    boxes.world.cin7.catalogue.by_sku("CARD").touch(boxes.world.clock.now())
    await watch_thresholds.fn()
    assert looks(boxes) == 2  # one look; a card with another price is no matter
    boxes.world.cin7.set_bill("BOX", {"MUG": 3})
    await boxes.world.advance(3_600)
    await watch_thresholds.fn()
    assert looks(boxes) == 4  # the look, and all of it
    await sync_stock.fn()
    assert both(boxes, "BOX") == [3, 3]
    assert boxes.books().promises["1"] == 0


async def test_a_component_renamed_in_cin7_is_noticed(boxes: Town) -> None:
    await sync_stock.fn()
    catalogue = boxes.world.cin7.catalogue
    catalogue.rename(catalogue.by_sku("CARD"), "CARD-2")
    catalogue.by_sku("CARD-2").touch(boxes.world.clock.now())
    await boxes.world.advance(3_600)
    await watch_thresholds.fn()
    async with kits_in_force() as known:
        assert known.kits[Sku("BOX")].parts == {"MUG": 2, "CARD-2": 1}


async def test_the_daily_comparison_reads_the_bills_whatever_was_noticed(boxes: Town) -> None:
    await sync_stock.fn()
    bill = boxes.world.cin7.catalogue.by_sku("BOX")
    bill.fields["Status"] = "Deprecated"
    await boxes.world.advance(60)
    await reconcile.fn()
    assert bills.every(boxes.ledger) == []
    assert looks(boxes) == 2


async def test_bills_that_were_never_read_and_can_not_be_change_nothing(boxes: Town) -> None:
    boxes.world.cin7.adjust("CARD", "Main Warehouse", -17)
    boxes.world.faults.plan("cin7", "GET product", ["truncated"])
    with pytest.raises(Malformed):
        await sync_stock.fn()
    assert everything(boxes) == {"BOX": [0, 0], "MUG": [9, 9], "CARD": [20, 20]}
    await sync_stock.fn()
    assert everything(boxes) == {"BOX": [3, 3], "MUG": [9, 9], "CARD": [3, 3]}


async def test_bills_that_can_not_be_read_again_stay_as_they_were(boxes: Town) -> None:
    await sync_stock.fn()
    await boxes.world.advance(timedelta(days=3).total_seconds())
    boxes.world.faults.plan("cin7", "GET product", ["truncated"])
    with pytest.raises(Malformed):
        await watch_thresholds.fn()
    boxes.sell("uk", ("MUG", 3))
    await sync_stock.fn()
    assert both(boxes, "BOX") == [3, 3]


async def test_a_kits_sale_is_demand_for_its_components(boxes: Town) -> None:
    await sync_stock.fn()
    boxes.sell("uk", ("BOX", 2))
    await ingest_orders.fn()
    async with kits_in_force() as known:
        assert known.kits[Sku("BOX")].told_by is Teller.CIN7
        sold = (await known_demand()).sales
    assert {sku: [sale.units for sale in sales] for (sku, _), sales in sold.items()} == {
        "BOX": [2],
        "MUG": [4],
        "CARD": [2],
    }


async def test_where_the_rules_switch_it_off_cin7_is_not_asked(boxes: Town) -> None:
    rules(boxes, boms=False)
    await sync_stock.fn()
    await watch_thresholds.fn()
    await reconcile.fn()
    assert looks(boxes) == 0
    assert bills.every(boxes.ledger) == []
