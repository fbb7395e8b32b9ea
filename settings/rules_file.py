"""The tables of the rules file, as a merchant writes them.

Only the shape is checked here, key by key; what must fit together across tables is checked in
`settings.rules_check`. A field's description is the mend that a wrong value is answered with.
"""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from settings.rules_alert_file import DAYS, AlertRuleTable, AlertsTable
from settings.rules_stock_file import BufferTable, DemandTable, PeakTable, SharingTable
from settings.rules_words import (
    NAMED,
    Country,
    LocationNumber,
    Name,
    Names,
    Seconds,
    Share,
    Table,
    Text,
)


class WarehouseTable(Table):
    """``[warehouses.<name>]``."""

    cin7_location: Text = Field(
        description="Write the location's name in Cin7, character for character."
    )
    countries: tuple[Country, ...] = Field(
        (), description='Write two-letter country codes in capitals, such as "GB".'
    )
    shipstation_warehouse: str = Field(
        "", description="Write the name of its ship-from location in ShipStation."
    )
    safety_stock: int = Field(
        0, ge=0, le=1_000_000, description="Write a number of units, 0 or more."
    )
    excluded_bins: tuple[Text, ...] = Field(
        (), description='Write the names of bins in Cin7, such as ["Quarantine"].'
    )


class StoreTable(Table):
    """``[stores.<name>]``."""

    shop_domain: str = Field(
        pattern=r"^[a-z0-9][a-z0-9.-]*\.[a-z]+$",
        description='Write the shop\'s own Shopify domain, such as "example.myshopify.com".',
    )
    currency: str = Field(
        pattern=r"^[A-Z]{3}$", description='Write the three-letter code, such as "GBP".'
    )
    cin7_customer: Text = Field(
        description="Write the Cin7 customer that this store's sales are booked to."
    )
    orders: Literal["create", "adopt"] = Field(
        description='Write "create" (we make the Cin7 sale) or "adopt" (Cin7\'s own link does).'
    )
    tax_rule: Text = Field(
        description="Write the name of the Cin7 tax rule that its sale lines carry."
    )
    locations: dict[LocationNumber, Names] = Field(
        min_length=1,
        description='Write one line a Shopify location: its number = "warehouse" or ["a", "list"].',
    )

    @property
    def warehouses(self) -> list[str]:
        """All that stand behind its locations; one named twice stands twice."""
        return [name for behind in self.locations.values() for name in behind]


class RoutingTable(Table):
    """``[routing]``."""

    priority: tuple[str, ...] = Field(
        min_length=1, description="Name every warehouse once, the first asked first."
    )
    by_country: dict[Country, tuple[str, ...]] = Field(
        default_factory=dict,
        description='Write a two-letter code in capitals = ["nearest", "next"].',
    )


class CodesTable(Table):
    """``[codes]``: lines that are no products."""

    shipping: Text = Field(
        description="Name the Cin7 service product that shipping charges become."
    )
    refund: Text = Field(
        "Refund",
        description="Name the Cin7 service product that money paid back is credited under.",
    )
    charge: dict[Text, Text] = Field(
        default_factory=dict, description='Write code = "name of a service product in Cin7".'
    )
    discount: dict[Text, Text] = Field(
        default_factory=dict, description='Write code = "name of a service product in Cin7".'
    )
    service: dict[Text, Text] = Field(
        default_factory=dict, description='Write code = "name of a service product in Cin7".'
    )


class GuardsTable(Table):
    """``[guards]``."""

    zero_share: Share = Field(Decimal("0.3"), description="Write a share from 0 to 1.")
    jump_share: Share = Field(Decimal("0.5"), description="Write a share from 0 to 1.")
    small_catalogue: int = Field(50, ge=1, description="Write a number of rows, 1 or more.")
    drift_rows: int = Field(50, ge=0, description="Write a number of counts, 0 or more.")
    drift_share: Share = Field(Decimal("0.02"), description="Write a share from 0 to 1.")


class ThresholdsTable(Table):
    """``[thresholds]``."""

    low_units: int = Field(5, ge=0, description="Write a number of units, 0 or more.")
    burst: int = Field(5, ge=1, description="Write a number of messages, 1 or more.")
    lead_days: int = Field(14, ge=0, le=365, description=DAYS)
    margin_days: int = Field(3, ge=0, le=365, description=DAYS)
    order_days: int = Field(28, ge=1, le=365, description="Write days, 1 to 365.")
    window_days: int = Field(28, ge=7, le=365, description="Write days, 7 to 365.")
    spike_times: float = Field(3, ge=0, description="Write how many times as fast, or 0 for never.")
    dead_days: int = Field(0, ge=0, le=3_650, description="Write days, or 0 for never.")
    rules: tuple[AlertRuleTable, ...] = ()


class ServiceTable(Table):
    """``[[shipping.services]]``."""

    service: Text = Field(description="Write the service's name as ShipStation shows it.")
    warehouse: str | None = Field(
        None, description="Name a warehouse of this file, or leave it out."
    )
    countries: tuple[Country, ...] = Field(
        (), description='Write two-letter country codes in capitals, such as "GB".'
    )


class ShippingTable(Table):
    """``[shipping]``."""

    services: tuple[ServiceTable, ...] = ()
    default_weight_grams: int = Field(500, ge=1, description="Write grams, 1 or more.")
    companies: dict[Text, Text] = Field(
        default_factory=dict,
        description='Write carrier_code = "the carrier\'s name as Shopify lists it".',
    )
    invoice: Literal["shipped", "credited"] = Field(
        "shipped",
        description='Write "shipped" (with the first parcel) or "credited" (when one is needed).',
    )
    notify_customer: bool = Field(True, description="Write true or false.")
    relabel_seconds: int = Field(
        86_400, ge=60, description="Write seconds of our clock, 60 or more."
    )


class SchedulesTable(Table):
    """``[schedules]``: seconds between two runs."""

    sync_stock: Seconds = Field(300, description="Write seconds, 30 to 86400.")
    ingest_orders: Seconds = Field(120, description="Write seconds, 30 to 86400.")
    push_receipts: Seconds = Field(300, description="Write seconds, 30 to 86400.")
    sweep_hints: Seconds = Field(60, description="Write seconds, 30 to 86400.")
    hand_off_fulfilment: Seconds = Field(300, description="Write seconds, 30 to 86400.")
    return_tracking: Seconds = Field(300, description="Write seconds, 30 to 86400.")
    reverse_cancellations: Seconds = Field(300, description="Write seconds, 30 to 86400.")
    watch_thresholds: Seconds = Field(900, description="Write seconds, 30 to 86400.")
    reconcile: Seconds = Field(86_400, description="Write seconds, 30 to 86400.")
    full_scan: int = Field(0, ge=0, le=86_400, description="Write seconds, 0 to 86400.")


class OverlapTable(Table):
    """``[overlap]``: seconds that a poll reaches back."""

    orders: int = Field(300, ge=0, le=86_400, description="Write seconds, 0 to 86400.")
    purchases: int = Field(600, ge=0, le=86_400, description="Write seconds, 0 to 86400.")
    labels: int = Field(600, ge=0, le=86_400, description="Write seconds, 0 to 86400.")


class Cin7Table(Table):
    """``[cin7]``."""

    boms: bool = Field(True, description="Write true or false.")


class RulesFile(Table):
    """The whole file."""

    warehouses: dict[Name, WarehouseTable] = Field(min_length=1, description=NAMED)
    stores: dict[Name, StoreTable] = Field(min_length=1, description=NAMED)
    buffers: tuple[BufferTable, ...] = ()
    routing: RoutingTable = Field(description="Add a table [routing] with a priority.")
    codes: CodesTable = Field(description="Add a table [codes] with the service for shipping.")
    guards: GuardsTable = GuardsTable()
    thresholds: ThresholdsTable = ThresholdsTable()
    schedules: SchedulesTable = SchedulesTable()
    overlap: OverlapTable = OverlapTable()
    shipping: ShippingTable = ShippingTable()
    peaks: tuple[PeakTable, ...] = ()
    sharing: tuple[SharingTable, ...] = ()
    kits: dict[Text, dict[Text, Decimal]] = Field(
        default_factory=dict, description='Write "kit" = { "component" = units }.'
    )
    cin7: Cin7Table = Cin7Table()
    demand: DemandTable = DemandTable()
    alerts: AlertsTable = AlertsTable()
