"""Two other ways to push stock, for comparison: they know of no order that Cin7 has not seen.

``naive`` sets Cin7's figure, whatever is shown, as links on a schedule do. ``compare-and-set`` sets
it only where the count is still what was read. Both name their first read in the reference, so the
books judge their writes by the same window as ours.
"""

import uuid

from clients.shopify.errors import RowsRefused
from clients.shopify.models import LevelChange
from domain.types import LocationId, StoreName
from tasks.outside import outside


async def naive() -> None:
    """Push what Cin7 calls available, plainly."""
    await _push(compare=False)


async def compare_and_set() -> None:
    """Push what Cin7 calls available, unless something was sold since the counts were read."""
    await _push(compare=True)


async def _push(*, compare: bool) -> None:
    world = outside()
    began = world.now()
    pages = {store: await world.shops[store].counts_page() for store in world.shops}
    shelf = await world.inventory.shelf(None)
    held = {(row.warehouse, row.sku): max(0, int(row.available)) for row in shelf.rows}
    for store, page in pages.items():
        places = world.rules.stores[StoreName(store)].locations
        rows = []
        for item in page.items:
            for level in item.levels:
                behind = places.get(LocationId(level.location_id))
                wanted = sum(held.get((name, item.sku or ""), 0) for name in behind or ())
                if behind and wanted != level.available:
                    change_from = level.available if compare else None
                    rows.append(
                        LevelChange(
                            item_id=item.id,
                            location_id=level.location_id,
                            quantity=wanted,
                            change_from=change_from,
                        )
                    )
        key = str(uuid.uuid4())
        reference = f"gid://stocksteady/StockRead/{began:%Y%m%dT%H%M%S.%fZ}-{key[:8]}"
        await _send(store, rows, key, reference)


async def _send(store: str, rows: list[LevelChange], key: str, reference: str) -> None:
    """All rows, and once more without those that have moved."""
    shop = outside().shops[store]
    if not rows:
        return
    try:
        await shop.set_available(rows, key=key, reference=reference)
    except RowsRefused as error:
        left = [row for place, row in enumerate(rows) if place not in set(error.rows)]
        if left and len(left) < len(rows):
            await shop.set_available(left, key=str(uuid.uuid4()), reference=reference)
