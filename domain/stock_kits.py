"""Kits in the frames of a plan: their rows of the shelf, and what their sales take."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from domain.kits import UNIT, Kits, Place, Stands, bear
from domain.rules import Rules
from domain.types import Sku, WarehouseName

FIGURES = ["on_hand", "allocated", "available"]


def with_kits(
    shelf: pd.DataFrame, unseen: Mapping[Place, int], kits: Kits, rules: Rules
) -> tuple[pd.DataFrame, Mapping[Place, int]]:
    """Put what kits bear on the shelf, and what unseen kits take among the unseen units.

    Args:
        shelf: Columns warehouse, sku, on_hand, allocated, available.
        unseen: By what was sold.
        kits: Recipes; none leaves both as they are.
        rules: Warehouses, with their safety stock.
    """
    if not kits:
        return shelf, unseen
    concerned = {*kits, *(part for recipe in kits.values() for part in recipe.parts)}
    few = shelf[shelf["sku"].isin(list(concerned))]
    stands = {
        (WarehouseName(warehouse), Sku(sku)): Stands(*(round(units * UNIT) for units in told))
        for warehouse, sku, *told in few[["warehouse", "sku", *FIGURES]].itertuples(
            index=False, name=None
        )
    }
    safety = {name: warehouse.safety_stock for name, warehouse in rules.warehouses.items()}
    borne = bear(kits, stands, unseen, list(rules.warehouses), safety)
    rows = []
    for (warehouse, kit), units in borne.available.items():
        at = stands.get((warehouse, kit), Stands())
        # A share of the shelf is of what can be had, finished or not.
        rows.append((warehouse, kit, max(at.on_hand / UNIT, units), at.allocated / UNIT, units))
    made = pd.DataFrame(rows, columns=["warehouse", "sku", *FIGURES])
    others = shelf.loc[~shelf["sku"].isin(list(kits)), ["warehouse", "sku", *FIGURES]]
    return pd.concat([others, made], ignore_index=True), {**unseen, **borne.unseen}
