"""Does a store show more than the shelf bears, and has it for longer than the news takes?

A count is above the shelf for a moment after every sale that is made elsewhere; the next run of
stock sync lowers it. What is still above after such a run is worth a word. (That stock sync does
not run at all is said elsewhere.) Only what the ledger takes for too high is read again at Shopify,
so a look that finds nothing costs no call.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from domain.alerts import ShelfAlert
from domain.places import Behind, together
from domain.shelf_watch import Showing, shown_too_high
from domain.types import LocationId, StoreName, location_id
from ledger import counts_seen, cursors
from tasks.news import STOCK_CURSOR
from tasks.outside import outside
from tasks.ports import Shelf
from tasks.shown import read_shown

TOO_HIGH = "shown-too-high"
"""The cursor with what the last look found too high, and since when."""
GRACE_SECONDS = 300.0
"""A count may be above the shelf for so long (our clock): design.md's reaction time."""
MOST_SKUS = 250
"""SKUs read again at most: beyond that the trouble is stock sync's, and said by it."""


async def risks(shelf: Shelf) -> list[ShelfAlert]:
    """Every SKU of which a store shows more than the shelf bears, though stock sync ran since.

    Raises:
        ClientError: A store's counts could not be read.
    """
    world = outside()
    free = {(row.sku, row.warehouse): int(row.available // 1) for row in shelf.rows}

    def bears(sku: str, behind: Behind) -> int:
        return max(0, sum(free.get((sku, name), 0) for name in behind))

    stores = world.rules.stores
    suspects = set()
    for count in counts_seen.last_known(world.ledger):
        store = stores.get(StoreName(count.store))
        behind = store.locations.get(location_id(count.location_id)) if store else None
        if not behind or count.sku in world.rules.kits:
            continue
        if count.shown > bears(count.sku, behind):
            suspects.add(count.sku)
    found: dict[tuple[str, str, str], tuple[int, int]] = {}
    if suspects:
        some = frozenset(sorted(suspects)[:MOST_SKUS])
        shown = (await read_shown(list(stores), some)).frame
        rows = shown[["store", "location", "sku", "available", "tracked"]]
        for name, location, sku, units, tracked in rows.itertuples(index=False, name=None):
            behind = stores[StoreName(name)].locations.get(LocationId(location), ())
            most = bears(sku, behind)
            if tracked and behind and units > most:
                found[name, together(behind), sku] = (int(units), most)
    since = _since(list(found))
    synced = cursors.read(world.ledger, STOCK_CURSOR)
    settle = timedelta(seconds=world.settle_seconds)
    showings = [
        Showing(*key, *units, since[key])
        for key, units in sorted(found.items())
        if synced is not None and since[key] + settle < synced.at
    ]
    return shown_too_high(showings, world.now(), GRACE_SECONDS)


def _since(keys: list[tuple[str, str, str]]) -> Mapping[tuple[str, str, str], datetime]:
    """When each was first found; what is found no more is forgotten."""
    world = outside()
    now = world.now()
    cursor = cursors.read(world.ledger, TOO_HIGH)
    before = json.loads(cursor.value) if cursor and cursor.value else []
    known = {tuple(key): datetime.fromisoformat(at) for key, at in before}
    since = {key: known.get(key, now) for key in keys}
    value = json.dumps([[list(key), at.isoformat()] for key, at in sorted(since.items())])
    if (cursor is None and since) or (cursor and cursor.value != value):
        at = max(now, cursor.at + timedelta(microseconds=1)) if cursor else now
        cursors.advance(world.ledger, TOO_HIGH, at, now, value)
    return since
