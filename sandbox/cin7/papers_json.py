"""The papers that hang on a sale, as the API shows them."""

from sandbox.cin7 import statuses
from sandbox.cin7.bodies import AddressBody
from sandbox.cin7.documents import (
    Charge,
    CreditNote,
    Fulfilment,
    Invoice,
    Line,
    Paper,
    PickLine,
    Restock,
    Sale,
    ShipLine,
    Stage,
)
from sandbox.cin7.errors import Json
from sandbox.cin7.wire import number

DIMENSIONS: dict[str, Json] = {
    "ProductLength": 0,
    "ProductWidth": 0,
    "ProductHeight": 0,
    "ProductWeight": 0,
    "WeightUnits": "",
    "DimensionsUnits": "",
    **{f"ProductCustomField{n}": None for n in range(1, 11)},
}
"""What every line of an answer carries about its product."""


def address_json(address: AddressBody | None, *, shipping: bool) -> dict[str, Json]:
    """An address with its two display lines."""
    given = address or AddressBody()
    first = " ".join(part for part in (given.line1, given.line2) if part)
    second = " ".join(part for part in (given.city, given.state, given.postcode) if part)
    row: dict[str, Json] = {
        "DisplayAddressLine1": first,
        "DisplayAddressLine2": " ".join(part for part in (second, given.country) if part),
        "Line1": given.line1,
        "Line2": given.line2,
        "City": given.city,
        "State": given.state,
        "Postcode": given.postcode,
        "Country": given.country,
    }
    if shipping:
        row["Company"] = given.company
        row["Contact"] = given.contact
        row["ShipToOther"] = given.ship_to_other
    return row


def order_json(sale: Sale, moves_on: bool) -> dict[str, Json]:
    """The ``Order`` part, which also bears the sale's number."""
    body = paper_json(sale, sale.order, order=True)
    return {
        "SaleOrderNumber": sale.number,
        **body,
        "Status": statuses.order_status(sale, moves_on),
    }


def paper_json(sale: Sale, paper: Paper, *, order: bool = False) -> dict[str, Json]:
    """A quote or order with its sums."""
    before, tax, total = paper.totals(sale.header.tax_inclusive)
    return {
        "Memo": paper.memo,
        "Status": paper.status,
        "Lines": [line_json(line, order=order) for line in paper.lines],
        "AdditionalCharges": [charge_json(charge) for charge in paper.charges],
        "TotalBeforeTax": number(before),
        "Tax": number(tax),
        "Total": number(total),
    }


def line_json(line: Line, *, order: bool = False, bill: bool = False) -> dict[str, Json]:
    """A line; order lines say what is backordered, invoice lines where it is booked."""
    row: dict[str, Json] = {
        "ProductID": line.product.product_id,
        "SKU": line.product.sku,
        "Name": line.name,
        "Quantity": line.quantity,
        "Price": number(line.price),
        "Discount": number(line.discount),
        "Tax": number(line.tax),
        "AverageCost": number(line.product.cost),
        "TaxRule": line.tax_rule,
        "Comment": line.comment,
        "Total": number(line.total),
        **DIMENSIONS,
    }
    if order:
        row["DropShip"] = line.drop_ship
        row["Backorder"] = line.backorder > 0
        row["BackorderQuantity"] = line.backorder
    if bill:
        row["Account"] = line.account or "200"
    return row


def charge_json(charge: Charge, *, bill: bool = False) -> dict[str, Json]:
    """An additional charge."""
    row: dict[str, Json] = {
        "Description": charge.description,
        "Price": number(charge.price),
        "Quantity": number(charge.quantity),
        "Discount": number(charge.discount),
        "Tax": number(charge.tax),
        "Total": number(charge.total),
        "TaxRule": charge.tax_rule,
        "Comment": charge.comment,
    }
    if bill:
        row["Account"] = charge.account or "200"
    return row


def fulfilment_json(sale: Sale, one: Fulfilment) -> dict[str, Json]:
    """A fulfilment with its three stages."""
    return {
        "TaskID": one.task_id,
        "FulfillmentNumber": one.number,
        "LinkedInvoiceNumber": one.invoice_number,
        "FulFilmentStatus": statuses.task_fulfilled(sale, one),
        "Pick": stage_json(one.pick),
        "Pack": stage_json(one.pack, boxed=True),
        "Ship": ship_json(sale, one),
    }


def stage_json(stage: Stage, *, boxed: bool = False) -> dict[str, Json]:
    """A pick or pack."""
    return {
        "Status": stage.status,
        "Lines": [pick_line_json(line, boxed=boxed) for line in stage.lines],
    }


def pick_line_json(line: PickLine, *, boxed: bool = False) -> dict[str, Json]:
    """A line of a pick or pack."""
    row: dict[str, Json] = {
        "ProductID": line.product.product_id,
        "SKU": line.product.sku,
        "Name": line.product.name,
        "Location": line.spot.name,
        "LocationID": line.spot.spot_id,
        "Quantity": line.quantity,
        "BatchSN": None,
        "ExpiryDate": None,
        "NonInventory": False,
        **DIMENSIONS,
    }
    if boxed:
        row["Box"] = line.box
        row["WarrantyRegistrationNumber"] = None
    return row


def ship_json(sale: Sale, one: Fulfilment) -> dict[str, Json]:
    """The ship stage."""
    return {
        "Status": one.ship.status,
        "RequireBy": one.ship.require_by,
        "ShippingAddress": address_json(sale.header.shipping_address, shipping=True),
        "ShippingNotes": one.ship.notes,
        "Lines": [ship_line_json(line) for line in one.ship.lines],
    }


def ship_line_json(line: ShipLine) -> dict[str, Json]:
    """A shipment."""
    return {
        "ID": line.line_id,
        "ShipmentDate": line.shipment_date,
        "Carrier": line.carrier,
        "Boxes": line.boxes,
        "TrackingNumber": line.tracking_number,
        "TrackingURL": line.tracking_url,
        "IsShipped": line.is_shipped,
    }


def invoice_json(sale: Sale, one: Invoice) -> dict[str, Json]:
    """An invoice."""
    before, tax, total = one.paper.totals(sale.header.tax_inclusive)
    address = address_json(sale.header.billing_address, shipping=False)
    return {
        "TaskID": one.task_id,
        "CombineAdditionalCharges": False,
        "InvoiceNumber": one.number,
        "Memo": one.paper.memo,
        "Status": one.paper.status,
        "InvoiceDate": one.invoice_date,
        "InvoiceDueDate": one.due_date,
        "CurrencyConversionRate": 1,
        "BillingAddressLine1": address["DisplayAddressLine1"],
        "BillingAddressLine2": address["DisplayAddressLine2"],
        "LinkedFulfillmentNumber": one.linked_fulfilment,
        "Lines": [line_json(line, bill=True) for line in one.paper.lines],
        "AdditionalCharges": [charge_json(charge, bill=True) for charge in one.paper.charges],
        "Payments": [],
        "TotalBeforeTax": number(before),
        "Tax": number(tax),
        "Total": number(total),
        "Paid": 0,
    }


def credit_note_json(sale: Sale, one: CreditNote) -> dict[str, Json]:
    """A credit note with what it put back on the shelf."""
    before, tax, total = one.paper.totals(sale.header.tax_inclusive)
    return {
        "TaskID": one.task_id,
        "CombineAdditionalCharges": False,
        "CreditNoteInvoiceNumber": one.invoice_number,
        "Memo": one.paper.memo,
        "Status": one.paper.status,
        "CreditNoteDate": one.date,
        "CreditNoteNumber": one.number,
        "CreditNoteConversionRate": 1,
        "Lines": [line_json(line, bill=True) for line in one.paper.lines],
        "AdditionalCharges": [charge_json(charge, bill=True) for charge in one.paper.charges],
        "Refunds": [],
        "Restock": [restock_json(line) for line in one.restock],
        "TotalBeforeTax": number(before),
        "Tax": number(tax),
        "Total": number(total),
    }


def restock_json(line: Restock) -> dict[str, Json]:
    """Units that came back."""
    row = pick_line_json(PickLine(line.product, line.origin, line.quantity))
    row["RestockLocation"] = line.target.name
    row["RestockLocationID"] = line.target.spot_id
    return row
