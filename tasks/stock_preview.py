"""What the storefronts would show at a moment, from a fresh read; no vendor is written to."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.kits import kin
from domain.peaks import peaks_at
from domain.stock_changes import StockChange, plain
from ledger import cursors
from tasks.bills import kits_in_force
from tasks.confirming import stores_of_the_rules
from tasks.guarding import held_back
from tasks.noting import note_orders
from tasks.outside import outside
from tasks.shown import read_shown
from tasks.stock_round import decide, read_shelf
from tasks.unseen_now import unseen_now
from tasks.velocity import read_products


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be shown.

    Args:
        at: The moment.
        peaks: Those that last then, the one whose rules come first first.
        rows: Every row that is ours, those that would change most first.
        held: What a guard would say of the change; None if nothing.
        unknown: SKUs asked for that no full run has met.
    """

    at: datetime
    peaks: tuple[str, ...]
    rows: tuple[StockChange, ...]
    held: str | None
    unknown: frozenset[str]

    def to_json(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "at": self.at.isoformat(),
            "peaks": list(self.peaks),
            "held": self.held,
            "rows": [line(row) for row in self.rows],
        }


def line(row: StockChange) -> Mapping[str, object]:
    """One row, with the whole reckoning."""
    return {
        "store": row.store,
        "SKU": row.sku,
        "warehouse": row.warehouse,
        "shows now": row.shown,
        "would show": row.promised,
        "withheld": max(0, row.units - row.unseen) - row.promised,
        "because": row.because.value,
        "rule": row.rule,
        "why": row.sentence(),
    }


async def preview(
    at: datetime, stores: frozenset[str] | None, skus: frozenset[str] | None
) -> Preview:
    """Decide by the rules in force at a moment, from what is shown and on the shelf now.

    Every store is read, since they sell from one shelf. Orders are noted in the ledger as every run
    notes them; a store that no run has looked after is not begun here: what Shopify has committed
    there says enough.

    Args:
        at: Aware.
        stores: Tell of these only; None for all.
        skus: Tell of these only; None for all.

    Raises:
        ClientError: Something could not be read.
    """
    async with kits_in_force():
        return await _read_anew(at, stores, skus)


async def _read_anew(
    at: datetime, stores: frozenset[str] | None, skus: frozenset[str] | None
) -> Preview:
    rules = outside().rules
    wanted = None if skus is None else kin(rules.kits, skus)
    names = stores_of_the_rules()
    shown = await read_shown(names, wanted)
    begun = [name for name in names if cursors.read(outside().ledger, f"orders:{name}")]
    await asyncio.gather(*(note_orders(store) for store in begun))
    shelf = await read_shelf(wanted)
    decided = decide(shown, shelf, unseen_now(shown, shelf), at, await read_products(wanted))
    held = held_back(decided, shelf)
    frame = decided.decided
    if stores is not None:
        frame = frame[frame["store"].isin(list(stores))]
    if skus is not None:
        frame = frame[frame["sku"].isin(list(skus))]
    rows = [StockChange(*row) for row in plain(frame)]
    rows.sort(key=lambda row: (-abs(row.promised - row.shown), row.sku, row.warehouse, row.store))
    return Preview(
        at,
        tuple(peak.name for peak in peaks_at(rules.peaks, at)),
        tuple(rows),
        None if held is None else held.sentence(),
        shown.unknown & (skus or frozenset()),
    )
