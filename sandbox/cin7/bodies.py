"""The bodies that clients send, field by field; ``!`` fields of the reference are required."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from sandbox.cin7.wire import ZERO_GUID, Body, Units

Text50 = Annotated[str, Field(max_length=50)]
Text256 = Annotated[str, Field(max_length=256)]
Text1024 = Annotated[str, Field(max_length=1024)]
Amount = Annotated[Decimal, Field(decimal_places=4)]
Percent = Annotated[Decimal, Field(ge=0, le=100)]
Writable = Literal["DRAFT", "AUTHORISED"]
AutoMode = Literal["NOPICK", "AUTOPICK", "AUTOPICKPACK", "AUTOPICKPACKSHIP"]


class AddressBody(Body):
    """A billing or shipping address."""

    line1: Text256 | None = None
    line2: str | None = None
    city: str | None = None
    state: str | None = None
    postcode: Annotated[str, Field(max_length=20)] | None = None
    country: str | None = None
    company: Annotated[str, Field(max_length=128)] | None = None
    contact: Annotated[str, Field(max_length=512)] | None = None
    ship_to_other: bool = False


class SaleBody(Body):
    """POST and PUT ``/sale``: the header only."""

    id: str | None = None
    customer: Text256 | None = None
    customer_id: str | None = None
    contact: str | None = None
    phone: Text50 | None = None
    email: str | None = None
    default_account: Text50 | None = None
    skip_quote: bool = False
    billing_address: AddressBody | None = None
    shipping_address: AddressBody | None = None
    shipping_notes: Text1024 | None = None
    tax_rule: Text50 | None = None
    tax_inclusive: bool = False
    terms: Text256 | None = None
    price_tier: Text50 | None = None
    ship_by: str | None = None
    location: Text256
    sale_order_date: str | None = None
    note: Text1024 | None = None
    customer_reference: Text256 | None = None
    currency_rate: Decimal = Decimal(1)
    sales_representative: str | None = None
    carrier: Text256 | None = None
    external_id: Text256 | None = None
    additional_attributes: dict[str, str | None] | None = None
    sale_type: Literal["Simple", "Advanced"] = "Simple"
    service_only: bool = False


class LineBody(Body):
    """A line of a quote or order; the product by id or SKU."""

    product_id: str | None = None
    sku: Text50 | None = None
    name: Text1024
    quantity: Annotated[Units, Field(ge=1)]
    price: Annotated[Amount, Field(ge=0)]
    discount: Percent = Decimal(0)
    tax: Amount
    tax_rule: Text50
    comment: Text256 | None = None
    drop_ship: bool = False
    total: Decimal | None = None
    account: Text50 | None = None


class ChargeBody(Body):
    """An additional charge; the description names a service product."""

    description: Text256
    price: Amount
    quantity: Decimal
    discount: Percent = Decimal(0)
    tax: Amount
    tax_rule: Text50
    total: Decimal | None = None
    comment: Text1024 | None = None
    account: Text50 | None = None


class PaperBody(Body):
    """POST ``/sale/quote`` and ``/sale/order``."""

    sale_id: str
    combine_additional_charges: bool = False
    memo: Text1024
    status: Writable
    lines: tuple[LineBody, ...]
    additional_charges: tuple[ChargeBody, ...] = ()
    total_before_tax: Decimal
    tax: Decimal
    total: Decimal
    auto_pick_pack_ship_mode: AutoMode = "NOPICK"


class PickLineBody(Body):
    """A line of a pick or pack."""

    product_id: str | None = None
    sku: Text50 | None = None
    location: str | None = None
    location_id: str | None = None
    quantity: Annotated[Units, Field(ge=1)]
    box: Text256 | None = None


class PickBody(Body):
    """POST and PUT of a pick or pack; ``AutoPickMode`` is the short form of a pick."""

    task_id: str
    status: Writable = "DRAFT"
    auto_pick_mode: AutoMode = "NOPICK"
    lines: tuple[PickLineBody, ...] = ()


class ShipLineBody(Body):
    """A shipment of a box."""

    id: str | None = None
    shipment_date: str
    carrier: Text256 | None = None
    box: str | None = None
    boxes: str | None = None
    tracking_number: Text256 | None = None
    tracking_url: Annotated[str, Field(max_length=512)] | None = None
    is_shipped: bool | None = None


class ShipBody(Body):
    """POST and PUT ``/sale/fulfilment/ship``."""

    task_id: str
    status: Writable
    require_by: str | None = None
    shipping_notes: Text1024 | None = None
    lines: tuple[ShipLineBody, ...] = ()
    add_tracking_numbers: bool = False


class InvoiceBody(Body):
    """POST ``/sale/invoice``; a zero TaskID makes a new one."""

    sale_id: str
    task_id: str = ZERO_GUID
    memo: Text1024 | None = None
    status: Writable
    invoice_date: str
    invoice_due_date: str
    linked_fulfillment_number: str | None = None
    lines: tuple[LineBody, ...] = ()
    additional_charges: tuple[ChargeBody, ...] = ()


class RestockBody(PickLineBody):
    """A line of stock that comes back."""

    sku: Text50
    restock_location: str | None = None
    restock_location_id: str | None = None


class CreditNoteBody(Body):
    """POST ``/sale/creditnote``; a zero TaskID makes a new one."""

    sale_id: str
    task_id: str = ZERO_GUID
    credit_note_invoice_number: str
    memo: Text1024 | None = None
    status: Writable
    credit_note_date: str
    lines: tuple[LineBody, ...] = ()
    additional_charges: tuple[ChargeBody, ...] = ()
    restock: tuple[RestockBody, ...] = ()


class SaleOnlyBody(Body):
    """POST ``/sale/fulfilment``."""

    sale_id: str
