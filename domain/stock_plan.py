"""Which counts of which storefronts to change, for a whole catalogue at once.

Frames in, frames out: the same rule as `domain.stock.promise`, reckoned for every row in one go (a
test holds the two against each other). All units are whole numbers here; Cin7's fractions are
dropped when they enter.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

import numpy as np
import pandas as pd

from domain.committed import Committed
from domain.demand import Demand
from domain.matching import Product
from domain.places import together
from domain.rules import Rules
from domain.stock_changes import (
    DECIDED,
    Planned,
    StockBatch,
    StockChange,
    StockPlan,
    Unwritten,
    plain,
)
from domain.stock_decided import By, decided
from domain.stock_kits import with_kits, without_surplus
from domain.types import LocationId, Sku, StoreName
from domain.unseen import Unseen

__all__ = [
    "DECIDED",
    "SHELF",
    "SHOWN",
    "Planned",
    "StockBatch",
    "StockChange",
    "StockPlan",
    "Unwritten",
    "committed_in",
    "plan",
]

SHOWN = ["store", "location", "item_id", "sku", "tracked", "stocked", "available", "committed"]
"""Columns of what is shown, one row an item and location; ``read_began`` may stand beside them."""

SHELF = ["warehouse", "sku", "on_hand", "allocated", "available"]
"""Columns of what Cin7 holds, one row a warehouse and SKU; rows of zeros may be missing."""


def plan(
    shown: pd.DataFrame,
    shelf: pd.DataFrame,
    unseen: Unseen,
    rules: Rules,
    complete: bool,
    *,
    known: Collection[str] | None = None,
    at: datetime | None = None,
    products: Mapping[Sku, Product] | None = None,
    demand: Demand | None = None,
) -> StockPlan:
    """Decide every count that is shown.

    An item that is not stocked at a location shows nothing; it is decided like one that shows 0.

    Args:
        shown: Columns `SHOWN`. ``tracked`` and ``stocked`` are true or false; ids are whole.
        shelf: Columns `SHELF`, as told (fractions, negatives).
        unseen: Reckoned from the same read of ``shown``.
        rules: Locations, buffers, peaks, sharing, kits.
        complete: Whether the shelf holds every row there is for the SKUs shown. Then a missing row
            means zero; if not, nothing is changed.
        known: SKUs that Cin7 has products for; None when that was not asked, and then a SKU that is
            not on the shelf counts as zero.
        at: The moment to decide for; it says which peaks last.
        products: What products are, for rules that name them by tag, brand or category.
        demand: What the stores sell and how long news takes, for rules that cover demand.

    Raises:
        ValueError: The rules know peaks and no moment is given, or a kit is a part of itself.
        pandas.errors.MergeError: The shelf tells a warehouse and SKU twice.
    """
    rows = shown.merge(_locations(rules), on=["store", "location"], how="left")
    strange = rows["warehouse"].isna()
    unmapped = rows.loc[strange, ["store", "location"]].drop_duplicates()
    rows = rows[~strange]
    rows["shown"] = rows["available"].where(rows["stocked"].astype(bool), 0).astype("int64")
    why = _unwritten(rows, known, products)
    written = why == ""
    own, surplus = without_surplus(shelf, rules.kits) if rules.boms else (shelf, None)
    stands, taken = with_kits(own, unseen.units, rules.kits, rules)
    by = By(rules, at, products, demand, rules.kits, surplus)
    left = rows.loc[~written, ["store", "location", "warehouse", "item_id", "sku", "shown"]]
    return StockPlan(
        decided=decided(rows[written], stands, taken, by),
        unwritten=left.assign(because=why[~written]).reset_index(drop=True),
        unmapped=tuple(
            (StoreName(store), LocationId(location))
            for store, location in sorted(unmapped.itertuples(index=False, name=None))
        ),
        because=Planned.COMPLETE if complete else Planned.INCOMPLETE_READ,
        surplus=() if surplus is None else _shown_of(surplus, rows[written]),
    )


def _shown_of(surplus: pd.DataFrame, rows: pd.DataFrame) -> tuple[Sku, ...]:
    return tuple(map(Sku, sorted({*surplus["sku"]} & {*rows["sku"]})))


def committed_in(shown: pd.DataFrame) -> list[Committed]:
    """The committed units of what is shown, for `domain.unseen.unseen`."""
    rows = shown[(shown["committed"] > 0) & shown["sku"].fillna("").ne("")]
    columns = ["store", "location", "sku", "committed"]
    if "read_began" in rows.columns:
        columns.append("read_began")
    return [Committed(*row) for row in plain(rows[columns])]


def _locations(rules: Rules) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (store.name, location, together(behind))
            for store in rules.stores.values()
            for location, behind in store.locations.items()
        ],
        columns=["store", "location", "warehouse"],
        dtype="str",
    )


def _unwritten(
    rows: pd.DataFrame, known: Collection[str] | None, products: Mapping[Sku, Product] | None
) -> pd.Series[str]:
    """The reason not to write a row, or nothing."""
    skus = rows["sku"].fillna("")
    lacking = pd.Series(False, index=rows.index) if known is None else ~skus.isin(list(known))
    services = [sku for sku, product in (products or {}).items() if not product.counted]
    why = np.select(
        [~rows["tracked"].astype(bool), skus.eq(""), lacking, skus.isin(services)],
        [
            Unwritten.UNTRACKED.value,
            Unwritten.NO_SKU.value,
            Unwritten.NOT_IN_CIN7.value,
            Unwritten.NON_STOCK.value,
        ],
        "",
    )
    return pd.Series(why, index=rows.index, dtype="str")
