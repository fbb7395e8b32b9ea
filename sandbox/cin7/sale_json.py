"""A sale as ``/sale`` and ``/saleList`` show it."""

from decimal import Decimal

from sandbox.cin7 import statuses
from sandbox.cin7.documents import AUTHORISED, Sale
from sandbox.cin7.errors import Json
from sandbox.cin7.papers_json import (
    address_json,
    credit_note_json,
    fulfilment_json,
    invoice_json,
    order_json,
    paper_json,
)
from sandbox.cin7.wire import day, moment, number

CURRENCY = "GBP"
"""The company's base currency."""


def sale_json(sale: Sale, moves_on: bool) -> dict[str, Json]:
    """The full sale document."""
    header = sale.header
    attributes = header.additional_attributes or {}
    return {
        "ID": sale.sale_id,
        "Customer": header.customer,
        "CustomerID": sale.customer_id,
        "Contact": header.contact,
        "Phone": header.phone,
        "Email": header.email,
        "DefaultAccount": header.default_account or "200",
        "SkipQuote": header.skip_quote,
        "BillingAddress": address_json(header.billing_address, shipping=False),
        "ShippingAddress": address_json(header.shipping_address, shipping=True),
        "ShippingNotes": header.shipping_notes or "",
        "BaseCurrency": CURRENCY,
        "CustomerCurrency": CURRENCY,
        "TaxRule": header.tax_rule,
        "TaxCalculation": "Inclusive" if header.tax_inclusive else "Exclusive",
        "Terms": header.terms,
        "PriceTier": header.price_tier or "Tier 1",
        "ShipBy": header.ship_by,
        "Location": header.location,
        "SaleOrderDate": header.sale_order_date or day(sale.created),
        "LastModifiedOn": moment(sale.updated),
        "Note": header.note or "",
        "CustomerReference": header.customer_reference or "",
        "COGSAmount": 0,
        "Status": statuses.sale_status(sale),
        "CombinedPickingStatus": statuses.picked(sale),
        "CombinedPackingStatus": statuses.packed(sale),
        "CombinedShippingStatus": statuses.shipped(sale),
        "FulFilmentStatus": statuses.fulfilled(sale),
        "CombinedInvoiceStatus": statuses.invoiced(sale),
        "CombinedPaymentStatus": "VOIDED" if sale.voided else "UNPAID",
        "CombinedTrackingNumbers": tracking_numbers(sale),
        "Carrier": header.carrier or "",
        "CurrencyRate": number(header.currency_rate),
        "SalesRepresentative": header.sales_representative,
        "ServiceOnly": sale.service_only,
        "Type": sale_type(sale),
        "SourceChannel": None,
        "ExternalID": header.external_id,
        "Quote": {**paper_json(sale, sale.quote), "Prepayments": []},
        "Order": order_json(sale, moves_on),
        "Fulfilments": [fulfilment_json(sale, one) for one in sale.fulfilments],
        "Invoices": [invoice_json(sale, one) for one in sale.invoices],
        "CreditNotes": [credit_note_json(sale, one) for one in sale.credit_notes],
        "ManualJournals": {"Status": "NOT AVAILABLE", "Lines": []},
        "AdditionalAttributes": {
            f"AdditionalAttribute{n}": attributes.get(f"AdditionalAttribute{n}")
            for n in range(1, 11)
        },
        "Attachments": [],
        "InventoryMovements": [],
        "Transactions": [],
    }


def sale_type(sale: Sale) -> str:
    """``Type`` of a sale."""
    if sale.service_only:
        return "Service Sale"
    return "Advanced Sale" if sale.advanced else "Simple Sale"


def list_row(sale: Sale, moves_on: bool) -> dict[str, Json]:
    """The sale's row in ``/saleList``."""
    invoices = [one for one in sale.invoices if one.paper.status == AUTHORISED]
    notes = [one for one in sale.credit_notes if one.paper.status == AUTHORISED]
    inclusive = sale.header.tax_inclusive
    billed = sum((one.paper.totals(inclusive)[2] for one in invoices), Decimal(0))
    credited = sum((one.paper.totals(inclusive)[2] for one in notes), Decimal(0))
    return {
        "SaleID": sale.sale_id,
        "OrderNumber": sale.number,
        "Status": statuses.sale_status(sale),
        "OrderDate": sale.header.sale_order_date or day(sale.created),
        "InvoiceDate": sale.invoices[0].invoice_date if sale.invoices else None,
        "Customer": sale.header.customer,
        "CustomerID": sale.customer_id,
        "InvoiceNumber": invoices[0].number if invoices else None,
        "CustomerReference": sale.header.customer_reference or "",
        "InvoiceAmount": number(billed - credited),
        "PaidAmount": 0,
        "SaleInvoicesTotalAmount": number(billed),
        "InvoiceDueDate": sale.invoices[0].due_date if sale.invoices else None,
        "ShipBy": sale.header.ship_by,
        "BaseCurrency": CURRENCY,
        "CustomerCurrency": CURRENCY,
        "CreditNoteNumber": notes[0].number if notes else None,
        "Updated": moment(sale.updated),
        "QuoteStatus": sale.quote.status,
        "OrderStatus": statuses.order_status(sale, moves_on),
        "CombinedPickingStatus": statuses.picked(sale),
        "CombinedPaymentStatus": "VOIDED" if sale.voided else "UNPAID",
        "CombinedTrackingNumbers": tracking_numbers(sale),
        "CombinedPackingStatus": statuses.packed(sale),
        "CombinedShippingStatus": statuses.shipped(sale),
        "CombinedInvoiceStatus": statuses.invoiced(sale),
        "CombinedPaymentTotal": 0,
        "CreditNoteStatus": statuses.credited(sale),
        "FulFilmentStatus": statuses.fulfilled(sale),
        "Type": sale_type(sale),
        "SourceChannel": None,
        "ExternalID": sale.header.external_id,
        "OrderLocationID": sale.location.location_id,
    }


def tracking_numbers(sale: Sale) -> str:
    """All tracking numbers of a sale, as a comma list."""
    lines = [line for one in sale.fulfilments for line in one.ship.lines]
    return ",".join(line.tracking_number for line in lines if line.tracking_number)
