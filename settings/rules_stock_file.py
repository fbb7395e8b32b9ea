"""The tables of the rules file that say what a storefront may show of a shelf."""

from decimal import Decimal
from typing import Literal

from pydantic import Field, NaiveDatetime

from settings.rules_words import Table, Text

UNITS = "Write a number of units, 0 or more."
MOST = 1_000_000
LOCAL = "Write the local time without an offset, such as 2026-11-27T00:00:00."


class CoverTable(Table):
    """``cover`` of a buffer rule: what the other stores are expected to sell meanwhile."""

    at_most: int = Field(ge=0, le=MOST, description="Write the most units to keep back, 0 or more.")
    at_least: int = Field(0, ge=0, le=MOST, description=UNITS)


class ProductsTable(Table):
    """Which products a rule is for."""

    warehouse: str | None = Field(
        None, description="Name a warehouse of this file, or leave it out."
    )
    skus: tuple[Text, ...] | None = Field(
        None,
        min_length=1,
        description='Write a list of codes or patterns, such as ["85123A", "22*"].',
    )
    tag: Text | None = Field(None, description="Write a tag of Cin7's product, or leave it out.")
    brand: Text | None = Field(None, description="Write a brand of Cin7, or leave it out.")
    category: Text | None = Field(None, description="Write a category of Cin7, or leave it out.")
    name: str = Field("", description="Write what you call the rule, or leave it out.")


class BufferTable(ProductsTable):
    """``[[buffers]]`` and ``[[peaks.buffers]]``."""

    percent: Decimal = Field(
        Decimal(0),
        ge=0,
        le=100,
        decimal_places=2,
        description="Write a share of the shelf from 0 to 100, at most two decimals.",
    )
    fixed: int = Field(0, ge=0, le=MOST, description=UNITS)
    store: str | None = Field(None, description="Name a store of this file, or leave it out.")
    combine: Literal["greater", "lesser", "sum"] = Field(
        "greater", description='Write "greater", "lesser" or "sum".'
    )
    cover: CoverTable | None = Field(
        None, description="Write { at_most = 20 } with the most units to keep back."
    )
    floor: int = Field(0, ge=0, le=MOST, description=UNITS)
    cap: int | None = Field(None, ge=0, le=MOST, description=UNITS)
    exact: bool = Field(False, description="Write true, or leave it out.")


class PeakTable(Table):
    """``[[peaks]]``."""

    name: Text = Field(description="Write what you call the period.")
    start: NaiveDatetime = Field(description=LOCAL)
    end: NaiveDatetime = Field(description=LOCAL)
    time_zone: Text = Field(description='Write the zone of these times, such as "Europe/London".')
    buffers: tuple[BufferTable, ...] = Field(
        min_length=1, description="Add a table [[peaks.buffers]] below it."
    )


class SharingTable(ProductsTable):
    """``[[sharing]]``."""

    mode: Literal["shared", "split", "reserved", "priority"] = Field(
        description='Write "shared", "split", "reserved" or "priority".'
    )
    shares: dict[str, int] = Field(
        default_factory=dict, description="Write { store = percent }, whole numbers."
    )
    reserved: dict[str, int] = Field(
        default_factory=dict, description="Write { store = units }, the first served first."
    )
    order: tuple[str, ...] = Field((), description="Name every store, the first sees all.")
    threshold: int = Field(0, ge=0, le=MOST, description=UNITS)


class DemandTable(Table):
    """``[demand]``: how the demand behind ``cover`` is measured."""

    window_hours: int = Field(168, ge=1, le=2_160, description="Write hours, 1 to 2160.")
    delay_percent: int = Field(95, ge=50, le=100, description="Write 50 to 100.")
    delay_seconds: int = Field(900, ge=1, le=86_400, description="Write seconds, 1 to 86400.")
