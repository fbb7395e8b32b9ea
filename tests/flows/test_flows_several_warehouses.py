"""Several warehouses behind one location: shown together, shipped from one, told where it stands.

The uk shop has one location (101) for main and north; the eu shop pictures each by itself.
"""

from typing import Any

import pytest

from domain.alerts import Alert
from flows.hand_off_fulfilment import hand_off_fulfilment
from flows.ingest_orders import ingest_orders
from flows.return_tracking import return_tracking
from flows.reverse_cancellations import reverse_cancellations
from flows.sync_stock import sync_stock
from flows.watch_thresholds import watch_thresholds
from ledger import cursors, effects_seen, orders
from ledger.models import EffectKind, Order, Stage
from tasks.news import STOCK_CURSOR
from tasks.why_sku import why_sku
from tests.flows.parcel_desk import buy, fulfilments, label, open_now, settled
from tests.town import Town


def shows(town: Town, sku: str = "MUG") -> tuple[int, int, int]:
    """The uk shop at its one location; the eu shop at main and at north."""
    at = town.shown
    return at("uk", sku, "main"), at("eu", sku, "main"), at("eu", sku, "north")


def row(town: Town, name: str) -> Order:
    found = orders.by_name(town.ledger, "uk", name)
    assert found is not None
    return found


def moves(town: Town) -> int:
    return town.calls("shopify:").count("fulfillmentOrderMove")


def stands_at(town: Town, sold: Any) -> set[int]:
    found = town.shop("uk").order(sold.order_id).fulfillment_orders
    return {one.location.id for one in found if one.is_open}


def on_hand(town: Town) -> tuple[int, int]:
    """Mugs in main and in north, in Cin7."""
    held = town.world.cin7.on_hand
    return int(held("MUG", "Main Warehouse")), int(held("MUG", "North Warehouse"))


async def opened(town: Town, sku: str = "MUG", **units: int) -> None:
    town.stock(sku, units)
    await ingest_orders.fn()
    await sync_stock.fn()


async def test_the_location_shows_what_its_warehouses_can_bear_together(shared: Town) -> None:
    shared.stock("MUG", {"main": 7, "north": 5, "south": 2}, shown={})
    await sync_stock.fn()
    assert shows(shared) == (12, 7, 5)
    assert shared.shown("uk", "MUG", "south") == 2
    assert (await sync_stock.fn()).headline() == "0 counts changed"
    shared.world.cin7.adjust("MUG", "Main Warehouse", -9)
    await shared.outside.sleep(61)
    await sync_stock.fn()
    # Two are sold that main does not have: north's five are three, for all who see both.
    assert shows(shared) == (3, 0, 5)
    assert shared.books().promises["1"] == 0


async def test_an_order_is_off_every_shelf_that_may_send_it_until_cin7_says_which(
    shared: Town,
) -> None:
    await opened(shared, main=3, north=4)
    shared.sell("uk", ("MUG", 2), country="NO", name="#1001")
    await sync_stock.fn()
    assert shows(shared) == (5, 1, 2)
    story = await why_sku("MUG", "uk")
    (place,) = [one for one in story.places if one.warehouse == "main + north"]
    assert (place.available, place.unseen, place.promised) == (7, 2, 5)
    assert [held.units for held in place.held_for] == [2]
    await ingest_orders.fn()
    assert row(shared, "#1001").routed_to == "north"
    await shared.outside.sleep(120)
    await sync_stock.fn()
    assert shows(shared) == (5, 3, 2)
    await shared.outside.sleep(900)
    assert shared.books().promises["1"] == 0


async def test_an_order_ships_from_whichever_warehouse_has_all_of_it_and_is_not_moved(
    shared: Town,
) -> None:
    await opened(shared, main=2, north=5)
    sold = shared.sell("uk", ("MUG", 4), name="#1001")
    await ingest_orders.fn()
    (sale,) = shared.live_sales()
    assert sale.location.name == "North Warehouse"
    assert row(shared, "#1001").routed_to == "north"
    await hand_off_fulfilment.fn()
    (shipment,) = shared.world.shipstation.shipments
    place = shared.world.shipstation.warehouses[shipment.body["warehouse_id"]]
    assert place.name == "North Warehouse"
    assert (stands_at(shared, sold), moves(shared)) == ({101}, 0)
    assert open_now(shared) == []


async def test_an_order_moves_only_when_its_warehouse_stands_behind_another_location(
    shared: Town,
) -> None:
    await opened(shared, main=2, north=2, south=9)
    sold = shared.sell("uk", ("MUG", 3), country="GB", name="#1001")
    assert stands_at(shared, sold) == {101}
    await ingest_orders.fn()
    # Neither main nor north has three, south has.
    assert row(shared, "#1001").routed_to == "south"
    assert (stands_at(shared, sold), moves(shared)) == ({103}, 1)
    await shared.outside.sleep(120)
    await sync_stock.fn()
    assert (shows(shared), shared.shown("uk", "MUG", "south")) == ((4, 2, 2), 6)
    await shared.outside.sleep(900)
    assert shared.books().promises["1"] == 0


@pytest.mark.parametrize("kind", ["RETURN", "NO_RESTOCK"])
async def test_what_comes_back_is_put_on_the_shelf_that_it_left(shared: Town, kind: str) -> None:
    await opened(shared, main=2, north=5)
    sold = shared.sell("uk", ("MUG", 4), name="#1001")
    await ingest_orders.fn()
    await hand_off_fulfilment.fn()
    (label_id,) = buy(shared)
    await return_tracking.fn()
    await settled(shared)
    (told,) = fulfilments(shared, sold)
    assert told.numbers == label(shared, label_id).tracking_numbers
    assert on_hand(shared) == (2, 1)
    shared.take_back("uk", sold.order_id, ("MUG", 3, kind))
    for _ in range(3):
        await shared.outside.sleep(120)
        await reverse_cancellations.fn()
    assert on_hand(shared) == (2, 4 if kind == "RETURN" else 1)
    (note,) = effects_seen.by_subject(shared.ledger, "uk #1001", EffectKind.CREDIT_NOTE)
    shelved = [(units, place) for _, _, units, place in note.detail["shelved"]]
    assert shelved == ([(3, "North Warehouse")] if kind == "RETURN" else [])
    await sync_stock.fn()
    assert shows(shared) == ((6, 2, 4) if kind == "RETURN" else (3, 2, 1))
    assert row(shared, "#1001").stage is Stage.CLOSED
    await shared.outside.sleep(900)
    books = shared.books(carrier_desk=True)
    assert {name: books.promises[name] for name in "123458"} == dict.fromkeys("123458", 0)
    assert open_now(shared) == []


async def test_what_left_another_location_comes_back_to_the_first_named(shared: Town) -> None:
    await opened(shared, main=1, north=1, south=5)
    sold = shared.sell("uk", ("MUG", 2), country="DE", name="#1001")
    await ingest_orders.fn()
    await hand_off_fulfilment.fn()
    buy(shared)
    await settled(shared)
    assert row(shared, "#1001").routed_to == "south"
    shared.take_back("uk", sold.order_id, ("MUG", 1, "RETURN"), warehouse="north")
    for _ in range(3):
        await shared.outside.sleep(120)
        await reverse_cancellations.fn()
    assert on_hand(shared) == (2, 1)
    assert int(shared.world.cin7.on_hand("MUG", "South Warehouse")) == 3


async def test_the_last_units_of_a_shelf_are_gone_at_once_where_it_is_pictured_alone(
    shared: Town,
) -> None:
    await opened(shared, main=1, north=1)
    assert shows(shared) == (2, 1, 1)
    shared.sell("uk", ("MUG", 2), name="#1001")
    await sync_stock.fn()
    assert shows(shared) == (0, 0, 0)
    assert shared.sell("eu", ("MUG", 1)).refused
    await ingest_orders.fn()
    # Neither has both, and each lacks one: the nearer takes the order and waits.
    assert row(shared, "#1001").routed_to == "main"
    await shared.outside.sleep(120)
    await sync_stock.fn()
    assert shows(shared) == (0, 0, 1)
    await shared.outside.sleep(900)
    assert shared.books().promises["1"] == 0


async def test_a_receipt_in_any_of_the_warehouses_shows_at_the_location(shared: Town) -> None:
    await opened(shared, main=1, north=0)
    cin7 = shared.world.cin7
    cin7.receive(cin7.create_purchase({"MUG": 5}, "North Warehouse"))
    await shared.outside.sleep(61)
    await sync_stock.fn()
    assert shows(shared) == (6, 1, 5)
    await shared.outside.sleep(1500)
    assert {name: shared.books().promises[name] for name in "15"} == {"1": 0, "5": 0}


async def test_a_warehouse_that_never_had_a_product_is_not_sold_out_of_it(shared: Town) -> None:
    await opened(shared, main=50)
    report = await watch_thresholds.fn()
    assert report.sentence().startswith("3 places looked at: 0 low, 0 sold out")


async def test_a_location_that_shows_what_both_have_is_not_taken_for_one_that_shows_too_much(
    shared: Town,
) -> None:
    await opened(shared, main=30, north=40)
    await watch_thresholds.fn()
    await shared.outside.sleep(400)
    await sync_stock.fn()
    await watch_thresholds.fn()
    assert open_now(shared) == []
    shared.world.cin7.adjust("MUG", "North Warehouse", -36)
    for _ in range(2):
        # Stock sync ran, and left the counts as they are.
        await shared.outside.sleep(400)
        now = shared.world.clock.now()
        cursors.advance(shared.ledger, STOCK_CURSOR, now, now)
        await watch_thresholds.fn()
    assert {subject for kind, subject in open_now(shared) if kind == Alert.OVERSELL_RISK} == {
        "MUG at main + north in uk",
        "MUG at north in eu",
    }
