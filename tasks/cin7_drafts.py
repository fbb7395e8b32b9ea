"""Our drafts in Cin7 Core's words: the header, the order, the invoice, the credit note.

Each raises ``Rejected`` when something is longer than Cin7 keeps, or no number of its kind: then
nothing was sent.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from pydantic import ValidationError

from clients.cin7.bodies_lines import ChargeBody, OrderLineBody
from clients.cin7.bodies_money import CreditNoteBody, InvoiceBody, InvoiceLineBody, RestockBody
from clients.cin7.bodies_sales import SaleHeader, SaleOrderBody
from domain.credits import CreditDraft
from domain.sales import SaleCharge, SaleDraft, SaleLine
from tasks.fitting import does_not_fit


def header(draft: SaleDraft) -> SaleHeader:
    """The header of a new sale; advanced, as an order may leave in several parcels."""
    try:
        return SaleHeader(
            customer=draft.customer,
            location=draft.location,
            external_id=draft.external_id,
            customer_reference=draft.customer_reference,
            sale_order_date=draft.placed_at.date(),
            tax_rule=draft.tax_rule,
            tax_inclusive=draft.taxes_included,
            note=draft.note or None,
            sale_type="Advanced",
        )
    except ValidationError as error:
        raise does_not_fit("Cin7", "POST sale", error) from None


def order_body(sale_id: str, draft: SaleDraft) -> SaleOrderBody:
    """The order stage, authorised."""
    try:
        return SaleOrderBody(
            sale_id=sale_id,
            memo=draft.memo,
            tax_inclusive=draft.taxes_included,
            lines=tuple(_order_line(line, draft.tax_rule) for line in draft.lines),
            additional_charges=_charges(draft.charges, draft.tax_rule),
        )
    except ValidationError as error:
        raise does_not_fit("Cin7", "POST sale/order", error) from None


def invoice_body(sale_id: str, draft: SaleDraft, memo: str, on: date) -> InvoiceBody:
    """A new invoice over all of the draft, authorised and due at once."""
    try:
        return InvoiceBody(
            sale_id=sale_id,
            invoice_date=on,
            invoice_due_date=on,
            lines=tuple(_bill_line(line, draft.tax_rule) for line in draft.lines),
            additional_charges=_charges(draft.charges, draft.tax_rule),
            memo=memo,
        )
    except ValidationError as error:
        raise does_not_fit("Cin7", "POST sale/invoice", error) from None


def credit_body(sale_id: str, credit: CreditDraft, on: date) -> CreditNoteBody:
    """A new credit note, authorised, with what comes back to the shelf."""
    try:
        return CreditNoteBody(
            sale_id=sale_id,
            credit_note_invoice_number=credit.invoice,
            credit_note_date=on,
            lines=tuple(_bill_line(line, credit.tax_rule) for line in credit.lines),
            additional_charges=_charges(credit.charges, credit.tax_rule),
            restock=tuple(
                RestockBody(sku=row.sku, quantity=Decimal(row.units), location=row.location)
                for row in credit.restock
            ),
            memo=credit.memo,
        )
    except ValidationError as error:
        raise does_not_fit("Cin7", "POST sale/creditnote", error) from None


def _order_line(line: SaleLine, tax_rule: str) -> OrderLineBody:
    return OrderLineBody(
        sku=line.sku,
        name=line.name,
        quantity=Decimal(line.units),
        price=line.price,
        tax=line.tax,
        tax_rule=tax_rule,
    )


def _bill_line(line: SaleLine, tax_rule: str) -> InvoiceLineBody:
    return InvoiceLineBody.model_validate(_order_line(line, tax_rule).model_dump(exclude={"total"}))


def _charges(charges: Sequence[SaleCharge], tax_rule: str) -> tuple[ChargeBody, ...]:
    return tuple(
        ChargeBody(
            description=charge.service,
            quantity=Decimal(charge.units),
            price=charge.price,
            tax=charge.tax,
            tax_rule=tax_rule,
            comment=charge.description,
        )
        for charge in charges
    )
