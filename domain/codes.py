"""Codes on an order that are no products: carriage, discounts, manual lines, vouchers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.patterns import fits, is_pattern


class ChargeKind(StrEnum):
    """What a line without a product becomes on the Cin7 sale."""

    CHARGE = "charge"
    """Something the customer pays beside the goods, such as carriage."""
    DISCOUNT = "discount"
    """Money off: a charge with a negative amount."""
    SERVICE = "service"
    """Something sold that stands on no shelf, such as a voucher or a manual line."""


@dataclass(frozen=True, slots=True)
class Coded:
    """What a code stands for: its kind, and the service product in Cin7 that carries it."""

    kind: ChargeKind
    service: str


@dataclass(frozen=True, slots=True)
class Codes:
    """The merchant's table of codes; a key may be a pattern such as ``gift_0001_*``.

    Args:
        charge: Code to the name of the service product in Cin7.
        discount: The same, for money off.
        service: The same, for what is sold without a shelf.
        shipping: The service product that Shopify's own shipping charge becomes.
        refund: The service product that money paid back without goods is credited under.
    """

    charge: Mapping[str, str] = field(default_factory=dict)
    discount: Mapping[str, str] = field(default_factory=dict)
    service: Mapping[str, str] = field(default_factory=dict)
    shipping: str = "Shipping"
    refund: str = "Refund"

    def meaning(self, code: str) -> Coded | None:
        """What this code stands for, or None; a code named in full beats every pattern."""
        tables = (
            (ChargeKind.CHARGE, self.charge),
            (ChargeKind.DISCOUNT, self.discount),
            (ChargeKind.SERVICE, self.service),
        )
        for kind, table in tables:
            if code in table:
                return Coded(kind, table[code])
        for kind, table in tables:
            for pattern, service in table.items():
                if is_pattern(pattern) and fits(code, pattern):
                    return Coded(kind, service)
        return None
