"""What is known of an order from which something was taken back: Shopify, Cin7, carrier desk."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

RETURN, CANCEL, NO_RESTOCK = "RETURN", "CANCEL", "NO_RESTOCK"
"""Shopify's words for what became of refunded units: came back, never left, neither."""


@dataclass(frozen=True, slots=True)
class LineSeen:
    """A line of the order as Shopify shows it; ``line_id`` is Shopify's number of it.

    Args:
        line_id: Shopify's number.
        sku: As it stands on the line; empty when there is none.
        name: What the customer read.
        ordered: Units ordered.
        current: Units after refunds and edits.
        unfulfilled: Units still to be shipped.
        shipped: (when, units) of each shipment that stands.
        goods: It is on the Cin7 sale as goods, not as a charge.
    """

    line_id: str
    sku: str
    name: str
    ordered: int
    current: int
    unfulfilled: int
    shipped: tuple[tuple[datetime, int], ...] = ()
    goods: bool = True

    @property
    def out(self) -> int:
        """Units that Shopify has as shipped."""
        return sum(units for _, units in self.shipped)


@dataclass(frozen=True, slots=True)
class BackLine:
    """Refunded units of one line; ``subtotal`` and ``tax`` are for all of them."""

    line_id: str
    units: int
    restock: str
    location: str | None
    """Shopify's whole id of where they went back on a shelf."""
    subtotal: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class RefundSeen:
    """What was given back in one go; ``shipping`` is what of the delivery charge was."""

    refund_id: str
    at: datetime
    amount: Decimal
    lines: tuple[BackLine, ...] = ()
    shipping: Decimal = Decimal(0)
    shipping_tax: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class SaleSeen:
    """The order's sale in Cin7; units by SKU."""

    number: str
    authorised: bool
    voided: bool
    units: Mapping[str, int]
    """What its order stage holds."""
    out: Mapping[str, int]
    """What its shipped legs hold."""
    picked: bool = False
    """A leg is picked and not shipped yet: somebody is at it."""
    invoice: str | None = None
    """The number of its authorised invoice."""
    memos: frozenset[str] = frozenset()
    """Memos of its authorised credit notes."""


@dataclass(frozen=True, slots=True)
class DeskSeen:
    """What stands at the carrier desk for the order."""

    shipments: tuple[str, ...] = ()
    """Those not cancelled, parts of a split one too."""
    labels: tuple[tuple[str, str], ...] = ()
    """(label, shipment) of the live ones."""
    was_handed_off: bool = False


@dataclass(frozen=True, slots=True)
class OrderSeen:
    """Everything a reversal is decided from.

    Args:
        subject: What a person calls the order, such as ``uk #1001``.
        cancelled_at: When Shopify called it off; None when it did not.
        lines: Its lines.
        refunds: In the order in which they were made.
        sale: Its sale; None when Cin7 has none.
        desk: The carrier desk.
        untold: A label of it was voided after the customer was told.
        told_numbers: Tracking numbers of shipments that stand at Shopify.
        ours: False for one from before we looked after its store: somebody else sold it.
    """

    subject: str
    cancelled_at: datetime | None
    lines: tuple[LineSeen, ...]
    refunds: tuple[RefundSeen, ...]
    sale: SaleSeen | None = None
    desk: DeskSeen = field(default_factory=DeskSeen)
    untold: bool = False
    told_numbers: frozenset[str] = frozenset()
    ours: bool = True

    @property
    def out(self) -> int:
        """Units that Shopify has as shipped."""
        return sum(line.out for line in self.lines)

    @property
    def whole(self) -> bool:
        """Nothing of it is shipped, and nothing stays to be."""
        if self.out:
            return False
        if self.cancelled_at is not None:
            return True
        return not any(line.current or line.unfulfilled for line in self.lines)

    def target(self) -> dict[str, int]:
        """Units by SKU that its sale has to hold: shipped ones and those still to be shipped."""
        units: dict[str, int] = {}
        for line in self.lines:
            still = 0 if self.cancelled_at is not None else line.unfulfilled
            if line.goods and line.sku:
                units[line.sku] = units.get(line.sku, 0) + line.out + still
        return units
