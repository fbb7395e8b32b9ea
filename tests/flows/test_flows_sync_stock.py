"""Each storefront shows what the shelf can bear, and never more."""

import pytest

from clients.errors import ClientError
from flows.sync_stock import sync_stock
from ledger import counts, exceptions
from tests.town import Town


async def test_both_storefronts_come_to_show_what_cin7_has(town: Town) -> None:
    town.stock("MUG", {"main": 12, "north": 3}, shown={"main": 99, "north": 0})
    report = await sync_stock.fn()
    assert [town.shown(store, "MUG", "main") for store in ("uk", "eu")] == [12, 12]
    assert [town.shown(store, "MUG", "north") for store in ("uk", "eu")] == [3, 3]
    assert {(row.store, row.promised) for row in report.applied} == {
        ("uk", 12),
        ("uk", 3),
        ("eu", 12),
        ("eu", 3),
    }
    assert counts.last(town.ledger, "uk", "MUG")[0].promised == 12
    assert town.books().promises["1"] == 0


async def test_a_second_run_straight_after_writes_nothing(town: Town) -> None:
    town.stock("MUG", {"main": 12}, shown={"main": 5})
    await sync_stock.fn()
    before = len(town.calls("shopify:"))
    report = await sync_stock.fn()
    assert report.applied == ()
    assert not [c for c in town.calls("shopify:")[before:] if c.startswith("inventorySet")]


async def test_a_dry_run_reports_and_changes_nothing_outside(town: Town) -> None:
    town.stock("MUG", {"main": 12}, shown={"main": 5})
    report = await sync_stock.fn(dry_run=True)
    assert [(row.store, row.promised) for row in report.would] == [("eu", 12), ("uk", 12)]
    assert town.shown("uk", "MUG", "main") == 5


async def test_an_order_in_one_store_lowers_the_other_before_cin7_knows_of_it(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    await sync_stock.fn()
    town.sell("uk", ("MUG", 4))
    await sync_stock.fn()
    assert town.available("MUG", "main") == 10
    assert town.shown("eu", "MUG", "main") == 6
    assert town.shown("uk", "MUG", "main") == 6
    assert town.books().promises["1"] == 0


async def test_an_order_the_search_does_not_show_yet_counts_by_what_is_committed(
    town: Town,
) -> None:
    town.stock("MUG", {"main": 10})
    await sync_stock.fn()
    town.world.shopify_switches.search_lag_seconds = 120
    town.sell("uk", ("MUG", 4))
    await sync_stock.fn()
    assert town.shown("eu", "MUG", "main") == 6
    assert town.books().promises["1"] == 0


async def test_a_half_read_shelf_changes_nothing_and_is_said_once(town: Town) -> None:
    for number in range(6):
        town.stock(f"SKU-{number}", {"main": 10}, shown={"main": 3})
    for _ in range(2):
        town.world.faults.plan("cin7", "GET ref/productavailability", ["truncated"])
        with pytest.raises(ClientError):
            await sync_stock.fn()
    assert [town.shown("uk", f"SKU-{number}", "main") for number in range(6)] == [3] * 6
    open_now = exceptions.list_open(town.ledger, town.world.clock.now())
    assert [(row.kind, row.count) for row in open_now] == [("read-failed", 2)]
    assert open_now[0].what.endswith(". Nothing was changed.")
    await sync_stock.fn()
    assert town.shown("uk", "SKU-0", "main") == 10
    assert exceptions.list_open(town.ledger, town.world.clock.now()) == []


async def test_half_a_page_of_storefront_counts_changes_nothing(town: Town) -> None:
    for number in range(6):
        town.stock(f"SKU-{number}", {"main": 10}, shown={"main": 3})
    town.world.faults.plan("shopify:uk.myshopify.example", "inventoryItems", ["truncated"])
    with pytest.raises(ClientError):
        await sync_stock.fn()
    assert town.shown("eu", "SKU-0", "main") == 3


async def test_a_catalogue_that_would_go_to_zero_at_once_waits_for_a_person(town: Town) -> None:
    for number in range(60):
        town.stock(f"SKU-{number:02}", {"main": 10})
    await sync_stock.fn()
    for number in range(40):
        town.world.cin7.adjust(f"SKU-{number:02}", "Main Warehouse", -10)
    report = await sync_stock.fn()
    assert report.held
    assert town.shown("uk", "SKU-00", "main") == 10
    open_now = exceptions.list_open(town.ledger, town.world.clock.now())
    assert {row.kind for row in open_now} == {"rash-change"}
    await sync_stock.fn(approve_large_change=True)
    assert town.shown("uk", "SKU-00", "main") == 0
    assert exceptions.list_open(town.ledger, town.world.clock.now()) == []


async def test_a_sale_between_read_and_write_is_not_undone_and_the_other_rows_are_written(
    town: Town,
) -> None:
    town.stock("HOT", {"main": 10}, shown={"main": 4})
    town.stock("CALM", {"main": 10}, shown={"main": 4})
    shop = town.outside.shops["uk"]
    before = shop.set_available
    sold = []

    async def set_available(*args: object, **kwargs: object) -> None:
        if not sold:
            sold.append(town.sell("uk", ("HOT", 1)))
        await before(*args, **kwargs)  # type: ignore[arg-type]

    shop.set_available = set_available  # type: ignore[method-assign]
    await sync_stock.fn()
    assert town.shown("uk", "CALM", "main") == 10
    assert town.shown("uk", "HOT", "main") == 9
    assert town.books().promises["1"] == 0


async def test_an_item_is_stocked_at_a_location_before_its_first_count_is_written(
    town: Town,
) -> None:
    town.stock("MUG", {"main": 5, "north": 7}, stocked=["main"])
    await sync_stock.fn()
    assert town.shown("uk", "MUG", "north") == 7
    assert town.books().promises["7"] == 0


async def test_a_spelling_that_cin7_lacks_is_reported_and_never_written(town: Town) -> None:
    town.stock("85123A", {"main": 8}, shown={"main": 8})
    town.stock("85123a", {"main": 0}, in_cin7=False, tracked=False, shown={"main": 2})
    report = await sync_stock.fn()
    assert report.applied == ()
    assert report.untracked == 6


async def test_units_kept_back_are_not_shown_and_the_reason_is_written_down(town: Town) -> None:
    rule = next(rule for rule in town.rules.buffers if rule.fixed)
    sku = (rule.skus or ("MUG",))[0].replace("*", "X1").replace("?", "X")
    town.stock(sku, {"main": 10})
    report = await sync_stock.fn()
    held = [row for row in report.applied if row.buffer]
    assert held
    assert all(row.promised == 10 - row.buffer for row in held)
    assert {row.because.value for row in held} <= {"fixed", "share"}


async def test_goods_that_come_in_while_another_store_sells_are_not_promised_twice(
    town: Town,
) -> None:
    """The interleaving of docs/why/0007: a sale after the orders were read, then a receipt."""
    town.stock("MUG", {"main": 10})
    await sync_stock.fn()
    purchase = town.world.cin7.create_purchase({"MUG": 5}, "Main Warehouse")
    inventory = town.outside.inventory
    shelf = inventory.shelf
    happened = []

    async def shelf_late(*args: object, **kwargs: object) -> object:
        if not happened:
            happened.append(town.sell("eu", ("MUG", 6)))
            await town.world.advance(1)
            town.world.cin7.receive(purchase)
        return await shelf(*args, **kwargs)  # type: ignore[arg-type]

    inventory.shelf = shelf_late  # type: ignore[method-assign]
    await sync_stock.fn()
    assert town.books().promises["1"] == 0
    assert town.shown("uk", "MUG", "main") == 9


async def test_skus_that_no_full_run_has_met_are_said_and_not_passed_over(town: Town) -> None:
    town.stock("MUG", {"main": 12}, shown={"main": 5})
    report = await sync_stock.fn(skus=["MUG", "MUG "])
    assert report.unknown == {"MUG", "MUG "}
    assert "run one first" in report.sentence()
    await sync_stock.fn()
    again = await sync_stock.fn(skus=["MUG", "MUG "])
    assert again.unknown == {"MUG "}
