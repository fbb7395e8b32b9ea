"""Webhook subscriptions present, active and ours; a missing one costs minutes, never correctness.

Vendors remove or switch off subscriptions after failures, so this is looked after again and again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import SecretStr

from clients.cin7.bodies_webhooks import WebhookBody
from clients.cin7.client import Cin7Client
from clients.cin7.models_webhooks import Webhook
from clients.shopify.client import ShopifyClient
from ledger.models import Effect, EffectKind
from tasks.effects import Deed, Ended, Outcome, carry_out, generation_of
from tasks.outside import outside
from tasks.step import step

SHOPIFY_TOPICS: Mapping[str, str] = {
    "ORDERS_CREATE": "orders_create",
    "ORDERS_UPDATED": "orders_updated",
    "ORDERS_CANCELLED": "orders_cancelled",
    "ORDERS_EDITED": "orders_edited",
    "REFUNDS_CREATE": "refunds_create",
}
"""Topic of the API to the name our subscription bears."""

CIN7_TYPES: Mapping[str, str] = {
    "Stock/AvailableStockLevelChanged": "stock",
    "Purchase/StockReceivedAuthorised": "purchase",
}
"""Webhook type to the last part of its address; the stock body does not say what it is."""


@dataclass(frozen=True, slots=True)
class Subscribed:
    """One subscription, and what was done about it."""

    system: str
    topic: str
    done: str
    """there | created | woken | would create | would wake, or why it was refused"""


@step("subscribe at Shopify", run_name="subscribe {store}", tags=("shopify",))
async def subscribe_shop(store: str, base: str, dry_run: bool) -> list[Subscribed]:
    """Create the missing subscriptions of one store, pointing to ``base``/webhooks/shopify/<store>.

    Safe to run twice: what is listed is left alone, and Shopify refuses a second one of the same
    topic and address.
    """
    client = outside().shops[store]
    uri = f"{base.rstrip('/')}/webhooks/shopify/{store}"
    # Named before the list is read: what another run makes meanwhile is this same decision.
    keys = {
        topic: generation_of(EffectKind.SUBSCRIBE_SHOPIFY, f"{store} {topic} {uri}")
        for topic in SHOPIFY_TOPICS
    }
    listed = {found.topic for found in await client.webhooks() if found.uri == uri}
    told = []
    for topic, name in SHOPIFY_TOPICS.items():
        if topic in listed:
            told.append(Subscribed(store, topic, "there"))
        elif dry_run:
            told.append(Subscribed(store, topic, "would create"))
        else:
            detail = {"store": store, "topic": topic, "uri": uri, "name": name}
            outcome = await _create_at_shopify(client, keys[topic], detail)
            told.append(Subscribed(store, topic, said(outcome, "created")))
    return told


async def _create_at_shopify(client: ShopifyClient, key: str, detail: dict[str, str]) -> Outcome:
    async def act(_: Effect) -> str:
        return (await client.create_webhook(detail["topic"], detail["uri"], detail["name"])).id

    return await carry_out(
        Deed(
            EffectKind.SUBSCRIBE_SHOPIFY,
            key,
            subject=f"{detail['store']} {detail['topic']} {detail['uri']}",
            detail=detail,
            act=act,
            look=look_at_shopify,
            again=False,
        )
    )


@step("subscribe at Cin7", run_name="subscribe Cin7", tags=("cin7",))
async def subscribe_cin7(base: str, bearer: SecretStr, dry_run: bool) -> list[Subscribed]:
    """Create missing subscriptions of the account and wake those Cin7 has switched off.

    Safe to run twice: what is listed and active is left alone; after a doubt the list is read
    first. The bearer token always comes from our settings, as Cin7 answers an empty one.
    """
    client = outside().cin7
    urls = {kind: f"{base.rstrip('/')}/webhooks/cin7/{last}" for kind, last in CIN7_TYPES.items()}
    keys = {
        kind: generation_of(EffectKind.SUBSCRIBE_CIN7, f"cin7 {kind} {url}")
        for kind, url in urls.items()
    }
    listed = {(hook.type, hook.external_url): hook for hook in await client.webhooks()}
    told = []
    for kind, url in urls.items():
        there = listed.get((kind, url))
        if there is not None and there.is_active:
            told.append(Subscribed("cin7", kind, "there"))
        elif dry_run:
            told.append(Subscribed("cin7", kind, "would wake" if there else "would create"))
        else:
            body = WebhookBody(type=kind, external_url=url, external_bearer_token=bearer)
            outcome = await _write_at_cin7(client, keys[kind], body, there.id if there else None)
            told.append(Subscribed("cin7", kind, said(outcome, "woken" if there else "created")))
    return told


async def _write_at_cin7(
    client: Cin7Client, key: str, body: WebhookBody, there: str | None
) -> Outcome:
    async def act(_: Effect) -> str:
        if there is not None:
            written = await client.update_webhook(there, body)
        else:
            written = await client.create_webhook(body)
        return _active(written, body.type, body.external_url) or ""

    return await carry_out(
        Deed(
            EffectKind.SUBSCRIBE_CIN7,
            key,
            subject=f"cin7 {body.type} {body.external_url}",
            detail={"type": body.type, "url": body.external_url, "wakes": there},
            act=act,
            look=look_at_cin7,
            looks=2,
            again=False,
        )
    )


async def look_at_shopify(effect: Effect) -> str | None:
    """Find our subscription in the store's list."""
    detail = effect.detail
    for found in await outside().shops[str(detail["store"])].webhooks():
        if (found.topic, found.uri) == (detail["topic"], detail["uri"]):
            return found.id
    return None


async def look_at_cin7(effect: Effect) -> str | None:
    """Find our subscription, active, in the account's list."""
    hooks = await outside().cin7.webhooks()
    return _active(hooks, str(effect.detail["type"]), str(effect.detail["url"]))


def _active(hooks: Sequence[Webhook], kind: str, url: str) -> str | None:
    for hook in hooks:
        if hook.is_active and (hook.type, hook.external_url) == (kind, url):
            return hook.id
    return None


def said(outcome: Outcome, done: str) -> str:
    """What became of it, in a word or with the reason."""
    return done if outcome.ended is Ended.DONE else f"{outcome.ended.value}: {outcome.because}"
