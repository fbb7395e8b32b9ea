"""What Cin7 Core tells of sales: rows of the list, and the whole document."""

from pydantic import Field

from clients.cin7.fields import Answer, Day, Flag, Guid, Moment, OptionalGuid, Rows, Status, Text
from clients.cin7.models_documents import (
    BACKORDERED,
    VOIDED,
    CreditNote,
    Invoice,
    SaleOrder,
    SaleQuote,
)
from clients.cin7.models_fulfilment import Fulfilment


class SaleRow(Answer):
    """One sale as the list shows it: no lines. ``customer_reference`` and ``external_id`` are ours.

    Neither is unique at Cin7. ``search`` matches parts of words, so compare them whole.
    """

    sale_id: Guid
    order_number: Text
    status: Status
    order_status: Status = ""
    updated: Moment
    order_date: Day | None = None
    customer_reference: Text = ""
    external_id: Text = ""
    source_channel: Text = ""
    type: Text = ""
    invoice_number: Text = ""
    credit_note_number: Text = ""
    combined_picking_status: Status = ""
    combined_packing_status: Status = ""
    combined_shipping_status: Status = ""
    combined_invoice_status: Status = ""
    combined_payment_status: Status = ""
    credit_note_status: Status = ""
    fulfilment_status: Status = Field(default="", alias="FulFilmentStatus")
    combined_tracking_numbers: Text = ""
    order_location_id: OptionalGuid = None

    @property
    def is_voided(self) -> bool:
        """Voided for good: nothing is reserved any more."""
        return self.status == VOIDED


class Sale(Answer):
    """A whole sale. Its number is on its order."""

    id: Guid
    customer: Text = Field(default="", repr=False)
    customer_id: OptionalGuid = None
    status: Status
    type: Text = ""
    skip_quote: Flag = False
    service_only: Flag = False
    location: Text = ""
    sale_order_date: Day | None = None
    ship_by: Day | None = None
    last_modified_on: Moment | None = None
    base_currency: Text = ""
    customer_currency: Text = ""
    tax_rule: Text = ""
    tax_calculation: Text = ""
    carrier: Text = ""
    customer_reference: Text = ""
    external_id: Text = ""
    source_channel: Text = ""
    combined_picking_status: Status = ""
    combined_packing_status: Status = ""
    combined_shipping_status: Status = ""
    combined_invoice_status: Status = ""
    combined_payment_status: Status = ""
    fulfilment_status: Status = Field(default="", alias="FulFilmentStatus")
    combined_tracking_numbers: Text = ""
    quote: SaleQuote | None = None
    order: SaleOrder | None = None
    fulfilments: Rows[Fulfilment] = ()
    invoices: Rows[Invoice] = ()
    credit_notes: Rows[CreditNote] = ()

    @property
    def order_number(self) -> str:
        """``SO-00001``; empty while Cin7 has given none."""
        return self.order.sale_order_number if self.order else ""

    @property
    def is_voided(self) -> bool:
        """Voided for good: nothing is reserved any more."""
        return self.status == VOIDED

    @property
    def is_order_authorised(self) -> bool:
        """The order stage stands, so its units are reserved."""
        return self.order is not None and self.order.is_authorised

    @property
    def is_backordered(self) -> bool:
        """Some units wait for stock."""
        waiting = self.order is not None and self.order.is_backordered
        return self.status == BACKORDERED or waiting
