"""Where an order's units are to be shipped from, and moving them elsewhere."""

from clients.pace import Lane
from clients.shopify.answers import Json
from clients.shopify.errors import UnknownFulfillmentOrder
from clients.shopify.models import MovedFulfillmentOrder, MoveTarget
from clients.shopify.subject import Nested, Subject, gid

TARGETS = Nested(key="locationsForMove", operation="LocationsForMove", root="fulfillmentOrder")


class Fulfilment(Subject):
    """Fulfilment orders: where they could go, and the move."""

    async def locations_for_move(
        self, fulfillment_order_id: str, *, lane: Lane = Lane.STOCK
    ) -> list[MoveTarget]:
        """Say to which locations this fulfilment order could be moved, and why not to others.

        A location is movable only once the items are stocked there: activate them first.

        Raises:
            UnknownFulfillmentOrder: It does not exist, or our scopes do not show it.
            Malformed: A page can't be what Shopify meant.
            Unreachable: No answer.
            ValueError: An id of something else.

        Source: ``FulfillmentOrder.locationsForMove``, Admin GraphQL 2026-10.
        """
        variables: Json = {
            "id": gid("FulfillmentOrder", fulfillment_order_id),
            "first": 50,
            "after": None,
        }
        answer = await self._graphql.run("LocationsForMove", variables, lane=lane)
        said = answer.child_or_none(answer.data, "fulfillmentOrder")
        if said is None:
            raise UnknownFulfillmentOrder(
                f"there is no {fulfillment_order_id}, or our scopes do not show it",
                system="shopify",
                operation="LocationsForMove",
                request_id=answer.request_id,
            )
        rows = await self._nested(answer, said, TARGETS, lane)
        return [answer.parse(MoveTarget, row) for row in rows]

    async def move_fulfillment_order(
        self, fulfillment_order_id: str, location_id: str, *, lane: Lane = Lane.STOCK
    ) -> MovedFulfillmentOrder:
        """Move everything that remains of a fulfilment order to another location.

        Its committed units move with it: counts read before the move are old after it. There is no
        idempotency key; after a doubt read where the fulfilment order stands. A whole move keeps
        the id, a partial one makes a new fulfilment order and leaves a rest.

        Args:
            fulfillment_order_id: Its gid.
            location_id: Gid of the location to ship from.
            lane: Who pays the points.

        Raises:
            CannotMove: Closed, in progress, submitted to a 3PL.
            UnknownLocation: There is no such location.
            UnknownFulfillmentOrder: It does not exist.
            Rejected: Any other refusal, such as items that are not stocked there.
            OutcomeUnknown: No answer, or none that can be read.
            ValueError: An id of something else; nothing was sent.

        Source: ``fulfillmentOrderMove``, Admin GraphQL 2026-10.
        """
        variables: Json = {
            "id": gid("FulfillmentOrder", fulfillment_order_id),
            "newLocationId": gid("Location", location_id),
        }
        answer = await self._graphql.run("MoveFulfillmentOrder", variables, lane=lane)
        return answer.parse(MovedFulfillmentOrder, answer.payload("fulfillmentOrderMove"))
