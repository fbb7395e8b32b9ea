"""Counts that somebody edits in Shopify are set right, and told once; sales are no edits."""

import json

from flows.ingest_orders import ingest_orders
from flows.sync_stock import sync_stock
from ledger import counts_drift, exceptions, exceptions_seen, inbox
from ledger.models import Count, ExceptionRow
from sandbox.shopify.shipments import ship
from tests.town import LOCATIONS, Town

MUG, MAIN = "MUG", LOCATIONS["uk"]["main"]


async def sync(town: Town, times: int = 1) -> None:
    """Some scheduled rounds, five minutes apart."""
    for _ in range(times):
        await town.world.advance(300)
        await sync_stock.fn()


def told(town: Town) -> list[ExceptionRow]:
    return [
        row
        for row in exceptions.list_open(town.ledger, town.world.clock.now())
        if row.kind == "hand-edit"
    ]


def episodes(town: Town) -> int:
    row = exceptions_seen.get(town.ledger, "hand-edit", "uk")
    return 0 if row is None else row.episode


def item(town: Town, sku: str = MUG) -> int:
    number: int = town.shop("uk").catalogue.variant_of(sku).item.id
    return number


def count(town: Town) -> Count:
    found = counts_drift.at(town.ledger, ("uk", MAIN, item(town)))
    assert found is not None
    return found


async def test_a_hand_edit_is_set_right_at_once_told_once_and_closed_by_itself(town: Town) -> None:
    town.stock(MUG, {"main": 12})
    await sync(town, 2)
    town.shop("uk").hand_edit(MUG, MAIN, 99)
    await sync(town)
    assert town.shown("uk", MUG, "main") == 12
    assert (count(town).drift, count(town).drift_because) == (87, "suspected")
    assert told(town) == []
    await sync(town)
    (row,) = told(town)
    assert "MUG in main by +87" in row.what
    assert (row.subject, count(town).drift_because) == ("uk", "hand-edit")
    await sync(town, 3)
    assert told(town) == []
    assert episodes(town) == 1
    assert town.books().promises["1"] == 0


async def test_a_count_lowered_by_hand_is_a_hand_edit_too(town: Town) -> None:
    town.stock(MUG, {"main": 12})
    await sync(town, 2)
    town.shop("uk").hand_edit(MUG, MAIN, 1)
    await sync(town, 2)
    assert town.shown("uk", MUG, "main") == 12
    (row,) = told(town)
    assert "by -11" in row.what


async def test_sales_refunds_and_moved_stock_are_no_hand_edits(town: Town) -> None:
    town.stock(MUG, {"main": 30, "north": 30})
    await sync(town, 2)
    first = town.sell("uk", (MUG, 4))
    town.sell("eu", (MUG, 3), country="NO")
    await ingest_orders.fn()
    await sync(town)
    town.take_back("uk", first.order_id, (MUG, 4, "CANCEL"))
    town.world.cin7.adjust(MUG, "Main Warehouse", -5)
    await sync(town, 4)
    assert told(town) == []
    assert count(town).drift_because in (None, "late-event")


async def test_goods_that_came_back_unheard_of_alarm_nobody(town: Town) -> None:
    town.stock(MUG, {"main": 30})
    town.stock("CUP", {"main": 30})
    await sync(town, 2)
    sold = town.sell("uk", (MUG, 4))
    await ingest_orders.fn()
    await sync(town, 2)
    (part,) = town.shop("uk").order(sold.order_id).fulfillment_orders
    ship(town.shop("uk"), [(part, None)], None)
    await sync(town, 2)
    town.sell("uk", ("CUP", 1))
    await sync(town, 2)
    town.world.shopify_switches.search_lag_seconds = 200
    town.take_back("uk", sold.order_id, (MUG, 4, "RETURN"))
    await sync_stock.fn()
    assert count(town).drift_because == "suspected"
    await sync(town, 4)
    assert count(town).drift_because == "late-event"
    assert (told(town), episodes(town)) == ([], 0)


async def test_a_write_whose_end_we_did_not_hear_is_no_hand_edit(town: Town) -> None:
    town.stock(MUG, {"main": 12})
    await sync(town, 2)
    town.world.cin7.adjust(MUG, "Main Warehouse", -5)
    await town.world.advance(300)
    town.world.faults.plan("shopify:uk.myshopify.example", "inventorySetQuantities", ["lost-after"])
    await sync_stock.fn()
    assert town.shown("uk", MUG, "main") == 7
    await sync(town, 4)
    assert (told(town), episodes(town)) == ([], 0)
    assert count(town).promised == 7


async def test_an_app_that_edits_again_and_again_keeps_one_exception_open(town: Town) -> None:
    town.stock(MUG, {"main": 12})
    await sync(town, 2)
    for _ in range(4):
        town.shop("uk").hand_edit(MUG, MAIN, 99)
        await sync(town)
    (row,) = told(town)
    assert (episodes(town), row.count > 1) == (1, True)


async def test_a_right_figure_typed_by_hand_is_nobodys_trouble(town: Town) -> None:
    town.stock(MUG, {"main": 12})
    await sync(town, 2)
    town.world.cin7.adjust(MUG, "Main Warehouse", -2)
    town.shop("uk").hand_edit(MUG, MAIN, 10)
    await sync(town, 3)
    assert (told(town), episodes(town)) == ([], 0)


def level_delivery(town: Town, available: int) -> None:
    number = item(town)
    body = {
        "inventory_item_id": number,
        "location_id": MAIN,
        "available": available,
        "admin_graphql_api_id": (f"gid://shopify/InventoryLevel/{MAIN}?inventory_item_id={number}"),
    }
    now = town.world.clock.now()
    inbox.write_down(
        *(town.ledger, "shopify:uk", "inventory_levels/update", f"d-{available}-{now}", {}),
        body=json.dumps(body).encode(),
        now=now,
    )


async def test_the_echo_of_our_own_write_reads_nothing_another_figure_is_read(town: Town) -> None:
    town.stock(MUG, {"main": 12}, shown={"main": 5})
    await sync(town)
    await town.world.advance(400)
    await sync_stock.fn(only_news=True)
    level_delivery(town, 12)
    before = len(town.calls())
    report = await sync_stock.fn(only_news=True)
    assert (report.read, len(town.calls())) == (0, before)
    town.shop("uk").hand_edit(MUG, MAIN, 99)
    level_delivery(town, 99)
    await town.world.advance(5)
    report = await sync_stock.fn(only_news=True)
    assert {row.sku for row in report.applied} == {MUG}
    assert town.shown("uk", MUG, "main") == 12


async def test_the_report_says_what_a_round_cost_in_calls(town: Town) -> None:
    town.stock(MUG, {"main": 12}, shown={"main": 5})
    before = len(town.calls())
    report = await sync_stock.fn()
    assert sum(report.calls.values()) == len(town.calls()) - before
    assert report.calls["cin7"] == 2  # the bills of materials, the first time, and the shelf
    assert (await sync_stock.fn()).calls["cin7"] == 1
    assert "Vendor calls: 2 to cin7" in report.sentence()
