"""What is given back in one go, and where its units come from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from sandbox.shopify.catalogue import Location
from sandbox.shopify.identifiers import gid
from sandbox.shopify.orders import Order, OrderLine


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
    shipping: Decimal
    """What of it is for the delivery."""
    transaction_id: int | None
    lines: list[RefundLine] = field(default_factory=list)

    @property
    def gid(self) -> str:
        """Its global id."""
        return gid("Refund", self.id)


def of_line(line: OrderLine, units: int, kind: str, location_id: int | None) -> Iterator[Back]:
    """Units of a line that come back, one entry a location.

    Where nobody says to which location: CANCEL puts them back where they stand, RETURN where they
    were last shipped from.
    """
    if location_id is None and kind == "RETURN":
        shipped = [s for s in line.order.fulfillments if not s.is_cancelled]
        holds = [s for s in shipped if any(each is line for _, each, _ in s.lines)]
        location_id = holds[-1].location.id if holds else None
    if location_id is None and kind == "CANCEL":
        for stand in line.order.fulfillment_orders:
            for part in stand.lines if stand.is_open else ():
                if part.line is line and (here := min(units, part.remaining)):
                    yield Back(line, here, kind, stand.location.id)
                    units -= here
    if units:
        yield Back(line, units, kind, location_id)
