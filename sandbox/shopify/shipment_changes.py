"""Shipments that are taken back or get another tracking number (reference, section 7.4)."""

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sandbox.journal import FulfilmentCancelled, TrackingCorrected
from sandbox.shopify import order_payloads
from sandbox.shopify.fulfilment import Fulfillment, FulfillmentOrder, FulfillmentOrderLine
from sandbox.shopify.orders import OrderLine
from sandbox.shopify.shipments import tracking_rows

if TYPE_CHECKING:
    from sandbox.shopify.state import Shop


def cancel(shop: "Shop", shipment: Fulfillment) -> None:
    """Cancel a shipment: its units are on the shelf again, committed, and to be shipped anew.

    Units of it that were given back since then stay given back. One that is cancelled already stays
    as it is, and nobody is told.
    """
    if shipment.is_cancelled:
        return
    order, now = shipment.order, shop.now()
    shipment.is_cancelled, shipment.updated_at = True, now
    shop.note(FulfilmentCancelled(now, shop.domain, order.id, shipment.id))
    again: list[tuple[OrderLine, int]] = []
    anew: Counter[OrderLine] = Counter()
    for stand, part, units in shipment.taken:
        open_units = _unship(part.line, units)
        if not open_units:
            continue
        again.append((part.line, open_units))
        if _stand_again(shop, stand, part, open_units):
            anew[part.line] += open_units
    if anew:
        shop.fulfilment.stand(order, shipment.location, anew.items())
    shop.fulfilment.note_stands(order, "unfulfil")
    for line, _ in again:
        if line.item and line.counted and not shop.stock.level(line.item, shipment.location.id):
            shop.stock.activate(line.item, shipment.location.id, 0, cause="unfulfil")
    for level, units in shop.fulfilment.counted(again, shipment.location):
        shop.stock.shift(level, "unfulfil", committed=units)
    if again:
        order.closed_at = None
    shop.orders.touch(order, "ORDERS_UPDATED")
    _tell(shop, shipment)


def correct_tracking(
    shop: "Shop", shipment: Fulfillment, tracking: Mapping[str, object], *, notify: bool
) -> None:
    """Replace all tracking rows of a shipment, also of one that was cancelled."""
    shipment.tracking = tracking_rows(tracking)
    shipment.updated_at = shop.now()
    shipment.notified = shipment.notified or notify
    shop.note(
        TrackingCorrected(
            shop.now(),
            shop.domain,
            shipment.order.id,
            shipment.id,
            shipment.numbers,
            shipment.company,
            notify,
        )
    )
    shop.orders.touch(shipment.order, "ORDERS_UPDATED")
    _tell(shop, shipment)


def _unship(line: OrderLine, units: int) -> int:
    """Count units of a line as not shipped; how many of them are to be shipped again."""
    line.fulfilled -= units
    given_back = line.refunded - line.removed
    gone = min(units, max(0, given_back - line.fulfilled))
    line.removed += gone
    return units - gone


def _stand_again(
    shop: "Shop", stand: FulfillmentOrder, part: FulfillmentOrderLine, units: int
) -> bool:
    """Let units remain where they were shipped from; whether a new order has to hold them."""
    part.remaining += units
    stand.updated_at = shop.now()
    if stand.is_open:
        return False
    if shop.switches.cancelled_shipment == "new_order":
        return True
    untouched = all(each.total == each.remaining for each in stand.lines)
    stand.status = "OPEN" if untouched else "IN_PROGRESS"
    return False


def _tell(shop: "Shop", shipment: Fulfillment) -> None:
    shop.hooks.fire(
        "FULFILLMENTS_UPDATE",
        lambda: order_payloads.fulfillment(shop, shipment),
        [line.sku for _, line, _ in shipment.lines],
    )
