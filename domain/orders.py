"""A Shopify order in our words, and whether it is one to ship.

Money is in the shop's currency, times are UTC, units are whole.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from domain.types import LocationId, Sku, StoreName


@dataclass(frozen=True, slots=True)
class ShopLine:
    """One line of an order.

    Args:
        line_id: Shopify's whole id of the line.
        sku: As it stands on the line, character for character; None or empty when there is none.
        title: What the customer read.
        units: Units still wanted (after edits and refunds); 0 for a line taken off.
        unit_price: For one unit, after all discounts.
        tax: For all ``units`` together.
        tracked: Whether Shopify keeps count of the variant; None when the line has none.
        has_variant: False for a custom line, or when the variant was deleted.
        requires_shipping: Whether the line is a thing that is sent.
        ordered: Units as the customer ordered them; never changes.
        unfulfilled: Units that Shopify still waits to be shipped.
    """

    line_id: str
    sku: Sku | None
    title: str
    units: int
    unit_price: Decimal
    tax: Decimal = Decimal(0)
    tracked: bool | None = None
    has_variant: bool = True
    requires_shipping: bool = True
    ordered: int = 0
    unfulfilled: int = 0


@dataclass(frozen=True, slots=True)
class ShippingCharge:
    """What the customer pays for the sending; ``price`` after discounts."""

    title: str
    price: Decimal
    tax: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class StandLine:
    """Units of one order line on a fulfilment order.

    Args:
        line_id: Shopify's whole id of the *order* line.
        sku: Of the variant.
        units: Still to be shipped: what Shopify counts as committed.
        shipped: Already shipped from this fulfilment order.
    """

    line_id: str
    sku: Sku | None
    units: int
    shipped: int = 0


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a part of an order stands in Shopify: one fulfilment order.

    Args:
        fulfillment_order_id: Shopify's whole id.
        location: Where it stands now; None when Shopify does not say.
        open: Whether anything of it can still be shipped or moved.
        units: What it holds.
        moved_from: Where it stood before our last move, if we moved it.
        moved_at: When that move was confirmed.
    """

    fulfillment_order_id: str
    location: LocationId | None
    open: bool
    units: tuple[StandLine, ...]
    moved_from: LocationId | None = None
    moved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LetGo:
    """Units that an order no longer wants at a place.

    Args:
        location: Where they stood.
        sku: Of the variant.
        units: How many.
        at: When that was noticed.
    """

    location: LocationId
    sku: Sku
    units: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ShopOrder:
    """An order as Shopify tells it.

    Args:
        store: Our name of the shop.
        shop_domain: Shopify's domain of the shop.
        order_id: Shopify's number, unique within the shop.
        gid: Shopify's whole id.
        name: What people call it, such as ``#1001``; not unique across shops.
        placed_at: When it was made.
        updated_at: When Shopify last touched it.
        cancelled: Whether it was called off.
        paid: Whether its money has come in (a part of it may have gone back since).
        test: Whether it was made for a trial.
        currency: Three-letter code.
        taxes_included: Whether prices hold the tax.
        country: Two-letter code of where it goes; None when nothing is sent.
        note: What was written on it.
        lines: Everything on it.
        shipping: What is paid for sending.
        stands: Its fulfilment orders.
        money_back: Whether some of its money, or all of it, was given back.
        customer: Shopify's number of who bought, to tell customers apart; empty when unknown.
        let_go: What it has let go of late, as we noticed it.
    """

    store: StoreName
    shop_domain: str
    order_id: int
    gid: str
    name: str
    placed_at: datetime
    updated_at: datetime
    cancelled: bool
    paid: bool
    test: bool
    currency: str
    taxes_included: bool
    country: str | None
    note: str | None
    lines: tuple[ShopLine, ...]
    shipping: tuple[ShippingCharge, ...] = ()
    stands: tuple[Stand, ...] = ()
    money_back: bool = False
    customer: str = ""
    let_go: tuple[LetGo, ...] = ()


class Liveness(StrEnum):
    """Why an order is, or is not, one to ship."""

    LIVE = "live"
    CANCELLED = "cancelled"
    TEST = "test"
    UNPAID = "unpaid"
    NOTHING_LEFT = "nothing-left"


@dataclass(frozen=True, slots=True)
class Live:
    """Whether an order wants a Cin7 sale, and why."""

    live: bool
    because: Liveness


def is_live(order: ShopOrder) -> Live:
    """Decide whether an order wants a Cin7 sale: paid, not called off, no trial, units left."""
    if order.cancelled:
        return Live(False, Liveness.CANCELLED)
    if order.test:
        return Live(False, Liveness.TEST)
    if not order.paid:
        return Live(False, Liveness.UNPAID)
    if not any(line.units > 0 for line in order.lines):
        return Live(False, Liveness.NOTHING_LEFT)
    return Live(True, Liveness.LIVE)


def still_wanted(order: ShopOrder) -> ShopOrder:
    """The order with every unit that Shopify still waits to be shipped, paid back or not."""
    lines = tuple(replace(line, units=max(line.units, line.unfulfilled)) for line in order.lines)
    return replace(order, lines=lines)


def external_id(order: ShopOrder) -> str:
    """The order's name in Cin7's ``ExternalID``: the shop's domain and Shopify's number."""
    return f"{order.shop_domain}/{order.order_id}"


def customer_reference(order: ShopOrder) -> str:
    """The order's name in Cin7's ``CustomerReference``, such as ``uk #1001``."""
    return f"{order.store} {order.name}"
