"""Products, variants, inventory items and locations of one shop: what is sold, and from where."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from sandbox.shopify.identifiers import gid, level_gid

if TYPE_CHECKING:
    from sandbox.shopify.state import Shop

ON_HAND_PARTS = (
    "available",
    "committed",
    "damaged",
    "quality_control",
    "reserved",
    "safety_stock",
)
"""The states whose sum is ``on_hand``; ``incoming`` stands outside."""

QUANTITY_NAMES = (*sorted((*ON_HAND_PARTS, "incoming", "on_hand")),)


@dataclass(slots=True, eq=False)
class Location:
    """A place that holds stock."""

    typename: ClassVar[str] = "Location"
    id: int
    name: str
    country: str
    """Two letters."""
    created_at: datetime
    updated_at: datetime
    is_active: bool = True

    @property
    def gid(self) -> str:
        """Its global id."""
        return gid("Location", self.id)


@dataclass(slots=True, eq=False)
class Level:
    """An item at a location."""

    typename: ClassVar[str] = "InventoryLevel"
    item: "Item"
    location: Location
    created_at: datetime
    updated_at: datetime
    is_active: bool = True
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ON_HAND_PARTS, 0))
    touched: dict[str, datetime] = field(default_factory=dict)
    """When each state was last set or moved; a sum that merely follows is never touched."""

    @property
    def gid(self) -> str:
        """Its global id, with the query string that is part of it."""
        return level_gid(self.location.id, self.item.id)

    @property
    def available(self) -> int:
        """Units that can be sold from here; may be negative."""
        return self.counts["available"]

    def quantity(self, name: str) -> int:
        """Units in a state; ``on_hand`` is the sum of its parts."""
        if name == "on_hand":
            return sum(self.counts[part] for part in ON_HAND_PARTS)
        return self.counts.get(name, 0)


@dataclass(slots=True, eq=False)
class Item:
    """What stock is kept of; the SKU lives here."""

    typename: ClassVar[str] = "InventoryItem"
    id: int
    sku: str | None
    tracked: bool
    created_at: datetime
    updated_at: datetime
    requires_shipping: bool = True
    levels: dict[int, Level] = field(default_factory=dict)
    """By location id."""
    skus: list[tuple[datetime, str | None]] = field(default_factory=list)
    """Every SKU it had, with the moment it got it: the search index lags behind."""
    variant: "Variant" = field(init=False)

    @property
    def gid(self) -> str:
        """Its global id."""
        return gid("InventoryItem", self.id)


@dataclass(slots=True, eq=False)
class Variant:
    """What a customer puts into the basket."""

    typename: ClassVar[str] = "ProductVariant"
    id: int
    product: "Product"
    item: Item
    price: Decimal
    policy: str
    """``DENY``: no more than is shown may be sold. ``CONTINUE``: no end."""
    created_at: datetime
    updated_at: datetime
    barcode: str | None = None

    @property
    def gid(self) -> str:
        """Its global id."""
        return gid("ProductVariant", self.id)

    @property
    def sku(self) -> str | None:
        """The item's SKU; the two are one value."""
        return self.item.sku

    def shown(self) -> int:
        """Units shown over all active locations."""
        return sum(
            level.available
            for level in self.item.levels.values()
            if level.is_active and level.location.is_active
        )


@dataclass(slots=True, eq=False)
class Product:
    """A product; here each has the one variant it was made with."""

    typename: ClassVar[str] = "Product"
    id: int
    title: str
    created_at: datetime
    updated_at: datetime
    variants: list[Variant] = field(default_factory=list)

    @property
    def gid(self) -> str:
        """Its global id."""
        return gid("Product", self.id)


class Catalogue:
    """All of it, by id and by SKU."""

    def __init__(self, shop: "Shop") -> None:
        self._shop = shop
        self.locations: dict[int, Location] = {}
        self.products: dict[int, Product] = {}
        self.variants: dict[int, Variant] = {}
        self.items: dict[int, Item] = {}
        self._by_sku: dict[str, list[Variant]] = {}

    def add_location(self, location_id: int, name: str, country: str) -> Location:
        """Open a location under a given number."""
        now = self._shop.now()
        location = Location(location_id, name, country, now, now)
        self.locations[location_id] = location
        return location

    def active_locations(self) -> list[Location]:
        """The open ones, lowest number first."""
        return [at for _, at in sorted(self.locations.items()) if at.is_active]

    def add_item(
        self, sku: str | None, title: str, price: Decimal, *, tracked: bool, policy: str
    ) -> Variant:
        """Make a product with one variant, stocked nowhere."""
        new, now = self._shop.world.ids, self._shop.now()
        product = Product(new(), title, now, now)
        item = Item(new(), sku, tracked, now, now)
        variant = Variant(new(), product, item, price, policy, now, now)
        item.variant = variant
        item.skus.append((now, sku))
        product.variants.append(variant)
        self.products[product.id] = product
        self.items[item.id] = item
        self.variants[variant.id] = variant
        if sku:
            self._by_sku.setdefault(sku, []).append(variant)
        return variant

    def variants_of(self, sku: str) -> list[Variant]:
        """All variants with exactly this SKU; the oldest first. SKUs are not unique."""
        return self._by_sku.get(sku, [])

    def variant_of(self, sku: str) -> Variant:
        """The oldest variant with exactly this SKU.

        Raises:
            KeyError: There is none.
        """
        found = self.variants_of(sku)
        if not found:
            raise KeyError(f"{self._shop.domain} sells no {sku!r}")
        return found[0]

    def rename(self, item: Item, sku: str | None) -> None:
        """Give an item another SKU; order lines keep the old text."""
        if item.sku:
            self._by_sku[item.sku].remove(item.variant)
        if sku:
            self._by_sku.setdefault(sku, []).append(item.variant)
        item.sku = sku
        item.skus.append((self._shop.now(), sku))

    def indexed_sku(self, item: Item, at: datetime) -> str | None:
        """The SKU a search index of that moment knows the item by; None before it was made."""
        known = [sku for since, sku in item.skus if since <= at]
        return known[-1] if known else None
