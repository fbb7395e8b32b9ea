"""What the simulation found: an order that left a place unnoticed hid a new one there (seed 40)."""

import pytest

from flows.ingest_orders import ingest_orders
from flows.sync_stock import sync_stock
from sandbox.shopify.moves import move
from tests.town import LOCATIONS, Town

POPUP = 909
"""A location that our rules do not map."""


def open_popup(town: Town) -> None:
    shop = town.shop("uk")
    shop.add_location(POPUP, "Popup", "GB")
    shop.stock.seed(shop.catalogue.variant_of("MUG").item, POPUP, 0)


def move_by_hand(town: Town, order: int, location: int) -> None:
    shop = town.shop("uk")
    stand = shop.order(order).fulfillment_orders[0]
    units = [(part.id, part.remaining) for part in stand.lines]
    _, errors = move(shop, stand, shop.catalogue.locations[location], units)
    assert not errors


async def sell_and_show(town: Town, units: int) -> int:
    """An order that Cin7 has, and counts that know it; its id."""
    await ingest_orders.fn()
    order: int = town.sell("uk", ("MUG", units), name="#1001").order_id
    await ingest_orders.fn()
    await town.world.advance(120)
    await sync_stock.fn()
    return order


async def test_units_sold_where_an_order_was_moved_away_by_hand_are_held_all_the_same(
    town: Town,
) -> None:
    town.stock("MUG", {"main": 10, "north": 4})
    moved = await sell_and_show(town, 3)
    town.world.shopify_switches.search_lag_seconds = 300
    move_by_hand(town, moved, LOCATIONS["uk"]["north"])
    town.sell("uk", ("MUG", 1), name="#1002")
    town.world.cin7.adjust("MUG", "Main Warehouse", 5)
    await sync_stock.fn(skus=["MUG"])
    assert town.available("MUG", "main") == 10 - 3 + 5
    assert town.shown("eu", "MUG", "main") == 10 - 3 + 5 - 1
    assert town.books().promises["1"] == 0


@pytest.mark.parametrize("skus", [None, ["MUG"]], ids=["all of the shelf", "one SKU"])
@pytest.mark.parametrize("sold", [1, 3], ids=["fewer units", "as many units"])
async def test_nor_are_they_hidden_where_it_was_moved_to_a_location_that_we_do_not_map(
    town: Town, sold: int, skus: list[str] | None
) -> None:
    town.stock("MUG", {"main": 10})
    open_popup(town)
    moved = await sell_and_show(town, 3)
    town.world.shopify_switches.search_lag_seconds = 300
    move_by_hand(town, moved, POPUP)
    town.sell("uk", ("MUG", sold), name="#1002")
    town.world.cin7.adjust("MUG", "Main Warehouse", 5)
    await sync_stock.fn(skus=skus)
    assert town.available("MUG", "main") == 10 - 3 + 5
    assert town.shown("eu", "MUG", "main") == 10 - 3 + 5 - sold
    assert town.books().promises["1"] == 0


async def test_units_at_a_location_that_we_do_not_map_lower_no_count_for_long(town: Town) -> None:
    """What was there before us is no order that somebody moved."""
    town.stock("MUG", {"main": 10})
    open_popup(town)
    move_by_hand(town, town.sell("uk", ("MUG", 2), name="#1000").order_id, POPUP)
    await town.world.advance(24 * 3600)
    await sell_and_show(town, 3)
    assert town.available("MUG", "main") == 10 - 3
    assert town.shown("eu", "MUG", "main") == 10 - 3 - 2
    for _ in range(3):
        await town.world.advance(town.rules.overlap.orders + 1)
        await sync_stock.fn()
    assert town.shown("eu", "MUG", "main") == 10 - 3
