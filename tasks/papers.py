"""A sale with its papers as the inventory system tells them, in our words.

Units are counts, added up by SKU; money is the sale's currency.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Sale:
    """A sale as it stands in the inventory system."""

    sale_id: str
    number: str
    authorised: bool
    voided: bool
    backordered: Mapping[str, float]
    """SKU to units that wait for stock."""
    lines: tuple[tuple[str, float], ...] = ()
    """(sku, units) of the order stage, each SKU once; charges are not among them."""
    status: str = ""
    """The system's own word for where the whole sale stands; empty when it was not told."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One fulfilment of a sale: picked, packed, shipped, in this order."""

    task_id: str
    """What ``pick``, ``pack`` and ``ship`` are told."""
    number: int
    picked: bool
    packed: bool
    shipped: bool
    lines: tuple[tuple[str, float], ...]
    """(sku, units) of the pick, each SKU once; they may stand while it is not ``picked`` yet."""
    boxes: tuple[str, ...]
    """Of the pack."""
    tracking: tuple[str, ...]
    """Tracking numbers, each by itself, in the order told."""
    voided: bool = False
    """Called off; it is never to be used again."""

    @property
    def free(self) -> bool:
        """Nothing is picked on it yet: the next parcel can take it."""
        return not (self.picked or self.voided)


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice."""

    number: str
    authorised: bool
    total: Decimal
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit note; only ``restocked`` moved stock."""

    number: str
    memo: str
    authorised: bool
    restocked: tuple[tuple[str, str, float], ...]
    """(sku, the system's name of the location they went to, units)"""
    total: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Papers:
    """A sale with everything that hangs on it, from one read."""

    sale: Sale
    legs: tuple[Leg, ...]
    bills: tuple[Bill, ...]
    credits: tuple[Credit, ...]
