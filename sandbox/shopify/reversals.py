"""Taking orders back: cancellations and refunds, with what they do to stock.

Reference, sections 4.1, 6.3 and 6.4. Unshipped units leave the fulfilment order they stand in;
CANCEL and RETURN put units back on the shelf of a location.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from sandbox.journal import OrderCancelled
from sandbox.shopify import order_payloads
from sandbox.shopify.catalogue import Location
from sandbox.shopify.identifiers import gid
from sandbox.shopify.orders import ZERO, Order, OrderLine

if TYPE_CHECKING:
    from sandbox.shopify.state import Shop


@dataclass(frozen=True, slots=True)
class Back:
    """Units of a line that come back: ``CANCEL``, ``RETURN`` or ``NO_RESTOCK``."""

    line: OrderLine
    units: int
    restock_type: str
    location_id: int | None


@dataclass(slots=True, eq=False)
class RefundLine:
    """A line of a refund."""

    typename: ClassVar[str] = "RefundLineItem"
    id: int
    line: OrderLine
    quantity: int
    restock_type: str
    location: Location | None

    @property
    def gid(self) -> str:
        """Its global id."""
        return gid("RefundLineItem", self.id)

    @property
    def restocked(self) -> bool:
        """Whether its units went back on a shelf."""
        return self.restock_type != "NO_RESTOCK"


@dataclass(slots=True, eq=False)
class Refund:
    """What was given back in one go."""

    typename: ClassVar[str] = "Refund"
    id: int
    order: Order
    created_at: datetime
    note: str | None
    paid_back: Decimal
    transaction_id: int | None
    lines: list[RefundLine] = field(default_factory=list)

    @property
    def gid(self) -> str:
        """Its global id."""
        return gid("Refund", self.id)


class TooMany(ValueError):
    """More units than there are to give back."""


def refund(
    shop: "Shop",
    order: Order,
    back: Sequence[Back],
    *,
    paid_back: Decimal | None = None,
    note: str | None = None,
) -> Refund:
    """Refund units of an order.

    Args:
        shop: The shop.
        order: Its order.
        back: What comes back; may be empty when only money does.
        paid_back: Money returned; the price of the units unless said.
        note: Why.

    Raises:
        TooMany: More units than were bought and not refunded yet, CANCEL of shipped ones, or RETURN
            of ones that were not.
    """
    check(back)
    made = _write(shop, order, back, paid_back, note)
    shelves = _take_off(shop, back)
    shop.fulfilment.note_stands(order, "refund")
    _settle(shop, shelves, "refund")
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
    shelves = _take_off(shop, back, cancelled=True)
    for stand in order.fulfillment_orders:
        if stand.is_open:
            stand.status, stand.updated_at = "CLOSED", now
    order.cancelled_at = order.closed_at = now
    order.cancel_reason, order.staff_note, order.cancelling = reason, staff_note, False
    shop.note(OrderCancelled(now, shop.domain, order.id))
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
        if units[(line.id, "RETURN")] > line.fulfilled - (line.refunded - line.removed):
            raise TooMany("Quantity cannot return more items than were fulfilled")


def _write(
    shop: "Shop",
    order: Order,
    back: Sequence[Back],
    paid_back: Decimal | None,
    note: str | None,
) -> Refund:
    new = shop.world.ids
    if paid_back is None:
        paid_back = sum((entry.line.paid_for(entry.units) for entry in back), ZERO)
    made = Refund(new(), order, shop.now(), note, paid_back, new() if paid_back else None)
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


def _take_off(shop: "Shop", back: Sequence[Back], *, cancelled: bool = False) -> Shelves:
    """Free the units that stood somewhere; says which shelves change by how much."""
    shelves: Shelves = Counter()
    keeps = shop.switches.no_restock_of_unshipped == "keeps_open" and not cancelled
    for entry in back:
        line, units = entry.line, entry.units
        unshipped = 0 if entry.restock_type == "RETURN" else min(units, line.unfulfilled_quantity)
        if entry.restock_type == "NO_RESTOCK" and keeps:
            unshipped = 0
        line.refunded = min(line.quantity, line.refunded + units)
        line.removed += unshipped
        taken = shop.fulfilment.free(line, unshipped, entry.location_id)
        if not line.counted or line.item is None:
            continue
        item = line.item.id
        for location_id, freed in taken.items():
            shelves[(item, location_id, "off")] += freed
            if entry.restock_type == "CANCEL" and entry.location_id is None:
                shelves[(item, location_id, "on")] += freed
        if entry.restock_type != "NO_RESTOCK" and entry.location_id is not None:
            shelves[(item, entry.location_id, "on")] += units
    return shelves


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
