"""What must not be written without a person: changes too large, and reads too poor, to be true."""

import json
from collections import Counter
from collections.abc import Mapping

from domain.guards import Rash, Rashness, gone_from_the_shelf, rash
from domain.stock_changes import StockPlan
from ledger import cursors, exceptions_seen
from tasks.exceptions import Trouble, gone, tell
from tasks.outside import outside
from tasks.ports import Shelf

FLOW = "sync-stock"
SHELF = "shelf-believed"
"""The watermark of the last complete scan that was believed, with its products by warehouse."""

SHELF_TODO = (
    "Look in Cin7 whether the warehouse is really empty, and whether its name and our access are "
    "as they were. If it is right, `stocksteady stock approve` with the number of this exception."
)
CHANGE_TODO = (
    "If it is right, `stocksteady stock approve` with the number of this exception (or "
    "sync-stock-by-hand with approve_large_change); if not, look for what emptied the shelf in "
    "Cin7."
)


def held_back(decided: StockPlan, shelf: Shelf) -> Rash | None:
    """Say what holds a plan back, if anything does."""
    whole = shelf.skus is None
    if whole:
        missing = gone_from_the_shelf(decided, _before(), products_in(shelf))
        if missing is not None:
            return missing
    return rash(decided, outside().rules.guards, whole=whole)


def say_held(held: Rash) -> None:
    """Tell a person, with the numbers."""
    of_the_shelf = held.because in (Rashness.EMPTY, Rashness.WAREHOUSE_GONE)
    tell(
        Trouble.RASH_CHANGE,
        held.subject,
        f"{held.sentence()} Nothing was written.",
        SHELF_TODO if of_the_shelf else CHANGE_TODO,
        flow=FLOW,
        detail={
            "because": held.because.value,
            "store": held.store,
            "before": held.before,
            "after": held.after,
            "allowed": str(held.allowed),
        },
    )


def believe(shelf: Shelf, stores: frozenset[str] | None) -> None:
    """Close what was held back and is written now, and remember a whole scan as a true one.

    Args:
        shelf: What is written by.
        stores: Where it is written; None for everywhere.
    """
    world = outside()
    known = {str(name) for name in world.rules.stores}
    for row in exceptions_seen.all_open(world.ledger, [Trouble.RASH_CHANGE]):
        if stores is None or row.subject in stores or row.subject not in known:
            because = "the change is within bounds, or was approved"
            gone(Trouble.RASH_CHANGE, row.subject, because)
    if shelf.skus is None:
        told = json.dumps(products_in(shelf))
        cursors.advance(world.ledger, SHELF, shelf.began, world.now(), told)


def products_in(shelf: Shelf) -> dict[str, int]:
    """Products with any stock or orders, by warehouse."""
    rows = (r for r in shelf.rows if r.on_hand or r.allocated or r.available)
    return dict(Counter(str(row.warehouse) for row in rows))


def _before() -> Mapping[str, int]:
    cursor = cursors.read(outside().ledger, SHELF)
    if cursor is None or not cursor.value:
        return {}
    named = {str(name) for name in outside().rules.warehouses}
    told: dict[str, int] = json.loads(cursor.value)
    return {name: products for name, products in told.items() if name in named}
