"""What the Cin7 sale of an accepted order says.

Money goes over to the penny: lines carry the price after all discounts, and the sums are made the
way Cin7 checks them (units times price, to four places).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from domain.codes import ChargeKind, Codes
from domain.intake import Accepted, MappedLine
from domain.orders import ShippingCharge, ShopLine, ShopOrder, customer_reference, external_id
from domain.rules import Store, Warehouse
from domain.types import Sku

PLACES = Decimal("0.0001")
"""Cin7 keeps four decimal places on lines."""

LONGEST_NOTE = 1024
"""Characters that Cin7 keeps of a memo or a note."""


@dataclass(frozen=True, slots=True)
class SaleLine:
    """Goods on the sale: ``price`` of one unit, ``tax`` and ``total`` of all of them.

    ``line_id`` is Shopify's whole id of the order line; empty on drafts of before it was kept.
    """

    sku: Sku
    name: str
    units: int
    price: Decimal
    tax: Decimal
    total: Decimal
    line_id: str = ""


@dataclass(frozen=True, slots=True)
class SaleCharge:
    """What is on the sale beside goods.

    Args:
        kind: Charge, discount or service.
        service: The service product in Cin7 (Cin7's ``Description`` of an additional charge).
        description: What it is, in the storefront's words (Cin7's ``Comment``).
        units: How many times.
        price: Of one; negative for a discount.
        tax: Of all; negative for a discount.
        total: Of all, as Cin7 sums it; negative for a discount.
    """

    kind: ChargeKind
    service: str
    description: str
    units: int
    price: Decimal
    tax: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class SaleDraft:
    """A whole sale, ready to be put into Cin7's words.

    Args:
        customer: The Cin7 customer.
        external_id: Names the order for good: the shop's domain and Shopify's number.
        customer_reference: Names the order for people: store and order name.
        location: The warehouse, as Cin7 names it.
        placed_at: The sale's date.
        currency: Three-letter code.
        taxes_included: Whether prices hold the tax.
        tax_rule: The Cin7 tax rule of every line.
        lines: The goods.
        charges: The rest.
        before_tax: Sum without tax.
        tax: Sum of the taxes.
        total: What the customer pays.
        memo: One line for a person who looks at the sale.
        note: What the customer wrote.
    """

    customer: str
    external_id: str
    customer_reference: str
    location: str
    placed_at: datetime
    currency: str
    taxes_included: bool
    tax_rule: str
    lines: tuple[SaleLine, ...]
    charges: tuple[SaleCharge, ...]
    before_tax: Decimal
    tax: Decimal
    total: Decimal
    memo: str
    note: str


def sale_draft(
    order: ShopOrder, accepted: Accepted, store: Store, warehouse: Warehouse, codes: Codes
) -> SaleDraft:
    """Write the Cin7 sale of an order that ships from ``warehouse``.

    Nothing is left out: goods, mapped lines, and Shopify's shipping charges (those of nothing are).
    """
    lines = tuple(_line(line) for line in accepted.product_lines)
    mapped = (*accepted.charges, *accepted.services, *accepted.discounts)
    charges = tuple(_mapped(line) for line in mapped) + tuple(
        _shipping(charge, codes.shipping) for charge in order.shipping if charge.price or charge.tax
    )
    parts: list[SaleLine | SaleCharge] = [*lines, *charges]
    tax = _sum([part.tax for part in parts])
    asked = _sum([part.total for part in parts])
    before_tax = asked - tax if order.taxes_included else asked
    return SaleDraft(
        customer=store.cin7_customer,
        external_id=external_id(order),
        customer_reference=customer_reference(order),
        location=warehouse.cin7_location,
        placed_at=order.placed_at,
        currency=order.currency,
        taxes_included=order.taxes_included,
        tax_rule=store.tax_rule,
        lines=lines,
        charges=charges,
        before_tax=before_tax,
        tax=tax,
        total=before_tax + tax,
        memo=f"Shopify order {order.name} of {order.shop_domain} ({order.order_id})",
        note=(order.note or "")[:LONGEST_NOTE],
    )


def _line(line: ShopLine) -> SaleLine:
    if not line.sku:
        raise ValueError(f"a product line without a SKU was accepted: {line.line_id}")
    price = _money(line.unit_price)
    total = _money(price * line.units)
    tax = _money(line.tax)
    return SaleLine(line.sku, line.title, line.units, price, tax, total, line.line_id)


def _mapped(mapped: MappedLine) -> SaleCharge:
    line = mapped.line
    # A discount may reach us as an amount or already as a negative one: it always lowers the sale.
    price, tax = line.unit_price, line.tax
    if mapped.kind is ChargeKind.DISCOUNT:
        price, tax = -abs(price), -abs(tax)
    price = _money(price)
    total = _money(price * line.units)
    said = f"{line.sku} {line.title}" if line.sku and line.sku != line.title else line.title
    return SaleCharge(mapped.kind, mapped.service, said, line.units, price, _money(tax), total)


def _shipping(charge: ShippingCharge, service: str) -> SaleCharge:
    price = _money(charge.price)
    said = f"Shipping - {charge.title}"
    return SaleCharge(ChargeKind.CHARGE, service, said, 1, price, _money(charge.tax), price)


def _money(amount: Decimal) -> Decimal:
    return amount.quantize(PLACES, ROUND_HALF_UP)


def _sum(amounts: Sequence[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0)).quantize(PLACES, ROUND_HALF_UP)
