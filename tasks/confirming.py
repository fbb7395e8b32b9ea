"""Reading the counts once more, right before some are written: docs/why/0007."""

from collections.abc import Sequence

import pandas as pd

from domain.kits import kin
from domain.stock_changes import StockBatch
from tasks.outside import outside
from tasks.shown import read_items

FIGURES = ["available", "committed", "stocked"]
ROW = ["store", "item_id", "location"]


async def still_true(
    batches: Sequence[StockBatch], first: pd.DataFrame
) -> tuple[list[StockBatch], frozenset[str]]:
    """Keep the changes of SKUs that nothing has moved, in any store, since the first read.

    A sale between the first read of counts and the read of Cin7's availability is in neither
    figure; compare-and-set guards one storefront's own count, not the other's. So the SKUs about
    to be written are read again everywhere, after Cin7 was.

    Returns:
        The batches without the SKUs that moved, and those SKUs: they are decided again.
    """
    kits = outside().rules.kits
    # What a kit's components show, a sale of the kit changes, and the other way round.
    skus = kin(kits, (row.sku for batch in batches for row in batch.rows))
    if not skus:
        return [], frozenset()
    concerned = first[first["sku"].isin(skus)]
    again = await read_items(
        {str(store): sorted(set(rows["item_id"])) for store, rows in concerned.groupby("store")}
    )
    both = concerned.merge(again, on=ROW, how="left", suffixes=("", "_now"))
    moved = pd.Series(False, index=both.index)
    for figure in FIGURES:
        moved |= both[figure].ne(both[f"{figure}_now"])
    skus_moved = kin(kits, both.loc[moved, "sku"])
    kept = [
        StockBatch(batch.store, tuple(row for row in batch.rows if row.sku not in skus_moved))
        for batch in batches
    ]
    return [batch for batch in kept if batch.rows], skus_moved


def stores_of_the_rules() -> list[str]:
    """Every store: they sell from one shelf, so each round reckons with all of them."""
    return [str(name) for name in outside().rules.stores]
