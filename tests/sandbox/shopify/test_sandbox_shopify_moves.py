"""Moving fulfilment orders: committed stock goes along, and what cannot be moved says why."""

from typing import Any

import pytest

from sandbox.journal import OrderStands
from tests.sandbox.shopify.merchant import LEEDS, LONDON, Merchant, codes, place

MOVE = """
mutation Move($id: ID!, $to: ID!, $lines: [FulfillmentOrderLineItemInput!]) {
  fulfillmentOrderMove(id: $id, newLocationId: $to, fulfillmentOrderLineItems: $lines) {
    movedFulfillmentOrder { id status assignedLocation { location { id } } }
    originalFulfillmentOrder { id status } remainingFulfillmentOrder { id status }
    userErrors { code field message } } }
"""
WHERE = """
query Where($id: ID!) { fulfillmentOrder(id: $id) { locationsForMove(first: 10) { nodes {
  location { id } movable message availableLineItems(first: 5) { nodes { sku } } } } } }
"""


async def move(merchant: Merchant, stand: Any, to: int = LEEDS, **more: Any) -> Any:
    answer = await merchant.ask(MOVE, id=stand.gid, to=place(to), **more)
    return answer["fulfillmentOrderMove"]


async def test_a_whole_move_keeps_the_id_and_takes_the_committed_units_along(
    merchant: Merchant,
) -> None:
    order = merchant.sell(("TEE", 3), ("WRAP", 1))
    (stand,) = order.fulfillment_orders
    answer = await move(merchant, stand)

    assert answer["userErrors"] == []
    assert answer["movedFulfillmentOrder"]["id"] == stand.gid
    assert answer["movedFulfillmentOrder"]["assignedLocation"]["location"]["id"] == place(LEEDS)
    assert answer["remainingFulfillmentOrder"] is None
    assert merchant.counts("TEE") == {"available": 10, "committed": 0, "on_hand": 10}
    assert merchant.counts("TEE", LEEDS) == {"available": 1, "committed": 3, "on_hand": 4}
    assert merchant.shown("move") == [("TEE", LONDON, 10), ("TEE", LEEDS, 1)]
    assert {at for _, at, _ in merchant.events(OrderStands)[-1].stands} == {LEEDS}
    assert merchant.last_call().ref == stand.gid


async def test_a_move_may_leave_less_than_nothing_at_its_destination(merchant: Merchant) -> None:
    order = merchant.sell(("TEE", 9))
    await move(merchant, order.fulfillment_orders[0])

    assert merchant.counts("TEE", LEEDS) == {"available": -5, "committed": 9, "on_hand": 4}


async def test_a_partial_move_makes_a_new_fulfilment_order(merchant: Merchant) -> None:
    order = merchant.sell(("TEE", 5))
    (stand,) = order.fulfillment_orders
    answer = await move(merchant, stand, lines=[{"id": stand.lines[0].gid, "quantity": 2}])

    assert answer["movedFulfillmentOrder"]["id"] != stand.gid
    assert answer["remainingFulfillmentOrder"]["id"] == stand.gid
    line = order.lines[0].id
    assert sorted(order.stands()) == [(line, LONDON, 3), (line, LEEDS, 2)]
    assert merchant.counts("TEE") == {"available": 7, "committed": 3, "on_hand": 10}


async def test_a_destination_that_does_not_stock_the_items_is_refused_and_says_so_before(
    merchant: Merchant,
) -> None:
    order = merchant.sell(("MUG", 1))
    (stand,) = order.fulfillment_orders
    told = await merchant.ask(WHERE, id=stand.gid)
    refused = await move(merchant, stand)
    merchant.shop.hand_edit("MUG", LEEDS, 0)
    then = await merchant.ask(WHERE, id=stand.gid)
    moved = await move(merchant, stand)

    rows = told["fulfillmentOrder"]["locationsForMove"]["nodes"]
    assert [(r["location"]["id"], r["movable"], r["message"]) for r in rows] == [
        (place(LONDON), False, "Current location."),
        (place(LEEDS), False, "No items are stocked at this location."),
    ]
    assert refused["movedFulfillmentOrder"] is None
    assert refused["userErrors"][0]["message"] == (
        "The destination location doesn't stock the requested inventory item."
    )
    assert then["fulfillmentOrder"]["locationsForMove"]["nodes"][1]["movable"] is True
    assert moved["userErrors"] == []


async def test_a_destination_that_stocks_only_some_items_names_those(merchant: Merchant) -> None:
    order = merchant.sell(("MUG", 1), ("TEE", 1))
    told = await merchant.ask(WHERE, id=order.fulfillment_orders[0].gid)

    leeds = told["fulfillmentOrder"]["locationsForMove"]["nodes"][1]
    assert leeds["message"] == "Some items are not stocked at this location."
    assert leeds["availableLineItems"]["nodes"] == [{"sku": "TEE"}]


@pytest.mark.parametrize(
    ("trouble", "message", "code"),
    [
        ("nowhere", "Location not found.", None),
        ("closed", "Cannot change location.", None),
        (
            "progress",
            "Cannot move a fulfillment order that has progress reported.",
            "CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS",
        ),
    ],
)
async def test_what_cannot_be_moved_says_why(
    merchant: Merchant, trouble: str, message: str, code: str | None
) -> None:
    order = merchant.sell(("TEE", 1))
    (stand,) = order.fulfillment_orders
    if trouble == "closed":
        merchant.shop.cancel_order(order.id)
    stand.progress_reported = trouble == "progress"
    answer = await move(merchant, stand, to=999 if trouble == "nowhere" else LEEDS)

    assert answer["userErrors"][0]["message"] == message
    assert codes(answer["userErrors"]) == [code]
    assert stand.location.id == LONDON


async def test_moving_onto_another_open_one_may_make_a_new_id_by_switch(
    merchant: Merchant,
) -> None:
    merchant.world.shopify_switches.move_onto_open_order = "new_order"
    order = merchant.sell(("TEE", 12))
    london, _ = order.fulfillment_orders
    answer = await move(merchant, london)

    assert answer["movedFulfillmentOrder"]["id"] != london.gid
    assert answer["originalFulfillmentOrder"] == {"id": london.gid, "status": "CLOSED"}
    assert {at for _, at, _ in order.stands()} == {LEEDS}
    assert sum(units for _, _, units in order.stands()) == 12


async def test_a_move_to_where_it_stands_changes_nothing(merchant: Merchant) -> None:
    order = merchant.sell(("TEE", 1))
    answer = await move(merchant, order.fulfillment_orders[0], to=LONDON)

    assert answer["userErrors"] == []
    assert merchant.shown("move") == []
    assert merchant.last_call().changed is False
