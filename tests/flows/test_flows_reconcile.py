"""Once a day everything shown is held against everything promised: explained, repaired, listed."""

import asyncio
from dataclasses import replace

import pytest

from clients.errors import ClientError
from domain.drift import Drifted
from flows.ingest_orders import ingest_orders
from flows.reconcile import reconcile
from flows.sync_stock import sync_stock
from ledger import counts_drift, exceptions, exceptions_seen
from tasks.outside import Standing
from tests.town import LOCATIONS, Town

MAIN = LOCATIONS["uk"]["main"]


async def begin(town: Town, *skus: str) -> None:
    for sku in skus:
        town.stock(sku, {"main": 20})
    for _ in range(2):
        await town.world.advance(600)
        await ingest_orders.fn()
        await sync_stock.fn()
    await town.world.advance(600)


def open_kinds(town: Town) -> list[str]:
    return [row.kind for row in exceptions.list_open(town.ledger, town.world.clock.now())]


async def test_nothing_amiss_is_said_so_and_writes_nothing(town: Town) -> None:
    await begin(town, "MUG", "CUP")
    before = len(town.calls("shopify:"))
    report = await reconcile.fn()
    assert report.headline() == "no difference in 12 counts"
    assert not [c for c in town.calls("shopify:")[before:] if c.startswith("inventorySet")]


async def test_each_difference_is_explained_and_repaired(town: Town) -> None:
    await begin(town, "SOLD", "TYPED", "ADJUSTED")
    town.sell("uk", ("SOLD", 3))
    town.shop("uk").hand_edit("TYPED", MAIN, 55)
    town.world.cin7.adjust("ADJUSTED", "Main Warehouse", -4)
    await town.world.advance(5)
    report = await reconcile.fn()
    told = {(row["store"], row["SKU"]): row["explained by"] for row in report.table()}
    assert told == {
        ("eu", "SOLD"): "late-event",
        ("uk", "TYPED"): "hand-edit",
        ("uk", "ADJUSTED"): "unknown",
        ("eu", "ADJUSTED"): "unknown",
    }
    assert report.headline() == "4 differences: 1 late, 1 hand edit, 2 unknown; 4 repaired"
    assert [town.shown("uk", sku, "main") for sku in ("TYPED", "ADJUSTED")] == [20, 16]
    assert town.shown("eu", "SOLD", "main") == 17
    assert (await reconcile.fn()).found == ()
    assert town.books().promises["1"] == 0


async def test_the_last_drift_of_a_count_is_remembered(town: Town) -> None:
    await begin(town, "ADJUSTED")
    town.world.cin7.adjust("ADJUSTED", "Main Warehouse", -4)
    await town.world.advance(5)
    await reconcile.fn()
    item = town.shop("uk").catalogue.variant_of("ADJUSTED").item.id
    kept = counts_drift.at(town.ledger, ("uk", MAIN, item))
    assert kept is not None
    assert (kept.drift, kept.drift_because) == (4, Drifted.UNKNOWN)
    assert (kept.promised, kept.applied_at) == (16, town.world.clock.now())


async def test_a_write_that_was_lost_is_named_as_one(town: Town) -> None:
    await begin(town, "MUG")
    town.world.cin7.adjust("MUG", "Main Warehouse", -5)
    for store in ("uk", "eu"):
        system = f"shopify:{store}.myshopify.example"
        town.world.faults.plan(system, "inventorySetQuantities", ["lost-before"])
    await sync_stock.fn()
    assert town.shown("uk", "MUG", "main") == 20
    await town.world.advance(10)
    report = await reconcile.fn()
    assert {row["explained by"] for row in report.table()} == {"lost-write"}
    assert town.shown("uk", "MUG", "main") == 15


async def test_a_dry_run_lists_and_changes_nothing_here_or_there(town: Town) -> None:
    await begin(town, "MUG")
    town.shop("uk").hand_edit("MUG", MAIN, 55)
    await town.world.advance(5)
    report = await reconcile.fn(dry_run=True)
    assert report.headline() == "1 difference: 1 hand edit; dry run"
    assert town.shown("uk", "MUG", "main") == 55
    item = town.shop("uk").catalogue.variant_of("MUG").item.id
    kept = counts_drift.at(town.ledger, ("uk", MAIN, item))
    assert kept is not None
    assert kept.drift is None


async def test_more_than_is_repaired_without_asking_waits_for_a_person(town: Town) -> None:
    skus = [f"SKU-{number}" for number in range(8)]
    guards = replace(town.rules.guards, drift_rows=10)
    with Standing(replace(town.outside, rules=replace(town.rules, guards=guards))):
        await begin(town, *skus)
        for sku in skus:
            town.world.cin7.adjust(sku, "Main Warehouse", -1)
        await town.world.advance(5)
        report = await reconcile.fn()
        assert report.held == (
            "16 of 48 counts differ and nothing explains it; 10 are repaired without asking."
        )
        assert "held back" in report.headline()
        assert {town.shown("uk", sku, "main") for sku in skus} == {20}
        row = exceptions_seen.get(town.ledger, "drift", "all stores")
        assert row is not None
        assert (row.open, row.detail["unexplained"]) == (True, 16)
        report = await reconcile.fn(approve_large_change=True)
        assert report.headline() == "16 differences: 16 unknown; 16 repaired"
    assert {town.shown("uk", sku, "main") for sku in skus} == {19}
    assert open_kinds(town) == []


async def test_a_drift_that_went_away_closes_its_exception(town: Town) -> None:
    skus = [f"SKU-{number}" for number in range(8)]
    guards = replace(town.rules.guards, drift_rows=10)
    with Standing(replace(town.outside, rules=replace(town.rules, guards=guards))):
        await begin(town, *skus)
        for sku in skus:
            town.world.cin7.adjust(sku, "Main Warehouse", -1)
        await town.world.advance(5)
        await reconcile.fn()
        assert open_kinds(town) == ["drift"]
        await sync_stock.fn()
        await town.world.advance(60)
        await reconcile.fn()
    assert open_kinds(town) == []


async def test_a_comparison_that_can_not_read_changes_nothing(town: Town) -> None:
    await begin(town, "MUG")
    town.shop("uk").hand_edit("MUG", MAIN, 55)
    town.world.faults.outage("cin7", 300)
    with pytest.raises(ClientError):
        await reconcile.fn()
    assert town.shown("uk", "MUG", "main") == 55
    assert open_kinds(town) == ["read-failed"]


async def test_two_at_once_repair_once_and_do_no_harm(town: Town) -> None:
    await begin(town, "MUG")
    town.shop("uk").hand_edit("MUG", MAIN, 55)
    await town.world.advance(5)
    await asyncio.gather(reconcile.fn(), reconcile.fn())
    assert town.shown("uk", "MUG", "main") == 20
    assert town.books().promises["1"] == 0
