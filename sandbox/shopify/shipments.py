"""Shipments (``fulfillmentCreate``): what leaves the shelf (reference, section 7.2).

No key guards against a second one: who asks twice ships twice, or is refused for want of units.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sandbox.journal import FulfilmentMade
from sandbox.shopify import order_payloads
from sandbox.shopify.errors import UserErrors, user_error
from sandbox.shopify.fulfilment import Fulfillment, FulfillmentOrder, FulfillmentOrderLine
from sandbox.shopify.orders import OrderLine

if TYPE_CHECKING:
    from sandbox.shopify.state import Shop

Wanted = Sequence[tuple[FulfillmentOrder | None, Sequence[tuple[int, int]] | None]]
"""Fulfilment orders, each with (fulfilment order line, units), or everything that remains."""


def ship(
    shop: "Shop",
    wanted: Wanted,
    tracking: Mapping[str, object] | None,
    *,
    notify: bool = False,
) -> tuple[Fulfillment | None, UserErrors]:
    """Ship units of one order from one location; ``notify``: and write to the customer."""
    errors, parts = _check(wanted)
    stands = [stand for stand, _ in wanted if stand is not None]
    if errors or not stands:
        return None, errors
    order, location = stands[0].order, stands[0].location
    new = shop.world.ids
    shipment = Fulfillment(
        id=new(),
        order=order,
        name=f"{order.name}-F{len(order.fulfillments) + 1}",
        location=location,
        created_at=shop.now(),
        lines=_lines(shop, parts),
        tracking=tracking_rows(tracking or {}),
        taken=parts,
        updated_at=shop.now(),
        notified=notify,
    )
    order.fulfillments.append(shipment)
    shop.note(_made(shop, shipment))
    for _, part, units in parts:
        part.remaining -= units
        part.line.fulfilled += units
    for stand in stands:
        stand.status = "IN_PROGRESS"
        shop.fulfilment.settle(stand)
    shop.fulfilment.note_stands(order, "fulfil")
    lines = [(part.line, units) for _, part, units in parts]
    for level, units in shop.fulfilment.counted(lines, location):
        shop.stock.shift(level, "fulfil", committed=-units)
    if order.fulfillment_status == "FULFILLED":
        order.closed_at = shop.now()
    shop.orders.touch(order, "ORDERS_UPDATED")
    shop.hooks.fire(
        "FULFILLMENTS_CREATE",
        lambda: order_payloads.fulfillment(shop, shipment),
        [line.sku for line, _ in lines],
    )
    return shipment, []


Parts = list[tuple[FulfillmentOrder, FulfillmentOrderLine, int]]
"""(fulfilment order, its line, units)"""


def _lines(shop: "Shop", parts: Parts) -> list[tuple[int, OrderLine, int]]:
    """One entry an order line, also where its units came from two fulfilment orders."""
    units: Counter[int] = Counter()
    for _, part, n in parts:
        units[part.line.id] += n
    lines = {part.line.id: part.line for _, part, _ in parts}
    return [(shop.world.ids(), line, units[line_id]) for line_id, line in lines.items()]


def _made(shop: "Shop", shipment: Fulfillment) -> FulfilmentMade:
    return FulfilmentMade(
        shop.now(),
        shop.domain,
        shipment.order.id,
        shipment.id,
        shipment.location.id,
        tuple((line.id, units) for _, line, units in shipment.lines),
        shipment.numbers,
        shipment.company,
        shipment.notified,
    )


def _check(wanted: Wanted) -> tuple[UserErrors, Parts]:
    parts: Parts = []
    stands = [stand for stand, _ in wanted if stand is not None]
    if len(stands) < len(wanted) or not stands:
        return [user_error(["fulfillment"], "Fulfillment order does not exist.")], []
    if len({(stand.order.id, stand.location.id) for stand in stands}) > 1:
        text = "All fulfillment orders must belong to the same order and location."
        return [user_error(["fulfillment"], text)], []
    for at, (stand, lines) in enumerate(wanted):
        if stand is None:
            continue
        if not stand.is_open:
            state = stand.status.lower()
            text = f"Fulfillment order {stand.id} has an unfulfillable status= {state}."
            return [user_error(["fulfillment"], text)], []
        known = {part.id: part for part in stand.lines}
        asked = lines or [(part.id, part.remaining) for part in stand.lines if part.remaining]
        for index, (line_id, units) in enumerate(asked):
            if units <= 0:
                where = ["fulfillment", "lineItemsByFulfillmentOrder", str(at)]
                where += ["fulfillmentOrderLineItems", str(index), "quantity"]
                return [user_error(where, "Quantity must be greater than 0")], []
            if line_id not in known or units > known[line_id].remaining:
                text = "Invalid fulfillment order line item quantity requested."
                return [user_error(["fulfillment"], text)], []
            parts.append((stand, known[line_id], units))
    return [], parts


def tracking_rows(tracking: Mapping[str, object]) -> list[dict[str, str | None]]:
    """``FulfillmentTrackingInput`` as rows: company, number, url."""
    company = tracking.get("company")
    numbers, urls = _texts(tracking, "number", "numbers"), _texts(tracking, "url", "urls")
    count = max(len(numbers), len(urls), 1 if company else 0)
    return [
        {
            "company": str(company) if company else None,
            "number": numbers[i] if i < len(numbers) else None,
            "url": urls[i] if i < len(urls) else None,
        }
        for i in range(count)
    ]


def _texts(tracking: Mapping[str, object], one: str, many: str) -> list[str]:
    if (value := tracking.get(one)) is not None:
        return [str(value)]
    values = tracking.get(many)
    return [str(value) for value in values] if isinstance(values, list) else []
