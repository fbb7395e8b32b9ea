"""Which events Cin7 Core tells us of (needs its Automation module)."""

from clients.cin7.bodies_webhooks import WebhookBody
from clients.cin7.caller import Caller
from clients.cin7.models_webhooks import Webhook, Webhooks
from clients.pace import Lane


class Subscriptions(Caller):
    """Webhooks: seen, made, mended."""

    async def webhooks(self, *, lane: Lane = Lane.IDLE) -> tuple[Webhook, ...]:
        """Read all subscriptions. One that failed six times in a row is no longer active.

        Source: ``GET /webhooks``, Cin7 Core External API v2.
        """
        return (await self._read(Webhooks, "webhooks", lane=lane)).webhooks

    async def create_webhook(
        self, body: WebhookBody, *, lane: Lane = Lane.IDLE
    ) -> tuple[Webhook, ...]:
        """Subscribe to an event; at most five webhooks of one type. Twice makes two.

        Raises:
            OutcomeUnknown: It may be there; read the webhooks.

        Source: ``POST /webhooks``, Cin7 Core External API v2.
        """
        return (await self._write(Webhooks, "POST", "webhooks", body=body, lane=lane)).webhooks

    async def update_webhook(
        self, webhook_id: str, body: WebhookBody, *, lane: Lane = Lane.IDLE
    ) -> tuple[Webhook, ...]:
        """Replace a subscription whole, such as to make it active again. Twice does no harm.

        Cin7 replaces every field, so the body holds the token from our own store: what Cin7 shows
        of it is empty and would wipe it.

        Raises:
            NotFound: Cin7 has no such webhook.

        Source: ``PUT /webhooks``, Cin7 Core External API v2.
        """
        done = await self._write(
            Webhooks, "PUT", "webhooks", body=body, beside={"ID": webhook_id}, lane=lane
        )
        return done.webhooks
