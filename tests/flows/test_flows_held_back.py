"""An answer of Cin7 that lacks what was there a moment ago writes nothing until a person looked."""

from flows.sync_stock import sync_stock
from ledger import exceptions, exceptions_seen
from ledger.models import ExceptionRow
from tests.town import Town

SKUS = [f"SKU-{number:02}" for number in range(12)]


async def begin(town: Town) -> None:
    for sku in SKUS:
        town.stock(sku, {"main": 10, "north": 4})
    await sync_stock.fn()
    await town.world.advance(600)


def empty(town: Town, place: str, units: int) -> None:
    for sku in SKUS:
        town.world.cin7.adjust(sku, place, -units)


def held(town: Town) -> list[ExceptionRow]:
    return exceptions.list_open(town.ledger, town.world.clock.now())


async def test_a_warehouse_that_is_gone_from_the_answer_writes_nothing(town: Town) -> None:
    await begin(town)
    empty(town, "North Warehouse", 4)
    town.world.cin7.adjust("SKU-00", "Main Warehouse", -1)
    await town.world.advance(60)
    report = await sync_stock.fn()
    assert report.applied == ()
    assert {town.shown("uk", sku, "north") for sku in SKUS} == {4}
    assert town.shown("uk", "SKU-00", "main") == 10
    (row,) = held(town)
    assert (row.kind, row.subject) == ("rash-change", "warehouse north")
    assert "of 12 products at the last complete scan" in row.what
    await town.world.advance(300)
    await sync_stock.fn()
    assert [one.count for one in held(town)] == [2]


async def test_it_goes_on_by_itself_when_the_warehouse_is_back(town: Town) -> None:
    await begin(town)
    empty(town, "North Warehouse", 4)
    await town.world.advance(60)
    await sync_stock.fn()
    town.world.cin7.adjust("SKU-05", "North Warehouse", 4)
    await town.world.advance(60)
    await sync_stock.fn()
    assert held(town) == []
    assert [town.shown("uk", sku, "north") for sku in ("SKU-04", "SKU-05")] == [0, 4]


async def test_an_approved_emptying_is_believed_from_then_on(town: Town) -> None:
    await begin(town)
    empty(town, "North Warehouse", 4)
    await town.world.advance(60)
    await sync_stock.fn()
    report = await sync_stock.fn(approve_large_change=True)
    assert len(report.applied) == 24
    assert held(town) == []
    await town.world.advance(300)
    assert (await sync_stock.fn()).held is None


async def test_an_answer_without_any_stock_writes_nothing(town: Town) -> None:
    await begin(town)
    empty(town, "North Warehouse", 4)
    empty(town, "Main Warehouse", 10)
    await town.world.advance(60)
    report = await sync_stock.fn()
    assert report.applied == ()
    assert str(report.held).startswith("Cin7 told of no stock at all, while 48 counts")
    assert {town.shown("eu", sku, "main") for sku in SKUS} == {10}


async def test_approving_one_store_leaves_the_other_store_waiting(town: Town) -> None:
    for number in range(60):
        town.stock(f"SKU-{number:02}", {"main": 10})
    await sync_stock.fn()
    for number in range(40):
        town.world.cin7.adjust(f"SKU-{number:02}", "Main Warehouse", -10)
    await town.world.advance(300)
    assert (await sync_stock.fn()).held
    approved = await sync_stock.fn(stores=["uk"], approve_large_change=True)
    assert {row.store for row in approved.applied} == {"uk"}
    await town.world.advance(300)
    assert (await sync_stock.fn()).held
    eu = exceptions_seen.get(town.ledger, "rash-change", "eu")
    assert eu is not None
    assert (eu.open, town.shown("eu", "SKU-00", "main")) == (True, 10)
    assert town.shown("uk", "SKU-00", "main") == 0
