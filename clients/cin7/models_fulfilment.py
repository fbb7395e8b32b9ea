"""What Cin7 Core tells of pick, pack and ship."""

from pydantic import Field

from clients.cin7.fields import (
    Answer,
    Day,
    Figure,
    Flag,
    Guid,
    OptionalGuid,
    Rows,
    Status,
    Text,
)


class PickLine(Answer):
    """Units taken from a place: of a pick, a pack (with its ``box``) or a restock."""

    product_id: OptionalGuid = None
    sku: Text = ""
    name: Text = ""
    location: Text = ""
    """``<location>``, or ``<location>: <bin>``."""
    location_id: OptionalGuid = None
    quantity: Figure
    batch_sn: Text = ""
    expiry_date: Day | None = None
    non_inventory: Flag = False
    box: Text = ""
    restock_location: Text = ""


class Pick(Answer):
    """The pick stage; ``task_id`` is missing where it is part of a fulfilment."""

    task_id: OptionalGuid = None
    status: Status
    lines: Rows[PickLine] = ()


class Pack(Answer):
    """The pack stage; ``task_id`` is missing where it is part of a fulfilment."""

    task_id: OptionalGuid = None
    status: Status
    lines: Rows[PickLine] = ()


class ShipLine(Answer):
    """One parcel. ``boxes`` is a comma list of the boxes of the pack stage."""

    id: OptionalGuid = None
    shipment_date: Day | None = None
    carrier: Text = ""
    boxes: Text = ""
    tracking_number: Text = ""
    tracking_url: Text = ""
    is_shipped: Flag = False


class Ship(Answer):
    """The ship stage. Authorising it takes the units off the shelf."""

    task_id: OptionalGuid = None
    status: Status
    require_by: Day | None = None
    shipping_notes: Text = ""
    lines: Rows[ShipLine] = ()


class Fulfilment(Answer):
    """One shipment of a sale; a simple sale has at most one, an advanced one many."""

    task_id: Guid
    fulfillment_number: int
    linked_invoice_number: Text = ""
    status: Status = Field(default="", alias="FulFilmentStatus")
    pick: Pick
    pack: Pack
    ship: Ship


class Fulfilments(Answer):
    """All shipments of a sale."""

    sale_id: Guid
    fulfilments: Rows[Fulfilment] = ()
