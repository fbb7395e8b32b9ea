"""Checkout: what the storefront lets a customer buy, and where the order then stands.

Policy DENY refuses units of tracked variants beyond the sum shown over active locations and places
the rest; untracked and custom lines always sell. The order is paid at once.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.journal import Line, OrderPlaced, UnitsRefused, UnitsSold
from sandbox.shopify.catalogue import Location, Variant
from sandbox.shopify.money import amount
from sandbox.shopify.orders import Order, OrderLine, ShippingLine
from sandbox.shopify.people import Address
from sandbox.shopify.routing import route

if TYPE_CHECKING:
    from sandbox.shopify.state import Shop


@dataclass(frozen=True, slots=True)
class CheckoutLine:
    """What a customer wants: ``custom`` lines have no variant, but may carry a SKU."""

    sku: str | None
    units: int
    price: Decimal | str
    title: str
    custom: bool = False
    requires_shipping: bool = True


@dataclass(frozen=True, slots=True)
class CheckoutResult:
    """What became of it; no order when every unit was refused."""

    order_id: int | None
    name: str
    placed: int
    """Units."""
    refused: tuple[tuple[str, int], ...]
    """(SKU, units), one entry a SKU."""


def checkout(
    shop: "Shop",
    wanted: Sequence[CheckoutLine],
    *,
    country: str,
    customer: str | None,
    name: str | None,
    note: str,
    shipping: Decimal | str | None,
    at: int | None = None,
) -> CheckoutResult:
    """Sell what may be sold; all of it stands at the location ``at`` when one is named.

    Raises:
        KeyError: A line that is not custom names a SKU the shop does not have.
        ValueError: A line of no units.
    """
    placed, refused = _refuse(shop, wanted)
    for sku, units in refused.items():
        shop.note(UnitsRefused(shop.now(), shop.domain, sku, units))
    told = tuple(refused.items())
    if not placed:
        return CheckoutResult(None, name or "", 0, told)
    order = _write(shop, placed, country, customer, name, note, shipping)
    _take(shop, order, at)
    shop.orders.touch(order, "ORDERS_CREATE")
    return CheckoutResult(order.id, order.name, sum(line.quantity for line in order.lines), told)


Placed = list[tuple[CheckoutLine, Variant | None, int]]


def _refuse(shop: "Shop", wanted: Sequence[CheckoutLine]) -> tuple[Placed, Counter[str]]:
    left: dict[int, int] = {}
    placed: Placed = []
    refused: Counter[str] = Counter()
    for line in wanted:
        if line.units <= 0:
            raise ValueError(f"{line.sku!r}: nobody can buy {line.units} units")
        variant = None if line.custom else shop.catalogue.variant_of(line.sku or "")
        units = line.units
        if variant is not None and variant.item.tracked and variant.policy == "DENY":
            shown = left.setdefault(variant.id, max(0, variant.shown()))
            units = min(units, shown)
            left[variant.id] = shown - units
            if units < line.units:
                refused[line.sku or ""] += line.units - units
        if units:
            placed.append((line, variant, units))
    return placed, refused


def _write(
    shop: "Shop",
    placed: Placed,
    country: str,
    customer: str | None,
    name: str | None,
    note: str,
    shipping: Decimal | str | None,
) -> Order:
    new = shop.world.ids
    number, name = shop.orders.take_number(name)
    person = shop.orders.customer(customer) if customer else None
    order = Order(
        id=new(),
        name=name,
        number=number,
        created_at=shop.now(),
        currency=shop.currency,
        taxes_included=shop.taxes_included,
        tax_title=shop.tax_title,
        tax_rate=shop.tax_rate,
        customer=person,
        address=Address(country, person),
        note=note or None,
        sale_transaction_id=new(),
    )
    if shipping is not None:
        order.shipping = ShippingLine(new(), "Standard", amount(shipping))
    for line, variant, units in placed:
        order.lines.append(
            OrderLine(
                id=new(),
                order=order,
                sku=variant.sku if variant else line.sku,
                title=line.title,
                quantity=units,
                price=amount(line.price),
                requires_shipping=(
                    variant.item.requires_shipping if variant else line.requires_shipping
                ),
                variant=variant,
                counted=variant is not None and variant.item.tracked,
            )
        )
    shop.orders.by_id[order.id] = order
    return order


def _take(shop: "Shop", order: Order, at: int | None) -> None:
    """Stand the order's units at locations, journal it, and take them from stock."""
    standing = route(shop, order.lines)
    if at is not None:
        standing = {at: [part for parts in standing.values() for part in parts]}
    for location_id, parts in sorted(standing.items()):
        shop.fulfilment.stand(order, shop.catalogue.locations[location_id], parts)
    shop.note(
        OrderPlaced(
            shop.now(),
            shop.domain,
            order.id,
            order.name,
            tuple(
                Line(
                    line.id,
                    line.sku or "",
                    line.quantity,
                    line.counted,
                    str(line.price),
                    line.variant is None,
                )
                for line in order.lines
            ),
            order.stands(),
            order.note or "",
        )
    )
    for location_id, parts in sorted(standing.items()):
        _sell(shop, order, shop.catalogue.locations[location_id], parts)


def _sell(shop: "Shop", order: Order, at: Location, parts: Sequence[tuple[OrderLine, int]]) -> None:
    units: Counter[int] = Counter()
    for line, quantity in parts:
        if line.counted and line.item is not None:
            units[line.item.id] += quantity
    for item_id, sold in units.items():
        item = shop.catalogue.items[item_id]
        level = shop.stock.level(item, at.id)
        if level is None:
            level = shop.stock.activate(item, at.id, 0, cause="sale")
        shop.note(
            UnitsSold(
                shop.now(), shop.domain, order.id, at.id, item.sku or "", sold, level.available
            )
        )
        shop.stock.shift(level, "sale", available=-sold, committed=sold)
