"""Lists: search, the index that lags behind, sort order, and cursors that never skip a row."""

from typing import Any

import pytest

from sandbox.shopify.catalogue import Level
from tests.sandbox.shopify.merchant import LEEDS, LONDON, Merchant, place

ORDERS = """
query Orders($first: Int!, $after: String, $query: String, $sort: OrderSortKeys) {
  orders(first: $first, after: $after, query: $query, sortKey: $sort) {
    nodes { id name updatedAt } pageInfo { hasNextPage endCursor } } }
"""
VARIANTS = """
query Variants($query: String) { productVariants(first: 250, query: $query) {
  nodes { sku inventoryQuantity } } }
"""
ITEMS = """
query Items($first: Int!, $after: String) { inventoryItems(first: $first, after: $after) {
  nodes { id sku tracked inventoryLevels(first: 10) { nodes { isActive location { id }
    quantities(names: ["available"]) { quantity } } } }
  pageInfo { hasNextPage endCursor } } }
"""
TAG = 'mutation Tag($id: ID!) { tagsAdd(id: $id, tags: ["seen"]) { node { id } } }'
STANDS = """
query Stands($query: String) { fulfillmentOrders(first: 10, query: $query) {
  nodes { orderName assignedLocation { location { id } } } } }
"""


async def names(merchant: Merchant, query: str | None = None, **more: Any) -> list[str]:
    given = {"first": 50, "query": query, "sort": "UPDATED_AT"} | more
    answer = await merchant.ask(ORDERS, **given)
    return [node["name"] for node in answer["orders"]["nodes"]]


async def days(merchant: Merchant) -> None:
    """Three orders, a minute apart: #1001 at 10:00, #1002 at 10:01, #1003 at 10:02."""
    for _ in range(3):
        merchant.sell(("TEE", 1))
        await merchant.world.advance(60)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("updated_at:>='2026-11-23T10:01:00Z'", ["#1002", "#1003"]),
        ('updated_at:>"2026-11-23T10:01:00Z"', ["#1003"]),
        ("updated_at:>=2026-11-23T10:01:00Z", ["#1002", "#1003"]),
        ("created_at:<'2026-11-23T10:01:00Z'", ["#1001"]),
        ("updated_at:>='2026-11-23T10:00:00Z' AND updated_at:<='2026-11-23T10:01:00Z'",
         ["#1001", "#1002"]),
        ("name:#1002", ["#1002"]),
        ("name:1002", ["#1002"]),
        ("name:1001 OR name:1003", ["#1001", "#1003"]),
        ("-name:1001", ["#1002", "#1003"]),
        ("NOT (name:1001 OR name:1002)", ["#1003"]),
        ("status:cancelled", ["#1002"]),
        ("status:open", ["#1001", "#1003"]),
        ("financial_status:paid", ["#1001", "#1003"]),
        ("fulfillment_status:unfulfilled status:open", ["#1001", "#1003"]),
        ("", ["#1001", "#1003", "#1002"]),
    ],
)  # fmt: skip
async def test_orders_are_found_by_what_they_are(
    merchant: Merchant, query: str, found: list[str]
) -> None:
    for _ in range(3):
        merchant.sell(("TEE", 1))
        await merchant.world.advance(60)
    if "updated_at" not in query:
        second = sorted(merchant.shop.orders.by_id)[1]
        merchant.shop.cancel_order(second)

    assert await names(merchant, query, sort="ID" if query else "UPDATED_AT") == found


async def test_an_order_is_found_by_its_number(merchant: Merchant) -> None:
    order = merchant.sell(("TEE", 1))
    merchant.sell(("TEE", 1))

    assert await names(merchant, f"id:{order.id}") == ["#1001"]


async def test_an_unknown_filter_finds_everything_and_is_warned_of(merchant: Merchant) -> None:
    await days(merchant)
    wanted = {"first": 5, "query": "updatedat:>=2030-01-01 status:open", "sort": "ID"}
    answer = (await merchant.post(ORDERS, wanted)).json()

    assert len(answer["data"]["orders"]["nodes"]) == 3
    (told,) = answer["extensions"]["search"]
    assert told["path"] == ["orders"]
    assert told["warnings"] == [
        {
            "field": "updatedat",
            "message": "Invalid search field for this query.",
            "code": "invalid_field",
        }
    ]


async def test_the_search_index_lags_behind_what_is_true(merchant: Merchant) -> None:
    merchant.world.shopify_switches.search_lag_seconds = 30
    order = merchant.sell(("TEE", 1))
    await merchant.world.advance(20)
    at_once = await names(merchant, "status:any")
    without_search = await names(merchant)
    await merchant.world.advance(10)
    later = await names(merchant, "status:any")

    assert (at_once, without_search, later) == ([], ["#1001"], ["#1001"])
    assert (await merchant.ask("query O($id: ID!) { order(id: $id) { name } }", id=order.gid)) == {
        "order": {"name": "#1001"}
    }


async def test_a_change_is_found_only_when_the_index_knows_of_it(merchant: Merchant) -> None:
    merchant.world.shopify_switches.search_lag_seconds = 30
    order = merchant.sell(("TEE", 1))
    await merchant.world.advance(100)
    await merchant.ask(TAG, id=order.gid)
    since = "updated_at:>='2026-11-23T10:01:00Z'"
    before = await names(merchant, since)
    await merchant.world.advance(30)

    assert before == []
    assert await names(merchant, since) == ["#1001"]


async def test_orders_older_than_sixty_days_are_hidden_without_the_scope(
    merchant: Merchant,
) -> None:
    order = merchant.sell(("TEE", 1))
    one = "query O($id: ID!) { order(id: $id) { name } }"
    await merchant.world.advance(60 * 24 * 3600)
    hidden = (await names(merchant), (await merchant.ask(one, id=order.gid))["order"])
    merchant.shop.scopes = (*merchant.shop.scopes, "read_all_orders")

    assert hidden == ([], None)
    assert await names(merchant) == ["#1001"]


async def test_an_order_that_changes_while_somebody_pages_is_met_again_and_none_is_skipped(
    merchant: Merchant,
) -> None:
    await days(merchant)
    first = (await merchant.ask(ORDERS, first=1, sort="UPDATED_AT", query="status:any"))["orders"]
    await merchant.ask(TAG, id=first["nodes"][0]["id"])
    after = first["pageInfo"]["endCursor"]
    rest = await names(merchant, "status:any", after=after)

    assert first["nodes"][0]["name"] == "#1001"
    assert rest == ["#1002", "#1003", "#1001"]


async def test_pages_end_and_say_so(merchant: Merchant) -> None:
    for number in range(7):
        merchant.shop.add_item(f"S{number}", "Small", "1", levels={LONDON: number, LEEDS: 1})
    seen: list[str] = []
    after, more = None, True
    while more:
        page = (await merchant.ask(ITEMS, first=4, after=after))["inventoryItems"]
        seen += [node["sku"] for node in page["nodes"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

    assert seen == ["TEE", "MUG", "WRAP", *(f"S{number}" for number in range(7))]
    assert page["nodes"][-1]["inventoryLevels"]["nodes"] == [
        {"isActive": True, "location": {"id": place(LONDON)}, "quantities": [{"quantity": 6}]},
        {"isActive": True, "location": {"id": place(LEEDS)}, "quantities": [{"quantity": 1}]},
    ]


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ({"first": 251}, "`first` must be between 0 and 250"),
        ({"first": 2, "after": "nonsense"}, "Invalid cursor for current pagination sort."),
    ],
)
async def test_a_page_that_cannot_be_is_refused(
    merchant: Merchant, page: dict[str, Any], message: str
) -> None:
    (error,) = await merchant.errors(ITEMS, **page)

    assert error["message"] == message


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('sku:"AB-1"', ["AB-1", "ab-1", "AB-1-XL"]),
        ("sku:XL", ["AB-1-XL"]),
        ('sku:"AB-10"', ["AB-10"]),
        ("sku:nothing", []),
    ],
)
async def test_skus_are_searched_by_their_words_so_the_caller_must_compare(
    merchant: Merchant, query: str, found: list[str]
) -> None:
    for sku in ("AB-1", "ab-1", "AB-1-XL", "AB-10"):
        merchant.shop.add_item(sku, "Thing", "1", levels={LONDON: 1})
    answer = await merchant.ask(VARIANTS, query=query)

    assert [node["sku"] for node in answer["productVariants"]["nodes"]] == found


async def test_a_new_sku_is_found_by_the_index_after_its_lag(merchant: Merchant) -> None:
    merchant.world.shopify_switches.search_lag_seconds = 30
    await merchant.world.advance(60)
    merchant.shop.catalogue.rename(merchant.shop.catalogue.variant_of("TEE").item, "SHIRT")
    before = await merchant.ask(VARIANTS, query="sku:SHIRT")
    await merchant.world.advance(30)
    after = await merchant.ask(VARIANTS, query="sku:SHIRT")

    assert before["productVariants"]["nodes"] == []
    assert after["productVariants"]["nodes"] == [{"sku": "SHIRT", "inventoryQuantity": 14}]


async def test_open_fulfilment_orders_are_listed_by_location(merchant: Merchant) -> None:
    merchant.sell(("TEE", 12))
    closed = merchant.sell(("MUG", 1))
    merchant.shop.cancel_order(closed.id)

    everywhere = (await merchant.ask(STANDS))["fulfillmentOrders"]["nodes"]
    leeds = await merchant.ask(STANDS, query=f"assigned_location_id:{LEEDS}")
    assert [row["assignedLocation"]["location"]["id"] for row in everywhere] == [
        place(LONDON),
        place(LEEDS),
    ]
    assert len(leeds["fulfillmentOrders"]["nodes"]) == 1


async def test_many_things_are_read_at_once_by_their_ids(merchant: Merchant) -> None:
    read = """query Many($ids: [ID!]!, $at: ID!) { nodes(ids: $ids) { __typename id
      ... on InventoryItem { sku inventoryLevel(locationId: $at) { id isActive } } } }"""
    ids = [merchant.item("MUG"), "gid://shopify/InventoryItem/4242", merchant.item("TEE")]
    rows = (await merchant.ask(read, ids=ids, at=place(LEEDS)))["nodes"]

    level = merchant.shop.catalogue.variant_of("TEE").item.levels[LEEDS]
    assert isinstance(level, Level)
    assert rows == [
        {"__typename": "InventoryItem", "id": ids[0], "sku": "MUG", "inventoryLevel": None},
        None,
        {
            "__typename": "InventoryItem",
            "id": ids[2],
            "sku": "TEE",
            "inventoryLevel": {"id": level.gid, "isActive": True},
        },
    ]
