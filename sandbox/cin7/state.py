"""One pretend Cin7 Core company: all its parts, and what people do in it by hand."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.cin7.adjustments import Adjustments
from sandbox.cin7.allocation import Allocation
from sandbox.cin7.assembly import Assembly
from sandbox.cin7.availability import Availability
from sandbox.cin7.billing import Billing
from sandbox.cin7.budget import Budget
from sandbox.cin7.catalogue import Catalogue
from sandbox.cin7.fulfilment import Fulfilments
from sandbox.cin7.ground import Ground
from sandbox.cin7.hooks import Hooks
from sandbox.cin7.lines import Lines
from sandbox.cin7.places import Location
from sandbox.cin7.product_desk import ProductDesk
from sandbox.cin7.products import Kind, Product
from sandbox.cin7.purchase_documents import PurchaseKind
from sandbox.cin7.purchases import Purchases
from sandbox.cin7.receiving import Receiving
from sandbox.cin7.sale_events import SaleEvents
from sandbox.cin7.sale_list import SaleList
from sandbox.cin7.sales import Sales
from sandbox.cin7.shelves import Shelf, Shelves

if TYPE_CHECKING:
    from sandbox.world import World

COST_SHARE = Decimal("0.4")
"""What a product costs as a share of its price, when nobody says."""


class Cin7:
    """The company. Its parts do what the API asks; its own methods are for drivers and tests."""

    def __init__(self, world: "World") -> None:
        self.ground = Ground(world)
        self.account_id = ""
        self.application_keys: set[str] = set()
        self.budget = Budget(self.ground)
        self.hooks = Hooks(self.ground)
        self.catalogue = Catalogue(self.ground)
        self.shelves = Shelves(self.ground)
        self.assembly = Assembly(self.ground, self.catalogue, self.shelves)
        self.availability = Availability(self.ground, self.shelves, self.assembly)
        self.products = ProductDesk(self.ground, self.catalogue, self.shelves, self.assembly)
        lines = Lines(self.ground, self.catalogue)
        allocation = Allocation(self.ground, self.shelves, self.assembly)
        events = SaleEvents(self.hooks)
        self.sales = Sales(self.ground, self.catalogue, lines, allocation, events)
        self.sale_list = SaleList(self.ground, self.sales)
        self.fulfilments = Fulfilments(self.ground, self.catalogue, allocation, events, self.sales)
        self.billing = Billing(self.ground, self.catalogue, lines, allocation, events, self.sales)
        self.purchases = Purchases(self.ground, self.catalogue, self.shelves, self.hooks)
        self.receiving = Receiving(self.ground, self.catalogue, self.shelves, self.purchases)
        self.adjustments = Adjustments(self.ground, self.catalogue, self.shelves)
        self.shelves.on_stock_in.append(self.sales.stock_in)
        self.shelves.on_available.append(self._tell_available)

    # -- setting up ------------------------------------------------------------------------

    def set_credentials(self, account_id: str, application_key: str) -> None:
        """Let callers in with this account and key; several keys may belong to one account."""
        if account_id != self.account_id:
            self.application_keys.clear()
        self.account_id = account_id
        self.application_keys.add(application_key.lower())

    def knows(self, account_id: str, application_key: str) -> bool:
        """Whether these credentials are right."""
        same = bool(account_id) and account_id.lower() == self.account_id.lower()
        return same and application_key.lower() in self.application_keys

    def add_location(self, name: str, bins: Sequence[str] = (), country: str = "") -> Location:
        """Open a location, with bins if it has any."""
        return self.catalogue.add_location(name, tuple(bins), country)

    def add_product(
        self,
        sku: str,
        name: str,
        price: Decimal | str | int = 0,
        stock: Mapping[str, int] | None = None,
        kind: Kind = "Stock",
        cost: Decimal | str | int | None = None,
    ) -> Product:
        """Write a product down with its opening stock.

        Args:
            sku: Taken character for character.
            name: What it is called.
            price: In the company's currency.
            stock: Units by location name (or ``"<Location>: <Bin>"``).
            kind: ``Stock`` or ``Service``.
            cost: In the company's currency; a share of the price when left out.
        """
        worth = Decimal(price)
        paid = (worth * COST_SHARE).quantize(Decimal("0.01")) if cost is None else Decimal(cost)
        product = self.catalogue.add_product(sku, name, worth, paid, kind)
        for place, units in (stock or {}).items():
            self.shelves.seed(product, self.catalogue.spot(place), units)
        return product

    def set_bill(
        self,
        sku: str,
        parts: Mapping[str, int],
        makes: int = 1,
        automatic: bool = True,
        opens: bool = False,
    ) -> None:
        """Write down what a product is made of.

        Args:
            sku: The kit.
            parts: Units of each component that one build takes, by SKU.
            makes: Kits that come of one build.
            automatic: Cin7 assembles it when it is sold.
            opens: Cin7 opens it when a component is sold and none stands alone.
        """
        self.assembly.define(self.catalogue.product(None, sku), parts, makes, automatic, opens)

    # -- by hand ---------------------------------------------------------------------------

    def adjust(self, sku: str, location: str, delta: int) -> None:
        """Correct the stock on hand by so many units."""
        spot = self.catalogue.spot(location)
        shelf = self.shelves.at(self.catalogue.product(None, sku), spot.location)
        self.shelves.move(shelf, "adjustment", on_hand=delta, bin_name=spot.bin)

    def set_on_hand(self, sku: str, location: str, units: int) -> None:
        """Correct the stock on hand to so many units."""
        self.adjust(sku, location, units - self.on_hand(sku, location))

    def create_purchase(
        self,
        lines: Mapping[str, int] | Sequence[tuple[str, int]],
        location: str,
        kind: PurchaseKind = "Advanced Purchase",
        required_by: str | None = None,
    ) -> str:
        """Order units from a supplier, authorised; returns the purchase's id."""
        wanted = list(lines.items()) if isinstance(lines, Mapping) else list(lines)
        return self.purchases.create(wanted, location, kind, required_by).purchase_id

    def receive(self, purchase_id: str, lines: Mapping[str, int] | None = None) -> None:
        """Receive units (all that is to come when left out) and authorise the receipt."""
        self.receiving.by_hand(purchase_id, lines)

    # -- the truth -------------------------------------------------------------------------

    def available(self, sku: str, location: str) -> int:
        """True Available of a product at a location, in units; may be negative."""
        shelf = self._shelf(sku, location)
        return self.shelves.available(shelf) + self.assembly.told(shelf)

    def on_hand(self, sku: str, location: str) -> int:
        """True OnHand of a product at a location, in units."""
        return self._shelf(sku, location).on_hand

    def allocated(self, sku: str, location: str) -> int:
        """True Allocated of a product at a location, in units."""
        return self.shelves.allocated(self._shelf(sku, location))

    def _shelf(self, sku: str, location: str) -> Shelf:
        product = self.catalogue.product(None, sku)
        return self.shelves.at(product, self.catalogue.spot(location).location)

    def _tell_available(self, shelf: Shelf) -> None:
        kind = "Stock/AvailableStockLevelChanged"
        if not self.hooks.wanted(kind):
            return
        rows = self.availability.product_rows(shelf)
        for row in rows:
            row.pop("InTransit")
            row.pop("NextDeliveryDate")
            row["Category"] = shelf.product.fields["Category"]
            row["MaxRows"] = len(rows)
        self.hooks.fire(kind, rows, (shelf.product.sku,))
