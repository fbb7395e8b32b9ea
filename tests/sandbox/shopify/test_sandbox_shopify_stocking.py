"""Stocking an item at a location and unstocking it, and writes that change a product."""

from typing import Any

import pytest

from sandbox.journal import CountWritten, ProductWritten
from tests.sandbox.shopify.merchant import LEEDS, LONDON, Merchant, codes, place

ACTIVATE = """
mutation Activate($item: ID!, $location: ID!, $available: Int, $onHand: Int, $key: String!) {
  inventoryActivate(inventoryItemId: $item, locationId: $location, available: $available,
    onHand: $onHand) @idempotent(key: $key) {
    inventoryLevel { id isActive quantities(names: ["available"]) { quantity } }
    userErrors { field message } } }
"""
TOGGLE = """
mutation Toggle($item: ID!, $updates: [InventoryBulkToggleActivationInput!]!) {
  inventoryBulkToggleActivation(inventoryItemId: $item, inventoryItemUpdates: $updates) {
    inventoryItem { id } inventoryLevels { id isActive } userErrors { code field message } } }
"""
RENAME = """
mutation Rename($product: ID!, $variants: [ProductVariantsBulkInput!]!, $partial: Boolean) {
  productVariantsBulkUpdate(productId: $product, variants: $variants,
    allowPartialUpdates: $partial) {
    product { id } productVariants { id sku } userErrors { code field message } } }
"""
UPDATE_ITEM = """
mutation Update($id: ID!, $input: InventoryItemInput!) {
  inventoryItemUpdate(id: $id, input: $input) {
    inventoryItem { id sku tracked } userErrors { field message } } }
"""


async def activate(merchant: Merchant, sku: str, at: int, **more: Any) -> Any:
    answer = await merchant.ask(
        ACTIVATE, **{"item": merchant.item(sku), "location": place(at), "key": "k"} | more
    )
    return answer["inventoryActivate"]


async def test_an_item_is_stocked_with_nothing_and_can_be_counted_from_then_on(
    merchant: Merchant,
) -> None:
    answer = await activate(merchant, "MUG", LEEDS)
    await merchant.set(("MUG", LEEDS, 4, 0))

    assert answer["inventoryLevel"]["quantities"] == [{"quantity": 0}]
    assert merchant.shown("api-write") == [("MUG", LEEDS, 0), ("MUG", LEEDS, 4)]


async def test_stocking_again_changes_nothing(merchant: Merchant) -> None:
    first = await activate(merchant, "TEE", LEEDS, key="a")

    assert first["inventoryLevel"]["quantities"] == [{"quantity": 4}]
    assert first["userErrors"] == []
    assert merchant.last_call().changed is False


async def test_a_quantity_given_at_stocking_is_a_count_written(merchant: Merchant) -> None:
    await activate(merchant, "MUG", LEEDS, available=6, key="b")

    assert merchant.counts("MUG", LEEDS) == {"available": 6, "committed": 0, "on_hand": 6}
    (written,) = merchant.events(CountWritten)
    assert (written.value, written.was, written.key) == (6, 0, "b")


async def test_a_quantity_for_a_stocked_item_is_refused_though_the_level_is_shown(
    merchant: Merchant,
) -> None:
    answer = await activate(merchant, "TEE", LONDON, onHand=3)

    assert answer["inventoryLevel"]["quantities"] == [{"quantity": 10}]
    assert answer["userErrors"] == [
        {
            "field": ["onHand"],
            "message": (
                "Not allowed to set an on_hand quantity when the item is already active"
                " at the location."
            ),
        }
    ]


async def test_both_quantities_at_once_are_refused_for_each(merchant: Merchant) -> None:
    answer = await activate(merchant, "MUG", LEEDS, available=1, onHand=2)

    assert [error["field"] for error in answer["userErrors"]] == [["available"], ["onHand"]]
    assert merchant.counts("MUG", LEEDS) == {}


async def test_an_unstocked_location_shows_nothing_any_more(merchant: Merchant) -> None:
    answer = await merchant.ask(
        TOGGLE,
        item=merchant.item("TEE"),
        updates=[{"locationId": place(LEEDS), "activate": False}],
    )

    told = answer["inventoryBulkToggleActivation"]
    assert told["inventoryLevels"][0]["isActive"] is False
    assert merchant.counts("TEE", LEEDS) == {}
    assert merchant.shown("api-write") == [("TEE", LEEDS, 0)]


@pytest.mark.parametrize(
    ("sku", "location", "sold", "code"),
    [
        ("TEE", LONDON, 2, "COMMITTED_INVENTORY_AT_LOCATION"),
        ("MUG", LONDON, 0, "CANNOT_DEACTIVATE_FROM_ONLY_LOCATION"),
        ("TEE", 999, 0, "LOCATION_NOT_FOUND"),
    ],
)
async def test_what_cannot_be_unstocked_is_said_by_code(
    merchant: Merchant, sku: str, location: int, sold: int, code: str
) -> None:
    if sold:
        merchant.sell((sku, sold))
    answer = await merchant.ask(
        TOGGLE,
        item=merchant.item(sku),
        updates=[{"locationId": place(location), "activate": False}],
    )

    assert codes(answer["inventoryBulkToggleActivation"]["userErrors"]) == [code]
    assert merchant.counts(sku) != {}


async def test_a_rename_is_noticed_and_old_orders_keep_the_old_text(merchant: Merchant) -> None:
    order = merchant.sell(("TEE", 1))
    variant = merchant.shop.catalogue.variant_of("TEE")
    change = {"id": variant.gid, "inventoryItem": {"sku": "TEE-NEW"}}
    answer = await merchant.ask(RENAME, product=variant.product.gid, variants=[change])

    assert answer["productVariantsBulkUpdate"]["productVariants"][0]["sku"] == "TEE-NEW"
    assert merchant.events(ProductWritten)[0].sku_touched is True
    assert order.lines[0].sku == "TEE"
    assert merchant.shop.catalogue.variants_of("TEE") == []
    assert merchant.sell(("TEE-NEW", 1)).lines[0].sku == "TEE-NEW"


async def test_a_price_change_touches_no_sku(merchant: Merchant) -> None:
    variant = merchant.shop.catalogue.variant_of("TEE")
    await merchant.ask(
        RENAME, product=variant.product.gid, variants=[{"id": variant.gid, "price": "12.50"}]
    )

    assert [event.sku_touched for event in merchant.events(ProductWritten)] == [False]
    assert str(variant.price) == "12.50"


@pytest.mark.parametrize(("partial", "renamed"), [(False, "TEE"), (True, "GOOD")])
async def test_one_wrong_variant_stops_all_unless_partial_updates_are_allowed(
    merchant: Merchant, partial: bool, renamed: str
) -> None:
    variant = merchant.shop.catalogue.variant_of("TEE")
    rows = [
        {"id": variant.gid, "inventoryItem": {"sku": "GOOD"}},
        {"id": variant.gid, "inventoryItem": {"sku": "X" * 256}},
    ]
    answer = await merchant.ask(RENAME, product=variant.product.gid, variants=rows, partial=partial)

    (error,) = answer["productVariantsBulkUpdate"]["userErrors"]
    assert error["code"] == "TOO_LONG"
    assert error["field"] == ["variants", "1", "inventoryItem", "sku"]
    assert variant.sku == renamed


async def test_an_item_that_is_tracked_from_now_on_shows_its_count(merchant: Merchant) -> None:
    await merchant.ask(UPDATE_ITEM, id=merchant.item("WRAP"), input={"tracked": True})

    assert merchant.shown("api-write") == [("WRAP", LONDON, 0)]
    assert merchant.events(ProductWritten)[0].sku_touched is False
