"""Which webhooks this app has Shopify send, and to which address."""

from clients.pace import Lane
from clients.shopify.answers import Json
from clients.shopify.models import Subscription
from clients.shopify.subject import Subject, gid


class Subscriptions(Subject):
    """Webhook subscriptions made through the API by this app."""

    async def webhooks(self, *, lane: Lane = Lane.IDLE) -> list[Subscription]:
        """List this app's subscriptions, all of them.

        Those in the app's configuration file and those made in the admin are not shown. Shopify
        deletes a subscription after eight failed deliveries in a row: look regularly.

        Raises:
            Malformed: A page can't be what Shopify meant.
            Unreachable: No answer.

        Source: ``webhookSubscriptions``, Admin GraphQL 2026-10.
        """
        answer, rows = await self._all("Webhooks", {"first": 50}, "webhookSubscriptions", lane)
        return [answer.parse(Subscription, row) for row in rows]

    async def create_webhook(
        self, topic: str, uri: str, name: str, *, lane: Lane = Lane.IDLE
    ) -> Subscription:
        """Have a topic sent to an address, as JSON.

        The same topic and address a second time is refused, so a repeat makes no double. The
        deliveries' API version is that of this client.

        Args:
            topic: As the enum says it, ``ORDERS_CREATE``.
            uri: ``https://`` address; it need not answer yet.
            name: Letters, digits, ``_`` and ``-``; unique in the shop. Sent with each delivery.
            lane: Who pays the points.

        Raises:
            AlreadySubscribed: This topic goes to this address already.
            AddressRefused: Not https, or an address Shopify does not deliver to.
            Rejected: Any other refusal, such as a topic without its scope.
            OutcomeUnknown: No answer, or none that can be read.

        Source: ``webhookSubscriptionCreate``, Admin GraphQL 2026-10.
        """
        sub: Json = {"uri": uri, "format": "JSON", "name": name}
        answer = await self._graphql.run(
            "SubscribeWebhook", {"topic": topic, "sub": sub}, lane=lane
        )
        payload = answer.payload("webhookSubscriptionCreate")
        return answer.parse(Subscription, answer.child(payload, "webhookSubscription"))

    async def update_webhook(
        self, subscription_id: str, uri: str, *, lane: Lane = Lane.IDLE
    ) -> Subscription:
        """Send a subscription's deliveries to another address. A repeat changes nothing more.

        Deliveries that failed before are repeated to their old address.

        Raises:
            UnknownSubscription: It has been deleted.
            AlreadySubscribed: Another subscription of this topic has that address.
            AddressRefused: Not https, or an address Shopify does not deliver to.
            OutcomeUnknown: No answer, or none that can be read.

        Source: ``webhookSubscriptionUpdate``, Admin GraphQL 2026-10.
        """
        variables: Json = {"id": gid("WebhookSubscription", subscription_id), "sub": {"uri": uri}}
        answer = await self._graphql.run("UpdateWebhook", variables, lane=lane)
        payload = answer.payload("webhookSubscriptionUpdate")
        return answer.parse(Subscription, answer.child(payload, "webhookSubscription"))

    async def delete_webhook(self, subscription_id: str, *, lane: Lane = Lane.IDLE) -> None:
        """Stop a subscription.

        Raises:
            UnknownSubscription: It is gone already.
            OutcomeUnknown: No answer, or none that can be read.

        Source: ``webhookSubscriptionDelete``, Admin GraphQL 2026-10.
        """
        variables: Json = {"id": gid("WebhookSubscription", subscription_id)}
        answer = await self._graphql.run("DeleteWebhook", variables, lane=lane)
        answer.payload("webhookSubscriptionDelete")
