"""A receipt is shown even if somebody asked for another one by hand meanwhile."""

from flows.push_receipts import push_receipts
from flows.sync_stock import sync_stock
from tests.town import Town


async def test_a_run_by_hand_for_one_purchase_leaves_the_others_to_the_next(town: Town) -> None:
    town.stock("MUG", {"main": 0})
    town.stock("CUP", {"main": 0})
    await push_receipts.fn()
    await sync_stock.fn()
    first = town.world.cin7.create_purchase({"MUG": 30}, "Main Warehouse")
    town.world.cin7.receive(first)
    await town.world.advance(1200)
    second = town.world.cin7.create_purchase({"CUP": 4}, "Main Warehouse")
    town.world.cin7.receive(second)
    number = town.world.cin7.purchases.get(second).number
    await push_receipts.fn(purchases=[number])
    await push_receipts.fn()
    assert town.shown("uk", "MUG", "main") == 30
