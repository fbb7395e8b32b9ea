"""ShipStation's webhook subscriptions: by them a bought label is news within seconds."""

from clients.shipstation.bodies import WebhookBody
from clients.shipstation.client import ShipStationClient
from ledger.models import Effect, EffectKind
from tasks.effects import Deed, Outcome, carry_out, generation_of
from tasks.outside import outside
from tasks.step import step
from tasks.subscriptions import Subscribed, said

SHIPSTATION_EVENTS = ("label_created_v2", "fulfillment_shipped_v2")
"""What return-tracking lives by. Voids and cancels have no event: it polls for them."""


@step("subscribe at ShipStation", run_name="subscribe ShipStation", tags=("shipstation",))
async def subscribe_shipstation(base: str, dry_run: bool) -> list[Subscribed]:
    """Create the missing subscriptions, pointing to ``base``/webhooks/shipstation.

    Nothing is done for a merchant without an account there. Safe to run twice: what is listed is
    left alone, and ShipStation refuses a second one of the same event and address.
    """
    client = outside().shipstation
    if client is None:
        return []
    url = f"{base.rstrip('/')}/webhooks/shipstation"
    # Named before the list is read: what another run makes meanwhile is this same decision.
    keys = {
        event: generation_of(EffectKind.SUBSCRIBE_SHIPSTATION, _subject(event, url))
        for event in SHIPSTATION_EVENTS
    }
    listed = {hook.event for hook in await client.webhooks() if hook.url == url}
    told = []
    for event in SHIPSTATION_EVENTS:
        if event in listed:
            done = "there"
        elif dry_run:
            done = "would create"
        else:
            done = said(await _create(client, keys[event], event, url), "created")
        told.append(Subscribed("shipstation", event, done))
    return told


async def _create(client: ShipStationClient, key: str, event: str, url: str) -> Outcome:
    async def act(_: Effect) -> str:
        body = WebhookBody(event=event, url=url, name=f"Stocksteady {event}")
        return (await client.create_webhook(body)).webhook_id

    return await carry_out(
        Deed(
            EffectKind.SUBSCRIBE_SHIPSTATION,
            key,
            subject=_subject(event, url),
            detail={"event": event, "url": url},
            act=act,
            look=look_at_shipstation,
            again=False,
        )
    )


async def look_at_shipstation(effect: Effect) -> str | None:
    """Find our subscription in the account's list."""
    client = outside().shipstation
    if client is None:
        return None
    for hook in await client.webhooks():
        if (hook.event, hook.url) == (effect.detail["event"], effect.detail["url"]):
            return hook.webhook_id
    return None


def _subject(event: str, url: str) -> str:
    return f"shipstation {event} {url}"
