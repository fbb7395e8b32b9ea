"""What Cin7 Core tells of the documents of a sale: lines, charges and the stages that hold them."""

from typing import ClassVar

from clients.cin7.fields import (
    ZERO,
    Answer,
    Day,
    Figure,
    Flag,
    Guid,
    OptionalFigure,
    OptionalGuid,
    Rows,
    Status,
    Text,
)
from clients.cin7.models_fulfilment import PickLine

AUTHORISED = "AUTHORISED"
VOIDED = "VOIDED"
BACKORDERED = "BACKORDERED"


class SaleLine(Answer):
    """One line of a quote, order, invoice or credit note. Lines have no id of their own."""

    product_id: OptionalGuid = None
    sku: Text = ""
    name: Text = ""
    quantity: Figure
    """Units."""
    price: Figure
    """Money of the customer's currency for one unit, before the discount."""
    discount: OptionalFigure = ZERO
    """Percent, 0 to 100."""
    tax: OptionalFigure = ZERO
    total: OptionalFigure = ZERO
    """Quantity x price x (1 - discount/100)."""
    tax_rule: Text = ""
    account: Text = ""
    comment: Text = ""
    drop_ship: Flag = False
    backorder_quantity: OptionalFigure = ZERO
    """Units of an order's line that wait for stock."""


class Charge(Answer):
    """A charge beside the goods, such as carriage: a service product by its name."""

    description: Text = ""
    quantity: Figure
    price: Figure
    discount: OptionalFigure = ZERO
    tax: OptionalFigure = ZERO
    total: OptionalFigure = ZERO
    tax_rule: Text = ""
    comment: Text = ""


class Payment(Answer):
    """Money that came in, or went back."""

    id: OptionalGuid = None
    reference: Text = ""
    amount: Figure
    date_paid: Day | None = None


class Document(Answer):
    """What quote, order, invoice and credit note have in common."""

    memo: Text = ""
    status: Status
    lines: Rows[SaleLine] = ()
    additional_charges: Rows[Charge] = ()
    total_before_tax: OptionalFigure = ZERO
    tax: OptionalFigure = ZERO
    total: OptionalFigure = ZERO

    standing: ClassVar[frozenset[str]] = frozenset({AUTHORISED})
    """The statuses of a document that was authorised and not taken back."""

    @property
    def is_authorised(self) -> bool:
        """It stands, and can be taken back but not written again."""
        return self.status in self.standing


class SaleQuote(Document):
    """The quote stage; ``sale_id`` is missing where it is part of a whole sale."""

    sale_id: OptionalGuid = None


class SaleOrder(Document):
    """The order stage; ``sale_id`` is missing where it is part of a whole sale."""

    standing: ClassVar[frozenset[str]] = frozenset({AUTHORISED, "FULFILLED", "CLOSED"})
    """``AUTH_NO_ALLOC`` is not among them: such an order reserves nothing."""

    sale_id: OptionalGuid = None
    sale_order_number: Text = ""

    @property
    def is_backordered(self) -> bool:
        """Some units wait for stock."""
        return any(line.backorder_quantity > 0 for line in self.lines)


class Invoice(Document):
    """An invoice; ``task_id`` is its own id."""

    standing: ClassVar[frozenset[str]] = frozenset({AUTHORISED, "PAID"})

    task_id: Guid
    invoice_number: Text = ""
    invoice_date: Day | None = None
    invoice_due_date: Day | None = None
    linked_fulfillment_number: Text = ""
    payments: Rows[Payment] = ()
    paid: OptionalFigure = ZERO


class CreditNote(Document):
    """Money given back, and, in ``restock``, the units that came back to the shelf."""

    standing: ClassVar[frozenset[str]] = frozenset({AUTHORISED, "PAID"})

    task_id: Guid
    credit_note_number: Text = ""
    credit_note_invoice_number: Text = ""
    credit_note_date: Day | None = None
    refunds: Rows[Payment] = ()
    restock: Rows[PickLine] = ()
