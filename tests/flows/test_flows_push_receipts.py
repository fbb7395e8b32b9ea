"""Goods that come in are on the storefronts by themselves."""

from flows.push_receipts import push_receipts
from flows.sync_stock import sync_stock
from ledger import cursors
from tests.town import Town


async def begin(town: Town) -> None:
    await push_receipts.fn()
    await sync_stock.fn()


async def test_received_goods_are_shown_in_both_stores_and_the_time_is_recorded(
    town: Town,
) -> None:
    town.stock("MUG", {"main": 2})
    await begin(town)
    purchase = town.world.cin7.create_purchase({"MUG": 30}, "Main Warehouse")
    await town.world.advance(600)
    town.world.cin7.receive(purchase)
    report = await push_receipts.fn()
    assert [town.shown(store, "MUG", "main") for store in ("uk", "eu")] == [32, 32]
    (receipt,) = report.receipts
    assert receipt.finished
    done = cursors.read(town.ledger, f"receipt:{purchase}")
    assert done is not None
    assert '"seconds"' in (done.value or "")
    assert town.books().promises["5"] == 0


async def test_a_receipt_that_availability_does_not_show_yet_is_read_again(town: Town) -> None:
    town.stock("MUG", {"main": 2})
    await begin(town)
    town.world.cin7_switches.availability_lag_seconds = 45
    purchase = town.world.cin7.create_purchase({"MUG": 30}, "Main Warehouse")
    await town.world.advance(100)
    town.world.cin7.receive(purchase)
    await push_receipts.fn()
    assert town.shown("uk", "MUG", "main") == 32
    assert town.books().promises["5"] == 0


async def test_part_of_a_purchase_order_is_shown_and_the_rest_when_it_comes(town: Town) -> None:
    town.stock("MUG", {"main": 0})
    town.stock("CUP", {"main": 0})
    await begin(town)
    purchase = town.world.cin7.create_purchase({"MUG": 30, "CUP": 4}, "Main Warehouse")
    town.world.cin7.receive(purchase, {"MUG": 10})
    await push_receipts.fn()
    assert [town.shown("uk", sku, "main") for sku in ("MUG", "CUP")] == [10, 0]
    await town.world.advance(300)
    town.world.cin7.receive(purchase, {"MUG": 20, "CUP": 4})
    await push_receipts.fn()
    assert [town.shown("uk", sku, "main") for sku in ("MUG", "CUP")] == [30, 4]


async def test_what_comes_in_for_the_first_time_is_looked_for_in_every_store(town: Town) -> None:
    await begin(town)
    town.stock("NEW", {"main": 0})
    purchase = town.world.cin7.create_purchase({"NEW": 5}, "Main Warehouse")
    await town.world.advance(10)
    town.world.cin7.receive(purchase)
    report = await push_receipts.fn()
    assert [town.shown(store, "NEW", "main") for store in ("uk", "eu")] == [5, 5]
    assert report.stock.unknown == frozenset()


async def test_a_material_that_no_store_sells_is_looked_for_once_a_receipt(town: Town) -> None:
    town.stock("MUG", {"main": 2})
    town.world.cin7.add_product("CLAY", "Clay", "1", {})
    await begin(town)
    purchase = town.world.cin7.create_purchase({"CLAY": 40, "MUG": 3}, "Main Warehouse")
    await town.world.advance(600)
    town.world.cin7.receive(purchase)
    await town.world.advance(5)
    before = len(town.calls())
    report = await push_receipts.fn()
    assert town.calls()[before:].count("inventoryItems") == 2
    assert town.shown("eu", "MUG", "main") == 5
    assert report.receipts[0].finished


async def test_a_second_run_finds_nothing_received(town: Town) -> None:
    town.stock("MUG", {"main": 0})
    await begin(town)
    purchase = town.world.cin7.create_purchase({"MUG": 3}, "Main Warehouse")
    town.world.cin7.receive(purchase)
    await push_receipts.fn()
    before = len(town.calls("shopify:"))
    report = await push_receipts.fn()
    assert report.receipts == ()
    assert len(town.calls("shopify:")) == before
