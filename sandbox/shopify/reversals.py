"""Taking orders back: cancellations and refunds, with what they do to stock.

Reference, sections 4.1, 6.3 and 6.4. Unshipped units leave the fulfilment order they stand in;
CANCEL and RETURN put units back on the shelf of a location.
"""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.journal import OrderCancelled, RefundMade
from sandbox.shopify import order_payloads
from sandbox.shopify.orders import ZERO, Order
from sandbox.shopify.refunds import Back, Refund, RefundLine

if TYPE_CHECKING:
    from sandbox.shopify.state import Shop


class TooMany(ValueError):
    """More units than there are to give back."""


class CannotCancel(Exception):
    """The order can't be cancelled (any more)."""


CANCELLED = "Cannot cancel an order that has already been canceled"
OUTSTANDING = "Cannot cancel an order that has outstanding fulfillments"


def why_not_cancel(order: Order) -> str | None:
    """Why an order can't be cancelled, in Shopify's words; None when it can."""
    if order.cancelled_at is not None:
        return CANCELLED
    return OUTSTANDING if any(line.fulfilled for line in order.lines) else None


def refund(
    shop: "Shop",
    order: Order,
    back: Sequence[Back],
    *,
    paid_back: Decimal | None = None,
    shipping: Decimal = ZERO,
    note: str | None = None,
    cause: str = "refund",
) -> Refund:
    """Refund units of an order.

    Args:
        shop: The shop.
        order: Its order.
        back: What comes back; may be empty when only money does.
        paid_back: Money returned; the price of the units and ``shipping`` unless said.
        shipping: What of the delivery charge is returned.
        note: Why.
        cause: What the stands changed by: ``refund``, or ``edit`` when a line was edited down.

    Raises:
        TooMany: More units than were bought and not refunded yet, CANCEL of shipped ones, or RETURN
            of ones that were not.
    """
    check(back)
    made = _write(shop, order, back, paid_back, note, shipping)
    shelves, unshipped = _take_off(shop, back)
    shop.note(_made(shop, made, unshipped, "refund"))
    shop.fulfilment.note_stands(order, cause)
    _settle(shop, shelves, cause)
    shop.orders.touch(order, "ORDERS_UPDATED")
    _tell_refund(shop, made)
    return made


def cancel(
    shop: "Shop",
    order: Order,
    *,
    restock: bool,
    money_back: bool = True,
    reason: str = "OTHER",
    staff_note: str | None = None,
) -> None:
    """Cancel an order whole; one that is cancelled already stays as it is."""
    if order.cancelled_at is not None:
        return
    now = shop.now()
    kind = "CANCEL" if restock else "NO_RESTOCK"
    paid = order.total - order.refunded if money_back else ZERO
    back = [
        Back(part.line, part.remaining, kind, stand.location.id)
        for stand in order.fulfillment_orders
        if stand.is_open
        for part in stand.lines
        if part.remaining
    ]
    standing = {entry.line.id for entry in back}
    back += [
        Back(line, line.unfulfilled_quantity, kind, None)
        for line in order.lines
        if line.unfulfilled_quantity and line.id not in standing
    ]
    made = _write(shop, order, back, paid, None) if back else None
    shelves, unshipped = _take_off(shop, back, cancelled=True)
    for stand in order.fulfillment_orders:
        if stand.is_open:
            stand.status, stand.updated_at = "CLOSED", now
    order.cancelled_at = order.closed_at = now
    order.cancel_reason, order.staff_note, order.cancelling = reason, staff_note, False
    shop.note(OrderCancelled(now, shop.domain, order.id))
    if made is not None:
        shop.note(_made(shop, made, unshipped, "cancel"))
    shop.fulfilment.note_stands(order, "cancel")
    _settle(shop, shelves, "cancel")
    shop.orders.touch(order, "ORDERS_CANCELLED", "ORDERS_UPDATED")
    if made is not None:
        _tell_refund(shop, made)


def check(back: Sequence[Back]) -> None:
    """See that what is to come back can.

    Raises:
        TooMany: It can't.
    """
    units: Counter[tuple[int, str]] = Counter()
    for entry in back:
        line = entry.line
        units[(line.id, "any")] += entry.units
        units[(line.id, entry.restock_type)] += entry.units
        if units[(line.id, "any")] > line.current_quantity or entry.units <= 0:
            raise TooMany("Quantity cannot refund more items than were purchased")
        if units[(line.id, "CANCEL")] > line.unfulfilled_quantity:
            raise TooMany("Quantity cannot cancel more items than are unfulfilled")
        out = line.fulfilled - (line.refunded - line.removed)
        if entry.restock_type == "RETURN" and units[(line.id, "RETURN")] > out:
            raise TooMany("Quantity cannot return more items than were fulfilled")


def _write(
    shop: "Shop",
    order: Order,
    back: Sequence[Back],
    paid_back: Decimal | None,
    note: str | None,
    shipping: Decimal = ZERO,
) -> Refund:
    new = shop.world.ids
    if paid_back is None:
        paid_back = sum((entry.line.paid_for(entry.units) for entry in back), shipping)
    paid = new() if paid_back else None
    made = Refund(new(), order, shop.now(), note, paid_back, shipping, paid)
    places = shop.catalogue.locations
    for entry in back:
        at = None if entry.restock_type == "NO_RESTOCK" else places.get(entry.location_id or 0)
        told = sum(line.quantity for line in made.lines if line.line is entry.line)
        units = min(entry.units, entry.line.current_quantity - told)
        if units:
            made.lines.append(RefundLine(new(), entry.line, units, entry.restock_type, at))
    order.refunds.append(made)
    return made


Shelves = Counter[tuple[int, int, str]]
"""Units by (item, location, ``off``: leave ``committed`` | ``on``: arrive in ``available``)."""


def _take_off(
    shop: "Shop", back: Sequence[Back], *, cancelled: bool = False
) -> tuple[Shelves, Counter[int]]:
    """Free the units that stood somewhere.

    Returns which shelves change by how much, and what left the fulfilment orders, by line.
    """
    shelves: Shelves = Counter()
    left: Counter[int] = Counter()
    keeps = shop.switches.no_restock_of_unshipped == "keeps_open" and not cancelled
    for entry in back:
        line, units = entry.line, entry.units
        unshipped = 0 if entry.restock_type == "RETURN" else min(units, line.unfulfilled_quantity)
        if entry.restock_type == "NO_RESTOCK" and keeps:
            unshipped = 0
        line.refunded = min(line.quantity, line.refunded + units)
        line.removed += unshipped
        taken = shop.fulfilment.free(line, unshipped, entry.location_id)
        left[line.id] += taken.total()
        if not line.counted or line.item is None:
            continue
        item = line.item.id
        for location_id, freed in taken.items():
            shelves[(item, location_id, "off")] += freed
            if entry.restock_type == "CANCEL" and entry.location_id is None:
                shelves[(item, location_id, "on")] += freed
        if entry.restock_type != "NO_RESTOCK" and entry.location_id is not None:
            shelves[(item, entry.location_id, "on")] += units
    return shelves, left


def _made(shop: "Shop", made: Refund, unshipped: Counter[int], cause: str) -> RefundMade:
    return RefundMade(
        made.created_at,
        shop.domain,
        made.order.id,
        made.id,
        tuple(
            (
                entry.line.id,
                entry.line.sku or "",
                entry.quantity,
                entry.restock_type,
                entry.location.id if entry.location else 0,
            )
            for entry in made.lines
        ),
        tuple((line_id, units) for line_id, units in unshipped.items() if units),
        str(made.paid_back),
        cause,
    )


def _settle(shop: "Shop", shelves: Shelves, cause: str) -> None:
    for item_id, location_id in dict.fromkeys((item, at) for item, at, _ in shelves):
        item = shop.catalogue.items[item_id]
        level = shop.stock.level(item, location_id)
        if level is None:
            level = shop.stock.activate(item, location_id, 0, cause=cause)
        shop.stock.shift(
            level,
            cause,
            committed=-shelves[(item_id, location_id, "off")],
            available=shelves[(item_id, location_id, "on")],
        )


def _tell_refund(shop: "Shop", made: Refund) -> None:
    skus = [entry.line.sku for entry in made.lines]
    shop.hooks.fire("REFUNDS_CREATE", lambda: order_payloads.refund(shop, made), skus)
