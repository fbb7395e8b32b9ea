"""Where a scan is dear, the documents that changed are looked at between two of them."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from flows.ingest_orders import ingest_orders
from flows.sync_stock import sync_stock
from ledger import cursors
from tasks.guarding import SHELF
from tasks.outside import Standing
from tasks.stock_report import StockReport
from tests.town import Town


@pytest.fixture
async def large(town: Town) -> AsyncIterator[Town]:
    """A merchant whose last scan had 20,000 products, and may do half an hour without one."""
    schedules = replace(town.rules.schedules, full_scan=1800)
    with Standing(replace(town.outside, rules=replace(town.rules, schedules=schedules))):
        for sku in ("MUG", "CUP", "BOWL"):
            town.stock(sku, {"main": 20})
        await ingest_orders.fn()
        await sync_stock.fn()
        cursors.amend(town.ledger, SHELF, json.dumps({"main": 20_000}))
        yield town


async def later(town: Town, seconds: float = 300) -> tuple[StockReport, list[str]]:
    """The next scheduled round, and what it asked Cin7."""
    await town.world.advance(seconds)
    before = len(town.calls("cin7"))
    report = await sync_stock.fn()
    return report, town.calls("cin7")[before:]


async def test_nothing_that_changed_costs_two_lists_and_no_scan(large: Town) -> None:
    report, calls = await later(large)
    assert calls == ["GET saleList", "GET purchaseList"]
    assert (report.read, report.applied) == (0, ())
    assert "Shelf read by documents (it costs less; a scan is 20 calls" in report.sentence()
    assert report.calls["cin7"] == 2


async def test_a_sale_that_somebody_made_in_cin7_lowers_both_stores(large: Town) -> None:
    large.sell("uk", ("CUP", 2))
    await ingest_orders.fn()
    report, calls = await later(large)
    assert calls.count("GET ref/productavailability") == 1
    assert report.read == 6
    assert [large.shown(store, "CUP", "main") for store in ("uk", "eu")] == [18, 18]


async def test_an_order_that_cin7_has_not_is_reckoned_with_all_the_same(large: Town) -> None:
    large.sell("uk", ("MUG", 3))
    await later(large)
    assert large.shown("eu", "MUG", "main") == 17
    assert large.books().promises["1"] == 0


async def test_a_receipt_is_seen_on_its_purchase(large: Town) -> None:
    purchase = large.world.cin7.create_purchase({"BOWL": 5}, "Main Warehouse")
    large.world.cin7.receive(purchase)
    await later(large)
    assert large.shown("eu", "BOWL", "main") == 25


async def test_what_no_document_tells_is_found_when_the_scan_is_due(large: Town) -> None:
    large.world.cin7.adjust("BOWL", "Main Warehouse", -4)
    report, _ = await later(large)
    assert large.shown("uk", "BOWL", "main") == 20
    report, _ = await later(large, 1800)
    assert "Shelf read by scan (one is due" in report.sentence()
    assert large.shown("uk", "BOWL", "main") == 16


async def test_a_small_catalogue_is_always_scanned(large: Town) -> None:
    cursors.amend(large.ledger, SHELF, json.dumps({"main": 2_000}))
    report, calls = await later(large)
    assert calls == ["GET ref/productavailability"]
    assert "(it costs no more; a scan is 2 calls" in report.sentence()


async def test_by_the_shipped_rules_every_round_scans(town: Town) -> None:
    town.stock("MUG", {"main": 20})
    await sync_stock.fn()
    cursors.amend(town.ledger, SHELF, json.dumps({"main": 20_000}))
    report, calls = await later(town)
    assert calls == ["GET ref/productavailability"]
    assert "the rules ask for one every time" in report.sentence()
