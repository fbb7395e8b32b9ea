"""What a sale is made of: its papers, its fulfilments, its invoices and credit notes."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from sandbox.cin7.bodies import SaleBody
from sandbox.cin7.errors import Json
from sandbox.cin7.places import Location, Spot
from sandbox.cin7.products import Product
from sandbox.cin7.shelves import Shelf

NOT_AVAILABLE, DRAFT, AUTHORISED, VOIDED = "NOT AVAILABLE", "DRAFT", "AUTHORISED", "VOIDED"
PARTIALLY_AUTHORISED = "PARTIALLY AUTHORISED"
OPEN = frozenset({NOT_AVAILABLE, DRAFT})
"""A stage in one of these may be written."""


@dataclass(slots=True, eq=False)
class Line:
    """A line of a quote, order, invoice or credit note. Units are whole; money as it was sent."""

    product: Product
    name: str
    quantity: int
    price: Decimal
    discount: Decimal
    tax: Decimal
    tax_rule: str
    total: Decimal
    comment: str = ""
    account: str = ""
    drop_ship: bool = False
    backorder: int = 0
    """``BackorderQuantity`` as it shows."""
    reserved: int = 0
    """Units this line holds that stock covers."""
    owed: int = 0
    """Units this line holds that were not there at authorisation."""


@dataclass(slots=True, eq=False)
class Charge:
    """An additional charge, such as carriage."""

    description: str
    price: Decimal
    quantity: Decimal
    discount: Decimal
    tax: Decimal
    tax_rule: str
    total: Decimal
    comment: str = ""
    account: str = ""


@dataclass(slots=True, eq=False)
class Paper:
    """A quote or an order."""

    status: str = NOT_AVAILABLE
    memo: str = ""
    lines: list[Line] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)

    def totals(self, inclusive: bool) -> tuple[Decimal, Decimal, Decimal]:
        """Before tax, tax, and all together."""
        all_lines: list[Line | Charge] = [*self.lines, *self.charges]
        sums = sum((one.total for one in all_lines), Decimal(0))
        tax = sum((one.tax for one in all_lines), Decimal(0))
        return (sums - tax, tax, sums) if inclusive else (sums, tax, sums + tax)


@dataclass(slots=True, eq=False)
class PickLine:
    """Units of a product taken from a place; packed into a box."""

    product: Product
    spot: Spot
    quantity: int
    box: str = ""


@dataclass(slots=True, eq=False)
class Stage:
    """The pick or the pack of a fulfilment."""

    status: str = NOT_AVAILABLE
    lines: list[PickLine] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class ShipLine:
    """A shipment of one or more boxes."""

    line_id: str
    shipment_date: str
    carrier: str
    boxes: str
    tracking_number: str
    tracking_url: str
    is_shipped: bool


@dataclass(slots=True, eq=False)
class Shipment:
    """The ship stage of a fulfilment."""

    status: str = NOT_AVAILABLE
    require_by: str | None = None
    notes: str = ""
    lines: list[ShipLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StockOut:
    """What one fulfilment took off a shelf, so that it can be put back."""

    shelf: Shelf
    bin: str
    units: int


@dataclass(slots=True, eq=False)
class Fulfilment:
    """One run of pick, pack and ship."""

    task_id: str
    number: int
    pick: Stage = field(default_factory=lambda: Stage(DRAFT))
    pack: Stage = field(default_factory=Stage)
    ship: Shipment = field(default_factory=Shipment)
    invoice_number: str | None = None
    taken: list[StockOut] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Invoice:
    """An invoice; its number comes with authorisation."""

    task_id: str
    number: str | None = None
    paper: Paper = field(default_factory=Paper)
    invoice_date: str | None = None
    due_date: str | None = None
    linked_fulfilment: str | None = None


@dataclass(frozen=True, slots=True)
class Restock:
    """Units that came back, and where to."""

    product: Product
    origin: Spot
    target: Spot
    quantity: int


@dataclass(slots=True, eq=False)
class CreditNote:
    """A credit note against an invoice; ``restock`` decides whether stock comes back."""

    task_id: str
    invoice_number: str
    number: str | None = None
    paper: Paper = field(default_factory=Paper)
    date: str | None = None
    restock: list[Restock] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Sale:
    """A sale with all that hangs on it."""

    sale_id: str
    number: str
    header: SaleBody
    location: Location
    customer_id: str
    created: datetime
    updated: datetime
    advanced: bool = False
    service_only: bool = False
    voided: bool = False
    quote: Paper = field(default_factory=Paper)
    order: Paper = field(default_factory=Paper)
    fulfilments: list[Fulfilment] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    credit_notes: list[CreditNote] = field(default_factory=list)
    shown: list[tuple[datetime, dict[str, Json]]] = field(default_factory=list)
    """The row of saleList from each moment on: search may lag."""

    @property
    def ordered_units(self) -> dict[str, int]:
        """Units of stock products the order asks for, by product id."""
        units: dict[str, int] = {}
        for line in self.order.lines:
            if line.product.kind == "Stock":
                key = line.product.product_id
                units[key] = units.get(key, 0) + line.quantity
        return units

    @property
    def skus(self) -> tuple[str, ...]:
        """The SKUs on the order, each once."""
        return tuple(dict.fromkeys(line.product.sku for line in self.order.lines))
