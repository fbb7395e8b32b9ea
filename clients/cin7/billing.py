"""Invoices and credit notes of Cin7 Core sales."""

from clients.cin7.bodies_money import CreditNoteBody, InvoiceBody
from clients.cin7.caller import Caller
from clients.cin7.fields import Answer, Guid, Rows
from clients.cin7.models_documents import CreditNote, Invoice
from clients.pace import Lane


class Invoices(Answer):
    """All invoices of a sale."""

    sale_id: Guid
    invoices: Rows[Invoice] = ()


class CreditNotes(Answer):
    """All credit notes of a sale."""

    sale_id: Guid
    credit_notes: Rows[CreditNote] = ()


class Billing(Caller):
    """Money asked for and given back. Each is new: look at the sale before a second try."""

    async def invoice(self, body: InvoiceBody, *, lane: Lane = Lane.URGENT) -> tuple[Invoice, ...]:
        """Write an invoice, and give the invoices of the sale. The order must be authorised.

        Raises:
            StageRefused: The order is not authorised, or a simple sale has its invoice.
            OutcomeUnknown: It may stand; read the sale.

        Source: ``POST /sale/invoice``, Cin7 Core External API v2.
        """
        done = await self._write(Invoices, "POST", "sale/invoice", body=body, lane=lane)
        return done.invoices

    async def credit_note(
        self, body: CreditNoteBody, *, lane: Lane = Lane.URGENT
    ) -> tuple[CreditNote, ...]:
        """Write a credit note, and give those of the sale. Only ``restock`` moves stock.

        Raises:
            StageRefused: The invoice it names is neither authorised nor paid.
            OutcomeUnknown: It may stand; read the sale.

        Source: ``POST /sale/creditnote``, Cin7 Core External API v2.
        """
        done = await self._write(CreditNotes, "POST", "sale/creditnote", body=body, lane=lane)
        return done.credit_notes
