"""What a credit note says: money that goes back, and units that come back to a shelf.

The two are apart: units come back only where the storefront said that they did.
"""

from dataclasses import dataclass

from domain.sales import SaleCharge, SaleLine
from domain.types import Sku


@dataclass(frozen=True, slots=True)
class Restock:
    """Units that come back.

    Args:
        sku: Of what.
        units: How many; at least 1.
        location: The warehouse they were picked from and go to, as Cin7 names it.
    """

    sku: Sku
    units: int
    location: str


@dataclass(frozen=True, slots=True)
class CreditDraft:
    """A credit note, ready to be put into Cin7's words.

    Args:
        invoice: Number of the authorised invoice it is against.
        memo: What it is found by afterwards, whole, such as
            ``Shopify refund 9001 of uk #1001``.
        tax_rule: The Cin7 tax rule of every line.
        taxes_included: Whether prices hold the tax; as on the sale.
        lines: Goods given money back for.
        charges: What else money is given back for, such as carriage.
        restock: Units that come back to a shelf; none when only money goes back.
    """

    invoice: str
    memo: str
    tax_rule: str
    taxes_included: bool
    lines: tuple[SaleLine, ...] = ()
    charges: tuple[SaleCharge, ...] = ()
    restock: tuple[Restock, ...] = ()
