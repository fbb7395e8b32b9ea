"""Which events ShipStation V2 tells us of."""

from urllib.parse import quote

from pydantic import TypeAdapter

from clients.pace import Lane
from clients.shipstation.bodies import WebhookBody, WebhookChanges
from clients.shipstation.caller import Caller
from clients.shipstation.models_account import Webhook

WEBHOOKS = TypeAdapter(tuple[Webhook, ...])
PATH = "environment/webhooks"


class Subscriptions(Caller):
    """Webhooks: seen, made, mended, taken away."""

    async def webhooks(self, *, lane: Lane = Lane.IDLE) -> tuple[Webhook, ...]:
        """Read all subscriptions.

        Source: ``GET /v2/environment/webhooks``, ShipStation API V2.
        """
        return await self._call(
            WEBHOOKS.validate_python, "GET", PATH, lane=lane, operation="webhooks"
        )

    async def create_webhook(self, body: WebhookBody, *, lane: Lane = Lane.IDLE) -> Webhook:
        """Subscribe to an event.

        Raises:
            AlreadySubscribed: The same subscription is there.
            OutcomeUnknown: It may be there; read the webhooks.

        Source: ``POST /v2/environment/webhooks``, ShipStation API V2.
        """
        return await self._call(
            Webhook.model_validate,
            "POST",
            PATH,
            lane=lane,
            operation="webhooks",
            json=body.as_json(),
        )

    async def update_webhook(
        self, webhook_id: str, changes: WebhookChanges, *, lane: Lane = Lane.IDLE
    ) -> None:
        """Change where a subscription's events go. Twice does no harm.

        Raises:
            NotFound: There is none.

        Source: ``PUT /v2/environment/webhooks/{webhook_id}``, ShipStation API V2.
        """
        await self._call(
            lambda _: None,
            "PUT",
            f"{PATH}/{quote(webhook_id, safe='')}",
            lane=lane,
            operation="webhook",
            json=changes.as_json(),
        )

    async def delete_webhook(self, webhook_id: str, *, lane: Lane = Lane.IDLE) -> None:
        """Take a subscription away.

        Raises:
            NotFound: There is none (any more).

        Source: ``DELETE /v2/environment/webhooks/{webhook_id}``, ShipStation API V2.
        """
        await self._call(
            lambda _: None,
            "DELETE",
            f"{PATH}/{quote(webhook_id, safe='')}",
            lane=lane,
            operation="webhook",
        )
