"""What the simulation found: an order that left a place unnoticed hid a new one there (seed 40)."""

from flows.ingest_orders import ingest_orders
from flows.sync_stock import sync_stock
from sandbox.shopify.moves import move
from tests.town import LOCATIONS, Town


async def test_units_sold_where_an_order_was_moved_away_by_hand_are_held_all_the_same(
    town: Town,
) -> None:
    town.stock("MUG", {"main": 10, "north": 4})
    await ingest_orders.fn()
    moved = town.sell("uk", ("MUG", 3), name="#1001").order_id
    await ingest_orders.fn()
    await town.world.advance(120)
    await sync_stock.fn()
    town.world.shopify_switches.search_lag_seconds = 300
    shop = town.shop("uk")
    stand = shop.order(moved).fulfillment_orders[0]
    north = shop.catalogue.locations[LOCATIONS["uk"]["north"]]
    _, errors = move(shop, stand, north, [(stand.lines[0].id, 3)])
    assert not errors
    town.sell("uk", ("MUG", 1), name="#1002")
    town.world.cin7.adjust("MUG", "Main Warehouse", 5)
    await sync_stock.fn(skus=["MUG"])
    assert town.available("MUG", "main") == 10 - 3 + 5
    assert town.shown("eu", "MUG", "main") == 10 - 3 + 5 - 1
    assert town.books().promises["1"] == 0
