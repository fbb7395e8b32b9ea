"""Cases that Cin7 opens for their singles, and packs of them: no unit of both is promised twice."""

from dataclasses import replace
from typing import Any

import pytest

from flows.ingest_orders import ingest_orders
from flows.sync_stock import sync_stock
from ledger import bills, exceptions_seen
from tasks.outside import Standing, outside
from tasks.why_sku import why_sku
from tests.town import Town


@pytest.fixture
def cases(town: Town) -> Town:
    """Mugs by themselves and in cases of six: a further unit of measure, as Cin7 sets it up."""
    town.stock("MUG", {"main": 4})
    town.stock("CASE", {"main": 2})
    town.world.cin7.set_bill("CASE", {"MUG": 6}, opens=True)
    return town


def everything(town: Town) -> dict[str, list[int]]:
    return {
        sku: [town.shown(store, sku, "main") for store in ("uk", "eu")] for sku in ("MUG", "CASE")
    }


async def test_singles_are_shown_with_those_that_stand_in_cases(cases: Town) -> None:
    report = await sync_stock.fn()
    assert everything(cases) == {"MUG": [16, 16], "CASE": [2, 2]}
    (why,) = {row.sentence() for row in report.applied if row.sku == "MUG"}
    assert why.startswith("16 available (what stands there, and what Cin7 opens for it")
    assert cases.books().promises["1"] == 0


async def test_a_case_sold_in_one_store_takes_its_singles_from_the_other_before_cin7_knows(
    cases: Town,
) -> None:
    await sync_stock.fn()
    cases.sell("uk", ("CASE", 2))
    assert cases.available("MUG", "main") == 16
    await sync_stock.fn(skus=["CASE"])
    assert everything(cases) == {"MUG": [4, 4], "CASE": [0, 0]}
    assert cases.books().promises["1"] == 0


async def test_singles_sold_beyond_those_that_stand_alone_open_a_case_before_cin7_knows(
    cases: Town,
) -> None:
    await sync_stock.fn()
    cases.sell("uk", ("MUG", 5))
    await sync_stock.fn(skus=["MUG"])
    assert everything(cases) == {"MUG": [11, 11], "CASE": [1, 1]}
    await ingest_orders.fn()
    await cases.world.advance(61)
    await sync_stock.fn()
    assert cases.world.cin7.on_hand("CASE", "Main Warehouse") == 1
    assert everything(cases) == {"MUG": [11, 11], "CASE": [1, 1]}
    found = cases.books()
    assert (found.promises["1"], found.counts["sold_in_gap_units"]) == (0, 0)


async def test_a_case_that_nobody_packs_is_opened_all_the_same(cases: Town) -> None:
    cases.world.cin7.set_bill("CASE", {"MUG": 6}, automatic=False, opens=True)
    cases.world.cin7.adjust("MUG", "Main Warehouse", 4)
    await sync_stock.fn()
    assert everything(cases) == {"MUG": [20, 20], "CASE": [2, 2]}
    cases.sell("eu", ("MUG", 9))
    await sync_stock.fn()
    assert everything(cases) == {"MUG": [11, 11], "CASE": [1, 1]}
    assert cases.books().promises["1"] == 0


async def test_all_of_it_can_be_sold_and_cin7_owes_nobody_anything(cases: Town) -> None:
    await sync_stock.fn()
    for store, sku, units in (("uk", "MUG", 7), ("eu", "CASE", 1), ("eu", "MUG", 3)):
        cases.sell(store, (sku, units))
        await sync_stock.fn()
    assert everything(cases) == {"MUG": [0, 0], "CASE": [0, 0]}
    await ingest_orders.fn()
    assert (cases.available("MUG", "main"), cases.available("CASE", "main")) == (0, 0)
    assert cases.books().promises["1"] == 0


async def test_without_the_bills_the_books_find_what_is_promised_twice(cases: Town) -> None:
    cases.rules = replace(cases.rules, boms=False)
    with Standing(replace(outside(), rules=cases.rules)):
        await sync_stock.fn()
        cases.sell("uk", ("CASE", 2))
        cases.world.cin7.adjust("MUG", "Main Warehouse", 1)
        await sync_stock.fn()
    assert everything(cases)["MUG"] == [17, 17]  # twelve of them are sold with the cases
    assert cases.books().promises["1"] == 2


@pytest.mark.parametrize("lines", ["empty", "left-out"])
async def test_where_cin7_does_not_say_what_is_in_a_case_singles_show_what_stands_alone(
    cases: Town, lines: Any
) -> None:
    cases.world.cin7.set_bill("CASE", {"MUG": 6}, automatic=False, opens=True)
    cases.world.cin7_switches.bom_lines = lines
    await sync_stock.fn()
    assert everything(cases) == {"MUG": [4, 4], "CASE": [2, 2]}
    story = await why_sku("MUG", "uk")
    assert "Cin7 tells more than stands there" in story.places[0].why
    assert cases.books().promises["1"] == 0
    (told,) = exceptions_seen.all_open(cases.ledger, ["surplus"])
    assert told.what.startswith("Cin7 tells more available units of MUG than stand there")
    cases.world.cin7.set_bill("CASE", {"MUG": 6}, automatic=False, opens=False)
    await sync_stock.fn()
    assert exceptions_seen.all_open(cases.ledger, ["surplus"]) == []


async def test_a_tenant_that_opens_cases_and_does_not_tell_so_shows_what_stands_alone(
    cases: Town,
) -> None:
    cases.world.cin7_switches.kit_available = "own"
    await sync_stock.fn()
    assert everything(cases) == {"MUG": [4, 4], "CASE": [2, 2]}
    assert cases.books().promises["1"] == 0


async def test_what_cin7_opens_is_remembered_with_what_it_gives(cases: Town) -> None:
    await sync_stock.fn()
    (kept,) = map(bills.bill_of, bills.every(cases.ledger))
    assert (kept.assembled, kept.parts, kept.gives) == (True, {"MUG": 6}, {"MUG": 6})
    assert (await why_sku("CASE", None)).made_of == (
        "a kit of 6 MUG, opened where one of them is short (Cin7's bill of materials)"
    )
