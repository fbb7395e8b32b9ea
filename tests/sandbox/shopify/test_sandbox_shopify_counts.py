"""Setting counts: compare and set, all rows or none, and the arithmetic behind the states."""

from typing import Any

import pytest

from sandbox.journal import CountWritten
from tests.sandbox.shopify.merchant import LEEDS, LONDON, SET, Merchant, codes, place

READ = """
query Read($id: ID!) { inventoryItem(id: $id) { inventoryLevels(first: 10) { nodes {
  location { id } quantities(names: ["available", "committed", "on_hand"]) {
    name quantity updatedAt } } } } }
"""


async def test_a_count_that_was_as_expected_is_set_and_the_shelf_moves_along(
    merchant: Merchant,
) -> None:
    answer = await merchant.set(("TEE", LONDON, 7, 10), referenceDocumentUri="gid://app/Read/1")

    assert merchant.counts("TEE") == {"available": 7, "committed": 0, "on_hand": 7}
    assert merchant.shown("api-write") == [("TEE", LONDON, 7)]
    assert merchant.events(CountWritten)[0].was == 10
    assert merchant.events(CountWritten)[0].reference == "gid://app/Read/1"
    group = answer["inventoryAdjustmentGroup"]
    assert [(c["name"], c["delta"], c["quantityAfterChange"]) for c in group["changes"]] == [
        ("available", -3, None),
        ("on_hand", -3, None),
    ]


async def test_committed_units_stay_when_the_available_count_is_set(merchant: Merchant) -> None:
    merchant.sell(("TEE", 4))

    await merchant.set(("TEE", LONDON, 1, 6))

    assert merchant.counts("TEE") == {"available": 1, "committed": 4, "on_hand": 5}


async def test_setting_on_hand_moves_what_is_available(merchant: Merchant) -> None:
    merchant.sell(("TEE", 4))

    await merchant.set(("TEE", LONDON, 12, 10), name="on_hand")

    assert merchant.counts("TEE") == {"available": 8, "committed": 4, "on_hand": 12}
    assert merchant.events(CountWritten)[0].value == 8


async def test_one_stale_row_leaves_all_rows_alone_and_is_named_by_its_number(
    merchant: Merchant,
) -> None:
    answer = await merchant.set(("TEE", LONDON, 7, 10), ("MUG", LONDON, 1, 99))

    assert merchant.counts("TEE")["available"] == 10
    assert answer["inventoryAdjustmentGroup"] is None
    assert answer["userErrors"] == [
        {
            "code": "CHANGE_FROM_QUANTITY_STALE",
            "field": ["input", "quantities", "1", "changeFromQuantity"],
            "message": "The changeFromQuantity argument no longer matches the persisted quantity.",
        }
    ]
    assert merchant.events(CountWritten) == []
    assert merchant.last_call().outcome == "refused"
    assert merchant.last_call().changed is False


async def test_null_sets_without_looking_but_leaving_it_out_is_an_error(
    merchant: Merchant,
) -> None:
    await merchant.set(("TEE", LONDON, 2, None))
    row = {"inventoryItemId": merchant.item("TEE"), "locationId": place(LONDON), "quantity": 1}
    wanted = {"name": "available", "reason": "correction", "quantities": [row]}
    answer = await merchant.post(SET, {"input": wanted, "key": "k"})

    assert merchant.counts("TEE")["available"] == 2
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "INVALID_FIELD_ARGUMENTS"
    assert len(error["locations"]) == 2
    assert answer.json()["data"] == {"inventorySetQuantities": None}


async def test_the_same_count_again_is_written_down_and_changes_nothing(
    merchant: Merchant,
) -> None:
    answer = await merchant.set(("TEE", LONDON, 10, 10))

    assert answer == {"inventoryAdjustmentGroup": None, "userErrors": []}
    assert merchant.events(CountWritten)[0].value == 10
    assert merchant.shown("api-write") == []
    assert merchant.last_call().changed is False


async def test_wrong_rows_are_all_named_at_once(merchant: Merchant) -> None:
    rows = [
        {
            "inventoryItemId": "gid://shopify/InventoryItem/42",
            "locationId": "gid://shopify/Location/4242",
            "quantity": 1,
            "changeFromQuantity": 0,
        },
        {
            "inventoryItemId": merchant.item("TEE"),
            "locationId": place(LONDON),
            "quantity": 1_000_000_001,
            "changeFromQuantity": 10,
        },
    ]
    wanted = {"name": "available", "reason": "correction", "quantities": rows}
    answer = await merchant.ask(SET, input=wanted, key="k")

    errors = answer["inventorySetQuantities"]["userErrors"]
    assert codes(errors) == [
        "INVALID_INVENTORY_ITEM",
        "INVALID_LOCATION",
        "INVALID_QUANTITY_TOO_HIGH",
    ]
    assert errors[0]["field"] == ["input", "quantities", "0", "inventoryItemId"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": "committed"}, "INVALID_NAME"),
        ({"reason": "because"}, "INVALID_REASON"),
        ({"referenceDocumentUri": "no uri"}, "INVALID_REFERENCE_DOCUMENT"),
    ],
)
async def test_a_wrong_heading_is_refused_by_name(
    merchant: Merchant, wrong: dict[str, Any], code: str
) -> None:
    answer = await merchant.set(("TEE", LONDON, 7, 10), **wrong)

    assert codes(answer["userErrors"]) == [code]
    assert merchant.counts("TEE")["available"] == 10


async def test_the_same_level_twice_in_one_call_is_refused(merchant: Merchant) -> None:
    answer = await merchant.set(("TEE", LONDON, 7, 10), ("TEE", LONDON, 8, 10))

    assert codes(answer["userErrors"]) == ["NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR"]


async def test_more_than_250_rows_are_refused_before_anything_happens(merchant: Merchant) -> None:
    row = {
        "inventoryItemId": merchant.item("TEE"),
        "locationId": place(LONDON),
        "quantity": 1,
        "changeFromQuantity": None,
    }
    wanted = {"name": "available", "reason": "correction", "quantities": [row] * 251}
    answer = await merchant.post(SET, {"input": wanted, "key": "k"})

    (error,) = answer.json()["errors"]
    assert "data" not in answer.json()
    assert error["extensions"]["code"] == "MAX_INPUT_SIZE_EXCEEDED"
    assert error["path"] == ["inventorySetQuantities", "input", "quantities"]


async def test_a_count_of_an_untracked_item_cannot_be_set(merchant: Merchant) -> None:
    answer = await merchant.set(("WRAP", LONDON, 5, 0))

    assert codes(answer["userErrors"]) == ["NON_MUTABLE_INVENTORY_ITEM"]


async def test_a_count_where_the_item_is_not_stocked_is_swallowed_by_default(
    merchant: Merchant,
) -> None:
    answer = await merchant.set(("MUG", LEEDS, 5, 0), ("TEE", LONDON, 1, 10))

    assert answer["userErrors"] == []
    assert merchant.counts("MUG", LEEDS) == {}
    assert merchant.counts("TEE")["available"] == 1
    assert [event.sku for event in merchant.events(CountWritten)] == ["TEE"]


async def test_a_count_where_the_item_is_not_stocked_may_activate_or_be_refused_by_switch(
    merchant: Merchant,
) -> None:
    merchant.world.shopify_switches.not_stocked = "error"
    refused = await merchant.set(("MUG", LEEDS, 5, 0))
    merchant.world.shopify_switches.not_stocked = "activates"
    await merchant.set(("MUG", LEEDS, 5, None))

    assert codes(refused["userErrors"]) == ["INVALID_LOCATION"]
    assert merchant.counts("MUG", LEEDS)["available"] == 5


async def test_only_states_that_were_touched_say_when(merchant: Merchant) -> None:
    await merchant.set(("TEE", LONDON, 7, 10))

    answer = await merchant.ask(READ, id=merchant.item("TEE"))

    levels = answer["inventoryItem"]["inventoryLevels"]["nodes"]
    assert levels[0]["quantities"] == [
        {"name": "available", "quantity": 7, "updatedAt": "2026-11-23T10:00:00Z"},
        {"name": "committed", "quantity": 0, "updatedAt": None},
        {"name": "on_hand", "quantity": 7, "updatedAt": None},
    ]


async def test_somebody_typing_a_count_is_seen_too(merchant: Merchant) -> None:
    merchant.shop.hand_edit("TEE", LONDON, 3)
    merchant.shop.hand_edit("MUG", LEEDS, 2)

    assert merchant.shown("admin") == [("TEE", LONDON, 3), ("MUG", LEEDS, 2)]
    assert merchant.counts("MUG", LEEDS)["available"] == 2
