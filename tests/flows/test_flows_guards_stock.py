"""Units of orders that wait for a person, and changes that wait for one, store by store."""

from flows.ingest_orders import ingest_orders
from flows.sync_stock import sync_stock
from ledger import exceptions_seen
from sandbox.shopify.shipments import ship
from tests.town import Town


async def test_a_held_order_that_somebody_ships_by_hand_is_not_sold_again(town: Town) -> None:
    town.stock("MUG", {"main": 10})
    town.stock("NEW-1", {"main": 0}, in_cin7=False, tracked=False)
    await ingest_orders.fn()
    await sync_stock.fn()
    sold = town.sell("uk", ("MUG", 4), ("NEW-1", 1), name="#1001")
    await ingest_orders.fn()
    shop = town.shop("uk")
    for part in shop.order(sold.order_id).fulfillment_orders:
        ship(shop, [(part, None)], None)
    for _ in range(2):
        await town.world.advance(600)
        await sync_stock.fn()
    # Cin7 has no sale of it: to Cin7 all ten still stand there.
    assert town.available("MUG", "main") == 10
    assert town.shown("eu", "MUG", "main") == 6


async def test_what_is_approved_for_one_store_settles_nothing_of_another(town: Town) -> None:
    for number in range(60):
        town.stock(f"SKU-{number:02}", {"main": 10})
    await sync_stock.fn()
    for number in range(40):
        town.world.cin7.adjust(f"SKU-{number:02}", "Main Warehouse", -10)
    await town.world.advance(300)
    await sync_stock.fn()
    waiting = exceptions_seen.get(town.ledger, "rash-change", "eu")
    await sync_stock.fn(stores=["uk"], approve_large_change=True)
    after = exceptions_seen.get(town.ledger, "rash-change", "eu")
    assert waiting is not None
    assert after is not None
    assert (after.open, after.episode, after.closed_because) == (True, waiting.episode, None)
