"""What we send when goods leave: pick, pack and ship of one fulfilment."""

from typing import Literal, Self

from pydantic import Field, model_validator

from clients.cin7.bodies_lines import StageStatus
from clients.cin7.bodies_sales import ShippingAddressBody
from clients.cin7.fields import Guid
from clients.cin7.writing import Body, Key50, Key256, Quantity, SentDay, Sku, Words256, Words1024


class PickLineBody(Body):
    """Units taken from one place. A bin is part of the location: ``Main Warehouse: Bin 1``."""

    sku: Sku
    quantity: Quantity
    product_id: Guid | None = None
    location: Key256 | None = None
    location_id: Guid | None = None
    batch_sn: Key50 | None = None
    expiry_date: SentDay | None = None

    @model_validator(mode="after")
    def _names_its_place(self) -> Self:
        if self.location is None and self.location_id is None:
            raise ValueError("a line needs a location, by name or by id")
        return self


class PackLineBody(PickLineBody):
    """Units put into a box, which the ship stage then names."""

    box: Key256


class FulfilmentBody(Body):
    """Asks for a further fulfilment of a sale."""

    sale_id: Guid


class PickBody(Body):
    """The pick of one fulfilment. Whether a second POST adds lines or replaces them is unknown."""

    task_id: Guid
    status: StageStatus = "AUTHORISED"
    lines: tuple[PickLineBody, ...] = Field(min_length=1)


class PackBody(Body):
    """The pack of one fulfilment; its pick must be authorised. A POST adds lines, a PUT not."""

    task_id: Guid
    status: StageStatus = "AUTHORISED"
    lines: tuple[PackLineBody, ...] = Field(min_length=1)


class ShipLineBody(Body):
    """One parcel: a box, its carrier and its tracking number, or several of them with commas."""

    shipment_date: SentDay
    box: Key256
    carrier: Words256 | None = None
    tracking_number: Key256 | None = None
    is_shipped: bool = True


class ShipBody(Body):
    """The parcels of one fulfilment; its pack must be authorised. A POST adds lines.

    Cin7 authorises the stage by itself when every box is shipped, and takes the units off the
    shelf then.
    """

    task_id: Guid
    status: StageStatus = "AUTHORISED"
    lines: tuple[ShipLineBody, ...] = Field(min_length=1)
    require_by: SentDay | None = None
    shipping_address: ShippingAddressBody | None = None
    shipping_notes: Words1024 | None = Field(default=None, repr=False)


class TrackingBody(Body):
    """Other tracking numbers for the boxes of a shipment that is authorised; nothing else."""

    task_id: Guid
    status: StageStatus = "AUTHORISED"
    lines: tuple[ShipLineBody, ...] = Field(min_length=1)
    add_tracking_numbers: Literal[True] = True
