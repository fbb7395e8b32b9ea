"""Orders of one shop: their lines, their money, their state."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from sandbox.shopify import order_payloads
from sandbox.shopify.catalogue import Item, Variant
from sandbox.shopify.identifiers import gid
from sandbox.shopify.money import rounded
from sandbox.shopify.people import Address, Customer

if TYPE_CHECKING:
    from sandbox.shopify.fulfilment import Fulfillment, FulfillmentOrder
    from sandbox.shopify.refunds import Refund
    from sandbox.shopify.state import Shop

ZERO = Decimal(0)


@dataclass(slots=True, eq=False)
class OrderLine:
    """A line; the SKU is the text of the time of the order."""

    typename: ClassVar[str] = "LineItem"
    id: int
    order: "Order"
    sku: str | None
    title: str
    quantity: int
    price: Decimal
    requires_shipping: bool
    variant: Variant | None
    counted: bool
    """Whether its units were taken from stock."""
    fulfilled: int = 0
    refunded: int = 0
    removed: int = 0
    """Refunded before they were shipped, so never to be shipped."""

    @property
    def gid(self) -> str:
        """Its global id."""
        return gid("LineItem", self.id)

    @property
    def item(self) -> Item | None:
        """What stock is kept of."""
        return self.variant.item if self.variant else None

    @property
    def current_quantity(self) -> int:
        """Units ordered, less refunded ones."""
        return self.quantity - self.refunded

    @property
    def unfulfilled_quantity(self) -> int:
        """Units still to be shipped."""
        return self.quantity - self.fulfilled - self.removed

    def tax(self, units: int) -> Decimal:
        """The tax on so many units, contained in the price or on top of it, as the order says."""
        rate = self.order.tax_rate
        net = self.price * units
        return rounded(net * rate / (1 + rate) if self.order.taxes_included else net * rate)

    def paid_for(self, units: int) -> Decimal:
        """What so many units cost the buyer, tax included."""
        return self.price * units + (ZERO if self.order.taxes_included else self.tax(units))


@dataclass(slots=True, eq=False)
class ShippingLine:
    """What delivery costs."""

    typename: ClassVar[str] = "ShippingLine"
    id: int
    title: str
    price: Decimal

    @property
    def gid(self) -> str:
        """Its global id."""
        return gid("ShippingLine", self.id)


@dataclass(slots=True, eq=False)
class Order:
    """A paid order."""

    typename: ClassVar[str] = "Order"
    id: int
    name: str
    number: int
    created_at: datetime
    currency: str
    taxes_included: bool
    tax_title: str
    tax_rate: Decimal
    customer: Customer | None
    address: Address
    note: str | None
    lines: list[OrderLine] = field(default_factory=list)
    shipping: ShippingLine | None = None
    fulfillment_orders: "list[FulfillmentOrder]" = field(default_factory=list)
    fulfillments: "list[Fulfillment]" = field(default_factory=list)
    refunds: "list[Refund]" = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    touches: list[datetime] = field(default_factory=list)
    """Every moment it changed, for the search index that lags behind."""
    sale_transaction_id: int = 0
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None
    cancelling: bool = False
    """A cancel job is under way."""
    staff_note: str | None = None
    edited: bool = False
    closed_at: datetime | None = None

    @property
    def gid(self) -> str:
        """Its global id."""
        return gid("Order", self.id)

    @property
    def updated_at(self) -> datetime:
        """When it last changed."""
        return self.touches[-1]

    def indexed_at(self, at: datetime) -> datetime | None:
        """The last change a search index of that moment knows; None if it knows none."""
        return next((touch for touch in reversed(self.touches) if touch <= at), None)

    def line(self, line_id: int) -> OrderLine | None:
        """The line of that number."""
        return next((line for line in self.lines if line.id == line_id), None)

    @property
    def subtotal(self) -> Decimal:
        """All lines as ordered."""
        return sum((line.price * line.quantity for line in self.lines), ZERO)

    @property
    def current_subtotal(self) -> Decimal:
        """All lines, less what was refunded."""
        return sum((line.price * line.current_quantity for line in self.lines), ZERO)

    @property
    def tax(self) -> Decimal:
        """Tax on all lines as ordered."""
        return sum((line.tax(line.quantity) for line in self.lines), ZERO)

    @property
    def shipping_price(self) -> Decimal:
        """What delivery costs."""
        return self.shipping.price if self.shipping else ZERO

    @property
    def total(self) -> Decimal:
        """What the buyer paid."""
        return self.subtotal + self.shipping_price + (ZERO if self.taxes_included else self.tax)

    @property
    def current_total(self) -> Decimal:
        """What it is worth after refunds and cancellation."""
        if self.cancelled_at is not None:
            return ZERO
        lines = sum((line.paid_for(line.current_quantity) for line in self.lines), ZERO)
        return lines + self.shipping_price

    @property
    def refunded(self) -> Decimal:
        """Money given back."""
        return sum((refund.paid_back for refund in self.refunds), ZERO)

    @property
    def financial_status(self) -> str:
        """PAID, PARTIALLY_REFUNDED or REFUNDED."""
        back = self.refunded
        if back <= 0:
            return "PAID"
        return "REFUNDED" if back >= self.total else "PARTIALLY_REFUNDED"

    @property
    def fulfillment_status(self) -> str:
        """UNFULFILLED, PARTIALLY_FULFILLED or FULFILLED."""
        if not any(line.fulfilled for line in self.lines):
            return "UNFULFILLED"
        left = sum(line.unfulfilled_quantity for line in self.lines if line.requires_shipping)
        return "PARTIALLY_FULFILLED" if left else "FULFILLED"

    def stands(self) -> tuple[tuple[int, int, int], ...]:
        """Open units: (line, location, units)."""
        return tuple(
            (part.line.id, stand.location.id, part.remaining)
            for stand in self.fulfillment_orders
            for part in stand.lines
            if stand.is_open and part.remaining
        )


class OrderBook:
    """All orders of a shop."""

    def __init__(self, shop: "Shop") -> None:
        self._shop = shop
        self.by_id: dict[int, Order] = {}
        self.customers: dict[str, Customer] = {}
        self._next_number = 1001

    def customer(self, name: str) -> Customer:
        """The customer of that name, made when new."""
        if name not in self.customers:
            self.customers[name] = Customer(self._shop.world.ids(), name)
        return self.customers[name]

    def take_number(self, name: str | None) -> tuple[int, str]:
        """The next number, and the order's name: ``#`` and the number unless one is given."""
        number = self._next_number
        self._next_number += 1
        if name is None:
            return number, f"#{number}"
        digits = name.lstrip("#")
        return (int(digits) if digits.isdecimal() and len(digits) < 10 else number), name

    def touch(self, order: Order, *topics: str) -> None:
        """The order changed: new ``updatedAt``, and the webhooks of the change."""
        shop = self._shop
        order.touches.append(shop.now())
        shop.changed()
        skus = skus_of(order)
        for topic in topics:
            shop.hooks.fire(topic, lambda: order_payloads.order(shop, order), skus)


def skus_of(order: Order) -> list[str | None]:
    """The SKUs of an order's lines."""
    return list(dict.fromkeys(line.sku for line in order.lines))
