"""Invoices and credit notes. A credit note moves stock only by its Restock lines."""

from collections.abc import Mapping, Sequence

from sandbox.cin7.allocation import Allocation
from sandbox.cin7.bodies import CreditNoteBody, InvoiceBody, RestockBody
from sandbox.cin7.catalogue import Catalogue
from sandbox.cin7.documents import (
    AUTHORISED,
    OPEN,
    CreditNote,
    Invoice,
    Paper,
    Restock,
    Sale,
)
from sandbox.cin7.errors import Refusal
from sandbox.cin7.ground import Ground
from sandbox.cin7.lines import Lines
from sandbox.cin7.sale_events import SaleEvents
from sandbox.cin7.sales import Sales
from sandbox.cin7.wire import ZERO_GUID, read, same_id
from sandbox.journal import SaleCredited, SaleInvoiced


class Billing:
    """Bills sales and takes bills back."""

    def __init__(
        self,
        ground: Ground,
        catalogue: Catalogue,
        lines: Lines,
        allocation: Allocation,
        events: SaleEvents,
        sales: Sales,
    ) -> None:
        self._ground = ground
        self._catalogue = catalogue
        self._lines = lines
        self._allocation = allocation
        self._events = events
        self._sales = sales
        self._invoices = 0
        self._notes = 0

    # -- invoices --------------------------------------------------------------------------

    def invoice(self, posted: Mapping[str, object] | None) -> Sale:
        """Replace an invoice, or make a new one; a simple sale has at most one."""
        body = read(InvoiceBody, posted)
        sale = self._sales.get(body.sale_id)
        if sale.order.status != AUTHORISED and not sale.service_only:
            raise Refusal("Invoice cannot be saved because the order is not authorised")
        invoice = self._invoice(sale, body.task_id)
        if invoice.paper.status not in OPEN:
            raise Refusal(f"Invoice cannot be saved in status {invoice.paper.status}")
        lines, charges = self._lines.read(body.lines, body.additional_charges)
        if body.status == AUTHORISED and not (lines or charges):
            raise Refusal("Invoice without lines cannot be authorised")
        invoice.paper = Paper(body.status, body.memo or "", lines, charges)
        invoice.invoice_date, invoice.due_date = body.invoice_date, body.invoice_due_date
        invoice.linked_fulfilment = body.linked_fulfillment_number
        if invoice not in sale.invoices:
            sale.invoices.append(invoice)
        if invoice.number is None:
            self._invoices += 1
            invoice.number = f"INV-{self._invoices:05d}"
        self._link(sale, invoice)
        self._sales.touch(sale)
        if body.status == AUTHORISED:
            self._note_invoice(sale, invoice)
            self._events.invoice_authorised(sale, invoice)
        return sale

    def _invoice(self, sale: Sale, task_id: str) -> Invoice:
        if task_id != ZERO_GUID:
            for invoice in sale.invoices:
                if same_id(invoice.task_id, task_id):
                    return invoice
            raise Refusal(f"Invoice task with ID '{task_id}' was not found")
        if sale.invoices and not sale.advanced:
            raise Refusal("Simple sale can have only one invoice")
        return Invoice(sale.sale_id if sale.service_only else self._ground.guid())

    def _note_invoice(self, sale: Sale, invoice: Invoice) -> None:
        total = invoice.paper.totals(sale.header.tax_inclusive)[2]
        self._ground.note(
            SaleInvoiced(
                self._ground.now(), sale.sale_id, sale.number, invoice.number or "", str(total)
            )
        )

    def _link(self, sale: Sale, invoice: Invoice) -> None:
        linked = invoice.linked_fulfilment
        for one in sale.fulfilments:
            if linked == str(one.number) or (not linked and not sale.advanced):
                one.invoice_number = invoice.number

    # -- credit notes ----------------------------------------------------------------------

    def credit(self, posted: Mapping[str, object] | None) -> tuple[Sale, CreditNote]:
        """Replace a credit note, or make a new one; only shipped units can be restocked."""
        body = read(CreditNoteBody, posted)
        sale = self._sales.get(body.sale_id)
        if sale.voided:
            raise Refusal("Sale is voided")
        note = self._note(sale, body)
        if note.paper.status not in OPEN:
            raise Refusal(f"Credit note cannot be saved in status {note.paper.status}")
        lines, charges = self._lines.read(body.lines, body.additional_charges)
        if body.status == AUTHORISED and not (lines or charges or body.restock):
            raise Refusal("Credit note without lines cannot be authorised")
        restock = [self._restock(line) for line in body.restock]
        self._only_what_left(sale, note, restock)
        note.paper = Paper(body.status, body.memo or "", lines, charges)
        note.date, note.restock = body.credit_note_date, restock
        if note not in sale.credit_notes:
            sale.credit_notes.append(note)
        if note.number is None:
            self._notes += 1
            note.number = f"CR-{self._notes:05d}"
        if body.status == AUTHORISED:
            self._allocation.restock(note, f"credit note {note.number}")
        self._sales.touch(sale)
        if body.status == AUTHORISED:
            self._note_credit(sale, note)
            self._events.credit_note_authorised(sale, note)
        return sale, note

    def _note_credit(self, sale: Sale, note: CreditNote) -> None:
        self._ground.note(
            SaleCredited(
                self._ground.now(),
                sale.sale_id,
                sale.number,
                note.number or "",
                note.invoice_number,
                note.paper.memo,
                tuple((line.product.sku, line.quantity) for line in note.paper.lines),
                tuple(
                    (row.product.sku, row.target.location.name, row.quantity)
                    for row in note.restock
                ),
                str(note.paper.totals(sale.header.tax_inclusive)[2]),
            )
        )

    def _note(self, sale: Sale, body: CreditNoteBody) -> CreditNote:
        billed = [one.number for one in sale.invoices if one.paper.status == AUTHORISED]
        if body.credit_note_invoice_number not in billed:
            raise Refusal(
                f"Invoice '{body.credit_note_invoice_number}' is not an authorised invoice"
            )
        if body.task_id != ZERO_GUID:
            for note in sale.credit_notes:
                if same_id(note.task_id, body.task_id):
                    return note
            raise Refusal(f"Credit note task with ID '{body.task_id}' was not found")
        if sale.credit_notes and not sale.advanced:
            raise Refusal("Simple sale can have only one credit note")
        task_id = sale.sale_id if sale.service_only else self._ground.guid()
        return CreditNote(task_id, body.credit_note_invoice_number)

    def _restock(self, body: RestockBody) -> Restock:
        origin = self._catalogue.spot(body.location, body.location_id)
        elsewhere = body.restock_location or body.restock_location_id
        target = (
            self._catalogue.spot(body.restock_location, body.restock_location_id)
            if elsewhere
            else origin
        )
        product = self._catalogue.product(body.product_id, body.sku)
        return Restock(product, origin, target, int(body.quantity))

    def _only_what_left(self, sale: Sale, note: CreditNote, restock: Sequence[Restock]) -> None:
        gone: dict[str, int] = {}
        for fulfilment in sale.fulfilments:
            for out in fulfilment.taken:
                key = out.shelf.product.product_id
                gone[key] = gone.get(key, 0) + out.units
        back = [
            line
            for other in sale.credit_notes
            if other is not note and other.paper.status == AUTHORISED
            for line in other.restock
        ]
        for line in [*back, *restock]:
            left = gone.get(line.product.product_id, 0) - line.quantity
            if left < 0:
                raise Refusal(
                    f"Pending fulfillment: '{line.product.sku}' cannot be restocked "
                    "because it was not fulfilled"
                )
            gone[line.product.product_id] = left
