"""The orders that must be quarantined, worked out from the file alone.

The driver hands this list to the books; one excuse more or less than here is a breach. It knows
nothing of what our flows decide. A backordered order has its sale and is not on it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from deployments.day.codes import is_mapped
from deployments.day.script import Order, Script


class Why(StrEnum):
    """Why an order can't become a sale; the class of its exception."""

    ADJUSTMENT_INVOICE = "adjustment-invoice"
    UNKNOWN_SKU = "unknown-sku"
    UNMAPPED_CODE = "unmapped-code"


@dataclass(frozen=True, slots=True)
class Quarantine:
    """An order that must end as an exception.

    Args:
        shop: Its domain.
        order_name: As the storefront writes it.
        reasons: Every true one, the gravest first.
        codes: Those to blame.
    """

    shop: str
    order_name: str
    reasons: tuple[Why, ...]
    codes: tuple[str, ...]


def expected_quarantines(script: Script) -> tuple[Quarantine, ...]:
    """Every order of the day that must be quarantined, in the order they come."""
    found = []
    for order in script.orders:
        blamed = list(_blamed(order, script))
        if blamed:
            reasons = sorted({why for why, _ in blamed}, key=list(Why).index)
            codes = dict.fromkeys(code for _, code in blamed)
            found.append(Quarantine(order.shop, order.name, tuple(reasons), tuple(codes)))
    return tuple(found)


def _blamed(order: Order, script: Script) -> Iterator[tuple[Why, str]]:
    for line in order.lines:
        if order.is_adjustment:
            yield Why.ADJUSTMENT_INVOICE, line.code
        if line.custom and not is_mapped(line.code):
            yield Why.UNMAPPED_CODE, line.code
        if not line.custom and line.code not in script.catalogue.cin7_skus:
            yield Why.UNKNOWN_SKU, line.code


def expected_strays(script: Script) -> list[tuple[str, str]]:
    """Orders of which something is taken back that Cin7 never heard of: shop and order name."""
    unknown = {(one.order.shop, one.order.name) for one in script.earlier if not one.in_cin7}
    return sorted(unknown & {(one.shop, one.name) for one in script.taken_back})


def sent_by_hand(script: Script) -> list[tuple[str, str]]:
    """Orders that were sent before the day: shop and order name."""
    return sorted((one.order.shop, one.order.name) for one in script.earlier if one.shipped)
