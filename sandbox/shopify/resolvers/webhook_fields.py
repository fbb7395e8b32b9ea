"""Webhook subscriptions: their fields, and the three writes."""

from sandbox.shopify.identifiers import gid, number
from sandbox.shopify.resolvers.payload import payload
from sandbox.shopify.resolvers.registry import Info, always, reads, resolves
from sandbox.shopify.resolvers.roots import shop_of
from sandbox.shopify.versions import VERSION

always(
    "WebhookSubscription",
    format="JSON",
    filter=None,
    apiVersion={"handle": VERSION, "displayName": VERSION, "supported": True},
)
reads("WebhookSubscription", includeFields=lambda s: s.include_fields or [])


@resolves("Mutation", "webhookSubscriptionCreate")
def create(
    _: object, info: Info, topic: str, webhook_subscription: dict[str, object]
) -> dict[str, object]:
    """Subscribe."""
    made, errors = shop_of(info).hooks.create(info.context.app, topic, webhook_subscription)
    if made is not None:
        info.context.refs.append(made.gid)
    return payload(info, errors, webhookSubscription=made)


@resolves("Mutation", "webhookSubscriptionUpdate")
def update(
    _: object, info: Info, id: str, webhook_subscription: dict[str, object]
) -> dict[str, object]:
    """Change a subscription."""
    wanted = number(id, "WebhookSubscription")
    info.context.refs.append(id)
    hooks = shop_of(info).hooks
    found, errors = hooks.update(info.context.app, wanted, webhook_subscription)
    return payload(info, errors, webhookSubscription=found)


@resolves("Mutation", "webhookSubscriptionDelete")
def delete(_: object, info: Info, id: str) -> dict[str, object]:
    """End a subscription."""
    wanted = number(id, "WebhookSubscription")
    info.context.refs.append(id)
    errors = shop_of(info).hooks.delete(info.context.app, wanted)
    gone = None if errors else gid("WebhookSubscription", wanted)
    return payload(info, errors, deletedWebhookSubscriptionId=gone)
