"""What the simulation found: units let go while Cin7's figure was still from before."""

import pytest

from flows.ingest_orders import ingest_orders
from flows.sync_stock import sync_stock
from sandbox.shopify.moves import move
from tests.simulation.merchant import without_buffers
from tests.town import Town


@pytest.fixture(autouse=True)
def slow_figures(town: Town) -> None:
    town.world.cin7_switches.availability_lag_seconds = 59
    assert not any(rule.fixed for rule in without_buffers(town.rules).buffers)


async def an_order_of_both_units_is_known(town: Town) -> int:
    """Two units on the shelf, both sold in the UK, and Cin7 has not heard of it."""
    town.stock("A", {"main": 2})
    await sync_stock.fn()
    order_id: int = town.sell("uk", ("A", 2)).order_id
    await sync_stock.fn()
    assert town.shown("eu", "A", "main") == 0
    await town.world.advance(100)
    town.world.cin7.adjust("A", "Main Warehouse", -1)
    await town.world.advance(10)
    return order_id


def moved_by_hand(town: Town, order_id: int, place: str) -> None:
    shop = town.shop("uk")
    stand = shop.order(order_id).fulfillment_orders[0]
    moved, errors = move(shop, stand, shop.catalogue.locations[town.locations["uk"][place]], None)
    assert moved.moved is not None, errors


async def all_is_shown_in_the_end(town: Town) -> None:
    await town.world.advance(130)
    await sync_stock.fn()
    books = town.books()
    assert books.promises["1"] == 0, books.breaches["1"]


async def test_a_cancelled_orders_units_wait_for_a_figure_from_after_it(town: Town) -> None:
    order_id = await an_order_of_both_units_is_known(town)
    town.shop("uk").cancel_order(order_id)
    await sync_stock.fn()
    assert town.shown("eu", "A", "main") <= 1
    await all_is_shown_in_the_end(town)
    assert [town.shown(store, "A", "main") for store in ("uk", "eu")] == [1, 1]


async def test_refunded_units_wait_for_a_figure_from_after_it(town: Town) -> None:
    order_id = await an_order_of_both_units_is_known(town)
    town.take_back("uk", order_id, ("A", 1, "CANCEL"))
    await sync_stock.fn()
    assert town.shown("eu", "A", "main") == 0
    await all_is_shown_in_the_end(town)


async def test_units_of_an_order_met_when_it_was_cancelled_already_wait_too(town: Town) -> None:
    town.stock("A", {"main": 3})
    order_id: int = town.sell("uk", ("A", 2)).order_id
    await town.world.advance(100)
    town.world.cin7.adjust("A", "Main Warehouse", -2)
    town.shop("uk").cancel_order(order_id)
    await sync_stock.fn()
    assert town.shown("eu", "A", "main") <= 1
    await all_is_shown_in_the_end(town)
    assert [town.shown(store, "A", "main") for store in ("uk", "eu")] == [1, 1]


async def test_units_moved_by_hand_wait_where_they_stood(town: Town) -> None:
    order_id = await an_order_of_both_units_is_known(town)
    moved_by_hand(town, order_id, "north")
    await sync_stock.fn()
    await sync_stock.fn()
    books = town.books()
    assert books.promises["1"] == 0, books.breaches["1"]


async def test_units_of_a_sale_that_was_called_off_before_anybody_found_it_wait_too(
    town: Town,
) -> None:
    """Shopify's search did not tell it yet: all that was ever seen of it is its committed units."""
    town.stock("A", {"main": 4})
    await sync_stock.fn()
    town.world.shopify_switches.search_lag_seconds = 120
    order_id: int = town.sell("uk", ("A", 3)).order_id
    await sync_stock.fn()
    assert town.shown("eu", "A", "main") == 1
    await town.world.advance(30)
    town.world.cin7.adjust("A", "Main Warehouse", -1)
    await town.world.advance(10)
    town.shop("uk").cancel_order(order_id)
    await sync_stock.fn()
    assert town.shown("eu", "A", "main") <= 3
    books = town.books()
    assert books.promises["1"] == 0, books.breaches["1"]
    await all_is_shown_in_the_end(town)  # now it is found, called off, and waits once more
    await all_is_shown_in_the_end(town)
    assert [town.shown(store, "A", "main") for store in ("uk", "eu")] == [3, 3]


async def test_an_order_moved_by_hand_hides_no_other_that_nobody_found_yet(town: Town) -> None:
    town.stock("A", {"main": 6, "south": 0})
    moved_one: int = town.sell("uk", ("A", 1)).order_id
    await ingest_orders.fn()
    for _ in range(3):
        await town.world.advance(1_300)  # so long ago that no search by change time brings it
        await sync_stock.fn()
    town.world.shopify_switches.search_lag_seconds = 120
    town.sell("uk", ("A", 2))
    moved_by_hand(town, moved_one, "south")
    await sync_stock.fn()
    assert town.shown("eu", "A", "main") == 3
    books = town.books()
    assert books.promises["1"] == 0, books.breaches["1"]
