"""Counts as a shop shows them: whole pages, whole items, and nothing taken for granted."""

from typing import Any

import pytest

from clients.errors import Malformed
from clients.shopify import ShopifyClient
from tests.clients.shopify.pretend_shop import Notebook, Shop, page


def item_id(number: int) -> str:
    return f"gid://shopify/InventoryItem/{number}"


def level(place: int, available: int = 5, committed: int = 2, **more: Any) -> dict[str, Any]:
    quantities = [
        {"name": "committed", "quantity": committed},
        {"name": "available", "quantity": available},
        {"name": "on_hand", "quantity": available + committed},
    ]
    return {
        "id": f"gid://shopify/InventoryLevel/{place}?inventory_item_id=1",
        "isActive": True,
        "location": {"id": f"gid://shopify/Location/{place}"},
        "quantities": quantities,
        **more,
    }


def item(number: int, *levels: dict[str, Any], after: str | None = None, **more: Any) -> Any:
    return {
        "id": item_id(number),
        "sku": f"SKU-{number}",
        "tracked": True,
        "inventoryLevels": page(list(levels), after=after),
        **more,
    }


async def test_a_page_gives_each_item_with_all_its_levels_and_the_next_cursor(
    client: ShopifyClient, shop: Shop
):
    shop.will({"inventoryItems": page([item(1, level(7, 5, 2), level(8, -3, 4))], after="c1")})
    got = await client.counts_page(None, first=100)
    assert got.next == "c1"
    (only,) = got.items
    assert (only.id, only.sku, only.tracked) == (item_id(1), "SKU-1", True)
    assert [
        (each.location_id, each.available, each.on_hand, each.committed) for each in only.levels
    ] == [
        ("gid://shopify/Location/7", 5, 7, 2),
        ("gid://shopify/Location/8", -3, 1, 4),
    ]
    assert shop.variables == [{"first": 100, "after": None}]


async def test_the_last_page_has_no_next_cursor(client: ShopifyClient, shop: Shop):
    shop.will({"inventoryItems": page([])})
    assert (await client.counts_page("c1")).next is None
    assert shop.variables == [{"first": 250, "after": "c1"}]


async def test_an_item_stocked_in_more_places_than_fit_the_page_is_read_to_its_end(
    client: ShopifyClient, shop: Shop
):
    shop.will(
        {"inventoryItems": page([item(1, level(1), after="l1"), item(2, level(1))])},
        {"inventoryItem": {"id": item_id(1), "inventoryLevels": page([level(2)], after="l2")}},
        {"inventoryItem": {"id": item_id(1), "inventoryLevels": page([level(3)])}},
    )
    got = await client.counts_page()
    assert [len(each.levels) for each in got.items] == [3, 1]
    assert shop.variables[1:] == [
        {"id": item_id(1), "first": 250, "after": "l1"},
        {"id": item_id(1), "first": 250, "after": "l2"},
    ]


async def test_an_item_that_vanishes_while_it_is_read_is_malformed(
    client: ShopifyClient, shop: Shop
):
    shop.will({"inventoryItems": page([item(1, level(1), after="l1")])}, {"inventoryItem": None})
    with pytest.raises(Malformed, match="vanished"):
        await client.counts_page()


@pytest.mark.parametrize(
    "broken",
    [
        item(1, level(1, quantities=[{"name": "available", "quantity": 5}])),
        item(1, level(1, quantities=None)),
        item(1, level(1, location=None)),
        item(1, level(1), tracked=None),
        item(1, level(1), inventoryLevels=None),
        item(1, level(1), level(1)),
        {"id": item_id(1)},
    ],
    ids=[
        "two counts missing",
        "no counts",
        "no location",
        "tracked unknown",
        "no levels",
        "a level twice",
        "bare",
    ],
)
async def test_an_item_with_anything_missing_is_malformed(
    client: ShopifyClient, shop: Shop, broken: dict[str, Any]
):
    shop.will({"inventoryItems": page([broken])})
    with pytest.raises(Malformed):
        await client.counts_page()


@pytest.mark.parametrize("sku", [None, "", " a ", "ä-1", "85123A"])
async def test_a_sku_is_kept_character_for_character(
    client: ShopifyClient, shop: Shop, sku: str | None
):
    shop.will({"inventoryItems": page([item(1, level(1), sku=sku)])})
    assert (await client.counts_page()).items[0].sku == sku


async def test_an_item_not_active_at_a_location_says_so(client: ShopifyClient, shop: Shop):
    shop.will({"inventoryItems": page([item(1, level(1, isActive=False))])})
    assert (await client.counts_page()).items[0].levels[0].is_active is False


@pytest.mark.parametrize("first", [0, 251])
async def test_a_page_out_of_bounds_is_never_sent(client: ShopifyClient, shop: Shop, first: int):
    with pytest.raises(ValueError, match="1 to 250"):
        await client.counts_page(first=first)
    assert shop.heard == []


async def test_many_items_are_asked_for_250_at_a_time_and_deleted_ones_are_named(
    client: ShopifyClient, shop: Shop, notes: Notebook
):
    wanted = [item_id(number) for number in range(1, 602)]
    rows: list[Any] = [item(number, level(1)) for number in range(1, 602)]
    rows[3] = rows[600] = None
    shop.will({"nodes": rows[:250]}, {"nodes": rows[250:500]}, {"nodes": rows[500:]})
    found = await client.counts_of([*wanted, wanted[0]])
    assert [len(each["ids"]) for each in shop.variables] == [250, 250, 101]
    assert len(found) == 599
    assert found.missing == (item_id(4), item_id(601))
    assert [each.id for each in found[:4]] == [item_id(1), item_id(2), item_id(3), item_id(5)]


async def test_no_items_cost_no_call(client: ShopifyClient, shop: Shop):
    assert await client.counts_of([]) == []
    assert shop.heard == []


@pytest.mark.parametrize(
    "rows",
    [[item(2, level(1)), item(1, level(1))], [item(1, level(1))], None, [{}, {}]],
    ids=["another order", "too few", "none", "other things"],
)
async def test_an_answer_about_other_items_is_malformed(
    client: ShopifyClient, shop: Shop, rows: object
):
    shop.will({"nodes": rows})
    with pytest.raises(Malformed):
        await client.counts_of([item_id(1), item_id(2)])


@pytest.mark.parametrize("wrong", ["1", "gid://shopify/Product/1", "gid://shopify/InventoryItem/x"])
async def test_the_id_of_something_else_is_never_sent(
    client: ShopifyClient, shop: Shop, wrong: str
):
    with pytest.raises(ValueError, match="InventoryItem"):
        await client.counts_of([wrong])
    assert shop.heard == []


async def test_only_the_items_with_exactly_that_sku_are_found_on_all_pages(
    client: ShopifyClient, shop: Shop
):
    shop.will(
        {
            "inventoryItems": page(
                [item(1, level(1), sku="ab-1"), item(2, level(1), sku="AB-1")], after="c"
            )
        },
        {"inventoryItems": page([item(3, level(1), sku="AB-1"), item(4, level(1), sku="AB-11")])},
    )
    found = await client.items_by_sku("AB-1")
    assert [each.id for each in found] == [item_id(2), item_id(3)]
    assert [each["query"] for each in shop.variables] == ['sku:"AB-1"'] * 2


async def test_a_sku_with_quotes_cannot_break_out_of_the_filter(client: ShopifyClient, shop: Shop):
    shop.will({"inventoryItems": page([])})
    await client.items_by_sku('12" x \\')
    assert shop.variables[0]["query"] == r'sku:"12\" x \\"'


async def test_an_empty_sku_names_no_item(client: ShopifyClient, shop: Shop):
    with pytest.raises(ValueError, match="empty SKU"):
        await client.items_by_sku("")
    assert shop.heard == []
