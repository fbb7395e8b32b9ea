"""A day as a timeline of happenings, each at its instant of our clock (UTC)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Literal, TypeVar

from deployments.day.catalogue import Catalogue
from deployments.day.crew import USUAL, Habits
from deployments.day.places import SHOPS

ADJUSTMENT_NOTE = "adjustment invoice"
"""The note of an order that corrects a debt and sells nothing."""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line of a basket; ``custom`` when no variant stands behind it."""

    code: str
    units: int
    price: Decimal
    title: str
    custom: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """A customer buys."""

    at: datetime
    shop: str
    """Its domain."""
    name: str
    country: str
    customer: str
    """Empty when nobody knows."""
    lines: tuple[OrderLine, ...]
    note: str = ""

    @property
    def is_adjustment(self) -> bool:
        """Whether it corrects a debt and sells nothing."""
        return self.note == ADJUSTMENT_NOTE


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Somebody counts, finds or breaks: Cin7's stock on hand changes by so many units."""

    at: datetime
    sku: str
    location: str
    units: int
    why: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """A purchase order comes in whole: units by SKU."""

    at: datetime
    location: str
    units: Mapping[str, int]


class When(StrEnum):
    """How far an order is to have come when it is taken back."""

    AT_ONCE = "at-once"
    IN_CIN7 = "in-cin7"
    HANDED_OFF = "handed-off"
    LABELLED = "labelled"
    """A label was bought, nobody told yet."""
    VOID_REFUSED = "void-refused"
    """The same, and the carrier will not take the label back."""
    TOLD = "told"
    UNTOLD = "untold"
    """Told, and its label voided again."""


class How(StrEnum):
    """What the shop's people do to take something back."""

    CANCEL = "cancel"
    """The whole order; a RETURN of everything once some of it was shipped."""
    REFUND = "refund"
    """Units: CANCEL what was not shipped, RETURN what was."""
    KEEP = "keep"
    """Units, and nothing goes back to a shelf (NO_RESTOCK)."""
    MONEY = "money"
    """Money only."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Somebody takes an order back, or a part of it, once it has come so far.

    Args:
        at: Not before this.
        shop: Its domain.
        name: The order.
        when: How far it is to have come.
        how: What is done.
        units: Units by code; empty for all of the order.
        amount: Of money, when only that goes back.
    """

    at: datetime
    shop: str
    name: str
    when: When
    how: How
    units: Mapping[str, int] = field(default_factory=dict)
    amount: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Earlier:
    """An order from before the day.

    Args:
        order: What was bought, and when.
        location: The Cin7 location it was, or is to be, sent from.
        shipped: Whether it left already.
        in_cin7: Whether Cin7 has its sale; one that it lacks can't be credited by a machine.
    """

    order: Order
    location: str
    shipped: bool
    in_cin7: bool = True


@dataclass(frozen=True, slots=True)
class Cin7Outage:
    """Cin7 answers nothing but 503 for so many seconds."""

    at: datetime
    seconds: float


@dataclass(frozen=True, slots=True)
class WebhooksErr:
    """The next so many deliveries of a source are lost, doubled or out of order."""

    at: datetime
    source: str
    """``shopify:<shop>`` or ``cin7``."""
    mode: Literal["lose", "double", "reorder"]
    count: int


@dataclass(frozen=True, slots=True)
class FlashSale:
    """For a few minutes some products sell many times as fast as usual, in every shop.

    Args:
        begins: When.
        ends: When the rush is over.
        skus: Of what.
        times: How many times as fast.
    """

    begins: datetime
    ends: datetime
    skus: tuple[str, ...]
    times: int


Happening = Order | Adjustment | Receipt | TakenBack | Cin7Outage | WebhooksErr
_Kind = TypeVar("_Kind", Order, Adjustment, Receipt, TakenBack)


@dataclass(frozen=True, slots=True)
class Script:
    """All of a day.

    Args:
        name: What people call it.
        opens: The clock's origin; nothing happens before.
        happenings: In order of time.
        catalogue: What there is to sell, and where it lies.
        credit_lines: Lines on credit notes.
        earlier: Orders from before the day, to be set up before it opens.
        crew: How the warehouse's people work.
        sale: What the day is about, if it is about a sale.
    """

    name: str
    opens: datetime
    happenings: tuple[Happening, ...]
    catalogue: Catalogue
    credit_lines: int = 0
    earlier: tuple[Earlier, ...] = ()
    crew: Habits = field(default_factory=lambda: USUAL)
    sale: FlashSale | None = None

    @property
    def closes(self) -> datetime:
        """When the last thing happens."""
        return self.happenings[-1].at

    @property
    def orders(self) -> tuple[Order, ...]:
        """Every basket."""
        return self._of(Order)

    @property
    def adjustments(self) -> tuple[Adjustment, ...]:
        """Every stock correction."""
        return self._of(Adjustment)

    @property
    def receipts(self) -> tuple[Receipt, ...]:
        """Every purchase order that comes in."""
        return self._of(Receipt)

    @property
    def taken_back(self) -> tuple[TakenBack, ...]:
        """Everything that is taken back."""
        return self._of(TakenBack)

    def _of(self, kind: type[_Kind]) -> tuple[_Kind, ...]:
        return tuple(one for one in self.happenings if isinstance(one, kind))


def in_order(happenings: list[Happening]) -> tuple[Happening, ...]:
    """Sort by time; what happens at the same instant keeps its order."""
    return tuple(sorted(happenings, key=lambda one: one.at))


def troubles(opens: datetime) -> list[Happening]:
    """What goes wrong on every day: Cin7 is away for ten minutes, webhooks are lost and doubled."""
    hours = timedelta(hours=1)
    found: list[Happening] = [Cin7Outage(opens + 3 * hours, 600)]
    for source in ("cin7", *(f"shopify:{shop.domain}" for shop in SHOPS)):
        found.append(WebhooksErr(opens + 2 * hours, source, "lose", 12))
        found.append(WebhooksErr(opens + 4 * hours, source, "double", 12))
        found.append(WebhooksErr(opens + 5 * hours, source, "reorder", 6))
    return found
