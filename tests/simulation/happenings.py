"""Doing what the script says, to the pretend vendors, as customers and colleagues would."""

from collections.abc import Sequence
from contextlib import suppress
from typing import TypeVar

from sandbox.shopify.checkout import CheckoutLine
from sandbox.shopify.fulfilment import FulfillmentOrder
from sandbox.shopify.moves import candidates, move
from sandbox.shopify.orders import Order
from sandbox.shopify.reversals import CannotCancel, TooMany
from sandbox.shopify.state import Shop
from tests.simulation.script import Happening, What
from tests.town import PLACES, Town

T = TypeVar("T")

OF_PEOPLE = frozenset(
    {
        What.SALE,
        What.ADJUST,
        What.TRANSFER,
        What.RECEIVE,
        What.CANCEL,
        What.REFUND,
        What.EDIT,
        What.BY_HAND,
        What.MOVE,
        What.TROUBLE,
    }
)


def happen(town: Town, one: Happening) -> str:
    """Do it; what came of it, for the trace."""
    match one.what:
        case What.SALE:
            return _sell(town, one)
        case What.ADJUST | What.TRANSFER | What.RECEIVE:
            return _on_the_shelf(town, one)
        case What.BY_HAND:
            return _set_by_hand(town, one)
        case What.TROUBLE:
            town.world.faults.plan(one.system, one.operation, [one.kind])
            return ""
    order = picked(_open_orders(town.shop(one.store)), one.pick)
    if order is None:
        return "there is none"
    with suppress(CannotCancel, TooMany):
        return _to_an_order(town.shop(one.store), order, one)
    return f"{order.name} refuses"


def picked(there: Sequence[T], pick: float) -> T | None:
    """The one of those there that a pick (0 to 1) means."""
    return there[int(pick * len(there))] if there else None


def _sell(town: Town, one: Happening) -> str:
    lines = [CheckoutLine(sku, units, "9.99", f"Product {sku}") for sku, units in one.units]
    made = town.shop(one.store).checkout(lines, country=one.country, customer="A. Customer")
    refused = "".join(f", refused {units} {sku}" for sku, units in made.refused)
    return f"{made.name or 'no order'}{refused}"


def _on_the_shelf(town: Town, one: Happening) -> str:
    cin7 = town.world.cin7
    place = _cin7_name(one.place)
    [(sku, units), *_] = one.units
    if one.what is What.RECEIVE:
        cin7.receive(cin7.create_purchase(dict(one.units), place))
    elif one.what is What.TRANSFER:
        cin7.adjust(sku, place, -units)
        cin7.adjust(sku, _cin7_name(one.other_place), units)
    else:
        cin7.adjust(sku, place, units)
    return f"{cin7.available(sku, place)} {sku} available at {one.place}"


def _set_by_hand(town: Town, one: Happening) -> str:
    shop = town.shop(one.store)
    [(sku, units)] = one.units
    item = shop.catalogue.variants_of(sku)[0].item
    level = shop.stock.level(item, town.locations[one.store][one.place])
    was = level.available
    shop.stock.shift(level, "admin", available=units - was)
    return f"was {was}"


def _to_an_order(shop: Shop, order: Order, one: Happening) -> str:
    if one.what is What.CANCEL:
        shop.cancel_order(order.id)
    elif one.what is What.MOVE:
        return _move(shop, order, one.pick)
    else:
        line = next(line for line in order.lines if line.current_quantity)
        [(_, most)] = one.units
        units = min(most, line.current_quantity)
        if one.what is What.EDIT:
            shop.edit_down(order.id, line.id, line.current_quantity - units)
        else:
            place = next(stand.location.id for stand in order.fulfillment_orders if stand.is_open)
            shop.refund(order.id, [(line.id, units, "CANCEL", place)])
        return f"{order.name} less {units} {line.sku}"
    return order.name


def _move(shop: Shop, order: Order, pick: float) -> str:
    stand = next(stand for stand in order.fulfillment_orders if _has_units(stand))
    target = picked([one for one in candidates(shop, stand) if one.movable], pick)
    if target is None:
        return f"{order.name} can go nowhere"
    _, errors = move(shop, stand, target.location, None)
    return f"{order.name} to {target.location.name}: {'refused' if errors else 'done'}"


def _open_orders(shop: Shop) -> list[Order]:
    return [
        order
        for order in shop.orders.by_id.values()
        if not order.cancelled_at
        and any(_has_units(stand) for stand in order.fulfillment_orders)
        and any(line.current_quantity for line in order.lines)
    ]


def _has_units(stand: FulfillmentOrder) -> bool:
    return stand.is_open and any(part.remaining for part in stand.lines)


def _cin7_name(place: str) -> str:
    return next(name for name, ours in PLACES.items() if ours == place)
