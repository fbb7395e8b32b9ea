"""The tables of the rules file, as a merchant writes them.

Only the shape is checked here, key by key; what must fit together across tables is checked in
`settings.rules_check`. A field's description is the mend that a wrong value is answered with.
"""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
LocationNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]+$")]
Text = Annotated[str, StringConstraints(min_length=1)]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Seconds = Annotated[int, Field(ge=30, le=86_400)]

NAMED = "Write names in lower-case letters, digits and single underscores."


class Table(BaseModel):
    """A table of the file: a key it does not know is a slip of the pen, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class WarehouseTable(Table):
    """``[warehouses.<name>]``."""

    cin7_location: Text = Field(
        description="Write the location's name in Cin7, character for character."
    )
    countries: tuple[Country, ...] = Field(
        (), description='Write two-letter country codes in capitals, such as "GB".'
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
    locations: dict[LocationNumber, str] = Field(
        min_length=1,
        description='Write one line a Shopify location: its number = "warehouse".',
    )


class BufferTable(Table):
    """``[[buffers]]``."""

    percent: Decimal = Field(
        Decimal(0),
        ge=0,
        le=100,
        decimal_places=2,
        description="Write a share of the shelf from 0 to 100, at most two decimals.",
    )
    fixed: int = Field(0, ge=0, le=1_000_000, description="Write a number of units, 0 or more.")
    store: str | None = Field(None, description="Name a store of this file, or leave it out.")
    warehouse: str | None = Field(
        None, description="Name a warehouse of this file, or leave it out."
    )
    skus: tuple[Text, ...] | None = Field(
        None,
        min_length=1,
        description='Write a list of codes or patterns, such as ["85123A", "22*"].',
    )


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


class ThresholdsTable(Table):
    """``[thresholds]``."""

    low_units: int = Field(5, ge=0, description="Write a number of units, 0 or more.")


class SchedulesTable(Table):
    """``[schedules]``: seconds between two runs."""

    sync_stock: Seconds = Field(300, description="Write seconds, 30 to 86400.")
    ingest_orders: Seconds = Field(120, description="Write seconds, 30 to 86400.")
    push_receipts: Seconds = Field(300, description="Write seconds, 30 to 86400.")
    sweep_hints: Seconds = Field(60, description="Write seconds, 30 to 86400.")


class OverlapTable(Table):
    """``[overlap]``: seconds that a poll reaches back."""

    orders: int = Field(300, ge=0, le=86_400, description="Write seconds, 0 to 86400.")
    purchases: int = Field(600, ge=0, le=86_400, description="Write seconds, 0 to 86400.")


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
