"""What every storefront showed of some products over time, beside what the shelf could bear.

For a reader's chart and table. It judges nothing by itself: which units were not there, and whose
fault that was, is what the books say of them.
"""

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sandbox.books_claims import Claims
from sandbox.books_facts import ShownKey
from sandbox.books_levels import Levels
from sandbox.books_sold import Over, over_sales
from sandbox.books_story import Story
from sandbox.books_writes import by_count, writes_of
from sandbox.journal import Journal, UnitsSold


class Step(NamedTuple):
    """From this moment on so much was shown, and so much the shelf could bear (units)."""

    at: datetime
    shown: int
    ceiling: int


class Sold(NamedTuple):
    """Units of one order; ``gap`` and ``oversold`` are those of them that were not there."""

    at: datetime
    units: int
    gap: int
    oversold: int


class Refused(NamedTuple):
    """Units that a shop's checkout refused; no order says at which location."""

    at: datetime
    shop: str
    sku: str
    units: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """One count of a storefront.

    Args:
        warehouse: The Cin7 location behind it; shops that share it share its ceiling.
        steps: In order; one stands until the next.
        sold: In order.
        too_high_seconds: The longest time without interruption for which more was shown than the
            shelf could bear (the sandbox's clock).
    """

    shop: str
    location_id: int
    sku: str
    warehouse: str
    steps: tuple[Step, ...]
    sold: tuple[Sold, ...]
    too_high_seconds: float


@dataclass(frozen=True, slots=True)
class Timelines:
    """All counts of some products, and what checkout refused of them."""

    counts: tuple[Timeline, ...]
    refused: tuple[Refused, ...]

    def to_json(self) -> dict[str, Any]:
        """As plain data; times in ISO 8601, steps and sales as lists."""
        return {
            "counts": [
                {**asdict(one), "steps": _plain(one.steps), "sold": _plain(one.sold)}
                for one in self.counts
            ],
            "refused": _plain(self.refused),
        }


def timelines(journal: Journal, claims: Claims, skus: Collection[str]) -> Timelines:
    """Lay out every count of these products that a warehouse stands behind.

    Raises:
        KeyError: A SKU that Cin7 never had.
    """
    story = Story(journal, claims)
    strange = sorted(set(skus) - story.products)
    if strange:
        raise KeyError(f"Cin7 has no product {', '.join(strange)}")
    levels = Levels(story)
    over = {sale.event: sale for sale in over_sales(story, levels, by_count(writes_of(story)))}
    keys = sorted(key for key in story.shown if key[2] in skus and levels.of(key))
    refused = tuple(
        Refused(moment.at, event.shop, event.sku, event.units)
        for moment, event in story.refused
        if event.sku in skus
    )
    return Timelines(tuple(_timeline(levels, key, over) for key in keys), refused)


def _timeline(levels: Levels, key: ShownKey, over: dict[UnitsSold, Over]) -> Timeline:
    story = levels.story
    sold = tuple(
        _sold(event, moment.at, over.get(event))
        for moment, event in story.sold
        if (event.shop, event.location_id, event.sku) == key
    )
    warehouse = story.claims.place(key[0], key[1]) or ""
    longest = max(_too_high(levels, key), default=0.0)
    return Timeline(*key, warehouse, tuple(_steps(levels, key)), sold, longest)


def _steps(levels: Levels, key: ShownKey) -> Iterator[Step]:
    last: tuple[int, int] | None = None
    for level in levels.of(key):
        now = (level.shown or 0, level.shelf.ceiling)
        if now != last:
            yield Step(level.moment.at, *now)
        last = now


def _sold(event: UnitsSold, at: datetime, over: Over | None) -> Sold:
    missing = over.units if over is not None else 0
    ours = over is not None and over.fault is not None
    return Sold(at, event.units, 0 if ours else missing, missing if ours else 0)


def _too_high(levels: Levels, key: ShownKey) -> Iterator[float]:
    """How many seconds each time lasted in which too much was shown; the last may still last."""
    since: datetime | None = None
    for level in levels.of(key):
        if since is not None and level.too_high_since is None:
            yield (level.moment.at - since).total_seconds()
        since = level.too_high_since.at if level.too_high_since is not None else None
    if since is not None:
        yield (levels.story.end - since).total_seconds()


def _plain(rows: tuple[NamedTuple, ...]) -> list[list[object]]:
    return [
        [value.isoformat() if isinstance(value, datetime) else value for value in row]
        for row in rows
    ]
