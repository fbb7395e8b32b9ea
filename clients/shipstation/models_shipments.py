"""What ShipStation tells of shipments, which its app calls orders."""

from decimal import Decimal
from enum import StrEnum

from pydantic import AliasChoices, Field

from clients.shipstation.fields import (
    Amount,
    Answer,
    Day,
    Flag,
    Moment,
    Money,
    OptionalSeId,
    Rows,
    SeId,
    Text,
    Weight,
    Word,
)


class ShipmentStatus(StrEnum):
    """The statuses that V2 documents; the field itself is open, for others may come."""

    PENDING = "pending"
    PROCESSING = "processing"
    LABEL_PURCHASED = "label_purchased"
    CANCELLED = "cancelled"


class Address(Answer):
    """An address as ShipStation holds it; any part may be empty."""

    name: Text = ""
    phone: Text = ""
    email: Text = ""
    company_name: Text = ""
    address_line1: Text = ""
    address_line2: Text = ""
    address_line3: Text = ""
    city_locality: Text = ""
    state_province: Text = ""
    postal_code: Text = ""
    country_code: Text = ""
    address_residential_indicator: Word = ""


class Item(Answer):
    """A line. ``external_order_item_id`` is our id of it, ``item_id`` theirs."""

    name: Text = ""
    sku: Text = ""
    quantity: int = Field(default=0, ge=0)
    unit_price: Amount | None = None
    external_order_id: Text = ""
    external_order_item_id: Text = ""
    item_id: Text = ""
    inventory_location: Text = ""
    upc: Text = ""
    weight: Weight | None = None
    fulfillment_sku: Text = Field(
        default="", validation_alias=AliasChoices("fullfilment_sku", "fulfillment_sku")
    )
    """The API spells it ``fullfilment_sku``."""


class Package(Answer):
    """A box of a shipment before it has a label."""

    package_code: Text = ""
    weight: Weight | None = None


class Tag(Answer):
    """A tag; V2 knows them by name."""

    name: Text


class Shipment(Answer):
    """A shipment: one order of the ShipStation app, or one part of a split one.

    Parts of a split order share ``shipment_number``; the new parts have no external id.
    """

    shipment_id: SeId
    external_shipment_id: str | None = None
    shipment_number: Text = ""
    shipment_status: Word
    created_at: Moment
    modified_at: Moment
    carrier_id: OptionalSeId = None
    service_code: Text = ""
    requested_shipment_service: Text = ""
    warehouse_id: OptionalSeId = None
    store_id: Text = ""
    external_order_id: Text = ""
    ship_date: Day | None = None
    hold_until_date: Moment | None = None
    is_return: Flag = False
    ship_to: Address | None = Field(default=None, repr=False)
    ship_from: Address | None = Field(default=None, repr=False)
    items: Rows[Item] = ()
    packages: Rows[Package] = ()
    tags: Rows[Tag] = ()
    amount_paid: Money | None = None
    total_weight: Weight | None = None

    @property
    def is_pending(self) -> bool:
        """Nothing is bought yet: it may be changed or cancelled."""
        return self.shipment_status == ShipmentStatus.PENDING

    @property
    def is_cancelled(self) -> bool:
        """It was cancelled, for good."""
        return self.shipment_status == ShipmentStatus.CANCELLED

    def units_of(self, external_order_item_id: str) -> Decimal:
        """Units of our line in this shipment."""
        ours = [i for i in self.items if i.external_order_item_id == external_order_item_id]
        return Decimal(sum(item.quantity for item in ours))


class CreatedShipment(Answer):
    """One row of the answer to a create: a shipment, or why there is none."""

    shipment_id: OptionalSeId = None
    errors: Rows[object] = ()


class Created(Answer):
    """The answer to a create; it comes with a 200 even when nothing was made."""

    has_errors: Flag = False
    shipments: tuple[CreatedShipment, ...]
