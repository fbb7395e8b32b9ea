"""Everything that happened in the pretend world, in order: the raw material of the books.

The states of the pretend vendors write here at the moment a thing changes; ``books.py`` only reads.
All times are the sandbox's clock. SKUs are kept character for character.
"""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Event:
    """The common part: when."""

    at: datetime


@dataclass(frozen=True, slots=True)
class ShelfChanged(Event):
    """Cin7's true figures of a product at a location are now these (units; may be negative)."""

    location: str
    sku: str
    available: int
    on_hand: int
    cause: str


@dataclass(frozen=True, slots=True)
class KitDefined(Event):
    """Cin7 assembles a product when it is sold, or opens it when one of its ``parts`` is sold and
    none stands alone (units that one build takes), or both.
    """

    sku: str
    parts: tuple[tuple[str, int], ...]
    makes: int
    assembled: bool = True
    opened: bool = False


@dataclass(frozen=True, slots=True)
class ShownChanged(Event):
    """A storefront now shows this many units of a tracked item at a location."""

    shop: str
    location_id: int
    sku: str
    item_id: int
    available: int
    cause: str
    """sale | api-write | move | cancel | refund | fulfil | seed | admin"""


@dataclass(frozen=True, slots=True)
class CountWritten(Event):
    """A client of the API set a count (one row of a batch), as applied."""

    shop: str
    location_id: int
    sku: str
    item_id: int
    value: int
    was: int
    key: str
    reference: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an order: units, and whether the storefront counts them."""

    line_id: int
    sku: str
    units: int
    tracked: bool
    price: str = "0"
    custom: bool = False
    """It was typed in by hand: no variant stands behind it."""


@dataclass(frozen=True, slots=True)
class OrderPlaced(Event):
    """A paid order came into being; ``stands`` says where how many units of which line are."""

    shop: str
    order_id: int
    name: str
    lines: tuple[Line, ...]
    stands: tuple[tuple[int, int, int], ...]
    """(line_id, location_id, units)"""
    note: str = ""


@dataclass(frozen=True, slots=True)
class UnitsSold(Event):
    """Tracked units of one SKU left what one location shows, in one order."""

    shop: str
    order_id: int
    location_id: int
    sku: str
    units: int
    shown_before: int


@dataclass(frozen=True, slots=True)
class UnitsRefused(Event):
    """Checkout refused units beyond what is shown."""

    shop: str
    sku: str
    units: int


@dataclass(frozen=True, slots=True)
class OrderStands(Event):
    """Where the open (unfulfilled, uncancelled) units of an order stand now; whole each time."""

    shop: str
    order_id: int
    stands: tuple[tuple[int, int, int], ...]
    cause: str
    """move | cancel | refund | fulfil | edit"""


@dataclass(frozen=True, slots=True)
class OrderCancelled(Event):
    """An order was cancelled whole."""

    shop: str
    order_id: int


@dataclass(frozen=True, slots=True)
class SaleChanged(Event):
    """A Cin7 sale is now in this state; ``lines`` are those of its order stage."""

    sale_id: str
    number: str
    external_id: str
    customer_reference: str
    location: str
    order_status: str
    """NOT AVAILABLE | DRAFT | AUTHORISED | VOIDED ..."""
    status: str
    lines: tuple[tuple[str, int], ...]
    """(sku, units)"""


@dataclass(frozen=True, slots=True)
class StockReceived(Event):
    """Units of a purchase order were received and authorised in Cin7."""

    purchase_id: str
    number: str
    location: str
    sku: str
    units: int


@dataclass(frozen=True, slots=True)
class Called(Event):
    """An API call arrived: ``outcome`` says how it was answered."""

    system: str
    """shopify:<shop> | cin7 | shipstation | slack"""
    operation: str
    write: bool
    outcome: str
    """ok|refused|throttled|denied|lost-before|lost-after|500|503|malformed|truncated"""
    changed: bool = False
    """the call changed the vendor's state"""
    ref: str = ""
    """what a ledger knows it by: idempotency key, sale id, fulfilment order id, subscription id"""
    cost: float = 1


@dataclass(frozen=True, slots=True)
class Delivered(Event):
    """A webhook attempt: status 0 when nobody answered; ``skus`` are the SKUs it brings news of."""

    source: str
    """shopify:<shop> | cin7 | shipstation | slack"""
    topic: str
    delivery_id: str
    status: int
    skus: tuple[str, ...]
    attempt: int
    planned: str = ""
    """lost | doubled | reordered, when the control panel asked for it"""


@dataclass(frozen=True, slots=True)
class ProductWritten(Event):
    """A client wrote to a product or variant record; ``sku_touched`` when the SKU was in it."""

    system: str
    ref: str
    sku_touched: bool


@dataclass(frozen=True, slots=True)
class ShipmentChanged(Event):
    """A ShipStation shipment (an order to be sent) is now so; whole each time."""

    shipment_id: str
    external_id: str
    """empty when it has none"""
    number: str
    warehouse_id: str
    status: str
    """pending | processing | label_purchased | cancelled"""
    lines: tuple[tuple[str, str, int], ...]
    """(external_order_item_id, sku, units)"""
    cause: str
    """create | update | cancel | label | void | split"""
    split_from: str = ""
    """the shipment it was split off from"""


@dataclass(frozen=True, slots=True)
class ParcelLabelled(Event):
    """A label was bought and is complete; a label of several packages has several numbers."""

    label_id: str
    shipment_id: str
    external_id: str
    number: str
    tracking_numbers: tuple[str, ...]
    carrier_code: str
    service_code: str
    lines: tuple[tuple[str, str, int], ...]
    """(external_order_item_id, sku, units) of the shipment"""


@dataclass(frozen=True, slots=True)
class ParcelVoided(Event):
    """A label was voided."""

    label_id: str
    shipment_id: str
    external_id: str
    tracking_numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MessagePosted(Event):
    """A message stands in a Slack channel."""

    channel: str
    ts: str
    text: str
    thread_ts: str
    """empty outside a thread"""
    event_type: str
    """of its metadata; empty without"""
    event_payload: str
    """of its metadata, as JSON with sorted keys; empty without"""


@dataclass(frozen=True, slots=True)
class MessageUpdated(Event):
    """A Slack message says something else now."""

    channel: str
    ts: str
    text: str
    event_type: str
    event_payload: str


@dataclass(frozen=True, slots=True)
class FulfilmentMade(Event):
    """A Shopify fulfilment (one shipment of an order) came into being."""

    shop: str
    order_id: int
    fulfillment_id: int
    location_id: int
    lines: tuple[tuple[int, int], ...]
    """(line_id, units)"""
    tracking: tuple[str, ...]
    company: str
    notified: bool
    """the customer was told of it"""


@dataclass(frozen=True, slots=True)
class FulfilmentCancelled(Event):
    """A Shopify fulfilment was cancelled: its units are to be shipped again."""

    shop: str
    order_id: int
    fulfillment_id: int


@dataclass(frozen=True, slots=True)
class TrackingCorrected(Event):
    """The tracking of a Shopify fulfilment is another one now."""

    shop: str
    order_id: int
    fulfillment_id: int
    tracking: tuple[str, ...]
    company: str
    notified: bool


@dataclass(frozen=True, slots=True)
class RefundMade(Event):
    """Units or money of an order were given back; a cancellation makes one too."""

    shop: str
    order_id: int
    refund_id: int
    lines: tuple[tuple[int, str, int, str, int], ...]
    """(line_id, sku, units, CANCEL | RETURN | NO_RESTOCK, location_id or 0)"""
    unshipped: tuple[tuple[int, int], ...]
    """(line_id, units) of them that had not been shipped and are not to be any more"""
    amount: str
    cause: str
    """cancel | refund"""


@dataclass(frozen=True, slots=True)
class SaleLegChanged(Event):
    """A fulfilment of a Cin7 sale (pick, pack, ship) is now so; whole each time."""

    sale_id: str
    number: str
    task_id: str
    pick_status: str
    pack_status: str
    ship_status: str
    """NOT AVAILABLE | DRAFT | PARTIALLY AUTHORISED | AUTHORISED | VOIDED"""
    lines: tuple[tuple[str, int], ...]
    """(sku, units) picked"""
    tracking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SaleInvoiced(Event):
    """An invoice of a Cin7 sale was authorised."""

    sale_id: str
    number: str
    invoice: str
    total: str


@dataclass(frozen=True, slots=True)
class SaleCredited(Event):
    """A credit note of a Cin7 sale was authorised; only ``restock`` moved stock."""

    sale_id: str
    number: str
    credit_note: str
    invoice: str
    memo: str
    lines: tuple[tuple[str, int], ...]
    """(sku, units) credited"""
    restock: tuple[tuple[str, str, int], ...]
    """(sku, location, units) that came back to a shelf"""
    total: str


@dataclass
class Journal:
    """The list of events, in the order they happened."""

    events: list[Event] = field(default_factory=list)

    def note(self, event: Event) -> None:
        """Write one event down."""
        self.events.append(event)
