"""What was decided about the counts of storefronts, and how it is cut into calls."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

from domain.stock import Figure, Held
from domain.types import ItemId, LocationId, Sku, StoreName, WarehouseName

DECIDED = [
    "store",
    "location",
    "warehouse",
    "item_id",
    "sku",
    "stocked",
    "shown",
    "promised",
    "buffer",
    "unseen",
    "on_hand",
    "because",
    "units",
    "safety",
    "offered",
    "rule",
    "figure",
]
"""Columns of what was decided."""


class Unwritten(StrEnum):
    """Why a row that is shown is none of ours to write."""

    UNTRACKED = "untracked"
    """Shopify keeps no count of the variant: it sells whatever we say."""
    NO_SKU = "no-sku"
    """The variant has no SKU, so nothing in Cin7 is its shelf."""
    NOT_IN_CIN7 = "not-in-cin7"
    """Cin7 has no product with this SKU, character for character."""
    NON_STOCK = "non-stock"
    """Cin7's product is a service: no shelf holds any."""


class Planned(StrEnum):
    """Why a plan is as it is."""

    COMPLETE = "complete"
    """Every row was decided."""
    INCOMPLETE_READ = "incomplete-read"
    """The shelf was not read to the end: nothing is changed."""


@dataclass(frozen=True, slots=True)
class StockChange:
    """One count to write: ``shown`` becomes ``promised`` (units), and what it was reckoned from."""

    store: StoreName
    location: LocationId
    warehouse: WarehouseName
    item_id: ItemId
    sku: Sku
    stocked: bool
    shown: int
    promised: int
    buffer: int
    unseen: int
    on_hand: int
    because: Held
    units: int = 0
    """Whole units available before anything is subtracted; below 0 where more is sold."""
    safety: int = 0
    offered: int = 0
    """What this store may see of the shelf: all that is left, or its part."""
    rule: str = ""
    """The buffer rule that holds, as `domain.peaks.Layer.label` calls it; empty: none speaks."""
    figure: Figure = Figure.TOLD

    def sentence(self) -> str:
        """How the figure came about, for a person."""
        return sentence(self)


MADE = {
    Figure.FRACTION: "Cin7 tells a part of a unit, which is dropped",
    Figure.NEGATIVE: "Cin7 has sold more than there is",
    Figure.MISSING: "Cin7's complete answer has no row of it",
    Figure.COMPONENTS: "a kit, from its own shelf and its components",
    Figure.BILL: "a kit by Cin7's bill of materials, from its own shelf and its components",
    Figure.NO_RECIPE: "a kit of which Cin7 names no components: only what stands finished",
    Figure.OPENED: "what stands there, and what Cin7 opens for it by a bill of materials",
    Figure.SURPLUS: "Cin7 tells more than stands there, and no bill says of what: only what stands",
    Figure.DISCONTINUED: "discontinued in Cin7: what is left is sold off",
}
WITHHELD = {
    Held.FIXED: "{rule} keeps {buffer} back (fixed)",
    Held.SHARE: "{rule} keeps {buffer} back (percent of {on_hand} on hand)",
    Held.DEMAND: "{rule} keeps {buffer} back (demand expected meanwhile)",
    Held.FLOOR: "{rule} shows none of the last units (floor), {buffer} kept back before",
    Held.CAP: "{rule} shows no more than {promised} (cap), {buffer} kept back before",
}


def sentence(row: StockChange) -> str:
    """The figures of a row in one sentence: what there was, what was subtracted, by what rule."""
    parts = [f"{row.units} available"]
    if row.figure in MADE:
        parts[0] += f" ({MADE[row.figure]})"
    bears = max(0, row.units - row.unseen) - row.safety
    if row.unseen:
        parts.append(f"{row.unseen} sold and not in Cin7's figure yet")
    if row.safety:
        parts.append(f"{row.safety} safety stock")
    if row.offered < bears:
        parts.append(f"{row.offered} of {bears} are this store's")
    if row.because in WITHHELD:
        parts.append(
            WITHHELD[row.because].format(
                rule=row.rule, buffer=row.buffer, on_hand=row.on_hand, promised=row.promised
            )
        )
    elif row.rule:
        parts.append(f"{row.rule} keeps none back")
    return f"{', '.join(parts)}: {row.promised}."


@dataclass(frozen=True, slots=True)
class StockBatch:
    """Counts that go to one store in one call."""

    store: StoreName
    rows: tuple[StockChange, ...]


@dataclass(frozen=True, slots=True, eq=False)
class StockPlan:
    """What to do about every row that is shown.

    Args:
        decided: Every row we may write, changed or not (columns `DECIDED`).
        unwritten: Rows that are none of ours: store, location, warehouse, item_id, sku, shown,
            because.
        unmapped: Locations of a store that are no warehouse of the rules; left alone.
        because: Whether anything may be changed at all.
        surplus: SKUs of which Cin7 tells more than stands there, and nothing explains it.
    """

    decided: pd.DataFrame
    unwritten: pd.DataFrame
    unmapped: tuple[tuple[StoreName, LocationId], ...]
    because: Planned
    surplus: tuple[Sku, ...] = ()

    @property
    def changes(self) -> pd.DataFrame:
        """Rows whose count is to be written (columns `DECIDED`)."""
        if self.because is Planned.INCOMPLETE_READ:
            return self.decided.iloc[:0]
        return self.decided[self.decided["promised"] != self.decided["shown"]]

    @property
    def activate(self) -> pd.DataFrame:
        """Rows of `changes` whose item is not stocked at its location: to be activated first."""
        return self.changes[~self.changes["stocked"]]

    def batches(self, size: int = 250) -> Iterator[StockBatch]:
        """Cut the changes into calls, a store at a time, those that lower a count first.

        If a run dies half way, what is left undone is the harmless half.
        """
        for store, rows in self.changes.groupby("store", sort=True):
            by_risk = (rows["promised"] - rows["shown"]).argsort(kind="stable")
            told = [StockChange(*row) for row in plain(rows.iloc[by_risk])]
            for start in range(0, len(told), size):
                yield StockBatch(StoreName(str(store)), tuple(told[start : start + size]))


def plain(rows: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Rows as Python's own values, not numpy's: they go into JSON and the ledger."""
    yield from zip(*(rows[column].tolist() for column in rows.columns), strict=True)
