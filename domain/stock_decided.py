"""Every row of a catalogue decided at once: the same rule as `domain.stock.promise`.

All units are whole numbers here; Cin7's fractions are dropped when they enter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from domain.demand import Demand
from domain.kits import Kits, Teller, kits_and_parts
from domain.kits_borne import Place, opened_for
from domain.matching import Product
from domain.peaks import in_force
from domain.rules import Rules
from domain.sharing import offered
from domain.stock import Figure
from domain.stock_buffers import held_because, kept_of
from domain.stock_changes import DECIDED
from domain.stock_matching import Rows
from domain.stock_places import counts_of, free_of, shelves_of, unseen_of
from domain.types import Sku

MOST_UNITS = 1_000_000_000
"""The largest count Shopify takes."""


@dataclass(frozen=True, slots=True)
class By:
    """What rows are decided by."""

    rules: Rules
    at: datetime | None
    products: Mapping[Sku, Product] | None
    demand: Demand | None
    kits: Kits
    surplus: pd.DataFrame | None = None
    """Rows (warehouse, sku) of which Cin7 tells more than stands there and nothing explains it."""


def decided(
    rows: pd.DataFrame, shelf: pd.DataFrame, unseen: Mapping[Place, int], by: By
) -> pd.DataFrame:
    """Decide every row.

    Args:
        rows: What is shown: store, location, warehouse, item_id, sku, stocked, shown, available.
            The warehouse is a place: ``main``, or ``main + north`` where both stand behind it.
        shelf: warehouse, sku, on_hand, available, as told; kits among them.
        unseen: Whole units, by place and SKU.
        by: Rules and what they need to know.

    Returns:
        Columns `DECIDED`.

    Raises:
        pandas.errors.MergeError: The shelf tells a warehouse and SKU twice.
    """
    held = pd.DataFrame(
        [(warehouse, sku, units) for (warehouse, sku), units in unseen.items()],
        columns=["warehouse", "sku", "unseen"],
    ).astype({"warehouse": "str", "sku": "str", "unseen": "int64"})
    row = ["warehouse", "sku"]
    told = shelf[["warehouse", "sku", "on_hand", "available"]].astype(
        {"warehouse": "str", "sku": "str", "on_hand": "float64", "available": "float64"}
    )
    told = told.rename(columns={"available": "free"})
    shelves, blocks = shelves_of(rows.drop(columns=["available"]))
    out = shelves.astype({"sku": "str", "stocked": "bool", "warehouse": "str"}).merge(
        told, on=row, how="left", validate="many_to_one"
    )
    # Ten-thousandths of a unit, so that Cin7's four decimals are whole numbers from here on.
    exact = _whole(out["free"], 10_000)
    on_hand = _whole(out["on_hand"], 10_000).clip(min=0)
    whole = exact // 10_000
    own, jointly = unseen_of(out, blocks, held, kits_and_parts(by.kits))
    taken = own + jointly
    at = Rows(out, by.products)
    figures = _figures(out, exact, at, by)
    free = free_of(whole, own, jointly, blocks).clip(max=MOST_UNITS)
    safe = np.minimum(_safety(out, by.rules), free)
    bears = free - safe
    sees = _offered(out, at, bears, by.rules)
    layers = in_force(by.rules.buffers, by.rules.peaks, by.at)
    chosen = at.chosen([layer.rules for layer in layers])
    kept = kept_of(
        out, on_hand, chosen, [rule for layer in layers for rule in layer.rules], by.demand
    )
    buffer = np.minimum(kept.units, sees)
    left = sees - buffer
    promised = np.minimum(np.where(left <= kept.floor, 0, left), kept.cap)
    labels = [layer.label(n) for layer in layers for n in range(len(layer.rules))]
    out["on_hand"] = on_hand // 10_000
    out["unseen"] = taken
    out["jointly"] = jointly
    out["borne"] = free
    out["buffer"] = buffer
    out["promised"] = promised
    out["because"] = held_because(
        whole=whole,
        unseen=taken,
        safe=safe,
        bears=bears,
        sees=sees,
        buffer=buffer,
        kept=kept,
        promised=promised,
    )
    out["units"] = whole
    out["safety"] = safe
    out["offered"] = sees
    out["rule"] = np.array([*labels, ""], dtype=object).take(chosen)
    out["figure"] = figures
    return counts_of(out, blocks, MOST_UNITS)[DECIDED]


def _whole(figures: pd.Series[float], parts: int) -> npt.NDArray[np.int64]:
    """Parts of a unit as whole numbers; what is not told is zero."""
    told = figures.to_numpy(dtype="float64", na_value=0.0)
    whole: npt.NDArray[np.int64] = np.rint(told * parts).astype(np.int64)
    return whole


def _safety(rows: pd.DataFrame, rules: Rules) -> npt.NDArray[np.int64]:
    place, names = pd.factorize(rows["warehouse"])
    kept = {str(name): warehouse.safety_stock for name, warehouse in rules.warehouses.items()}
    return np.array([kept.get(str(name), 0) for name in names], dtype=np.int64)[place]


def _offered(
    rows: pd.DataFrame, at: Rows, bears: npt.NDArray[np.int64], rules: Rules
) -> npt.NDArray[np.int64]:
    """What each row's store may see of its shelf."""
    if not rules.sharing:
        return bears
    sees = bears.copy()
    chosen = at.chosen([rules.sharing])
    stores = rows["store"].to_numpy()
    for number, rule in enumerate(rules.sharing):
        for store in rules.stores:
            where = np.flatnonzero((chosen == number) & (stores == store))
            sees[where] = offered(bears[where], rule, store)
    return sees


def _figures(
    out: pd.DataFrame, exact: npt.NDArray[np.int64], at: Rows, by: By
) -> npt.NDArray[np.object_]:
    """What was made of Cin7's figure of each row; of several, the first here."""
    ended = [sku for sku, one in (by.products or {}).items() if one.discontinued]
    unknown = [kit for kit, recipe in by.kits.items() if not recipe.parts]
    bills = [kit for kit, recipe in by.kits.items() if recipe.told_by is Teller.CIN7]
    chosen = np.select(
        [
            at.skus.isin(unknown)[at.place],
            at.skus.isin(bills)[at.place],
            at.skus.isin(list(by.kits))[at.place],
            exact < 0,
            at.skus.isin(list(opened_for(by.kits)))[at.place],
            _in_surplus(out, by.surplus),
            at.skus.isin(ended)[at.place],
            out["free"].isna().to_numpy(),
            exact % 10_000 != 0,
        ],
        range(9),
        9,
    )
    named: npt.NDArray[np.object_] = np.array(
        [
            Figure.NO_RECIPE,
            Figure.BILL,
            Figure.COMPONENTS,
            Figure.NEGATIVE,
            Figure.OPENED,
            Figure.SURPLUS,
            Figure.DISCONTINUED,
            Figure.MISSING,
            Figure.FRACTION,
            Figure.TOLD,
        ],
        dtype=object,
    )
    told: npt.NDArray[np.object_] = named.take(chosen)
    return told


def _in_surplus(out: pd.DataFrame, surplus: pd.DataFrame | None) -> npt.NDArray[np.bool_]:
    if surplus is None or surplus.empty:
        return np.zeros(len(out), dtype=bool)
    keys = ["warehouse", "sku"]
    return pd.MultiIndex.from_frame(out[keys]).isin(pd.MultiIndex.from_frame(surplus[keys]))
