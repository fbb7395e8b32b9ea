"""Shipments (``fulfillmentCreate``): what leaves the shelf (reference, section 7.2)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sandbox.shopify import order_payloads
from sandbox.shopify.errors import UserErrors, user_error
from sandbox.shopify.fulfilment import Fulfillment, FulfillmentOrder, FulfillmentOrderLine

if TYPE_CHECKING:
    from sandbox.shopify.state import Shop

Wanted = Sequence[tuple[FulfillmentOrder | None, Sequence[tuple[int, int]] | None]]
"""Fulfilment orders, each with (fulfilment order line, units), or everything that remains."""


def ship(
    shop: "Shop", wanted: Wanted, tracking: Mapping[str, object] | None
) -> tuple[Fulfillment | None, UserErrors]:
    """Ship units of one order from one location."""
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
        lines=[(new(), part.line, units) for part, units in parts],
        tracking=_rows(tracking or {}),
    )
    order.fulfillments.append(shipment)
    for part, units in parts:
        part.remaining -= units
        part.line.fulfilled += units
    for stand in stands:
        stand.status = "IN_PROGRESS"
        shop.fulfilment.settle(stand)
    shop.fulfilment.note_stands(order, "fulfil")
    lines = [(part.line, units) for part, units in parts]
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


def _check(wanted: Wanted) -> tuple[UserErrors, list[tuple[FulfillmentOrderLine, int]]]:
    parts: list[tuple[FulfillmentOrderLine, int]] = []
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
            parts.append((known[line_id], units))
    return [], parts


def _rows(tracking: Mapping[str, object]) -> list[dict[str, str | None]]:
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
