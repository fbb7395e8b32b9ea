"""Kits in the frames of a plan: their rows of the shelf, and what their sales take.

And what is promised of rows that Cin7 derives from others though no kit explains it: nothing more
than stands there.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from domain.kits import UNIT, Kits, kits_and_parts
from domain.kits_borne import Place, Stands, bear, opened_for
from domain.rules import Rules
from domain.types import Sku, WarehouseName

FIGURES = ["on_hand", "allocated", "available"]


def without_surplus(shelf: pd.DataFrame, kits: Kits) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Leave out of Available what stands on no shelf and comes of no known kit.

    Cin7 reckons Available of some products from others' stock. Where no bill of materials says from
    which, those others may be promised the same units.

    Returns:
        The shelf; and the rows (warehouse, sku) of which something was left out.
    """
    own = shelf["on_hand"].astype("float64") - shelf["allocated"].astype("float64")
    known = shelf["sku"].isin([*kits, *opened_for(kits)])
    more = ~known & (shelf["available"].astype("float64") - own > 0.5 / UNIT)
    if not more.any():
        return shelf, shelf.loc[more, ["warehouse", "sku"]]
    told = shelf["available"].astype("float64").where(~more, own)
    return shelf.assign(available=told), shelf.loc[more, ["warehouse", "sku"]]


def with_kits(
    shelf: pd.DataFrame, unseen: Mapping[Place, int], kits: Kits, rules: Rules
) -> tuple[pd.DataFrame, Mapping[Place, int]]:
    """Put what kits bear on the shelf, and what unseen kits take among the unseen units.

    Components that come of opened kits bear what those would give, too.

    Args:
        shelf: Columns warehouse, sku, on_hand, allocated, available.
        unseen: By what was sold.
        kits: Recipes; none leaves both as they are.
        rules: Warehouses, with their safety stock.
    """
    if not kits:
        return shelf, unseen
    few = shelf[shelf["sku"].isin(list(kits_and_parts(kits)))]
    stands = {
        (WarehouseName(warehouse), Sku(sku)): Stands(*(round(units * UNIT) for units in told))
        for warehouse, sku, *told in few[["warehouse", "sku", *FIGURES]].itertuples(
            index=False, name=None
        )
    }
    safety = {name: warehouse.safety_stock for name, warehouse in rules.warehouses.items()}
    borne = bear(kits, stands, unseen, list(rules.warehouses), safety)
    rows = []
    for (warehouse, sku), units in borne.available.items():
        at = stands.get((warehouse, sku), Stands())
        # A share of the shelf is of what can be had, finished or not.
        rows.append((warehouse, sku, max(at.on_hand / UNIT, units), at.allocated / UNIT, units))
    made = pd.DataFrame(rows, columns=["warehouse", "sku", *FIGURES])
    reckoned = {*kits, *opened_for(kits)}
    others = shelf.loc[~shelf["sku"].isin(list(reckoned)), ["warehouse", "sku", *FIGURES]]
    return pd.concat([others, made], ignore_index=True), {**unseen, **borne.unseen}
