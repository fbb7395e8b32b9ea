"""What a purchase is made of, and the bodies by which units are received on it."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from sandbox.cin7.bodies import Text50, Writable
from sandbox.cin7.documents import NOT_AVAILABLE
from sandbox.cin7.places import Location, Spot
from sandbox.cin7.products import Product
from sandbox.cin7.wire import ZERO_GUID, Body, Units

PurchaseKind = Literal["Simple Purchase", "Advanced Purchase"]


class ReceiptLineBody(Body):
    """A line of units that came in."""

    date: str
    quantity: Annotated[Units, Field(ge=1)]
    product_id: str | None = None
    sku: Text50 | None = None
    location: str | None = None
    location_id: str | None = None


class ReceiptBody(Body):
    """POST of stock received or put away; ``PurchaseID`` on the advanced endpoints only."""

    purchase_id: str | None = None
    task_id: str = ZERO_GUID
    status: Writable
    lines: tuple[ReceiptLineBody, ...] = ()


@dataclass(slots=True, eq=False)
class PurchaseLine:
    """Units ordered from the supplier, and how many of them came."""

    product: Product
    quantity: int
    price: Decimal
    received: int = 0


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """Units that came in, and where they were put."""

    product: Product
    quantity: int
    spot: Spot
    date: str
    card_id: str


@dataclass(slots=True, eq=False)
class Receipt:
    """One receiving (or put-away) document."""

    task_id: str
    number: int
    status: str = NOT_AVAILABLE
    lines: list[ReceiptLine] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Purchase:
    """A purchase order, authorised when made."""

    purchase_id: str
    number: str
    kind: PurchaseKind
    location: Location
    supplier_id: str
    created: datetime
    updated: datetime
    required_by: str | None
    lines: list[PurchaseLine]
    received: list[Receipt] = field(default_factory=list)
    """Stock received; used when the company works with put-away."""
    put_away: list[Receipt] = field(default_factory=list)

    @property
    def advanced(self) -> bool:
        """Whether it may have many receipts."""
        return self.kind == "Advanced Purchase"

    @property
    def receiving(self) -> str:
        """``CombinedReceivingStatus``: whether the goods are in."""
        came = sum(line.received for line in self.lines)
        if not came:
            return "NOT RECEIVED"
        short = any(line.received < line.quantity for line in self.lines)
        return "PARTIALLY RECEIVED" if short else "FULLY RECEIVED"
