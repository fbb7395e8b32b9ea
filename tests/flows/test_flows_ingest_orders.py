"""Every paid order becomes one sale in Cin7, at the warehouse that can bear it."""

import json
from datetime import timedelta

from flows.ingest_orders import ingest_orders
from flows.sync_stock import sync_stock
from ledger import cursors, exceptions, orders
from ledger.models import Stage
from tasks.guarding import SHELF
from tests.town import Town


async def begin(town: Town) -> None:
    """The first run sets the watermarks: what was ordered before is not ours."""
    await ingest_orders.fn()
    await sync_stock.fn()


async def test_an_order_becomes_one_authorised_sale_however_often_the_flow_runs(
    town: Town,
) -> None:
    town.stock("MUG", {"main": 10})
    town.stock("CUP", {"main": 10})
    await begin(town)
    town.sell("uk", ("MUG", 2), ("CUP", 1), name="#1001")
    for _ in range(3):
        await ingest_orders.fn()
    sales = town.live_sales()
    assert len(sales) == 1
    assert town.available("MUG", "main") == 8
    row = orders.by_name(town.ledger, "uk", "#1001")
    assert row is not None
    assert (row.stage, row.routed_to, bool(row.authorised_at)) == (Stage.IN_CIN7, "main", True)
    books = town.books()
    assert (books.promises["2"], books.promises["7"]) == (0, 0)


async def test_placing_an_order_costs_two_cin7_calls_beside_the_one_scan(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    await begin(town)
    town.sell("uk", ("MUG", 2))
    before = len(town.calls("cin7"))
    await ingest_orders.fn()
    assert town.calls("cin7")[before:] == [
        "GET ref/productavailability",
        "POST sale",
        "POST sale/order",
    ]


async def test_where_a_scan_is_dear_only_the_products_of_the_order_are_asked_for(
    town: Town,
) -> None:
    for sku in ("MUG", "CUP", "BOWL"):
        town.stock(sku, {"main": 1, "north": 10})
    await begin(town)
    await sync_stock.fn()
    cursors.amend(town.ledger, SHELF, json.dumps({"main": 20_000}))
    town.sell("uk", ("MUG", 2), ("CUP", 1), name="#1001")
    before = len(town.calls("cin7"))
    await ingest_orders.fn()
    row = orders.by_name(town.ledger, "uk", "#1001")
    assert row is not None
    assert row.routed_to == "north"
    asked = ["GET ref/productavailability"] * 2
    assert town.calls("cin7")[before:] == [*asked, "POST sale", "POST sale/order"]


async def test_where_a_scan_is_dear_what_looks_like_an_unknown_spelling_is_still_named(
    town: Town,
) -> None:
    town.stock("85123A", {"main": 10})
    town.stock("85123a", {"main": 0}, in_cin7=False, tracked=False)
    await begin(town)
    await sync_stock.fn()
    cursors.amend(town.ledger, SHELF, json.dumps({"main": 20_000}))
    town.sell("uk", ("85123a", 1), name="#1001")
    for asked in (2, 1):
        before = len(town.calls("cin7"))
        await ingest_orders.fn()
        calls = town.calls("cin7")[before:]
        assert calls.count("GET ref/productavailability") == asked
        (open_now,) = exceptions.list_open(town.ledger, town.world.clock.now())
        assert "85123A" in open_now.what
        assert open_now.detail["lines"] == [{"code": "85123a", "near": ["85123A"]}]


async def test_a_spelling_that_cin7_lacks_holds_the_whole_order_and_its_units(town: Town) -> None:
    town.stock("85123A", {"main": 10})
    town.stock("MUG", {"main": 10})
    town.stock("85123a", {"main": 0}, in_cin7=False, tracked=False)
    await begin(town)
    town.sell("uk", ("MUG", 3), ("85123a", 1), name="#1001")
    await ingest_orders.fn()
    await sync_stock.fn()
    assert town.live_sales() == []
    assert town.shown("eu", "MUG", "main") == 7
    (open_now,) = exceptions.list_open(town.ledger, town.world.clock.now())
    assert (open_now.kind, open_now.subject) == ("unknown-sku", "uk #1001")
    assert "85123A" in open_now.what
    assert town.books().promises["2"] == 0


async def test_a_held_order_goes_on_by_itself_once_the_product_is_in_cin7(town: Town) -> None:
    town.stock("NEW-1", {"main": 0}, in_cin7=False, tracked=False)
    await begin(town)
    town.sell("uk", ("NEW-1", 1), name="#1001")
    await ingest_orders.fn()
    town.world.cin7.add_product("NEW-1", "New", "5", {"Main Warehouse": 4})
    await ingest_orders.fn()
    assert len(town.live_sales()) == 1
    assert exceptions.list_open(town.ledger, town.world.clock.now()) == []
    assert town.books().promises["2"] == 0


async def test_codes_that_are_no_products_go_by_rule_and_an_unmapped_one_holds_the_order(
    town: Town,
) -> None:
    town.stock("MUG", {"main": 10})
    await begin(town)
    town.sell("uk", ("MUG", 1), custom=[("POST", 1), ("M", 2)], name="#1001")
    town.sell("uk", ("MUG", 1), custom=[("AMAZONFEE", 1)], name="#1002")
    await ingest_orders.fn()
    assert len(town.live_sales()) == 1
    (open_now,) = exceptions.list_open(town.ledger, town.world.clock.now())
    assert (open_now.kind, open_now.subject) == ("unmapped-code", "uk #1002")
    assert town.books().promises["2"] == 0


async def test_an_order_of_nothing_but_carriage_has_its_sale_too(town: Town) -> None:
    await begin(town)
    town.sell("uk", custom=[("POST", 1)], name="#1001")
    await ingest_orders.fn()
    assert len(town.live_sales()) == 1
    assert exceptions.list_open(town.ledger, town.world.clock.now()) == []
    assert town.books().promises["2"] == 0


async def test_an_order_goes_to_the_warehouse_that_bears_all_of_it_and_its_parts_follow(
    town: Town,
) -> None:
    town.stock("MUG", {"main": 10, "north": 10})
    town.stock("CUP", {"north": 10}, shown={"main": 4, "north": 10})
    await begin(town)
    town.shop("uk").hand_edit("CUP", 101, 4)
    town.sell("uk", ("MUG", 2), ("CUP", 2), name="#1001")
    await ingest_orders.fn()
    row = orders.by_name(town.ledger, "uk", "#1001")
    assert row is not None
    assert row.routed_to == "north"
    assert {stand["location"] for stand in row.stands} == {"gid://shopify/Location/102"}
    await town.world.advance(120)
    await sync_stock.fn()
    assert [town.shown("uk", "MUG", w) for w in ("main", "north")] == [10, 8]
    books = town.books()
    assert (books.promises["1"], books.promises["2"], books.promises["7"]) == (0, 0, 0)


async def test_units_stay_held_where_they_stand_until_the_move_is_confirmed(town: Town) -> None:
    town.stock("MUG", {"main": 10, "north": 10})
    town.stock("CUP", {"north": 10})
    await begin(town)
    town.shop("uk").hand_edit("CUP", 101, 4)
    system = "shopify:uk.myshopify.example"
    town.world.faults.plan(system, "fulfillmentOrderMove", ["lost-before"])
    town.sell("uk", ("MUG", 2), ("CUP", 2), name="#1001")
    await ingest_orders.fn()
    await town.world.advance(10)
    await sync_stock.fn()
    assert town.available("MUG", "main") == 10
    assert town.shown("eu", "MUG", "main") == 8
    await town.world.advance(200)
    await ingest_orders.fn()
    await town.world.advance(200)
    await sync_stock.fn()
    assert town.shown("eu", "MUG", "main") == 10
    assert town.books().promises["1"] == 0


async def test_what_no_warehouse_bears_whole_is_backordered_where_least_is_missing_and_said(
    town: Town,
) -> None:
    town.stock("MUG", {"main": 3, "north": 2})
    await begin(town)
    town.sell("uk", ("MUG", 5), name="#1001")
    await ingest_orders.fn()
    assert len(town.live_sales()) == 1
    row = orders.by_name(town.ledger, "uk", "#1001")
    assert row is not None
    assert (row.routed_to, row.backordered) == ("main", True)
    open_now = exceptions.list_open(town.ledger, town.world.clock.now())
    assert [r.kind for r in open_now] == ["backordered"]
    assert town.books().promises["2"] == 0


async def test_an_order_whose_webhook_came_before_the_search_index_is_taken_at_once(
    town: Town,
) -> None:
    from tasks.subscriptions import subscribe_shop

    town.stock("MUG", {"main": 10})
    await begin(town)
    await subscribe_shop("uk", "http://127.0.0.1:9", False)
    town.world.shopify_switches.search_lag_seconds = 300
    town.sell("uk", ("MUG", 1))
    await town.world.webhooks.deliver_due()
    assert ("ingest-orders", "uk", 1) in town.posted
    await ingest_orders.fn()
    assert len(town.live_sales()) == 1
    assert town.books().promises["7"] == 0


async def test_an_order_cancelled_before_it_was_taken_is_not_taken(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    await begin(town)
    sold = town.sell("uk", ("MUG", 2))
    town.shop("uk").cancel_order(sold.order_id)
    await town.world.advance(5)
    await ingest_orders.fn()
    assert town.live_sales() == []
    assert town.shown("uk", "MUG", "main") == 10


async def test_orders_of_real_size_keep_every_line(town: Town) -> None:
    for number in range(130):
        town.stock(f"SKU-{number:03}", {"main": 5})
    await begin(town)
    town.sell("uk", *[(f"SKU-{number:03}", 1) for number in range(130)])
    await ingest_orders.fn()
    assert town.books().promises["2"] == 0
    assert town.available("SKU-129", "main") == 4


async def test_the_watermark_is_the_latest_change_seen_not_now(town: Town) -> None:
    from ledger import cursors

    town.stock("MUG", {"main": 10})
    await begin(town)
    town.sell("uk", ("MUG", 1))
    sold_at = town.world.clock.now()
    await town.world.advance(3600)
    await ingest_orders.fn()
    cursor = cursors.read(town.ledger, "orders:uk")
    assert cursor is not None
    assert cursor.at - sold_at < timedelta(seconds=2)
