"""What the storefronts show, read into one frame: a row an item and location we map."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from clients.shopify.models import ItemCounts, Level
from domain.rules import Store
from domain.stock_plan import SHOWN
from domain.types import LocationId, StoreName
from ledger import counts
from tasks.outside import outside
from tasks.step import step

ITEM_PREFIX = "gid://shopify/InventoryItem/"


@dataclass(frozen=True, slots=True)
class Shown:
    """Rows of `SHOWN` (and ``read_began``), and when the first call was about to leave."""

    frame: pd.DataFrame
    began: datetime
    unknown: frozenset[str] = frozenset()
    """SKUs asked for that no store is known to have; a full read finds them if they are there."""
    elsewhere: pd.DataFrame | None = None
    """The same columns of locations that we do not map, where orders have units committed."""


@dataclass(frozen=True, slots=True)
class CountsRead:
    """One page of a store's items."""

    items: tuple[ItemCounts, ...]
    began: datetime
    next: str | None


async def read_shown(stores: Sequence[str], skus: frozenset[str] | None) -> Shown:
    """Read the counts of every item, or of the items that bear some SKUs, in these stores.

    Raises:
        ClientError: A page could not be read; nothing of the read is to be used.
    """
    began = outside().now()
    if skus is None:
        frames = await asyncio.gather(*(_all_of(store) for store in stores))
        return _parted(_joined(frames), began)
    items, found = dict[str, list[str]](), set[str]()
    for store in stores:
        known = counts.items_of(outside().ledger, store, skus)
        found |= set(known)
        items[store] = [f"{ITEM_PREFIX}{one}" for numbers in known.values() for one in numbers]
    frame = await read_items(items)
    # An item may bear another SKU by now, which this round's shelf was not asked for.
    return _parted(frame[frame["sku"].isin(skus)], began, skus - found)


def _parted(frame: pd.DataFrame, began: datetime, unknown: frozenset[str] = frozenset()) -> Shown:
    stores = outside().rules.stores.values()
    places = {(store.name, location) for store in stores for location in store.locations}
    pairs = zip(frame["store"], frame["location"], strict=True)
    ours = pd.Series([pair in places for pair in pairs], index=frame.index, dtype="bool")
    return Shown(frame[ours], began, unknown, frame[~ours])


async def read_items(items: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Read the counts of these items by store, 250 a call, all stores at the same time.

    Raises:
        ClientError: One could not be read; nothing of the read is to be used.
    """
    frames = await asyncio.gather(*(_some_of(store, ids) for store, ids in items.items()))
    return _joined(frames)


async def _some_of(store: str, ids: Sequence[str]) -> pd.DataFrame:
    pages = range(0, len(ids), 250)
    return _joined([await read_counts_of(store, tuple(ids[at : at + 250])) for at in pages])


async def _all_of(store: str) -> pd.DataFrame:
    frames, after, number = [], None, 1
    while True:
        page = await read_counts_page(store, number, after)
        frames.append(_frame(store, page.items, page.began))
        after, number = page.next, number + 1
        if after is None:
            return _joined(frames)


@step("read counts", run_name="read counts of {store}, page {page}", tags=("shopify",))
async def read_counts_page(store: str, page: int, after: str | None) -> CountsRead:
    """Read one page of 250 items with what every location shows and has committed."""
    world = outside()
    began = world.now()
    told = await world.shops[store].counts_page(after)
    return CountsRead(tuple(told.items), began, told.next)


@step("read some counts", run_name="read some counts of {store}", tags=("shopify",))
async def read_counts_of(store: str, item_ids: tuple[str, ...]) -> pd.DataFrame:
    """Read up to 250 items by their ids; items deleted since are left out."""
    world = outside()
    began = world.now()
    found = await world.shops[store].counts_of(item_ids)
    return _frame(store, found, began)


def _frame(store: str, items: Iterable[ItemCounts], began: datetime) -> pd.DataFrame:
    """A row an item and mapped location; an item without a level there is not stocked.

    And one for each other location that has units of it committed.
    """
    of: Store = outside().rules.stores[StoreName(store)]
    rows = [
        _row(store, location, item)
        for item in items
        for location in (*of.locations, *_elsewhere(of, item))
    ]
    frame = pd.DataFrame(rows, columns=SHOWN)
    frame["read_began"] = began
    return frame


def _row(store: str, location: LocationId, item: ItemCounts) -> tuple[object, ...]:
    level = _level(item, location)
    stocked = level is not None and level.is_active
    available = level.available if level else 0
    committed = level.committed if level else 0
    return (store, location, item.id, item.sku, item.tracked, stocked, available, committed)


def _elsewhere(of: Store, item: ItemCounts) -> list[LocationId]:
    held = [LocationId(level.location_id) for level in item.levels if level.committed > 0]
    return [location for location in held if location not in of.locations]


def _level(item: ItemCounts, location: str) -> Level | None:
    return next((level for level in item.levels if level.location_id == location), None)


def _joined(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    some = [frame for frame in frames if not frame.empty]
    if not some:
        return pd.DataFrame(columns=[*SHOWN, "read_began"])
    return pd.concat(some, ignore_index=True)
