"""Orders as Shopify has them, each one whole however many lines it has."""

from datetime import UTC, datetime

from clients.pace import Lane
from clients.shopify.answers import Answer, Json
from clients.shopify.order_models import Order, OrdersPage
from clients.shopify.subject import Nested, Subject, gid, page_size

MOST_ORDERS = 50
"""More orders a page would cost over 1,000 points with their lines and fulfilment orders."""

LINES = Nested(key="lineItems", operation="OrderLines", root="order")
CHARGES = Nested(key="shippingLines", operation="OrderShippingLines", root="order")
FULFILLMENT_ORDERS = Nested(
    key="fulfillmentOrders", operation="OrderFulfillmentOrders", root="order"
)
FULFILLMENT_ORDER_LINES = Nested(
    key="lineItems", operation="FulfillmentOrderLines", root="fulfillmentOrder"
)


class OrderReads(Subject):
    """Reads of orders with lines, charges and fulfilment orders."""

    async def orders_page(
        self,
        updated_since: datetime,
        after: str | None = None,
        first: int = 10,
        *,
        lane: Lane = Lane.STOCK,
    ) -> OrdersPage:
        """Read one page of the orders changed since then, least lately changed first, any status.

        The search index lags behind the orders, so ask from some minutes before the watermark. An
        order that changes while the pages are read moves to the end and comes twice. Only the last
        60 days are visible without ``read_all_orders``.

        Args:
            updated_since: Aware time; a fraction of a second is cut off.
            after: The cursor of the page before (of the same ``updated_since``), or None.
            first: 1 to 50 orders; further pages of an order's lines are calls of their own.
            lane: Who pays the points.

        Raises:
            FilterIgnored: Shopify did not understand the filter, so its answer is thrown away.
            Malformed: A page can't be what Shopify meant, or its cursor stands still.
            Unreachable: No answer.
            ValueError: A time without a zone, or a page out of bounds.

        Source: ``orders``, Admin GraphQL 2026-10.
        """
        if updated_since.tzinfo is None:
            raise ValueError("updated_since has no time zone")
        since = updated_since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        variables: Json = {
            "first": page_size(first, MOST_ORDERS),
            "after": after,
            "query": f"updated_at:>='{since}'",
        }
        answer = await self._graphql.run("OrdersPage", variables, lane=lane)
        page = answer.page(answer.data, "orders", after=after)
        orders = [await self._whole(answer, row, lane) for row in page.nodes]
        return OrdersPage(orders=orders, next=page.next)

    async def order(self, order_id: str, *, lane: Lane = Lane.STOCK) -> Order | None:
        """Read one order, whole; None when it was deleted or is out of our sight.

        This does not go through the search index: it sees one's own writes at once.

        Raises:
            Malformed: The answer can't be what Shopify meant.
            Unreachable: No answer.
            ValueError: An id of something else.

        Source: ``order``, Admin GraphQL 2026-10.
        """
        variables: Json = {"id": gid("Order", order_id)}
        answer = await self._graphql.run("OrderById", variables, lane=lane)
        said = answer.child_or_none(answer.data, "order")
        return None if said is None else await self._whole(answer, said, lane)

    async def _whole(self, answer: Answer, said: Json, lane: Lane) -> Order:
        """The order with every nested connection read to its end."""
        standing = await self._nested(answer, said, FULFILLMENT_ORDERS, lane)
        for each in standing:
            lines = await self._nested(answer, each, FULFILLMENT_ORDER_LINES, lane)
            each["lineItems"] = {"nodes": lines}
        whole: Json = {**said, "fulfillmentOrders": {"nodes": standing}}
        for what in (LINES, CHARGES):
            whole[what.key] = {"nodes": await self._nested(answer, said, what, lane)}
        return answer.parse(Order, whole)
