"""What the carrier desk is told of one order that is ready to be sent, and when one is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from domain.codes import Codes
from domain.shipping_rules import ShippingRules, service_for
from domain.types import LocationId, Sku, WarehouseName


@dataclass(frozen=True, slots=True)
class ShipTo:
    """Where the parcel goes. ``country`` is a two-letter code; what is not known is empty."""

    name: str
    line1: str
    line2: str
    city: str
    province: str
    postcode: str
    country: str
    company: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class ShipmentLine:
    """Goods to be sent: ``price`` and ``grams`` are those of one unit."""

    line_id: str
    sku: Sku
    name: str
    units: int
    price: Decimal
    grams: int


@dataclass(frozen=True, slots=True)
class ShipmentDraft:
    """One order for the carrier desk.

    Args:
        external_id: Our name of it, ``<store>:<order id>:<generation>``.
        number: What people call it: store and order name.
        warehouse: Where it leaves from.
        ships_from: What the desk calls that place.
        ship_to: Where it goes; never kept in the ledger.
        lines: The goods.
        service: The service asked for; None leaves it to the desk.
        references: Up to three, where the warehouse's people see them: order, Cin7 sale, shop and
            order number.
        note: What the customer wrote.
    """

    external_id: str
    number: str
    warehouse: WarehouseName
    ships_from: str
    ship_to: ShipTo
    lines: tuple[ShipmentLine, ...]
    service: str | None
    references: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class WantedLine:
    """A line of the order now: ``units`` are those neither shipped nor taken back."""

    line_id: str
    """Shopify's number of the line."""
    sku: Sku | None
    title: str
    units: int
    price: Decimal
    """Of one unit."""
    requires_shipping: bool
    has_variant: bool

    def is_goods(self, codes: Codes) -> bool:
        """Whether it goes into a parcel: a product that is sent, no service and no charge."""
        code = self.sku or ("" if self.has_variant else self.title)
        return (
            self.requires_shipping
            and self.units > 0
            and bool(self.sku)
            and codes.meaning(code) is None
        )


class PartState(StrEnum):
    """Whether a fulfilment order may be sent."""

    OPEN = "open"
    ON_HOLD = "on-hold"
    """Somebody holds it, or it is scheduled for a later day."""
    OVER = "over"
    """Closed or cancelled: nothing of it is to be sent."""


@dataclass(frozen=True, slots=True)
class Part:
    """One fulfilment order: line id to units that it still holds."""

    location: LocationId | None
    state: PartState
    units: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order as Shopify shows it right before it is handed over."""

    cancelled: bool
    paid: bool
    lines: tuple[WantedLine, ...]
    parts: tuple[Part, ...]
    ship_to: ShipTo | None


@dataclass(frozen=True, slots=True)
class Case:
    """What we know of the order ourselves.

    Args:
        external_id: What its next shipment will be called.
        number: Store and order name.
        warehouse: Which ships it.
        ships_from: What the carrier desk calls that place.
        location: Shopify's picture of it in this store; None when there is none.
        references: For the warehouse's people.
        live: Paid, no test, not called off, as last noted.
        authorised: Its Cin7 sale stands.
        backordered: Cin7 waits for stock.
        held: It is held, or being taken back.
        handed_over: A shipment of ours stands already.
        move_refused: Shopify would not move a part to the warehouse.
        beside: Line id to units under other live shipments of the order that nobody was told of.
        note: What the customer wrote.
    """

    external_id: str
    number: str
    warehouse: WarehouseName
    ships_from: str
    location: LocationId | None
    references: tuple[str, ...]
    live: bool = True
    authorised: bool = True
    backordered: bool = False
    held: bool = False
    handed_over: bool = False
    move_refused: bool = False
    beside: Mapping[str, int] = field(default_factory=dict)
    note: str = ""


class NotYet(StrEnum):
    """Why an order is not handed over."""

    NOT_LIVE = "not-live"
    HELD = "held"
    NOT_AUTHORISED = "not-authorised"
    BACKORDERED = "backordered"
    HANDED_OVER = "handed-over"
    NOTHING_TO_SEND = "nothing-to-send"
    ON_HOLD = "on-hold"
    WAITS_FOR_MOVE = "waits-for-move"
    MOVE_REFUSED = "move-refused"
    NO_ADDRESS = "no-address"


@dataclass(frozen=True, slots=True)
class Ready:
    """It can be sent; ``because`` is why this service."""

    draft: ShipmentDraft
    because: str


@dataclass(frozen=True, slots=True)
class NotReady:
    """It can't be sent now; ``what`` is a sentence for a person, without the customer's data."""

    because: NotYet
    what: str


def hand_off(case: Case, wanted: Wanted, codes: Codes, rules: ShippingRules) -> Ready | NotReady:
    """Decide whether an order is ready for the carrier desk, and what the desk is told.

    The units are those Shopify still wants sent. An order goes whole: one part that is held, or
    stands elsewhere than its warehouse, keeps all of it.
    """
    stopped = _stopped(case, wanted)
    if stopped is not None:
        return stopped
    lines = tuple(
        ShipmentLine(
            line.line_id,
            line.sku,
            line.title,
            units,
            max(Decimal(0), line.price),
            rules.default_weight_grams,
        )
        for line in wanted.lines
        if line.sku
        and line.is_goods(codes)
        and (units := line.units - case.beside.get(line.line_id, 0)) > 0
    )
    if not lines:
        return NotReady(NotYet.NOTHING_TO_SEND, "no line of it is to be sent")
    stands = _stands(case, wanted, {line.line_id for line in lines})
    if stands is not None:
        return stands
    ship_to = wanted.ship_to
    lacking = _lacking(ship_to)
    if ship_to is None or lacking:
        return NotReady(NotYet.NO_ADDRESS, f"Shopify shows no {', '.join(lacking)} to send it to")
    service = service_for(rules.services, case.warehouse, ship_to.country)
    draft = ShipmentDraft(
        external_id=case.external_id,
        number=case.number,
        warehouse=case.warehouse,
        ships_from=case.ships_from,
        ship_to=ship_to,
        lines=lines,
        service=service.name,
        references=case.references,
        note=case.note,
    )
    return Ready(draft, service.because)


def _stopped(case: Case, wanted: Wanted) -> NotReady | None:
    if wanted.cancelled or not case.live:
        return NotReady(NotYet.NOT_LIVE, "it is cancelled, or not one to ship")
    if not wanted.paid:
        return NotReady(NotYet.NOT_LIVE, "it is not paid")
    if case.held:
        return NotReady(NotYet.HELD, "it is held, or being taken back")
    if not case.authorised:
        return NotReady(NotYet.NOT_AUTHORISED, "its Cin7 sale is not authorised")
    if case.backordered:
        return NotReady(NotYet.BACKORDERED, "its Cin7 sale waits for stock")
    if case.handed_over:
        return NotReady(NotYet.HANDED_OVER, "it stands at the carrier desk already")
    return None


def _stands(case: Case, wanted: Wanted, goods: set[str]) -> NotReady | None:
    """Whether the parts that hold the goods may be sent, from where they are to be sent."""
    parts = [
        part
        for part in wanted.parts
        if part.state is not PartState.OVER
        and any(units > 0 and line in goods for line, units in part.units.items())
    ]
    if not parts:
        return NotReady(NotYet.ON_HOLD, "Shopify has no open fulfilment order for it")
    if any(part.state is PartState.ON_HOLD for part in parts):
        return NotReady(NotYet.ON_HOLD, "its fulfilment order is on hold in Shopify")
    if case.location is None or all(part.location == case.location for part in parts):
        return None
    if case.move_refused:
        said = f"Shopify would not move it to {case.warehouse}"
        return NotReady(NotYet.MOVE_REFUSED, said)
    return NotReady(NotYet.WAITS_FOR_MOVE, f"it is not moved to {case.warehouse} yet")


def _lacking(ship_to: ShipTo | None) -> tuple[str, ...]:
    """What an address can't do without."""
    if ship_to is None:
        return ("address",)
    needed = {
        "name": ship_to.name,
        "street": ship_to.line1,
        "city": ship_to.city,
        "country": ship_to.country,
    }
    return tuple(name for name, value in needed.items() if not value.strip())
