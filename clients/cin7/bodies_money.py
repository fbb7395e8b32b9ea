"""What we send to be paid and to pay back: an invoice, a credit note with its restock."""

from typing import Literal, Self

from pydantic import model_validator

from clients.cin7.bodies_lines import ChargeBody, OrderLineBody, StageStatus
from clients.cin7.fields import Guid
from clients.cin7.writing import (
    NEW_TASK,
    Body,
    Key50,
    Key256,
    Quantity,
    Rate,
    SentDay,
    Sku,
    Words1024,
)


class InvoiceLineBody(OrderLineBody):
    """A line of an invoice or a credit note; without ``account`` Cin7 takes its default."""

    account: Key50 | None = None


class InvoiceBody(Body):
    """An invoice; a simple sale has one. The default ``task_id`` asks for a new one."""

    sale_id: Guid
    task_id: Guid = NEW_TASK
    status: StageStatus = "AUTHORISED"
    invoice_date: SentDay
    invoice_due_date: SentDay
    lines: tuple[InvoiceLineBody, ...]
    additional_charges: tuple[ChargeBody, ...] = ()
    memo: Words1024 = ""
    linked_fulfillment_number: str | None = None
    currency_conversion_rate: Rate | None = None
    combine_additional_charges: Literal[False] = False

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.lines and not self.additional_charges:
            raise ValueError("an invoice needs a line or a charge")
        return self


class RestockBody(Body):
    """Units of a credit note that come back to the shelf they were picked from."""

    sku: Sku
    quantity: Quantity
    location: Key256 | None = None
    location_id: Guid | None = None
    batch_sn: Key50 | None = None
    restock_location: Key256 | None = None
    """Where the units go, if not to ``location``."""

    @model_validator(mode="after")
    def _names_its_place(self) -> Self:
        if self.location is None and self.location_id is None:
            raise ValueError("a restock line needs a location, by name or by id")
        return self


class CreditNoteBody(Body):
    """Money given back on an authorised invoice.

    Without ``restock`` no stock moves, whatever the lines say. The default ``task_id`` asks for a
    new credit note: sending it twice makes two.
    """

    sale_id: Guid
    task_id: Guid = NEW_TASK
    credit_note_invoice_number: Key256
    credit_note_date: SentDay
    status: StageStatus = "AUTHORISED"
    lines: tuple[InvoiceLineBody, ...]
    additional_charges: tuple[ChargeBody, ...] = ()
    restock: tuple[RestockBody, ...] = ()
    memo: Words1024 = ""
    credit_note_conversion_rate: Rate | None = None
    combine_additional_charges: Literal[False] = False

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.lines and not self.additional_charges and not self.restock:
            raise ValueError("a credit note needs a line, a charge or a restock")
        return self
