"""Points: what a call asks for, what it spends, and what happens when there are too few."""

from typing import Any

import pytest

from tests.sandbox.shopify.merchant import LONDON, TOKEN, Merchant

SHOP = "query Shop { shop { id } }"
PAGE = """
query Page($first: Int!) { productVariants(first: $first) { nodes { id
  inventoryItem { id } } pageInfo { hasNextPage } } }
"""
ORDERS = """
query Orders { orders(first: 250) { nodes {
  lineItems(first: 250) { nodes { variant { id product { id } } product { id } } }
  fulfillmentOrders(first: 250) { nodes { order { id } lineItems(first: 10) { nodes { id } } } }
} } }
"""


async def cost(merchant: Merchant, document: str, **variables: Any) -> Any:
    return (await merchant.post(document, variables)).json()["extensions"]["cost"]


async def test_an_answer_says_what_was_asked_for_spent_and_left(merchant: Merchant) -> None:
    told = await cost(merchant, PAGE, first=250)

    assert told == {
        "requestedQueryCost": 24,
        "actualQueryCost": 6,
        "throttleStatus": {
            "maximumAvailable": 2000,
            "currentlyAvailable": 1994,
            "restoreRate": 100,
        },
    }
    assert merchant.last_call().cost == 6


async def test_points_come_back_with_the_worlds_time(merchant: Merchant) -> None:
    merchant.shop.bucket(f"static:{TOKEN}").points = 100
    first = await cost(merchant, SHOP)
    await merchant.world.advance(2)
    second = await cost(merchant, SHOP)

    assert first["throttleStatus"]["currentlyAvailable"] == 99
    assert second["throttleStatus"]["currentlyAvailable"] == 298


async def test_too_few_points_are_said_inside_a_200_and_nothing_happens(
    merchant: Merchant,
) -> None:
    merchant.shop.bucket(f"static:{TOKEN}").points = 5
    answer = await merchant.post(PAGE, {"first": 250})

    assert answer.status_code == 200
    assert "data" not in answer.json()
    (error,) = answer.json()["errors"]
    assert (error["message"], error["extensions"]["code"]) == ("Throttled", "THROTTLED")
    assert answer.json()["extensions"]["cost"] == {
        "requestedQueryCost": 24,
        "actualQueryCost": None,
        "throttleStatus": {"maximumAvailable": 2000, "currentlyAvailable": 5, "restoreRate": 100},
    }
    assert merchant.last_call().outcome == "throttled"


async def test_a_query_dearer_than_any_may_be_is_refused(merchant: Merchant) -> None:
    (error,) = await merchant.errors(ORDERS)

    assert error["extensions"]["code"] == "MAX_COST_EXCEEDED"
    assert error["extensions"]["cost"] > error["extensions"]["maxCost"] == 1000
    assert error["message"].startswith(f"Query cost is {error['extensions']['cost']}, which")


async def test_a_refused_write_costs_no_more_than_itself(merchant: Merchant) -> None:
    await merchant.set(("TEE", LONDON, 7, 99))
    refused = merchant.last_call().cost
    await merchant.set(("TEE", LONDON, 7, 10))

    assert refused == 10
    assert merchant.last_call().cost == 13


async def test_each_app_has_points_of_its_own(merchant: Merchant) -> None:
    merchant.shop.static_tokens.add("shpat_other")
    merchant.shop.bucket(f"static:{TOKEN}").points = 0
    mine = await merchant.post(SHOP)
    theirs = await merchant.post(SHOP, token="shpat_other")

    assert "errors" in mine.json()
    assert theirs.json()["data"]


@pytest.mark.parametrize("rows", [0, 1, 3])
async def test_what_is_spent_is_never_more_than_what_was_asked_for(
    merchant: Merchant, rows: int
) -> None:
    for _ in range(rows):
        merchant.sell(("TEE", 1))
    document = """query Orders { orders(first: 3) { nodes { id customer { id }
      lineItems(first: 3) { nodes { id variant { id } } }
      fulfillmentOrders(first: 3) { nodes { id assignedLocation { location { id } } } } } } }"""
    told = await cost(merchant, document)

    assert 0 < told["actualQueryCost"] <= told["requestedQueryCost"]
