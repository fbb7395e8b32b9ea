"""Answers recorded from live shops: each is read, or refused with an error of our tree."""

import json
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from clients.errors import ClientError, Denied, Malformed, OutcomeUnknown, Rejected, Unreachable
from clients.shopify import ShopifyClient, errors
from clients.shopify.models import Level, LevelChange, MovedFulfillmentOrder
from clients.shopify.throttling import read_cost
from tests.clients.shopify.pretend_shop import Shop

ITEM = "gid://shopify/InventoryItem/1"
PLACE = "gid://shopify/Location/1"
SUBSCRIPTION = "gid://shopify/WebhookSubscription/1"

Body = dict[str, Any]


@pytest.fixture(scope="module")
def recorded(payloads: Path) -> list[Body]:
    """Every answer in every recording, whatever was asked."""
    folder = payloads / "graphql-recorded"
    return [body for path in sorted(folder.glob("*.json")) for body in bodies(read(path))]


def read(path: Path) -> object:
    return json.loads(path.read_bytes())


def bodies(said: object) -> Iterator[Body]:
    if isinstance(said, dict):
        if isinstance(said.get("data"), dict) or _is_errors(said.get("errors")):
            yield said
        for each in said.values():
            yield from bodies(each)
    elif isinstance(said, list):
        for each in said:
            yield from bodies(each)


def _is_errors(said: object) -> bool:
    return isinstance(said, list) and any(isinstance(each, dict) for each in said)


def of_root(recorded: list[Body], root: str) -> list[Body]:
    """Answers without top-level errors that hold this payload."""
    held = [body for body in recorded if not body.get("errors")]
    return [body for body in held if isinstance(body["data"].get(root), dict)]


def codes(payload: Body) -> list[str]:
    return [str(each.get("code")) for each in payload["userErrors"]]


async def outcome(
    client: ShopifyClient,
    shop: Shop,
    body: Body,
    call: Callable[[ShopifyClient], Awaitable[object]],
) -> ClientError | None:
    shop.will(httpx.Response(200, json=body))
    try:
        await call(client)
    except ClientError as error:
        return error
    return None


async def set_one(client: ShopifyClient) -> None:
    row = LevelChange(item_id=ITEM, location_id=PLACE, quantity=1, change_from=0)
    await client.set_available([row], key="k", reference="gid://stocksteady/StockRead/1")


async def activate(client: ShopifyClient) -> None:
    await client.activate(ITEM, PLACE, key="k")


SET_REFUSALS = {
    "INVALID_NAME": Rejected,
    "INVALID_REASON": Rejected,
    "INVALID_QUANTITY_NEGATIVE": errors.OutOfBounds,
    "INVALID_QUANTITY_TOO_HIGH": errors.OutOfBounds,
    "INVALID_QUANTITY_TOO_LOW": errors.OutOfBounds,
    "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR": errors.RepeatedRow,
}


async def test_every_recorded_set_of_counts_is_done_or_refused_by_its_code(
    client: ShopifyClient, shop: Shop, recorded: list[Body]
):
    found = of_root(recorded, "inventorySetQuantities")
    assert len(found) >= 30
    seen = set()
    for body in found:
        error = await outcome(client, shop, body, set_one)
        said = codes(body["data"]["inventorySetQuantities"])
        assert type(error) is (SET_REFUSALS[said[0]] if said else type(None))
        seen |= set(said)
    assert seen == set(SET_REFUSALS)


async def test_a_recorded_doubled_pair_names_both_its_rows(
    client: ShopifyClient, shop: Shop, recorded: list[Body]
):
    doubled = next(
        body
        for body in of_root(recorded, "inventorySetQuantities")
        if len(codes(body["data"]["inventorySetQuantities"])) == 2
    )
    error = await outcome(client, shop, doubled, set_one)
    assert isinstance(error, errors.RepeatedRow)
    assert error.rows == (0, 1)


async def test_recorded_unknown_items_and_places_are_refused_with_their_row(
    client: ShopifyClient, shop: Shop, recorded: list[Body]
):
    (adjusted,) = (
        body["data"]["inventoryAdjustQuantities"]
        for body in of_root(recorded, "inventoryAdjustQuantities")
        if "INVALID_INVENTORY_ITEM" in codes(body["data"]["inventoryAdjustQuantities"])
    )
    said = {"data": {"inventorySetQuantities": adjusted}}
    error = await outcome(client, shop, said, set_one)
    assert isinstance(error, errors.UnknownLocation)
    assert error.rows == (0,)
    assert "The specified inventory item could not be found." in str(error)


async def test_every_recorded_activation_is_done_or_refused(
    client: ShopifyClient, shop: Shop, recorded: list[Body]
):
    found = of_root(recorded, "inventoryActivate")
    assert len(found) >= 10
    for body in found:
        payload = body["data"]["inventoryActivate"]
        level = payload["inventoryLevel"]
        error = await outcome(client, shop, body, activate)
        if payload["userErrors"]:
            assert isinstance(error, Rejected)
        elif "isActive" in level:
            assert error is None
        else:
            assert isinstance(error, OutcomeUnknown), "it was not asked for, so it is not known"


SUBSCRIPTION_CALLS: dict[str, Callable[[ShopifyClient], Awaitable[object]]] = {
    "webhookSubscriptionCreate": lambda c: c.create_webhook("SHOP_UPDATE", "https://a.b", "n"),
    "webhookSubscriptionUpdate": lambda c: c.update_webhook(SUBSCRIPTION, "https://a.b"),
    "webhookSubscriptionDelete": lambda c: c.delete_webhook(SUBSCRIPTION),
}


@pytest.mark.parametrize("root", list(SUBSCRIPTION_CALLS))
async def test_every_recorded_subscription_write_is_done_or_refused(
    client: ShopifyClient, shop: Shop, recorded: list[Body], root: str
):
    found = of_root(recorded, root)
    assert len(found) >= 5
    for body in found:
        payload = body["data"][root]
        error = await outcome(client, shop, body, SUBSCRIPTION_CALLS[root])
        if payload["userErrors"]:
            assert isinstance(error, Rejected)
        elif root == "webhookSubscriptionDelete":
            assert error is None
        else:
            whole = {"name", "filter", "apiVersion", "format"} <= payload[
                "webhookSubscription"
            ].keys()
            assert (error is None) is whole


async def test_recorded_refusals_of_addresses_and_ids_have_their_classes(
    client: ShopifyClient, shop: Shop, recorded: list[Body]
):
    texts = {
        "Address protocol http:// is not supported": errors.AddressRefused,
        "Address cannot be a Shopify or an internal domain": errors.AddressRefused,
        "Address can't be blank": errors.AddressRefused,
        "Webhook subscription does not exist": errors.UnknownSubscription,
    }
    seen = set()
    for body in recorded:
        for payload in (body.get("data") or {}).values():
            said = payload.get("userErrors") if isinstance(payload, dict) else None
            if said and said[0]["message"] in texts:
                answer = {"data": {"webhookSubscriptionUpdate": payload}}
                call = SUBSCRIPTION_CALLS["webhookSubscriptionUpdate"]
                error = await outcome(client, shop, answer, call)
                assert type(error) is texts[said[0]["message"]]
                seen.add(said[0]["message"])
    assert seen == set(texts)


def test_the_recorded_partial_move_says_what_went_and_what_stayed(recorded: list[Body]):
    (body,) = of_root(recorded, "fulfillmentOrderMove")
    got = MovedFulfillmentOrder.model_validate(body["data"]["fulfillmentOrderMove"])
    assert got == MovedFulfillmentOrder(
        id="gid://shopify/FulfillmentOrder/9658342670642",
        status="OPEN",
        location_id="gid://shopify/Location/106318430514",
        original_id="gid://shopify/FulfillmentOrder/9658342605106",
        remaining_id="gid://shopify/FulfillmentOrder/9658342605106",
    )


def test_recorded_levels_are_read_whole(recorded: list[Body]):
    whole = [
        said
        for body in recorded
        for said in objects(body)
        if {"isActive", "location", "quantities"} <= said.keys()
        and {"available", "on_hand", "committed"} <= {each["name"] for each in said["quantities"]}
    ]
    levels = [Level.model_validate(said) for said in whole]
    assert len(levels) >= 2
    assert all(level.on_hand >= level.available + level.committed for level in levels)


def objects(said: object) -> Iterator[Body]:
    if isinstance(said, dict):
        yield said
        for each in said.values():
            yield from objects(each)
    elif isinstance(said, list):
        for each in said:
            yield from objects(each)


TOP_LEVEL: dict[str, tuple[type[ClientError], type[ClientError]]] = {
    "ACCESS_DENIED": (Denied, Denied),
    "INTERNAL_SERVER_ERROR": (Unreachable, OutcomeUnknown),
}
"""On a read, and on a write that gave no payload. Every other recorded code is a plain refusal."""


async def test_every_recorded_top_level_error_is_named_by_its_code(
    client: ShopifyClient, shop: Shop, recorded: list[Body]
):
    found = [body for body in recorded if body.get("errors")]
    assert len(found) >= 40
    seen = set()
    for body in found:
        code = body["errors"][0]["extensions"]["code"]
        seen.add(code)
        on_a_read, on_a_write = TOP_LEVEL.get(code, (Rejected, Rejected))
        reading = await outcome(client, shop, body, lambda client: client.counts_page())
        writing = await outcome(client, shop, body, set_one)
        assert type(reading) is on_a_read
        deep = any(len(each.get("path", [])) > 1 for each in body["errors"]) and any(
            (body.get("data") or {}).values()
        )
        assert type(writing) is (OutcomeUnknown if deep else on_a_write)
    assert {"argumentNotAccepted", "INVALID_VARIABLE", "BAD_REQUEST", *TOP_LEVEL} <= seen


async def test_the_recorded_ignored_filter_is_an_error(
    client: ShopifyClient, shop: Shop, recorded: list[Body]
):
    warned = [body for body in recorded if (body.get("extensions") or {}).get("search")]
    assert warned
    for body in warned:
        error = await outcome(client, shop, body, lambda client: client.counts_page())
        assert isinstance(error, errors.FilterIgnored)
        assert "location_id: Invalid search field" in str(error)


async def test_an_answer_to_another_question_never_passes_for_ours(
    client: ShopifyClient, shop: Shop, recorded: list[Body]
):
    for body in recorded:
        if body.get("errors") or "inventoryItems" in body["data"]:
            continue
        error = await outcome(client, shop, body, lambda client: client.counts_page())
        assert isinstance(error, Malformed | errors.FilterIgnored)
        if "inventorySetQuantities" not in body["data"]:
            assert isinstance(await outcome(client, shop, body, set_one), ClientError)


def test_every_recorded_cost_is_read(recorded: list[Body]):
    named = [body for body in recorded if (body.get("extensions") or {}).get("cost")]
    costs = [read_cost(body) for body in named]
    assert len(costs) >= 100
    assert all(cost and cost.requested and cost.status for cost in costs)
