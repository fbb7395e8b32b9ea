"""The merchant's rules as data: who sells, from where, how much is kept back, what waits.

The numbers live in the file named by ``STOCKSTEADY_RULES``; `settings.load` checks them and builds
these. Nothing here reads a file, and no policy has a number of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from enum import StrEnum

from domain.alert_rules import AlertRule, Limits
from domain.buffers import NO_BUFFER, BufferRule, buffer_for
from domain.codes import Codes
from domain.kits import Kits
from domain.matching import Speaks
from domain.peaks import Peak
from domain.places import Behind
from domain.sharing import SharingRule
from domain.shipping_rules import ShippingRules
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
        shipstation_warehouse: The name of its ship-from location at the carrier desk; empty when
            it is that of Cin7.
        safety_stock: Units of every SKU that no store is ever shown.
        excluded_bins: Names of bins in Cin7 whose units are not for sale (quarantine, damaged).
    """

    name: WarehouseName
    cin7_location: str
    countries: tuple[str, ...] = ()
    shipstation_warehouse: str = ""
    safety_stock: int = 0
    excluded_bins: frozenset[str] = frozenset()

    @property
    def ships_from(self) -> str:
        """What the carrier desk calls it."""
        return self.shipstation_warehouse or self.cin7_location


@dataclass(frozen=True, slots=True)
class Store:
    """A storefront.

    Args:
        name: Our short name.
        shop_domain: Shopify's own domain of the shop, such as ``uk.myshopify.example``.
        currency: Three-letter code of the shop's money.
        cin7_customer: The Cin7 customer that its sales are booked to.
        orders: Whether we create the Cin7 sales or adopt those of Cin7's own link.
        locations: Which of our warehouses stand behind each Shopify location, the first named
            first; each warehouse at most once.
        tax_rule: The Cin7 tax rule that its sale lines carry.
    """

    name: StoreName
    shop_domain: str
    currency: str
    cin7_customer: str
    orders: OrderMode
    locations: Mapping[LocationId, Behind]
    tax_rule: str

    def location_of(self, warehouse: WarehouseName) -> LocationId | None:
        """The Shopify location that pictures this warehouse in this store, if one does."""
        for location, behind in self.locations.items():
            if warehouse in behind:
                return location
        return None

    @property
    def warehouses(self) -> Behind:
        """All that may ship its orders, as its locations name them."""
        return tuple(name for behind in self.locations.values() for name in behind)


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
        drift_rows: So many counts that nothing explains are repaired without asking.
        drift_share: The same as a share (0 to 1) of all counts; the greater of both holds.
    """

    zero_share: Decimal
    jump_share: Decimal
    small_catalogue: int
    drift_rows: int = 50
    drift_share: Decimal = Decimal("0.02")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What is worth a word before it hurts.

    Args:
        low_units: A SKU with this many units available in a warehouse, or fewer, is running low.
        burst: More new conditions than this at once are told in one message.
        lead_days: From an order to its goods.
        margin_days: Days that should be left when they come.
        order_days: How long one order is to last.
        window_days: How far back sales are counted.
        spike_times: Lately so many times as fast as before is a spike; 0: never one.
        dead_days: So many days without a sale make units dead stock; 0: never.
        rules: Other numbers for some SKUs.
    """

    low_units: int
    burst: int = 5
    lead_days: int = 14
    margin_days: int = 3
    order_days: int = 28
    window_days: int = 28
    spike_times: float = 3.0
    dead_days: int = 0
    rules: tuple[AlertRule, ...] = ()

    @property
    def usual(self) -> Limits:
        """What holds where no rule speaks."""
        return Limits(
            self.low_units,
            self.lead_days,
            self.margin_days,
            self.order_days,
            self.spike_times,
            self.dead_days,
        )


@dataclass(frozen=True, slots=True)
class Alerts:
    """When people hear of all at once, and who hears of what nobody looks after.

    Args:
        digest_at: The local time of the daily digest; None: there is none.
        time_zone: Of that time.
        escalate_after_hours: Nobody has said "seen" for so long; 0: never.
        escalate_to: The Slack member id of who is called then.
    """

    digest_at: time | None = None
    time_zone: str = "UTC"
    escalate_after_hours: int = 0
    escalate_to: str = ""


@dataclass(frozen=True, slots=True)
class Schedules:
    """How often each flow runs by itself, in seconds of our clock."""

    sync_stock: int
    ingest_orders: int
    push_receipts: int
    sweep_hints: int
    hand_off_fulfilment: int = 300
    return_tracking: int = 300
    reverse_cancellations: int = 300
    watch_thresholds: int = 900
    reconcile: int = 86_400
    full_scan: int = 0
    """So long sync-stock may do without reading all of the shelf, where that is cheaper."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """How far a poll reaches back behind what it has already seen, in seconds of our clock."""

    orders: int
    purchases: int
    labels: int = 600


@dataclass(frozen=True, slots=True)
class Measuring:
    """How the demand behind adaptive buffers is measured.

    Args:
        window_seconds: How far back sales are counted.
        delay_percent: The delay is the one that so many percent of those measured do not exceed.
        delay_seconds: The delay to reckon with until enough are measured.
    """

    window_seconds: int = 7 * 86_400
    delay_percent: int = 95
    delay_seconds: int = 900


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
    shipping: ShippingRules = field(default_factory=ShippingRules)
    peaks: tuple[Peak, ...] = ()
    sharing: tuple[SharingRule, ...] = ()
    kits: Kits = field(default_factory=dict)
    boms: bool = True
    """Whether what Cin7 assembles by itself is a kit too, by its bills of materials."""
    measuring: Measuring = field(default_factory=Measuring)
    alerts: Alerts = field(default_factory=Alerts)

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

    @property
    def every_buffer(self) -> tuple[BufferRule, ...]:
        """The everyday buffer rules and those of all peaks."""
        return (*self.buffers, *(rule for peak in self.peaks for rule in peak.buffers))

    @property
    def describes(self) -> bool:
        """Does any rule name products by tag, brand or category?"""
        named: tuple[Speaks, ...] = (*self.every_buffer, *self.sharing, *self.thresholds.rules)
        return any(rule.tag or rule.brand or rule.category for rule in named)

    @property
    def measures(self) -> bool:
        """Does any rule ask for the demand that is to be expected?"""
        return any(rule.cover is not None for rule in self.every_buffer)

    def buffer_for(self, store: StoreName, warehouse: WarehouseName, sku: Sku) -> BufferRule:
        """What is kept back every day of this SKU, for this store, in this warehouse."""
        return buffer_for(self.buffers, store, warehouse, sku)


__all__ = [
    "NO_BUFFER",
    "AlertRule",
    "Alerts",
    "BufferRule",
    "Codes",
    "Guards",
    "Measuring",
    "OrderMode",
    "Overlap",
    "Routing",
    "Rules",
    "Schedules",
    "ShippingRules",
    "Store",
    "Thresholds",
    "Warehouse",
]
