"""The merchant's rules as data: who sells, from where, how much is kept back, what waits.

The numbers live in the file named by ``STOCKSTEADY_RULES``; `settings.load` checks them and builds
these. Nothing here reads a file, and no policy has a number of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from domain.buffers import NO_BUFFER, BufferRule, buffer_for
from domain.codes import Codes
from domain.types import LocationId, Sku, StoreName, WarehouseName


class OrderMode(StrEnum):
    """Who makes the Cin7 sale of a store's order."""

    CREATE = "create"
    """We do."""
    ADOPT = "adopt"
    """Cin7's own Shopify link does; we find its sale, check it, and mend what is missing."""


@dataclass(frozen=True, slots=True)
class Warehouse:
    """A place we ship from.

    Args:
        name: Our short name.
        cin7_location: The name of the location in Cin7, character for character.
        countries: Two-letter codes of the countries it is the nearest warehouse for.
    """

    name: WarehouseName
    cin7_location: str
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Store:
    """A storefront.

    Args:
        name: Our short name.
        shop_domain: Shopify's own domain of the shop, such as ``uk.myshopify.example``.
        currency: Three-letter code of the shop's money.
        cin7_customer: The Cin7 customer that its sales are booked to.
        orders: Whether we create the Cin7 sales or adopt those of Cin7's own link.
        locations: Which of our warehouses each Shopify location is; each warehouse at most once.
        tax_rule: The Cin7 tax rule that its sale lines carry.
    """

    name: StoreName
    shop_domain: str
    currency: str
    cin7_customer: str
    orders: OrderMode
    locations: Mapping[LocationId, WarehouseName]
    tax_rule: str

    def location_of(self, warehouse: WarehouseName) -> LocationId | None:
        """The Shopify location that pictures this warehouse in this store, if one does."""
        for location, name in self.locations.items():
            if name == warehouse:
                return location
        return None


@dataclass(frozen=True, slots=True)
class Routing:
    """Which warehouse is asked first.

    Args:
        priority: Every warehouse, the first asked first, for countries without an order of theirs.
        by_country: For a two-letter country code, the warehouses that may ship there, nearest
            first. Only those named are asked.
    """

    priority: tuple[WarehouseName, ...]
    by_country: Mapping[str, tuple[WarehouseName, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Guards:
    """When a change of a store's counts is too large to be true and waits for a person.

    Args:
        zero_share: Share (0 to 1) of the rows above zero that may fall to zero at once.
        jump_share: Share (0 to 1) by which a store's total may rise or fall at once.
        small_catalogue: Below this many rows above zero, shares mean nothing and nothing waits.
    """

    zero_share: Decimal
    jump_share: Decimal
    small_catalogue: int


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What is worth a word before it hurts.

    Args:
        low_units: A SKU that a store promises this many units of, or fewer, is running low.
    """

    low_units: int


@dataclass(frozen=True, slots=True)
class Schedules:
    """How often each flow runs by itself, in seconds of our clock."""

    sync_stock: int
    ingest_orders: int
    push_receipts: int
    sweep_hints: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """How far a poll reaches back behind what it has already seen, in seconds of our clock."""

    orders: int
    purchases: int


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything a merchant decides, in one piece. ``buffers`` stand as in the file."""

    stores: Mapping[StoreName, Store]
    warehouses: Mapping[WarehouseName, Warehouse]
    buffers: tuple[BufferRule, ...]
    routing: Routing
    codes: Codes
    guards: Guards
    thresholds: Thresholds
    schedules: Schedules
    overlap: Overlap

    def store_at(self, shop_domain: str) -> Store | None:
        """The store with this Shopify domain, if it is one of ours."""
        for store in self.stores.values():
            if store.shop_domain == shop_domain:
                return store
        return None

    def warehouse_in_cin7(self, cin7_location: str) -> WarehouseName | None:
        """The warehouse that Cin7 calls ``cin7_location``, if it is one of ours."""
        for warehouse in self.warehouses.values():
            if warehouse.cin7_location == cin7_location:
                return warehouse.name
        return None

    def buffer_for(self, store: StoreName, warehouse: WarehouseName, sku: Sku) -> BufferRule:
        """What is kept back of this SKU, for this store, in this warehouse."""
        return buffer_for(self.buffers, store, warehouse, sku)


__all__ = [
    "NO_BUFFER",
    "BufferRule",
    "Codes",
    "Guards",
    "OrderMode",
    "Overlap",
    "Routing",
    "Rules",
    "Schedules",
    "Store",
    "Thresholds",
    "Warehouse",
]
