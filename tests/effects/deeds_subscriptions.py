"""Drills of the webhook subscriptions."""

from pydantic import SecretStr

from ledger.models import EffectKind
from tasks.set_up import ensure_subscriptions
from tests.effects.drill import UK, Drill
from tests.town import Town

RECEIVER = "http://127.0.0.1:9"


async def _nothing(town: Town) -> None:
    return None


async def _subscribe() -> object:
    return await ensure_subscriptions(RECEIVER, SecretStr("bearer"))


def _hooks_of_shop(town: Town) -> int:
    topics = [hook.topic for hook in town.shop("uk").hooks.by_id.values()]
    assert len(set(topics)) == len(topics)
    return topics.count("ORDERS_CREATE")


def _hooks_of_cin7(town: Town) -> int:
    types = [hook.kind for hook in town.world.cin7.hooks._hooks]
    assert len(set(types)) == len(types)
    return types.count("Stock/AvailableStockLevelChanged")


def _hooks_of_shipstation(town: Town) -> int:
    events = [hook["event"] for hook in town.world.shipstation.hooks.listed()]
    assert len(set(map(str, events))) == len(events)
    return events.count("label_created_v2")


SUBSCRIPTIONS: dict[EffectKind, Drill] = {
    EffectKind.SUBSCRIBE_SHOPIFY: Drill(
        _nothing,
        _subscribe,
        "uk.create_webhook",
        (UK, "webhookSubscriptionCreate"),
        _hooks_of_shop,
    ),
    EffectKind.SUBSCRIBE_CIN7: Drill(
        _nothing,
        _subscribe,
        "cin7.create_webhook",
        ("cin7", "POST webhooks"),
        _hooks_of_cin7,
    ),
    EffectKind.SUBSCRIBE_SHIPSTATION: Drill(
        _nothing,
        _subscribe,
        "shipstation.create_webhook",
        ("shipstation", "POST environment/webhooks"),
        _hooks_of_shipstation,
    ),
}
