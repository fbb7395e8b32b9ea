"""A pretend Shopify shop: its state, and what people and customers do to it without any API.

The API's side is in ``routes.py`` and ``resolvers``; both change the same state, and every change
is written to the world's journal at the moment it happens.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.journal import Event
from sandbox.shopify import checkout, order_payloads, reversals
from sandbox.shopify.bucket import Bucket
from sandbox.shopify.catalogue import Catalogue
from sandbox.shopify.checkout import CheckoutLine, CheckoutResult
from sandbox.shopify.fulfilment import FulfilmentDesk
from sandbox.shopify.idempotency import Keys
from sandbox.shopify.jobs import Jobs
from sandbox.shopify.money import amount
from sandbox.shopify.orders import Order, OrderBook, OrderLine
from sandbox.shopify.refunds import Refund, of_line
from sandbox.shopify.stock import Stock
from sandbox.shopify.tokens import Doorkeeper
from sandbox.shopify.webhooks import Hooks

if TYPE_CHECKING:
    from sandbox.shopify.switches import ShopifySwitches
    from sandbox.world import World

__all__ = ["CheckoutLine", "CheckoutResult", "Shop"]

SCOPES = (
    "read_products",
    "write_products",
    "read_inventory",
    "write_inventory",
    "read_locations",
    "read_orders",
    "write_orders",
    "read_customers",
    "read_merchant_managed_fulfillment_orders",
    "write_merchant_managed_fulfillment_orders",
    "read_third_party_fulfillment_orders",
    "write_third_party_fulfillment_orders",
    "read_fulfillments",
    "write_fulfillments",
)
"""What an app is granted unless a test says otherwise; without ``read_all_orders``."""


class Shop:
    """One shop.

    Args:
        world: The world it stands in.
        domain: ``something.myshopify.com`` or the like; its key.
        name: What people call it.
        currency: Three letters.
        country: Two letters.
    """

    def __init__(
        self, world: "World", domain: str, name: str, currency: str = "GBP", country: str = "GB"
    ) -> None:
        self.world = world
        self.domain, self.name, self.currency, self.country = domain, name, currency, country
        self.id = world.ids()
        self.system = f"shopify:{domain}"
        self.static_tokens: set[str] = set()
        self.apps: dict[str, str] = {}
        """Secrets by client id."""
        self.webhook_secret = f"shpss_{domain}"
        """What webhooks are signed with: the app's secret."""
        self.scopes: tuple[str, ...] = SCOPES
        self.bucket_size, self.restore_rate = 2000.0, 100.0
        """Points, and points a second: those of a Standard shop."""
        self.taxes_included = True
        self.tax_title, self.tax_rate = "VAT", Decimal(0)
        self.utc_offset_minutes = 0
        """How far the shop's own time, which webhook bodies use, is from UTC."""
        self.changes = 0
        """How often anything changed; an API call that leaves it alone changed nothing."""
        self.calls = 0
        self.buckets: dict[str, Bucket] = {}
        self.catalogue = Catalogue(self)
        self.stock = Stock(self)
        self.orders = OrderBook(self)
        self.fulfilment = FulfilmentDesk(self)
        self.hooks = Hooks(self)
        self.keys = Keys(self)
        self.jobs = Jobs(self)
        self.door = Doorkeeper(self)

    @property
    def switches(self) -> "ShopifySwitches":
        """The world's switches for all shops."""
        return self.world.shopify_switches

    def now(self) -> datetime:
        """The world's time."""
        return self.world.clock.now()

    def note(self, event: Event) -> None:
        """Write to the world's journal."""
        self.world.journal.note(event)

    def changed(self) -> None:
        """Something is no longer as it was."""
        self.changes += 1

    def bucket(self, app: str) -> Bucket:
        """The points of an app."""
        if app not in self.buckets:
            self.buckets[app] = Bucket(self.bucket_size, self.restore_rate, self.now())
        return self.buckets[app]

    # -- what people and customers do ------------------------------------------------------

    def add_location(self, location_id: int, name: str, country: str) -> None:
        """Open a location; ``country`` is two letters."""
        self.catalogue.add_location(location_id, name, country)

    def add_item(
        self,
        sku: str | None,
        title: str,
        price: Decimal | str | float,
        tracked: bool = True,
        policy: str = "DENY",
        levels: Mapping[int, int] | None = None,
    ) -> tuple[int, int]:
        """Put a product with one variant on sale; returns the variant's and the item's number.

        ``levels`` are available units by location id; where it has no entry the item is not
        stocked.
        """
        variant = self.catalogue.add_item(sku, title, amount(price), tracked=tracked, policy=policy)
        for location_id, available in (levels or {}).items():
            self.stock.seed(variant.item, location_id, available)
        return variant.id, variant.item.id

    def checkout(
        self,
        lines: Sequence[CheckoutLine],
        *,
        country: str,
        customer: str | None = None,
        name: str | None = None,
        note: str = "",
        shipping: Decimal | str | None = None,
    ) -> CheckoutResult:
        """Let a customer buy; see ``checkout.py``."""
        return checkout.checkout(
            self,
            lines,
            country=country,
            customer=customer,
            name=name,
            note=note,
            shipping=shipping,
        )

    def order(self, order_id: int) -> Order:
        """The order of that number.

        Raises:
            KeyError: There is none.
        """
        return self.orders.by_id[order_id]

    def cancel_order(self, order_id: int, restock: bool = True, reason: str = "CUSTOMER") -> None:
        """Cancel an order at once, money back; one that is cancelled already stays as it is.

        Raises:
            CannotCancel: Some of it has been shipped: it has to be refunded.
            KeyError: No such order.
        """
        if reversals.why_not_cancel(self.order(order_id)) == reversals.OUTSTANDING:
            raise reversals.CannotCancel(reversals.OUTSTANDING)
        reversals.cancel(self, self.order(order_id), restock=restock, reason=reason)

    def refund(
        self,
        order_id: int,
        lines: Sequence[tuple[int, int, str, int | None]],
        note: str = "",
        *,
        amount: Decimal | None = None,
        shipping: Decimal = Decimal(0),
    ) -> Refund:
        """Refund (line, units, CANCEL | RETURN | NO_RESTOCK, location for the units or None).

        ``amount`` is the money that goes back, the price of all this unless said; ``shipping`` what
        of it is for the delivery. Without lines only money goes back.

        Raises:
            TooMany: More units than there are.
            KeyError: No such order or line.
        """
        order = self.order(order_id)
        back = [
            entry
            for line_id, units, restock_type, location_id in lines
            for entry in of_line(self._line(order, line_id), units, restock_type, location_id)
        ]
        return reversals.refund(
            self, order, back, paid_back=amount, shipping=shipping, note=note or None
        )

    def edit_down(self, order_id: int, line_id: int, units: int) -> Refund:
        """Somebody edits an order so that only so many units of a line are left, money back.

        Raises:
            TooMany: Units that were shipped would have to go, or there are no more than so many.
            KeyError: No such order or line.
        """
        order = self.order(order_id)
        line = self._line(order, line_id)
        less = line.current_quantity - units
        if less <= 0:
            raise reversals.TooMany(f"{order.name} has no more than {units} units of that line")
        back = list(of_line(line, less, "CANCEL", None))
        reversals.check(back)
        order.edited = True
        made = reversals.refund(self, order, back, cause="edit")
        edit_id = self.world.ids()
        self.hooks.fire(
            "ORDERS_EDITED",
            lambda: order_payloads.edited(self, order, edit_id, line, less),
            [line.sku],
        )
        return made

    def _line(self, order: Order, line_id: int) -> OrderLine:
        line = order.line(line_id)
        if line is None:
            raise KeyError(f"{order.name} has no line {line_id}")
        return line

    def hand_edit(self, sku: str, location_id: int, available: int) -> None:
        """Somebody types another count into the admin; stocks the item there if need be."""
        item = self.catalogue.variant_of(sku).item
        level = self.stock.level(item, location_id)
        if level is None:
            self.stock.activate(item, location_id, available, cause="admin")
        else:
            self.stock.shift(level, "admin", available=available - level.available)
