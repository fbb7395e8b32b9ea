"""Every way Shopify says no, or says something odd, has one name in our tree."""

import json
import logging
from typing import Any

import httpx
import pytest

from clients.errors import (
    ClientError,
    Denied,
    Malformed,
    OutcomeUnknown,
    Rejected,
    Throttled,
    Unreachable,
)
from clients.pace import Lane
from clients.shopify import ShopifyClient
from clients.shopify.errors import CostTooHigh, FilterIgnored, ShopUnavailable
from tests.clients.shopify.pretend_shop import Notebook, Shop, page

ITEM = "gid://shopify/InventoryItem/1"
PLACE = "gid://shopify/Location/1"


def top(code: str | None, **more: Any) -> httpx.Response:
    extensions = {"code": code} if code else {}
    error = {"message": f"said {code}", "extensions": extensions, **more.pop("error", {})}
    return httpx.Response(200, json={"errors": [error], **more})


def throttled(requested: float, available: float, restore: float = 100) -> httpx.Response:
    status = {
        "maximumAvailable": 2000.0,
        "currentlyAvailable": available,
        "restoreRate": restore,
    }
    cost = {
        "requestedQueryCost": requested,
        "actualQueryCost": None,
        "throttleStatus": status,
    }
    return top("THROTTLED", extensions={"cost": cost})


async def read(client: ShopifyClient) -> None:
    await client.counts_page(lane=Lane.STOCK)


async def write(client: ShopifyClient) -> None:
    await client.activate(ITEM, PLACE, key="k-1")


TOP_LEVEL = [
    (top("INTERNAL_SERVER_ERROR", data=None), Unreachable, OutcomeUnknown),
    (top("INTERNAL_SERVER_ERROR"), Unreachable, OutcomeUnknown),
    (top("ACCESS_DENIED", data={"inventoryActivate": None}), Denied, Denied),
    (top("MAX_COST_EXCEEDED"), CostTooHigh, CostTooHigh),
    (top("SHOP_INACTIVE"), ShopUnavailable, ShopUnavailable),
    (top("BAD_REQUEST", data={"inventoryActivate": None}), Rejected, Rejected),
    (top("INVALID_VARIABLE"), Rejected, Rejected),
    (top("undefinedField"), Rejected, Rejected),
    (top("A_NEW_CODE"), Rejected, Rejected),
    (top("A_NEW_CODE", data={"inventoryActivate": None}), Malformed, OutcomeUnknown),
    (top(None, data={"inventoryItems": page([])}), Malformed, OutcomeUnknown),
    (
        top(
            "ACCESS_DENIED",
            data={"inventoryActivate": {"inventoryLevel": None, "userErrors": []}},
            error={"path": ["inventoryActivate", "inventoryLevel"]},
        ),
        Denied,
        OutcomeUnknown,
    ),
    (httpx.Response(200, json={"errors": "Not Found"}), Malformed, OutcomeUnknown),
    (httpx.Response(200, json={"data": None}), Malformed, OutcomeUnknown),
    (httpx.Response(200, json={}), Malformed, OutcomeUnknown),
    (httpx.Response(200, json=[]), Malformed, OutcomeUnknown),
    (httpx.Response(200, content=b'{"data": {"inventoryItems"'), Malformed, OutcomeUnknown),
    (httpx.Response(200, html="<html>maintenance</html>"), Malformed, OutcomeUnknown),
    (httpx.Response(402), ShopUnavailable, ShopUnavailable),
    (httpx.Response(423), ShopUnavailable, ShopUnavailable),
    (httpx.Response(403), Denied, Denied),
    (httpx.Response(404), Rejected, Rejected),
    (httpx.Response(503), Unreachable, OutcomeUnknown),
    (httpx.Response(540), Unreachable, OutcomeUnknown),
    (httpx.ReadTimeout("slow"), Unreachable, OutcomeUnknown),
    (httpx.ConnectError("refused"), Unreachable, Unreachable),
]


@pytest.mark.parametrize(("said", "on_a_read", "on_a_write"), TOP_LEVEL)
async def test_each_trouble_has_its_name_and_nothing_is_sent_twice(
    client: ShopifyClient,
    shop: Shop,
    said: httpx.Response | Exception,
    on_a_read: type[ClientError],
    on_a_write: type[ClientError],
):
    shop.will(said, said)
    with pytest.raises(ClientError) as reading:
        await read(client)
    with pytest.raises(ClientError) as writing:
        await write(client)
    assert (type(reading.value), type(writing.value)) == (on_a_read, on_a_write)
    assert len(shop.heard) == 2


async def test_an_error_names_the_operation_and_shopifys_own_number_of_the_call(
    client: ShopifyClient, shop: Shop
):
    said = top("MAX_COST_EXCEEDED")
    said.headers["x-request-id"] = "65a6c3a3-1782085581"
    shop.will(said)
    with pytest.raises(CostTooHigh) as raised:
        await read(client)
    assert str(raised.value) == (
        "shopify CountsPage: MAX_COST_EXCEEDED: said MAX_COST_EXCEEDED"
        " (request 65a6c3a3-1782085581)"
    )


async def test_an_empty_bucket_is_waited_for_as_long_as_it_takes_to_fill(
    client: ShopifyClient, shop: Shop, notes: Notebook
):
    shop.will(throttled(requested=752, available=252, restore=50), {"inventoryItems": page([])})
    await read(client)
    assert notes.slept == [10]
    assert notes.refusals == [10]


async def test_a_throttled_write_is_sent_again_with_the_same_key_and_rows(
    client: ShopifyClient, shop: Shop
):
    done = {"inventoryActivate": {"inventoryLevel": {"isActive": True}, "userErrors": []}}
    shop.will(throttled(13, 12.5), done)
    await write(client)
    assert shop.sent[0] == shop.sent[1]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (throttled(100, 99.9), 1),
        (top("THROTTLED"), 2),
        (top("THROTTLED", extensions={"cost": {"requestedQueryCost": 5}}), 2),
        (httpx.Response(429, headers={"retry-after": "4.0"}), 4),
        (httpx.Response(429), 2),
        (httpx.Response(429, headers={"retry-after": "soon"}), 2),
        (httpx.Response(430, headers={"retry-after": "30"}), 30),
    ],
    ids=["at least a second", "no cost", "no status", "429", "bare 429", "odd 429", "430"],
)
async def test_throttling_is_known_in_every_shape(
    client: ShopifyClient, shop: Shop, notes: Notebook, said: httpx.Response, seconds: float
):
    shop.will(said, {"inventoryItems": page([])})
    await read(client)
    assert notes.slept == [seconds]


@pytest.mark.parametrize(
    "said",
    [
        throttled(1000, -9000),
        httpx.Response(430),
        httpx.Response(429, headers={"retry-after": "90"}),
    ],
    ids=["a deep debt", "security rejection", "a long 429"],
)
async def test_a_wait_of_more_than_a_minute_goes_back_to_the_task(
    client: ShopifyClient, shop: Shop, notes: Notebook, said: httpx.Response
):
    shop.will(said)
    with pytest.raises(Throttled) as raised:
        await write(client)
    assert raised.value.transient
    assert raised.value.wait_seconds is not None
    assert raised.value.wait_seconds > 60
    assert notes.slept == []


async def test_an_order_named_throttled_is_no_throttling(client: ShopifyClient, shop: Shop):
    item = {"id": ITEM, "sku": "THROTTLED", "tracked": True, "inventoryLevels": page([])}
    shop.will({"inventoryItems": page([item])})
    got = await client.counts_page()
    assert got.items[0].sku == "THROTTLED"


async def test_a_filter_that_shopify_ignores_is_an_error_as_it_returns_everything(
    client: ShopifyClient, shop: Shop
):
    warned = {
        "path": ["inventoryItems"],
        "query": 'skew:"A"',
        "warnings": [{"field": "skew", "message": "Invalid search field for this query."}],
    }
    body = {"data": {"inventoryItems": page([])}, "extensions": {"search": [warned]}}
    shop.will(httpx.Response(200, json=body))
    with pytest.raises(FilterIgnored, match="skew: Invalid search field"):
        await client.items_by_sku("A")


async def test_a_search_without_warnings_is_fine(client: ShopifyClient, shop: Shop):
    body = {
        "data": {"inventoryItems": page([])},
        "extensions": {"search": [{"path": ["inventoryItems"], "query": "sku:A", "parsed": {}}]},
    }
    shop.will(httpx.Response(200, json=body))
    assert await client.items_by_sku("A") == []


BROKEN_PAGES: list[tuple[dict[str, Any], str]] = [
    ({"nodes": []}, "pageInfo is missing"),
    ({"nodes": [], "pageInfo": {"hasNextPage": None}}, "does not say whether there is more"),
    ({"nodes": [], "pageInfo": {"hasNextPage": True, "endCursor": None}}, "no cursor"),
    ({"nodes": [], "pageInfo": {"hasNextPage": True, "endCursor": "here"}}, "does not move"),
    ({"pageInfo": {"hasNextPage": False}}, "nodes are missing"),
    ({"nodes": [None], "pageInfo": {"hasNextPage": False}}, "hold nulls"),
]


@pytest.mark.parametrize(("connection", "why"), BROKEN_PAGES, ids=[why for _, why in BROKEN_PAGES])
async def test_a_page_that_cannot_be_followed_is_malformed(
    client: ShopifyClient, shop: Shop, connection: dict[str, Any], why: str
):
    shop.will({"inventoryItems": connection})
    with pytest.raises(Malformed, match=why):
        await client.counts_page(after="here")


async def test_pages_that_go_round_in_a_circle_are_malformed(client: ShopifyClient, shop: Shop):
    shop.will(*({"locations": page([], after=cursor)} for cursor in ("a", "b", "a", "b")))
    with pytest.raises(Malformed, match="circle"):
        await client.locations()


async def test_the_bucket_is_corrected_by_every_answer_and_costs_are_learned(
    client: ShopifyClient, shop: Shop, notes: Notebook
):
    status = {"maximumAvailable": 4000.0, "currentlyAvailable": 3940, "restoreRate": 200.0}
    cost = {"requestedQueryCost": 60, "actualQueryCost": 12, "throttleStatus": status}
    body = {"data": {"inventoryItems": page([])}, "extensions": {"cost": cost}}
    shop.will(httpx.Response(200, json=body), {"inventoryItems": page([])})
    await read(client)
    await read(client)
    assert notes.points == [(3940, 4000, 200)]
    assert [cost for _, cost in notes.waited] == [167, 60]


@pytest.mark.parametrize("cost", [None, [], {"requestedQueryCost": "many"}, {"throttleStatus": 1}])
async def test_an_odd_cost_report_does_not_spoil_an_answer(
    client: ShopifyClient, shop: Shop, notes: Notebook, cost: object
):
    body = {"data": {"inventoryItems": page([])}, "extensions": {"cost": cost}}
    shop.will(httpx.Response(200, json=body))
    await read(client)
    assert notes.points == []


async def test_another_api_version_than_asked_for_is_logged_once(
    client: ShopifyClient, shop: Shop, caplog: pytest.LogCaptureFixture
):
    for version in ("2026-10", "2027-01", "2027-01"):
        body = {"data": {"inventoryItems": page([])}}
        shop.will(httpx.Response(200, json=body, headers={"X-Shopify-API-Version": version}))
    with caplog.at_level(logging.WARNING, "clients.shopify"):
        for _ in range(3):
            await read(client)
    assert [record.getMessage() for record in caplog.records] == [
        "Shopify served API version 2027-01 where 2026-10 was asked for: it has been retired"
    ]


async def test_each_call_sends_one_operation_by_name(client: ShopifyClient, shop: Shop):
    shop.will({"inventoryItems": page([])})
    await read(client)
    body = json.loads(shop.heard[0].content)
    assert body["operationName"] == "CountsPage"
    assert body["query"].count("query ") == 1
