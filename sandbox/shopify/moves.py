"""Moving fulfilment orders between locations; committed stock moves along.

Recorded texts are Shopify's; that of an unstocked destination follows the schema's description of
``fulfillmentOrderMove``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.shopify import payloads
from sandbox.shopify.catalogue import Location
from sandbox.shopify.errors import UserErrors, user_error
from sandbox.shopify.fulfilment import FulfillmentOrder, FulfillmentOrderLine

if TYPE_CHECKING:
    from sandbox.shopify.state import Shop

PROGRESS = "CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS"
NOT_STOCKED = "The destination location doesn't stock the requested inventory item."

Parts = list[tuple[FulfillmentOrderLine, int]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A location a fulfilment order could go to, or why it could not."""

    location: Location
    movable: bool
    message: str | None
    stocked: list[FulfillmentOrderLine]
    unstocked: list[FulfillmentOrderLine]


@dataclass(slots=True)
class Moved:
    """The three fulfilment orders a move answers with."""

    moved: FulfillmentOrder | None = None
    original: FulfillmentOrder | None = None
    remaining: FulfillmentOrder | None = None


def candidates(shop: "Shop", stand: FulfillmentOrder) -> list[Candidate]:
    """All active locations, and whether the fulfilment order can be moved there."""
    return [_candidate(shop, stand, at) for at in shop.catalogue.active_locations()]


def _candidate(shop: "Shop", stand: FulfillmentOrder, at: Location) -> Candidate:
    parts = [part for part in stand.lines if part.remaining]
    stocked = [part for part in parts if _stocks(shop, at, part)]
    unstocked = [part for part in parts if part not in stocked]
    message = None
    if at is stand.location:
        message = "Current location."
    elif not stand.is_open:
        message = "Cannot change location."
    elif parts and not stocked:
        message = "No items are stocked at this location."
    elif unstocked:
        message = "Some items are not stocked at this location."
    return Candidate(at, message is None, message, stocked, unstocked)


def _stocks(shop: "Shop", at: Location, part: FulfillmentOrderLine) -> bool:
    item = part.line.item
    if item is None:
        return True
    if not part.line.counted and not shop.switches.move_needs_untracked_stocked:
        return True
    return shop.stock.level(item, at.id) is not None


def move(
    shop: "Shop",
    stand: FulfillmentOrder,
    to: Location | None,
    wanted: Sequence[tuple[int, int]] | None,
) -> tuple[Moved, UserErrors]:
    """Move a fulfilment order, or the named units (fulfilment order line, units) of it."""
    errors = _refusals(shop, stand, to, wanted)
    if errors or to is None:
        return Moved(), errors
    parts: Parts = (
        [(part, part.remaining) for part in stand.lines if part.remaining]
        if not wanted
        else [(_part(stand, line_id), units) for line_id, units in wanted]
    )
    was_at = stand.location
    if to is was_at:
        return Moved(moved=stand, original=stand), []
    result = _restand(shop, stand, to, parts)
    lines = [(part.line, units) for part, units in parts]
    shop.fulfilment.note_stands(stand.order, "move")
    for level, units in shop.fulfilment.counted(lines, was_at):
        shop.stock.shift(level, "move", available=units, committed=-units)
    for level, units in shop.fulfilment.counted(lines, to):
        shop.stock.shift(level, "move", available=-units, committed=units)
    shop.changed()
    shop.hooks.fire(
        "FULFILLMENT_ORDERS_MOVED",
        lambda: payloads.moved(result.original, result.moved, was_at, parts),
        [line.sku for line, _ in lines],
    )
    return result, []


def _refusals(
    shop: "Shop",
    stand: FulfillmentOrder,
    to: Location | None,
    wanted: Sequence[tuple[int, int]] | None,
) -> UserErrors:
    if to is None or not to.is_active:
        return [user_error(["newLocationId"], "Location not found.")]
    if not stand.is_open:
        return [user_error(None, "Cannot change location.")]
    if stand.progress_reported:
        text = "Cannot move a fulfillment order that has progress reported."
        return [user_error(None, text, PROGRESS)]
    known = {part.id: part for part in stand.lines}
    for line_id, units in wanted or ():
        if line_id not in known or not 0 < units <= known[line_id].remaining:
            text = "Invalid fulfillment order line item quantity requested."
            return [user_error(["fulfillmentOrderLineItems"], text)]
    moving = [known[i] for i, _ in wanted] if wanted else [p for p in stand.lines if p.remaining]
    if to is not stand.location and not all(_stocks(shop, to, part) for part in moving):
        return [user_error(["newLocationId"], NOT_STOCKED)]
    return []


def _part(stand: FulfillmentOrder, line_id: int) -> FulfillmentOrderLine:
    return next(part for part in stand.lines if part.id == line_id)


def _restand(shop: "Shop", stand: FulfillmentOrder, to: Location, parts: Parts) -> Moved:
    whole = sum(units for _, units in parts) == sum(part.remaining for part in stand.lines)
    shipped = any(part.total != part.remaining for part in stand.lines)
    taken = any(
        other.is_open and other is not stand and other.location is to
        for other in stand.order.fulfillment_orders
    )
    renew = taken and shop.switches.move_onto_open_order == "new_order"
    if whole and not shipped and not renew:
        stand.location = to
        stand.updated_at = shop.now()
        return Moved(moved=stand, original=stand)
    for part, units in parts:
        part.remaining -= units
        part.total -= units
    stand.lines = [part for part in stand.lines if part.total or whole]
    shop.fulfilment.settle(stand)
    moved = shop.fulfilment.stand(stand.order, to, [(part.line, units) for part, units in parts])
    return Moved(moved=moved, original=stand, remaining=None if whole else stand)
