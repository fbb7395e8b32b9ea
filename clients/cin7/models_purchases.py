"""What Cin7 Core tells of purchase orders and of the goods that came in on them."""

from clients.cin7.fields import (
    ZERO,
    Answer,
    Day,
    Figure,
    Flag,
    Guid,
    Moment,
    OneOrMore,
    OptionalFigure,
    OptionalGuid,
    Rows,
    Status,
    Text,
)
from clients.cin7.models_documents import AUTHORISED, VOIDED


class PurchaseRow(Answer):
    """One purchase order as the list shows it.

    ``combined_receiving_status`` is the one that says whether goods are in:
    ``stock_received_status`` is only the stage of a receiving document.
    """

    id: Guid
    order_number: Text
    status: Status
    type: Text = ""
    last_updated_date: Moment
    order_status: Status = ""
    stock_received_status: Status = ""
    combined_receiving_status: Status = ""
    """``NOT AVAILABLE``, ``NOT``, ``PARTIALLY`` or ``FULLY RECEIVED``, ``VOIDED``; an open set."""
    required_by: Day | None = None


class PurchaseLine(Answer):
    """Goods on order."""

    product_id: OptionalGuid = None
    sku: Text = ""
    name: Text = ""
    quantity: Figure
    price: OptionalFigure = ZERO
    total: OptionalFigure = ZERO
    supplier_sku: Text = ""


class PurchaseOrder(Answer):
    """The order stage of a purchase."""

    status: Status
    lines: Rows[PurchaseLine] = ()


class ReceivedLine(Answer):
    """Goods on a receiving document. ``location`` may be empty: then it is the purchase's."""

    date: Day | None = None
    quantity: Figure
    product_id: OptionalGuid = None
    sku: str
    name: Text = ""
    location: Text = ""
    location_id: OptionalGuid = None
    received: Flag = False
    batch_sn: Text = ""


class Receiving(Answer):
    """A document of goods that come in: stock received, or put away."""

    task_id: OptionalGuid = None
    status: Status
    lines: Rows[ReceivedLine] = ()

    @property
    def lines_in(self) -> tuple[ReceivedLine, ...]:
        """The lines whose goods are in: all of an authorised document, else those marked so."""
        if self.status == VOIDED:
            return ()
        return tuple(line for line in self.lines if self.status == AUTHORISED or line.received)


class Purchase(Answer):
    """A whole purchase order."""

    id: Guid
    order_number: Text = ""
    status: Status
    type: Text = ""
    location: Text = ""
    order_date: Day | None = None
    required_by: Day | None = None
    last_updated_date: Moment | None = None
    combined_receiving_status: Status = ""
    is_service_only: Flag = False
    order: PurchaseOrder | None = None
    stock_received: OneOrMore[Receiving] = ()
    put_away: OneOrMore[Receiving] = ()

    @property
    def received(self) -> tuple[ReceivedLine, ...]:
        """The goods that are in, each once.

        A tenant that puts away has the same goods in both lists, one that does not has them in
        either; so it is the first list with goods in, and the two are never added up.
        """
        by_receipt = tuple(line for document in self.stock_received for line in document.lines_in)
        return by_receipt or tuple(line for document in self.put_away for line in document.lines_in)
