"""Planned troubles: what the caller sees, and what really happened."""

import json
from typing import Any

import httpx
import pytest

from sandbox.journal import Called
from tests.sandbox.shopify.merchant import LONDON, SET, TOKEN, Merchant

PAGE = """
query Page { productVariants(first: 10) { nodes { sku } pageInfo { hasNextPage endCursor } } }
"""
EDGES = """
query Page($at: ID!) { location(id: $at) { inventoryLevels(first: 10) {
  edges { node { item { sku } } } pageInfo { hasNextPage endCursor } } } }
"""


async def troubled(merchant: Merchant, *kinds: str) -> httpx.Response:
    """Set the tees to 7 while trouble was planned for it."""
    merchant.world.faults.plan(merchant.shop.system, "inventorySetQuantities", kinds)
    wanted = merchant.wanted(("TEE", LONDON, 7, 10))
    return await merchant.post(SET, {"input": wanted, "key": "k"})


@pytest.mark.parametrize(
    ("kind", "status", "outcome"),
    [
        ("429", 429, "throttled"),
        ("500", 500, "500"),
        ("503", 503, "503"),
        ("lost-before", 504, "lost-before"),
        ("throttled", 200, "throttled"),
    ],
)
async def test_a_call_that_does_not_get_through_does_nothing(
    merchant: Merchant, kind: str, status: int, outcome: str
) -> None:
    answer = await troubled(merchant, kind)

    assert answer.status_code == status
    assert merchant.counts("TEE")["available"] == 10
    call = merchant.last_call()
    assert (call.outcome, call.changed, call.write) == (outcome, False, True)


async def test_a_throttled_answer_says_honestly_how_little_is_left(merchant: Merchant) -> None:
    answer = await troubled(merchant, "throttled")

    cost = answer.json()["extensions"]["cost"]
    assert cost["throttleStatus"]["currentlyAvailable"] < cost["requestedQueryCost"]
    assert merchant.shop.bucket(f"static:{TOKEN}").points < 13


async def test_a_429_names_the_seconds_to_wait(merchant: Merchant) -> None:
    assert (await troubled(merchant, "429")).headers["retry-after"] == "2.0"


@pytest.mark.parametrize("kind", ["lost-after", "malformed", "internal"])
async def test_a_call_whose_answer_is_lost_has_been_done(merchant: Merchant, kind: str) -> None:
    answer = await troubled(merchant, kind)

    assert merchant.counts("TEE")["available"] == 7
    assert merchant.last_call().changed is True
    assert merchant.last_call().outcome in ("lost-after", "malformed")
    if kind == "malformed":
        with pytest.raises(json.JSONDecodeError):
            answer.json()
    elif kind == "internal":
        (error,) = answer.json()["errors"]
        assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
        assert error["extensions"]["requestId"] == answer.headers["x-request-id"]
    else:
        assert answer.status_code == 504


async def test_a_slow_call_takes_the_worlds_time(merchant: Merchant) -> None:
    before = merchant.world.clock.now()
    answer = await troubled(merchant, "slow:12")

    assert answer.status_code == 200
    assert (merchant.world.clock.now() - before).total_seconds() == 12
    assert merchant.counts("TEE")["available"] == 7


async def test_a_late_call_lands_when_its_time_has_come(merchant: Merchant) -> None:
    answer = await troubled(merchant, "late:40")
    await merchant.world.advance(39)
    before = merchant.counts("TEE")["available"]
    await merchant.world.advance(1)

    assert answer.status_code == 504
    assert before == 10
    assert merchant.counts("TEE")["available"] == 7
    came, landed = merchant.events(Called)
    assert (came.outcome, came.changed) == ("late", False)
    assert (landed.outcome, landed.changed, landed.cost) == ("late", True, 0)
    assert (landed.at - came.at).total_seconds() == 40


@pytest.mark.parametrize(
    ("document", "variables"),
    [(PAGE, {}), (EDGES, {"at": f"gid://shopify/Location/{LONDON}"})],
)
async def test_a_truncated_page_has_half_its_rows_and_no_way_on(
    merchant: Merchant, document: str, variables: dict[str, Any]
) -> None:
    merchant.world.faults.plan(merchant.shop.system, "Page", ["truncated"])
    cut = (await merchant.post(document, variables)).json()["data"]
    whole = (await merchant.post(document, variables)).json()["data"]

    def page(data: Any) -> Any:
        return (
            data["location"]["inventoryLevels"] if "location" in data else data["productVariants"]
        )

    def rows(data: Any) -> int:
        return len(page(data).get("nodes") or page(data).get("edges"))

    assert (rows(cut), rows(whole)) == (1, 3)
    assert page(cut)["pageInfo"] == {"hasNextPage": True, "endCursor": None}
    assert page(whole)["pageInfo"]["hasNextPage"] is False
    assert [call.outcome for call in merchant.events(Called)] == ["truncated", "ok"]


async def test_troubles_come_in_the_order_planned_and_end(merchant: Merchant) -> None:
    merchant.world.faults.plan(merchant.shop.system, "shop", ["503", "429"])
    document = "query Shop { shop { id } }"
    statuses = [(await merchant.post(document)).status_code for _ in range(3)]

    assert statuses == [503, 429, 200]


async def test_trouble_may_be_planned_by_the_name_of_the_operation(merchant: Merchant) -> None:
    merchant.world.faults.plan(merchant.shop.system, "Probe", ["500"])

    assert (await merchant.post("query Probe { shop { id } }")).status_code == 500
    assert (await merchant.post("query Other { shop { id } }")).status_code == 200


async def test_an_outage_befalls_every_call_of_the_shop(merchant: Merchant) -> None:
    merchant.world.faults.outage(merchant.shop.system, 60)
    down = await merchant.post("query Shop { shop { id } }")
    await merchant.world.advance(60)

    assert down.status_code == 503
    assert (await merchant.post("query Shop { shop { id } }")).status_code == 200
