"""Telling what was shipped, and reading all that became of an order.

A shipment (fulfilment) is told against the fulfilment orders its units stand in. Shopify has no key
that would refuse a second one: whoever is in doubt reads the order before telling it again.
"""

from collections.abc import Mapping, Sequence

from clients.pace import Lane
from clients.shopify.answers import Answer, Json
from clients.shopify.orders import FULFILLMENT_ORDER_LINES, FULFILLMENT_ORDERS, LINES
from clients.shopify.shipping_models import Fulfillment, OrderShipping
from clients.shopify.subject import MOST_ROWS, Nested, Subject, gid

SHIPPED_LINES = Nested(key="fulfillmentLineItems", operation="FulfillmentLines", root="fulfillment")
REFUND_LINES = Nested(key="refundLineItems", operation="RefundLines", root="refund")
REFUND_CHARGES = Nested(key="refundShippingLines", operation="RefundShippingLines", root="refund")

Parts = Mapping[str, Sequence[tuple[str, int]] | None]
"""By fulfilment order: (its line, units); None for everything that remains of it."""


class Shipping(Subject):
    """Shipments: told, corrected, taken back; and the order they belong to."""

    async def create_fulfillment(
        self,
        fulfillment_order_lines: Parts,
        *,
        company: str | None,
        numbers: Sequence[str] = (),
        urls: Sequence[str] = (),
        notify: bool,
        lane: Lane = Lane.URGENT,
    ) -> Fulfillment:
        """Tell a shipment: units of one order that left one location together.

        There is no idempotency key: a repeat ships what remains once more, or is refused for want
        of units. After a doubt read ``order_shipping`` and look for the tracking number.

        Args:
            fulfillment_order_lines: Units by fulfilment order and its line, at least 1 a line and
                250 lines a fulfilment order at most; None for everything that remains of one. All
                of one order and one location.
            company: The carrier, exactly as in Shopify's list, so that it makes the link.
            numbers: Tracking numbers, one a parcel.
            urls: Links, one a number, or none.
            notify: Whether Shopify writes to the customer.
            lane: Who pays the points.

        Raises:
            FulfillmentOrderClosed: One is closed, cancelled or on hold.
            QuantityTooLarge: More units than remain.
            UnknownFulfillmentOrder: It does not exist, or our scopes do not show it.
            Rejected: Any other refusal.
            OutcomeUnknown: No answer, or none that can be read.
            ValueError: The bounds above are broken; nothing was sent.

        Source: ``fulfillmentCreate``, Admin GraphQL 2026-10.
        """
        if not fulfillment_order_lines:
            raise ValueError("a shipment of nothing")
        shipment: Json = {
            "lineItemsByFulfillmentOrder": [
                _part(stand, lines) for stand, lines in fulfillment_order_lines.items()
            ],
            "notifyCustomer": notify,
        }
        if tracking := _tracking(company, numbers, urls):
            shipment["trackingInfo"] = tracking
        answer = await self._graphql.run("CreateFulfillment", {"fulfillment": shipment}, lane=lane)
        return _told(answer, "fulfillmentCreate")

    async def update_tracking(
        self,
        fulfillment_id: str,
        *,
        company: str | None,
        numbers: Sequence[str],
        urls: Sequence[str] = (),
        notify: bool = False,
        lane: Lane = Lane.URGENT,
    ) -> Fulfillment:
        """Replace all tracking of a shipment; a repeat leaves it as it is, but writes once more.

        Args:
            fulfillment_id: Gid of the shipment; a cancelled one takes it too.
            company: The carrier, exactly as in Shopify's list.
            numbers: Tracking numbers, one a parcel; at least one.
            urls: Links, one a number, or none.
            notify: Whether Shopify writes to the customer (again).
            lane: Who pays the 50 points.

        Raises:
            UnknownFulfillment: There is no such shipment.
            Rejected: Any other refusal.
            OutcomeUnknown: No answer, or none that can be read.
            ValueError: No number, or not as many links as numbers; nothing was sent.

        Source: ``fulfillmentTrackingInfoUpdate``, Admin GraphQL 2026-10.
        """
        if not numbers:
            raise ValueError("tracking without a number")
        variables: Json = {
            "fulfillmentId": gid("Fulfillment", fulfillment_id),
            "tracking": _tracking(company, numbers, urls),
            "notifyCustomer": notify,
        }
        answer = await self._graphql.run("UpdateTracking", variables, lane=lane)
        return _told(answer, "fulfillmentTrackingInfoUpdate")

    async def cancel_fulfillment(
        self, fulfillment_id: str, *, lane: Lane = Lane.URGENT
    ) -> Fulfillment:
        """Take a shipment back: its units are to be shipped again. A repeat is a silent success.

        Where the units stand afterwards nobody promises: the old fulfilment order may stay closed
        (and still show them as remaining) while a new one opens. Read the order again.

        Raises:
            UnknownFulfillment: There is no such shipment.
            Rejected: Any other refusal.
            OutcomeUnknown: No answer, or none that can be read.
            ValueError: An id of something else; nothing was sent.

        Source: ``fulfillmentCancel``, Admin GraphQL 2026-10.
        """
        variables: Json = {"id": gid("Fulfillment", fulfillment_id)}
        answer = await self._graphql.run("CancelFulfillment", variables, lane=lane)
        return _told(answer, "fulfillmentCancel")

    async def order_shipping(
        self, order_gid: str, *, lane: Lane = Lane.URGENT
    ) -> OrderShipping | None:
        """Read an order with its stands, shipments and refunds, all whole; None when it is gone.

        One call for an order of up to 100 lines. This does not go through the search index: it sees
        one's own writes at once.

        Raises:
            Malformed: The answer can't be what Shopify meant, or is cut short: 250 shipments or
                refunds, of which Shopify has no further pages.
            Unreachable: No answer.
            ValueError: An id of something else.

        Source: ``order``, Admin GraphQL 2026-10.
        """
        variables: Json = {"id": gid("Order", order_gid)}
        answer = await self._graphql.run("OrderShipping", variables, lane=lane)
        said = answer.child_or_none(answer.data, "order")
        if said is None:
            return None
        standing = await self._nested(answer, said, FULFILLMENT_ORDERS, lane)
        for each in standing:
            await self._fill(answer, each, lane, FULFILLMENT_ORDER_LINES)
        shipped = _rows(answer, said, "fulfillments")
        for each in shipped:
            await self._fill(answer, each, lane, SHIPPED_LINES)
        refunds = _rows(answer, said, "refunds")
        for each in refunds:
            await self._fill(answer, each, lane, REFUND_LINES, REFUND_CHARGES)
        await self._fill(answer, said, lane, LINES)
        said["fulfillmentOrders"] = {"nodes": standing}
        return answer.parse(OrderShipping, said)

    async def _fill(self, answer: Answer, holder: Json, lane: Lane, *whats: Nested) -> None:
        """Put all pages of the holder's connections in the place of their first ones."""
        for what in whats:
            holder[what.key] = {"nodes": await self._nested(answer, holder, what, lane)}


def _rows(answer: Answer, said: Json, key: str) -> list[Json]:
    """A list that Shopify cuts off without a word: it has to be shorter than was asked for."""
    rows = said.get(key)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise answer.odd(f"{key} are missing or hold nulls")
    if len(rows) >= MOST_ROWS:
        raise answer.odd(f"{len(rows)} {key}: there may be more, and no way to read them")
    return rows


def _part(stand: str, lines: Sequence[tuple[str, int]] | None) -> Json:
    part: Json = {"fulfillmentOrderId": gid("FulfillmentOrder", stand)}
    if lines is None:
        return part
    if not 1 <= len(lines) <= MOST_ROWS:
        raise ValueError(f"{stand}: {len(lines)} lines; 1 to {MOST_ROWS} may be shipped, or all")
    if len({line for line, _ in lines}) < len(lines):
        raise ValueError(f"{stand}: a line stands in the shipment twice")
    for line, units in lines:
        if units < 1:
            raise ValueError(f"{line}: {units} units; at least 1 is shipped")
    part["fulfillmentOrderLineItems"] = [
        {"id": gid("FulfillmentOrderLineItem", line), "quantity": units} for line, units in lines
    ]
    return part


def _tracking(company: str | None, numbers: Sequence[str], urls: Sequence[str]) -> Json:
    if urls and len(urls) != len(numbers):
        raise ValueError(f"{len(urls)} links for {len(numbers)} tracking numbers")
    if not all(number.strip() for number in numbers):
        raise ValueError("a blank tracking number")
    tracking: Json = {}
    if company:
        tracking["company"] = company
    if numbers:
        tracking["numbers"] = list(numbers)
    if urls:
        tracking["urls"] = list(urls)
    return tracking


def _told(answer: Answer, root: str) -> Fulfillment:
    return answer.parse(Fulfillment, answer.child(answer.payload(root), "fulfillment"))
