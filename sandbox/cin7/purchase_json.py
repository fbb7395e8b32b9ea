"""Purchases as ``/purchaseList``, ``/purchase`` and ``/advanced-purchase`` show them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sandbox.cin7.documents import AUTHORISED, NOT_AVAILABLE
from sandbox.cin7.errors import Json
from sandbox.cin7.ground import Ground
from sandbox.cin7.paging import Page
from sandbox.cin7.papers_json import DIMENSIONS, address_json
from sandbox.cin7.purchase_documents import Purchase, Receipt, ReceiptLine
from sandbox.cin7.purchases import SUPPLIER, Purchases
from sandbox.cin7.sale_json import CURRENCY
from sandbox.cin7.sale_list import moment_of
from sandbox.cin7.wire import day, moment, number

STATUSES = {
    "NOT RECEIVED": "ORDERED",
    "PARTIALLY RECEIVED": "RECEIVING",
    "FULLY RECEIVED": "RECEIVED",
}
"""``Status`` by ``CombinedReceivingStatus``."""

EQUAL = {
    "orderstatus": "OrderStatus",
    "restockreceivedstatus": "StockReceivedStatus",
    "invoicestatus": "InvoiceStatus",
    "creditnotestatus": "CreditNoteStatus",
    "unstockstatus": "UnstockStatus",
    "status": "Status",
    "dropshiptaskid": "DropShipTaskID",
}
"""Filters by equality: parameter (lower case) -> field."""


def list_page(ground: Ground, purchases: Purchases, params: Mapping[str, str]) -> str:
    """A page of ``/purchaseList``, by creation ascending."""
    page = Page.of(params, ground.switches)
    since, until = moment_of(params, "updatedsince"), moment_of(params, "updateduntil")
    search, required_by = params.get("search", "").lower(), params.get("requiredby", "")
    rows: list[Json] = []
    for purchase in purchases:
        row = list_row(purchase)
        searched = f"{purchase.number}\n{SUPPLIER}\n{row['Status']}".lower()
        if (since and purchase.updated < since) or (until and purchase.updated > until):
            continue
        if search not in searched:
            continue
        if required_by and (not purchase.required_by or purchase.required_by > required_by):
            continue
        wanted = [(params[key], row[name]) for key, name in EQUAL.items() if params.get(key)]
        if all(asked == found for asked, found in wanted):
            rows.append(row)
    return page.envelope("PurchaseList", rows)


def list_row(purchase: Purchase) -> dict[str, Json]:
    """The purchase's row in ``/purchaseList``."""
    return {
        "ID": purchase.purchase_id,
        "BlindReceipt": False,
        "OrderNumber": purchase.number,
        "Status": STATUSES[purchase.receiving],
        "OrderDate": day(purchase.created),
        "InvoiceDate": None,
        "Supplier": SUPPLIER,
        "SupplierID": purchase.supplier_id,
        "InvoiceNumber": None,
        "InvoiceAmount": 0,
        "PaidAmount": 0,
        "InvoiceDueDate": None,
        "RequiredBy": purchase.required_by,
        "BaseCurrency": CURRENCY,
        "SupplierCurrency": CURRENCY,
        "CreditNoteNumber": None,
        "OrderStatus": AUTHORISED,
        "StockReceivedStatus": purchase.received[-1].status if purchase.received else NOT_AVAILABLE,
        "UnstockStatus": NOT_AVAILABLE,
        "InvoiceStatus": NOT_AVAILABLE,
        "CreditNoteStatus": NOT_AVAILABLE,
        "LastUpdatedDate": moment(purchase.updated),
        "Type": purchase.kind,
        "CombinedInvoiceStatus": "NOT INVOICED",
        "CombinedPaymentStatus": "UNPAID",
        "CombinedReceivingStatus": purchase.receiving,
        "IsServiceOnly": False,
        "DropShipTaskID": None,
    }


def purchase_json(purchase: Purchase) -> dict[str, Json]:
    """A simple purchase as the deprecated ``/purchase`` shows it."""
    receipt = purchase.put_away[0] if purchase.put_away else None
    return {
        **_header(purchase),
        "StockReceived": {
            "Status": receipt.status if receipt else NOT_AVAILABLE,
            "Lines": receipt_lines(receipt, placed=True),
        },
        "Invoice": {"Status": NOT_AVAILABLE, "Lines": []},
        "CreditNote": {"Status": NOT_AVAILABLE, "Lines": []},
        "ManualJournals": {"Status": NOT_AVAILABLE, "Lines": []},
    }


def advanced_json(purchase: Purchase) -> dict[str, Json]:
    """A purchase of any kind as ``/advanced-purchase`` shows it."""
    return {
        **_header(purchase),
        "StockReceived": documents_json(purchase.received or _none(purchase), placed=False),
        "PutAway": documents_json(purchase.put_away or _none(purchase), placed=True),
        "Invoice": [],
        "CreditNote": [],
        "ManualJournals": [],
    }


def documents_json(documents: Sequence[Receipt], *, placed: bool) -> list[dict[str, Json]]:
    """Receiving or put-away documents; only put-away says where the units are."""
    return [
        {
            "TaskID": one.task_id,
            "InvoicingAndReceivingNumber": one.number,
            "Status": one.status,
            "Lines": receipt_lines(one, placed=placed),
        }
        for one in documents
    ]


def receipt_lines(receipt: Receipt | None, *, placed: bool) -> list[dict[str, Json]]:
    """The lines of a receipt."""
    if receipt is None:
        return []
    done = receipt.status == AUTHORISED
    return [_receipt_line(line, done=done, placed=placed) for line in receipt.lines]


def _receipt_line(line: ReceiptLine, *, done: bool, placed: bool) -> dict[str, Json]:
    return {
        "Date": line.date,
        "Quantity": line.quantity,
        "ProductID": line.product.product_id,
        "SKU": line.product.sku,
        "Name": line.product.name,
        "Location": line.spot.name if placed else None,
        "LocationID": line.spot.spot_id if placed else None,
        "Received": done,
        "BatchSN": None,
        "SupplierSKU": "",
        "ExpiryDate": None,
        "CardID": line.card_id,
        **DIMENSIONS,
    }


def _none(purchase: Purchase) -> list[Receipt]:
    return [Receipt(purchase.purchase_id, 1)]


def _header(purchase: Purchase) -> dict[str, Json]:
    lines: list[Json] = [
        {
            "ProductID": line.product.product_id,
            "SKU": line.product.sku,
            "Name": line.product.name,
            "Quantity": line.quantity,
            "Price": number(line.price),
            "Discount": 0,
            "Tax": 0,
            "TaxRule": "Tax Exempt",
            "SupplierSKU": "",
            "Comment": "",
            "Total": number(line.price * line.quantity),
            **DIMENSIONS,
        }
        for line in purchase.lines
    ]
    total = number(sum((one.price * one.quantity for one in purchase.lines), Decimal(0)))
    return {
        "ID": purchase.purchase_id,
        "SupplierID": purchase.supplier_id,
        "Supplier": SUPPLIER,
        "Contact": None,
        "Phone": None,
        "InventoryAccount": "715",
        "BlindReceipt": False,
        "Approach": "STOCK",
        "BillingAddress": address_json(None, shipping=False),
        "ShippingAddress": address_json(None, shipping=True),
        "BaseCurrency": CURRENCY,
        "SupplierCurrency": CURRENCY,
        "TaxRule": "Tax Exempt",
        "TaxCalculation": "Exclusive",
        "Terms": "30 days",
        "RequiredBy": purchase.required_by,
        "Location": purchase.location.name,
        "Note": "",
        "OrderNumber": purchase.number,
        "Type": purchase.kind,
        "CombinedInvoiceStatus": "NOT INVOICED",
        "CombinedReceivingStatus": purchase.receiving,
        "CombinedPaymentStatus": "UNPAID",
        "IsServiceOnly": False,
        "OrderDate": day(purchase.created),
        "Status": STATUSES[purchase.receiving],
        "RelatedDropShipSaleTask": None,
        "CurrencyRate": 1,
        "LastUpdatedDate": moment(purchase.updated),
        "AdditionalAttributes": {f"AdditionalAttribute{n}": None for n in range(1, 11)},
        "Attachments": [],
        "InventoryMovements": [],
        "Order": {
            "Memo": "",
            "Status": AUTHORISED,
            "Lines": lines,
            "AdditionalCharges": [],
            "Prepayments": [],
            "TotalBeforeTax": total,
            "Tax": 0,
            "Total": total,
        },
    }
