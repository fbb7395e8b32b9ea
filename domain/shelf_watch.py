"""A look at every shelf that a store sells from: what is to be said of each."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.alert_rules import Limits
from domain.alerts import Alert, Place, ShelfAlert
from domain.shelf_judging import ShelfFacts, judge
from domain.velocity import FLAT


def look_at(
    available: Mapping[Place, float],
    sold: Collection[Place],
    was_there: Collection[Place],
    facts: Callable[[Place, int], ShelfFacts],
    limits: Callable[[Place], Limits],
    now: datetime,
    week: Sequence[float] = FLAT,
) -> list[ShelfAlert]:
    """Which shelves are worth a word, the scarcest first.

    Args:
        available: Units available in Cin7, by SKU and warehouse, from one complete scan.
        sold: Places that a store sells from; nothing else is told of, so no service and no product
            that the stores do not sell.
        was_there: Places that had units once: absent from the scan they stand at zero. A place that
            never had any is not sold out.
        facts: All that is known of a place, given its whole units.
        limits: What is worth a word there.
        now: Our clock.
        week: As ``domain.velocity.week_of`` has it.
    """
    found: list[ShelfAlert] = []
    for place in sold:
        if place not in available and place not in was_there:
            continue
        units = int(available.get(place, 0) // 1)
        found += judge(place, facts(place, units), limits(place), now, week)
    return sorted(found, key=lambda one: (one.units, one.sku, one.warehouse, one.alert))


@dataclass(frozen=True, slots=True)
class Showing:
    """What a store shows of a SKU at a location that pictures a warehouse."""

    store: str
    warehouse: str
    sku: str
    shown: int
    promised: int
    since: datetime


def shown_too_high(
    rows: Iterable[Showing], now: datetime, grace_seconds: float
) -> list[ShelfAlert]:
    """What stores show beyond what was promised, for longer than one write takes."""
    return [
        ShelfAlert(
            Alert.OVERSELL_RISK,
            row.sku,
            row.warehouse,
            row.promised,
            more=f"The store shows {row.shown} since {row.since:%H:%M} UTC.",
            advice=f"Look why its count was not lowered: `stocksteady why sku {row.sku}`.",
            facts={"shown": row.shown, "promised": row.promised},
            store=row.store,
        )
        for row in rows
        if row.shown > row.promised and (now - row.since).total_seconds() > grace_seconds
    ]
