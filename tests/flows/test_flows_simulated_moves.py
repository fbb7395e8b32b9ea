"""What the simulation found: a part that was moved onto another one, whose answer was lost."""

import pytest

from flows.ingest_orders import ingest_orders
from ledger import effects_seen
from ledger.models import Effect, EffectKind, EffectState
from sandbox.shopify.moves import move
from tests.town import LOCATIONS, Town


async def one_part_stands_there_already(town: Town) -> str:
    """Two mugs shipped from the north, one of them moved there by hand; the id of the other."""
    town.stock("MUG", {"north": 10}, shown={"main": 4, "north": 10})
    await ingest_orders.fn()
    order_id = town.sell("uk", ("MUG", 2), name="#1001").order_id
    shop = town.shop("uk")
    stand = shop.order(order_id).fulfillment_orders[0]
    north = shop.catalogue.locations[LOCATIONS["uk"]["north"]]
    _, errors = move(shop, stand, north, [(stand.lines[0].id, 1)])
    assert not errors
    await town.outside.sleep(5)
    gid: str = stand.gid
    return gid


def moves(town: Town, part: str) -> list[Effect]:
    return effects_seen.by_subject(town.ledger, f"uk #1001 {part}", EffectKind.MOVE_FULFILMENT)


def left_at_main(town: Town) -> int:
    (order,) = town.shop("uk").orders.by_id.values()
    return sum(n for _, location, n in order.stands() if location == LOCATIONS["uk"]["main"])


@pytest.mark.parametrize("switch", ["new_order", "keeps_id"])
async def test_a_move_that_closed_the_part_where_it_stood_is_known_by_that_part(
    town: Town, switch: str
) -> None:
    town.world.shopify_switches.move_onto_open_order = switch  # type: ignore[assignment]
    part = await one_part_stands_there_already(town)
    town.world.faults.plan("shopify:uk.myshopify.example", "fulfillmentOrderMove", ["lost-after"])
    await ingest_orders.fn()
    assert ([row.state for row in moves(town, part)], left_at_main(town)) == (
        [EffectState.DOUBTFUL],
        0,
    )
    await town.outside.sleep(100)
    await ingest_orders.fn()
    assert [(row.state, row.vendor_id) for row in moves(town, part)] == [(EffectState.DONE, part)]
    assert town.calls("shopify:uk").count("fulfillmentOrderMove") == 1


async def test_another_part_that_stands_there_is_not_taken_for_the_one_that_was_to_go(
    town: Town,
) -> None:
    part = await one_part_stands_there_already(town)
    town.world.faults.plan("shopify:uk.myshopify.example", "fulfillmentOrderMove", ["lost-before"])
    await ingest_orders.fn()
    await town.outside.sleep(100)
    await ingest_orders.fn()
    states = [row.state for row in moves(town, part)]
    assert (states[0], states[-1]) == (EffectState.ABANDONED, EffectState.DONE)
    assert left_at_main(town) == 0
