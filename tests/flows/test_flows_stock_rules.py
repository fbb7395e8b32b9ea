"""Peaks, sharing, safety stock, kits and adaptive buffers, as the storefronts come to show them."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.buffers import BufferRule, Cover
from domain.kits import Recipe
from domain.peaks import Peak
from domain.rules import Measuring
from domain.sharing import Mode, SharingRule
from flows.sync_stock import sync_stock
from ledger import counts, cursors, orders_seen
from tasks.cin7_core import Cin7Core
from tasks.outside import Standing, outside
from tasks.stock_preview import line, preview
from tasks.velocity import measured
from tests.town import MORNING, Town


@pytest.fixture
def ruled(town: Town) -> Any:
    """Let other rules hold than those of the file; the town takes all of it down at its end."""

    def rule(**changed: object) -> None:
        rules = replace(outside().rules, **changed)
        inventory = Cin7Core(town.outside.cin7, rules, town.outside.now)
        Standing(replace(town.outside, rules=rules, inventory=inventory)).__enter__()
        town.rules = rules

    return rule


def both(town: Town, sku: str, warehouse: str = "main") -> list[int]:
    return [town.shown(store, sku, warehouse) for store in ("uk", "eu")]


async def test_a_peak_is_entered_and_left_by_itself(town: Town, ruled: Any) -> None:
    hour = timedelta(hours=1)
    keeps = (BufferRule(fixed=4),)
    ruled(peaks=(Peak("sale", MORNING + hour, MORNING + 2 * hour, keeps),))
    town.stock("MUG", {"main": 10})
    seen = []
    for _ in range(3):
        await sync_stock.fn()
        seen.append(both(town, "MUG"))
        await town.world.advance(3_600)
    assert seen == [[10, 10], [6, 6], [10, 10]]
    assert town.books().promises["1"] == 0


async def test_what_the_peak_will_show_is_seen_beforehand_and_nothing_is_written(
    town: Town, ruled: Any
) -> None:
    hour = timedelta(hours=1)
    ruled(peaks=(Peak("sale", MORNING + hour, MORNING + 2 * hour, (BufferRule(fixed=4),)),))
    town.stock("MUG", {"main": 10})
    town.stock("TEA", {"main": 3})
    await sync_stock.fn()
    before = len(town.calls("shopify:"))
    told = await preview(MORNING + hour, frozenset({"uk"}), frozenset({"MUG"}))
    assert told.peaks == ("sale",)
    row = dict(line(next(row for row in told.rows if row.warehouse == "main")))
    assert (row["shows now"], row["would show"], row["withheld"]) == (10, 6, 4)
    assert row["why"] == "10 available, peak sale, buffers[0] keeps 4 back (fixed): 6."
    assert {(r.store, r.sku) for r in told.rows} == {("uk", "MUG")}
    assert not [c for c in town.calls("shopify:")[before:] if c.startswith("inventorySet")]
    assert both(town, "MUG") == [10, 10]


async def test_looking_ahead_begins_nothing(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    town.sell("uk", ("MUG", 4))
    told = await preview(MORNING, None, None)
    assert {row.promised for row in told.rows if row.warehouse == "main"} == {6}
    assert cursors.read(town.ledger, "orders:uk") is None
    assert orders_seen.by_name(town.ledger, "uk", "#1001") is None


async def test_stores_that_split_a_shelf_never_show_more_together_than_it_bears(
    town: Town, ruled: Any
) -> None:
    ruled(sharing=(SharingRule(Mode.SPLIT, {"uk": 60, "eu": 40}),))
    town.stock("MUG", {"main": 10}, shown={"main": 0})
    await sync_stock.fn()
    assert both(town, "MUG") == [6, 4]
    town.sell("uk", ("MUG", 5))
    await sync_stock.fn()
    assert both(town, "MUG") == [3, 2]
    assert town.books().promises["1"] == 0


async def test_safety_stock_and_bins_that_are_not_for_sale_stay_on_the_shelf(
    town: Town, ruled: Any
) -> None:
    town.world.cin7.catalogue.locations[0].bins["Quarantine"] = "b1"
    main = replace(
        town.rules.warehouses["main"], safety_stock=2, excluded_bins=frozenset({"Quarantine"})
    )
    ruled(warehouses={**town.rules.warehouses, "main": main})
    town.stock("MUG", {"main": 10, "north": 4}, shown={"main": 0, "north": 0})
    town.world.cin7.adjust("MUG", "Main Warehouse: Quarantine", 5)
    report = await sync_stock.fn()
    assert town.available("MUG", "main") == 15
    assert both(town, "MUG") == [8, 8]
    assert both(town, "MUG", "north") == [4, 4]
    assert {row.because.value for row in report.applied if row.warehouse == "main"} == {"safety"}
    assert town.books().promises["1"] == 0


@pytest.fixture
async def boxes(town: Town, ruled: Any) -> Town:
    """A gift box of two mugs and a card, assembled when it is sold."""
    ruled(kits={"BOX": Recipe({"MUG": Decimal(2), "CARD": Decimal(1)})})
    town.stock("MUG", {"main": 9})
    town.stock("CARD", {"main": 20})
    town.stock("BOX", {"main": 0})
    await sync_stock.fn()
    return town


async def test_a_kit_is_shown_as_far_as_its_components_go(boxes: Town) -> None:
    assert both(boxes, "BOX") == [4, 4]
    assert both(boxes, "MUG") == [9, 9]
    boxes.sell("uk", ("MUG", 3))
    await sync_stock.fn(skus=["MUG"])
    assert both(boxes, "BOX") == [3, 3]
    assert both(boxes, "MUG") == [6, 6]


async def test_a_kit_sold_lowers_its_components_before_cin7_knows(boxes: Town) -> None:
    boxes.sell("uk", ("BOX", 3))
    await sync_stock.fn(skus=["BOX"])
    assert both(boxes, "MUG") == [3, 3]
    assert both(boxes, "CARD") == [17, 17]
    assert both(boxes, "BOX") == [1, 1]
    assert counts.last(boxes.ledger, "eu", "MUG")[0].because == "unseen"


async def test_a_kit_sold_while_the_shelf_is_read_keeps_its_components_from_being_written(
    boxes: Town,
) -> None:
    boxes.world.cin7.adjust("MUG", "Main Warehouse", -1)
    await sync_stock.fn()
    inventory = outside().inventory
    shelf = inventory.shelf
    happened: list[object] = []
    seen: list[int] = []

    async def shelf_late(*args: Any, **kwargs: Any) -> Any:
        if not happened:
            happened.append(boxes.sell("uk", ("BOX", 4)))
            boxes.world.cin7.adjust("MUG", "Main Warehouse", 1)
        else:
            seen.append(boxes.shown("eu", "MUG", "main"))
        return await shelf(*args, **kwargs)

    inventory.shelf = shelf_late  # type: ignore[method-assign]
    await sync_stock.fn()
    # A ninth mug makes no fifth box, so no count of the box would be written, only looked at.
    assert seen[0] == 8  # never 9: the four boxes take eight of them
    assert both(boxes, "MUG") == [1, 1]


async def test_an_adaptive_buffer_keeps_back_what_the_other_store_sells_meanwhile(
    town: Town, ruled: Any
) -> None:
    ruled(
        buffers=(BufferRule(cover=Cover(at_most=6, at_least=0)),),
        measuring=Measuring(window_seconds=3_600, delay_percent=95, delay_seconds=900),
    )
    town.stock("MUG", {"main": 30})
    town.stock("TEA", {"main": 30})
    await sync_stock.fn()
    assert both(town, "TEA") == [30, 30]
    town.sell("uk", ("MUG", 8))
    report = await sync_stock.fn()
    # 8 an hour in uk: two in a quarter of an hour; eu sells none.
    assert both(town, "MUG") == [22, 20]
    assert both(town, "TEA") == [30, 30]
    (eu,) = [row for row in report.applied if row.store == "eu"]
    assert eu.sentence().endswith("buffers[0] keeps 2 back (demand expected meanwhile): 20.")


async def test_the_delay_is_that_of_the_ledgers_own_history(town: Town, ruled: Any) -> None:
    ruled(
        buffers=(BufferRule(cover=Cover(at_most=6)),),
        measuring=Measuring(window_seconds=3_600, delay_percent=90, delay_seconds=900),
    )
    town.stock("MUG", {"main": 90})
    await sync_stock.fn()
    sold_from = town.world.clock.now()
    for _ in range(30):
        town.sell("uk", ("MUG", 1))
    await sync_stock.fn()
    took = (town.world.clock.now() - sold_from).total_seconds()
    found = measured()
    assert found is not None
    assert found.sold == {("uk", "MUG"): 30}
    assert 30 < found.delay_seconds <= took  # nine of ten sales, two seconds apart


async def test_a_rule_by_category_speaks_of_cin7s_products(town: Town, ruled: Any) -> None:
    ruled(buffers=(BufferRule(fixed=3, category="Toys"), BufferRule(fixed=2, tag="new")))
    for sku, fields in (("BEAR", {"Category": "Toys"}), ("MUG", {"Tags": "old, new"})):
        town.stock(sku, {"main": 10})
        town.world.cin7.catalogue.by_sku(sku).fields.update(fields)
    town.stock("TEA", {"main": 10})
    await sync_stock.fn()
    assert [both(town, sku)[0] for sku in ("BEAR", "MUG", "TEA")] == [7, 8, 10]
    town.world.cin7.adjust("BEAR", "Main Warehouse", 1)
    await sync_stock.fn(skus=["BEAR"])
    assert both(town, "BEAR") == [8, 8]
