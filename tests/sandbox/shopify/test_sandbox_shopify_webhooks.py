"""Webhooks: who may subscribe where, what is sent, how it is signed, and when it ends."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from sandbox.journal import Delivered
from tests.sandbox.shopify.merchant import DOMAIN, LEEDS, LONDON, Merchant

SUBSCRIBE = """
mutation Subscribe($topic: WebhookSubscriptionTopic!, $sub: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $sub) {
    webhookSubscription { id topic uri format name includeFields apiVersion { handle } }
    userErrors { field message } } }
"""
UPDATE = """
mutation Update($id: ID!, $sub: WebhookSubscriptionInput!) {
  webhookSubscriptionUpdate(id: $id, webhookSubscription: $sub) {
    webhookSubscription { id uri } userErrors { field message } } }
"""
DELETE = """
mutation Delete($id: ID!) { webhookSubscriptionDelete(id: $id) {
  deletedWebhookSubscriptionId userErrors { field message } } }
"""
LIST = "query List { webhookSubscriptions(first: 50) { nodes { id topic uri name } } }"
HOOK = "https://sync.example.com/webhooks/shopify/uk"


class Receiver:
    """Keeps what it is sent; answers with ``status``."""

    def __init__(self) -> None:
        self.got: list[httpx.Request] = []
        self.status = 200

    async def answer(self, request: httpx.Request) -> httpx.Response:
        self.got.append(request)
        return httpx.Response(self.status)

    def bodies(self, topic: str) -> list[Any]:
        return [json.loads(r.content) for r in self.got if r.headers["x-shopify-topic"] == topic]


@pytest.fixture
async def receiver(merchant: Merchant) -> AsyncIterator[Receiver]:
    kept = Receiver()
    async with httpx.AsyncClient(transport=httpx.MockTransport(kept.answer)) as http:
        merchant.world.webhooks.http = http
        yield kept


async def subscribe(merchant: Merchant, topic: str, uri: str = HOOK, **more: Any) -> Any:
    answer = await merchant.ask(SUBSCRIBE, topic=topic, sub={"uri": uri} | more)
    return answer["webhookSubscriptionCreate"]


async def test_a_subscription_is_listed_until_it_is_deleted(merchant: Merchant) -> None:
    made = await subscribe(merchant, "ORDERS_CREATE", name="orders_create")
    wanted = made["webhookSubscription"]["id"]
    call = merchant.last_call()
    listed = (await merchant.ask(LIST))["webhookSubscriptions"]["nodes"]
    gone = (await merchant.ask(DELETE, id=wanted))["webhookSubscriptionDelete"]
    again = (await merchant.ask(DELETE, id=wanted))["webhookSubscriptionDelete"]

    assert made["webhookSubscription"]["apiVersion"] == {"handle": "2026-10"}
    assert (call.ref, call.changed) == (wanted, True)
    assert [row["id"] for row in listed] == [wanted]
    assert gone["deletedWebhookSubscriptionId"] == wanted
    assert again["userErrors"] == [
        {"field": ["id"], "message": "Webhook subscription does not exist"}
    ]


@pytest.mark.parametrize(
    ("uri", "message"),
    [
        ("", "Address can't be blank"),
        ("http://example.com/hook", "Address protocol http:// is not supported"),
        ("ftp://example.com/hook", "Address protocol ftp:// is not supported"),
        ("https://localhost/hook", "Address cannot be a Shopify or an internal domain"),
        ("https://a.myshopify.com/hook", "Address cannot be a Shopify or an internal domain"),
    ],
)
async def test_an_address_shopify_would_not_call_is_refused(
    merchant: Merchant, uri: str, message: str
) -> None:
    told = await subscribe(merchant, "ORDERS_CREATE", uri)

    assert told["webhookSubscription"] is None
    assert told["userErrors"] == [
        {"field": ["webhookSubscription", "callbackUrl"], "message": message}
    ]


@pytest.mark.parametrize(("allowed", "made"), [(True, True), (False, False)])
async def test_this_very_machine_may_be_called_plainly_by_switch_only(
    merchant: Merchant, allowed: bool, made: bool
) -> None:
    merchant.world.shopify_switches.allow_loopback_http = allowed
    told = await subscribe(merchant, "ORDERS_CREATE", "http://127.0.0.1:8000/hook")

    assert (told["webhookSubscription"] is not None) is made


@pytest.mark.parametrize(
    ("second", "message"),
    [
        ({}, "Address for this topic has already been taken"),
        (
            {"uri": HOOK + "/2", "name": "orders_create"},
            "Name already exists, no duplicate allowed",
        ),
        (
            {"uri": HOOK + "/2", "name": "orders create"},
            "Name name field can only contain alphanumeric characters, underscores, and hyphens",
        ),
    ],
)
async def test_the_same_again_is_refused(
    merchant: Merchant, second: dict[str, str], message: str
) -> None:
    await subscribe(merchant, "ORDERS_CREATE", name="orders_create")
    told = await subscribe(merchant, "ORDERS_CREATE", **second)

    assert [error["message"] for error in told["userErrors"]] == [message]


async def test_a_subscription_may_move_to_another_address(merchant: Merchant) -> None:
    made = (await subscribe(merchant, "ORDERS_CREATE"))["webhookSubscription"]
    told = await merchant.ask(UPDATE, id=made["id"], sub={"uri": HOOK + "/new"})

    assert told["webhookSubscriptionUpdate"]["webhookSubscription"]["uri"] == HOOK + "/new"


async def test_other_apps_subscriptions_are_not_shown(merchant: Merchant) -> None:
    await subscribe(merchant, "ORDERS_CREATE")
    merchant.shop.static_tokens.add("shpat_other")
    answer = await merchant.post(LIST, token="shpat_other")

    assert answer.json()["data"]["webhookSubscriptions"]["nodes"] == []


async def test_an_order_is_told_signed_over_the_very_bytes(
    merchant: Merchant, receiver: Receiver
) -> None:
    merchant.shop.webhook_secret = "shpss_known"
    await subscribe(merchant, "ORDERS_CREATE", name="orders_create")
    order = merchant.sell(("TEE", 2))
    await merchant.world.advance(0)

    (sent,) = receiver.got
    digest = hmac.new(b"shpss_known", sent.content, hashlib.sha256).digest()
    headers = sent.headers
    assert headers["x-shopify-hmac-sha256"] == base64.b64encode(digest).decode()
    assert headers["x-shopify-topic"] == "orders/create"
    assert headers["x-shopify-shop-domain"] == DOMAIN
    assert headers["x-shopify-api-version"] == "2026-10"
    assert headers["x-shopify-name"] == "orders_create"
    assert headers["x-shopify-triggered-at"] == "2026-11-23T10:00:00.000000000Z"
    assert headers["x-shopify-webhook-id"] != headers["x-shopify-event-id"]
    (body,) = receiver.bodies("orders/create")
    assert (body["id"], body["name"], body["total_price"]) == (order.id, "#1001", "19.98")
    assert body["line_items"][0]["sku"] == "TEE"
    (delivered,) = merchant.events(Delivered)
    assert (delivered.skus, delivered.status) == (("TEE",), 200)
    assert delivered.delivery_id == headers["x-shopify-webhook-id"]


async def test_what_happens_to_an_order_is_told_topic_by_topic(
    merchant: Merchant, receiver: Receiver
) -> None:
    merchant.shop.utc_offset_minutes = 660
    for topic in (
        "ORDERS_UPDATED", "ORDERS_CANCELLED", "REFUNDS_CREATE",
        "INVENTORY_LEVELS_UPDATE", "FULFILLMENT_ORDERS_MOVED",
    ):  # fmt: skip
        await subscribe(merchant, topic)
    order = merchant.sell(("TEE", 3))
    stand = order.fulfillment_orders[0]
    merchant.shop.refund(order.id, [(order.lines[0].id, 1, "CANCEL", LONDON)])
    move = """mutation M($id: ID!, $to: ID!) { fulfillmentOrderMove(id: $id, newLocationId: $to) {
      userErrors { message } } }"""
    await merchant.ask(move, id=stand.gid, to=f"gid://shopify/Location/{LEEDS}")
    merchant.shop.cancel_order(order.id)
    await merchant.world.advance(0)

    levels = receiver.bodies("inventory_levels/update")
    assert [(level["location_id"], level["available"]) for level in levels] == [
        (LONDON, 7),
        (LONDON, 8),
        (LONDON, 10),
        (LEEDS, 2),
        (LEEDS, 4),
    ]
    assert levels[0]["updated_at"] == "2026-11-23T21:00:00+11:00"
    (moved,) = receiver.bodies("fulfillment_orders/moved")
    assert moved["moved_fulfillment_order"]["id"] == stand.gid
    assert moved["source_location"] == {"id": f"gid://shopify/Location/{LONDON}"}
    first, second = receiver.bodies("refunds/create")
    assert first["refund_line_items"][0]["restock_type"] == "cancel"
    assert (first["order_id"], second["order_id"]) == (order.id, order.id)
    (cancelled,) = receiver.bodies("orders/cancelled")
    assert cancelled["cancelled_at"] == "2026-11-23T21:00:00+11:00"
    assert cancelled["cancel_reason"] == "customer"
    assert len(receiver.bodies("orders/updated")) == 2


async def test_a_subscription_is_dropped_after_eight_more_tries_within_four_hours(
    merchant: Merchant, receiver: Receiver
) -> None:
    receiver.status = 500
    await subscribe(merchant, "ORDERS_CREATE")
    merchant.sell(("TEE", 1))
    await merchant.world.advance(4 * 3600)
    before = (await merchant.ask(LIST))["webhookSubscriptions"]["nodes"]
    await merchant.world.advance(60)
    after = (await merchant.ask(LIST))["webhookSubscriptions"]["nodes"]

    attempts = merchant.events(Delivered)
    assert len(attempts) == 9
    assert len({request.headers["x-shopify-webhook-id"] for request in receiver.got}) == 1
    assert len({request.content for request in receiver.got}) == 1
    assert (len(before), len(after)) == (1, 0)


async def test_a_subscription_survives_an_outage_that_ends_in_time(
    merchant: Merchant, receiver: Receiver
) -> None:
    receiver.status = 503
    await subscribe(merchant, "ORDERS_CREATE")
    merchant.sell(("TEE", 1))
    await merchant.world.advance(600)
    receiver.status = 200
    await merchant.world.advance(3600)

    assert [event.status for event in merchant.events(Delivered)][-2:] == [503, 200]
    assert len((await merchant.ask(LIST))["webhookSubscriptions"]["nodes"]) == 1


async def test_only_the_fields_asked_for_are_sent(merchant: Merchant, receiver: Receiver) -> None:
    await subscribe(merchant, "ORDERS_CREATE", includeFields=["id", "updated_at"])
    order = merchant.sell(("TEE", 1))
    await merchant.world.advance(0)

    (body,) = receiver.bodies("orders/create")
    assert body == {"id": order.id, "updated_at": "2026-11-23T10:00:00+00:00"}


async def test_protected_data_is_not_told_without_approval(
    merchant: Merchant, receiver: Receiver
) -> None:
    merchant.world.shopify_switches.hide_protected = True
    await subscribe(merchant, "ORDERS_CREATE")
    merchant.sell(("TEE", 1), customer="Ann Other")
    await merchant.world.advance(0)

    (body,) = receiver.bodies("orders/create")
    assert (body["email"], body["customer"]["last_name"]) == (None, None)
    assert body["shipping_address"]["zip"] is None
    assert body["shipping_address"]["country_code"] == "GB"
