"""Why a storefront shows what it shows of a SKU: the whole reckoning, and what happened last."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from domain.kits import Recipe, Teller, kin
from domain.peaks import peaks_at
from domain.places import one_by_one, together
from domain.stock_changes import StockChange, StockPlan, plain
from domain.types import Sku, location_number
from domain.unseen import Claim, Unseen
from ledger import bills, counts, orders
from ledger.models import Count
from tasks.bills import kits_in_force
from tasks.confirming import stores_of_the_rules
from tasks.drifting import place_of
from tasks.noting import note_orders
from tasks.outside import outside
from tasks.ports import Shelf
from tasks.shown import read_shown
from tasks.stock_round import decide, read_shelf
from tasks.unseen_now import unseen_now
from tasks.velocity import read_products


@dataclass(frozen=True, slots=True)
class Held:
    """Units held back for an order that Cin7's figure does not show yet."""

    units: int
    store: str
    order: str
    because: str


@dataclass(frozen=True, slots=True)
class Last:
    """What was last decided, and last found amiss, as the ledger remembers it; units."""

    showed: int
    promised: int
    because: str
    decided_at: datetime
    applied_at: datetime | None
    drift: int | None = None
    drift_at: datetime | None = None
    drift_because: str | None = None

    def change(self) -> str:
        """The last change in a few words."""
        if self.applied_at is None:
            return f"none of ours; {self.showed} when first met, {self.decided_at:%Y-%m-%d %H:%M}"
        return (
            f"{self.showed} to {self.promised} ({self.because}), {self.applied_at:%Y-%m-%d %H:%M}"
        )

    def drifted(self) -> str:
        """The last drift in a few words."""
        if self.drift is None or self.drift_at is None:
            return "none"
        return f"{self.drift:+d} ({self.drift_because}), {self.drift_at:%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True)
class PlaceStory:
    """A SKU in one store and warehouse; units. The figures are None where only the ledger was read.

    Several warehouses behind one location are one place, such as ``main + north``.

    Attributes:
        ceiling: Available less unseen and buffer, at least 0: more is never shown.
        unwritten: Why the count is none of ours, if so.
        why: The reckoning in a sentence.
    """

    store: str
    warehouse: str
    location: str
    on_hand: float | None = None
    allocated: float | None = None
    available: float | None = None
    unseen: int | None = None
    rule: str | None = None
    buffer: int | None = None
    ceiling: int | None = None
    promised: int | None = None
    shown: int | None = None
    why: str = ""
    unwritten: str | None = None
    held_for: tuple[Held, ...] = ()
    last: Last | None = None


@dataclass(frozen=True, slots=True)
class SkuStory:
    """A SKU everywhere; ``peaks`` are those in force at ``at``."""

    sku: str
    at: datetime
    peaks: tuple[str, ...]
    fresh: bool
    """Read from the vendors just now; False: what the ledger remembers."""
    places: tuple[PlaceStory, ...]
    made_of: str = ""
    """What a kit takes and who says so; empty if it is none."""

    def to_json(self) -> dict[str, object]:
        """For ``--json``."""
        return asdict(self)


async def why_sku(sku: str, store: str | None) -> SkuStory:
    """Read one SKU in every store and on the shelf, and decide it as a round would; write nothing.

    A few calls: for each store the counts of its items and the orders since the watermark, and
    the shelf of the SKU (and of its kits and components).

    Raises:
        ClientError: Something could not be read.
    """
    async with kits_in_force():
        return await _read_anew(sku, store)


async def _read_anew(sku: str, store: str | None) -> SkuStory:
    world = outside()
    wanted = kin(world.rules.kits, [sku])
    names = stores_of_the_rules()
    shown = await read_shown(names, wanted)
    await asyncio.gather(*(note_orders(name) for name in names))
    shelf = await read_shelf(wanted)
    products = await read_products(wanted)
    now, unseen = world.now(), unseen_now(shown, shelf)
    decided = decide(shown, shelf, unseen, now, products)
    last = _last(sku, names)
    places = [
        _decided(StockChange(*row), shelf, unseen, last)
        for row in plain(decided.decided)
        if row[4] == sku
    ]
    places += _left(decided, sku, last)
    made_of = _made_of(world.rules.kits.get(Sku(sku)))
    return SkuStory(sku, now, _peaks(now), True, _of(places, store), made_of)


def what_is_remembered(sku: str, store: str | None) -> SkuStory:
    """The same from the ledger alone, as it was last decided; no vendor is asked."""
    world = outside()
    places = []
    for (name, location, _), row in _last(sku, stores_of_the_rules()).items():
        places.append(
            PlaceStory(
                name,
                _warehouse(name, location),
                str(location),
                promised=row.promised,
                last=_told(row),
            )
        )
    kits = bills.kits_of(world.ledger, world.rules).kits
    found = _of(places, store)
    return SkuStory(
        sku, world.now(), _peaks(world.now()), False, found, _made_of(kits.get(Sku(sku)))
    )


def _decided(
    row: StockChange, shelf: Shelf, unseen: Unseen, last: dict[tuple[str, int, int], Count]
) -> PlaceStory:
    behind = one_by_one(row.warehouse)
    stands = [r for r in shelf.rows if r.sku == row.sku and r.warehouse in behind]
    available = sum(r.available for r in stands)
    known = last.get(place_of(row.store, row.location, row.item_id))
    return PlaceStory(
        row.store,
        row.warehouse,
        location_number(row.location),
        on_hand=sum(r.on_hand for r in stands),
        allocated=sum(r.allocated for r in stands),
        available=available,
        unseen=row.unseen,
        rule=row.rule or "none",
        buffer=row.buffer,
        ceiling=max(0, row.units - row.unseen - row.buffer),
        promised=row.promised,
        shown=row.shown,
        why=row.sentence(),
        held_for=tuple(_held(c) for c in unseen.claims.get((row.warehouse, row.sku), ())),
        last=None if known is None else _told(known),
    )


def _left(
    decided: StockPlan, sku: str, last: dict[tuple[str, int, int], Count]
) -> list[PlaceStory]:
    """Places whose count is none of ours to write."""
    columns = ["store", "location", "warehouse", "item_id", "sku", "shown", "because"]
    return [
        PlaceStory(
            store,
            warehouse,
            location_number(location),
            shown=int(shown),
            unwritten=str(because),
            last=None if known is None else _told(known),
        )
        for store, location, warehouse, item, named, shown, because in plain(
            decided.unwritten[columns]
        )
        for known in [last.get(place_of(store, location, item))]
        if named == sku
    ]


def _held(claim: Claim) -> Held:
    if claim.order_id is None:
        return Held(claim.units, claim.store, "no order we know of", claim.because.value)
    row = orders.get(outside().ledger, claim.store, claim.order_id)
    name = str(claim.order_id) if row is None else row.name
    return Held(claim.units, claim.store, name, claim.because.value)


def _last(sku: str, stores: Sequence[str]) -> dict[tuple[str, int, int], Count]:
    return {
        (row.store, row.location_id, row.item_id): row
        for store in stores
        for row in counts.last(outside().ledger, store, sku)
    }


def _told(row: Count) -> Last:
    return Last(
        *(row.shown, row.promised, row.because, row.decided_at, row.applied_at),
        *(row.drift, row.drift_at, row.drift_because),
    )


def _warehouse(store: str, location: int) -> str:
    for name, of in outside().rules.stores.items():
        for each, behind in of.locations.items():
            if name == store and location_number(each) == str(location):
                return together(behind)
    return "?"


def _made_of(recipe: Recipe | None) -> str:
    if recipe is None:
        return ""
    who = {Teller.RULES: "the rules file", Teller.CIN7: "Cin7's bill of materials"}[recipe.told_by]
    if not recipe.parts:
        return f"a kit that Cin7 assembles; of what, {who} does not say"
    parts = " + ".join(f"{units.normalize():f} {sku}" for sku, units in recipe.parts.items())
    makes = f", which make {recipe.makes}" if recipe.makes > 1 else ""
    opened = ", opened where one of them is short" if recipe.gives else ""
    return f"a kit of {parts}{makes}{opened} ({who})"


def _peaks(at: datetime) -> tuple[str, ...]:
    return tuple(peak.name for peak in peaks_at(outside().rules.peaks, at))


def _of(places: Sequence[PlaceStory], store: str | None) -> tuple[PlaceStory, ...]:
    found = [one for one in places if store is None or one.store == store]
    return tuple(sorted(found, key=lambda one: (one.store, one.warehouse, one.location)))
