"""Whatever happens to a shop, its figures add up and the journal tells all of it."""

from collections import defaultdict

import pytest

from sandbox.chance import Random
from sandbox.journal import (
    FulfilmentCancelled,
    FulfilmentMade,
    OrderPlaced,
    OrderStands,
    RefundMade,
    ShownChanged,
)
from sandbox.shopify.catalogue import ON_HAND_PARTS
from sandbox.shopify.moves import move
from sandbox.shopify.reversals import TooMany
from sandbox.shopify.shipment_changes import cancel as unship
from sandbox.shopify.shipments import ship
from sandbox.shopify.state import CheckoutLine
from tests.sandbox.shopify.merchant import LEEDS, LONDON, Merchant

SKUS = ("TEE", "MUG", "WRAP")


async def one_thing(merchant: Merchant, chance: Random) -> None:
    """Something that can happen in a shop, picked by chance."""
    shop = merchant.shop
    orders = [order for order in shop.orders.by_id.values() if order.cancelled_at is None]
    things = ["buy", "buy", "buy", "cancel", "refund", "move", "ship", "ship", "unship", "count"]
    what = chance.choice(things)
    if what == "buy":
        lines = [
            CheckoutLine(chance.choice(SKUS), chance.randint(1, 6), "2.50", "Thing")
            for _ in range(chance.randint(1, 3))
        ]
        shop.checkout(lines, country="GB")
    elif what == "count":
        sku, at = chance.choice(SKUS[:2]), chance.choice((LONDON, LEEDS))
        await merchant.set((sku, at, chance.randint(0, 30), None))
    elif orders:
        order = chance.choice(orders)
        line = chance.choice(order.lines)
        kind = chance.choice(["CANCEL", "RETURN", "NO_RESTOCK"])
        place = None if kind == "NO_RESTOCK" else chance.choice((LONDON, LEEDS))
        stands = [stand for stand in order.fulfillment_orders if stand.is_open]
        if what == "cancel" and not any(line.fulfilled for line in order.lines):
            shop.cancel_order(order.id, restock=chance.random() < 0.5)
        elif what == "refund":
            try:
                shop.refund(order.id, [(line.id, chance.randint(1, 3), kind, place)])
            except TooMany:
                return
        elif what == "move" and stands:
            to = shop.catalogue.locations[chance.choice((LONDON, LEEDS))]
            move(shop, chance.choice(stands), to, None)
        elif what == "ship" and stands:
            ship(shop, [(chance.choice(stands), None)], None)
        elif what == "unship" and order.fulfillments:
            unship(shop, chance.choice(order.fulfillments))


@pytest.mark.parametrize("seed", range(12))
async def test_figures_add_up_after_a_hundred_things(merchant: Merchant, seed: int) -> None:
    merchant.world.shopify_switches.cancelled_shipment = "grows" if seed % 2 else "new_order"
    merchant.shop.hand_edit("MUG", LEEDS, 2)
    merchant.shop.bucket("static:shpat_test").restore = 1000
    chance = Random(seed)
    for _ in range(100):
        await one_thing(merchant, chance)
        await merchant.world.advance(1)

    shown = {
        (event.item_id, event.location_id): event.available
        for event in merchant.events(ShownChanged)
    }
    standing: dict[tuple[int, int], int] = defaultdict(int)
    for order in merchant.shop.orders.by_id.values():
        lines = {line.id: line for line in order.lines}
        for line_id, location_id, units in order.stands():
            item = lines[line_id].item
            if lines[line_id].counted and item is not None:
                standing[(item.id, location_id)] += units
    for item in merchant.shop.catalogue.items.values():
        for level in item.levels.values():
            where = (item.id, level.location.id)
            assert level.quantity("on_hand") == sum(level.counts[p] for p in ON_HAND_PARTS)
            assert level.counts["committed"] == standing[where], item.sku
            if item.tracked:
                assert shown[where] == level.available

    told: dict[int, object] = {
        event.order_id: event.stands for event in merchant.events(OrderPlaced)
    }
    told |= {event.order_id: event.stands for event in merchant.events(OrderStands)}
    for order in merchant.shop.orders.by_id.values():
        assert told[order.id] == order.stands()
        for line in order.lines:
            assert 0 <= line.refunded <= line.quantity
            assert line.unfulfilled_quantity >= 0
            assert line.unfulfilled_quantity == sum(
                units for line_id, _, units in order.stands() if line_id == line.id
            )
    _the_journal_accounts_for_every_unit(merchant)


def _the_journal_accounts_for_every_unit(merchant: Merchant) -> None:
    """Ordered = shipped + taken back before it was shipped + open, by the journal alone."""
    cancelled = {event.fulfillment_id for event in merchant.events(FulfilmentCancelled)}
    refunded = {line for event in merchant.events(RefundMade) for line, *_ in event.lines}
    gone: dict[int, int] = defaultdict(int)
    unshipped_again = set()
    for event in merchant.events(FulfilmentMade):
        for line_id, units in event.lines:
            if event.fulfillment_id in cancelled:
                unshipped_again.add(line_id)
            else:
                gone[line_id] += units
    for event in merchant.events(RefundMade):
        for line_id, units in event.unshipped:
            gone[line_id] += units
    for order in merchant.shop.orders.by_id.values():
        for line in order.lines:
            still = sum(units for line_id, _, units in order.stands() if line_id == line.id)
            if line.id in unshipped_again & refunded:
                assert gone[line.id] + still <= line.quantity
            else:
                assert gone[line.id] + still == line.quantity
