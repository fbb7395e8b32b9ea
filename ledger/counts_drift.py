"""What each count was when somebody last looked, and how far it has drifted since."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import bindparam, or_, select, update
from sqlmodel import col

from ledger.models_stock import Count
from ledger.store import Ledger

AT_ONCE = 500
"""SKUs named in one statement."""

Place = tuple[str, int, int]
"""Store, location and item, as numbers."""

HERE = (
    col(Count.store) == bindparam("at_store"),
    col(Count.location_id) == bindparam("at_location"),
    col(Count.item_id) == bindparam("at_item"),
)
"""One count, in a statement that is sent for many."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a count was (units), and when: what we set, or what a later look found."""

    store: str
    location_id: int
    item_id: int
    units: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """A count that was found to be another than the one known."""

    store: str
    location_id: int
    item_id: int
    seen: int
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Drift:
    """How far a count stood from what was expected (units), when, since when at most, and why."""

    store: str
    location_id: int
    item_id: int
    drift: int
    drift_at: datetime
    drift_from: datetime
    drift_because: str


Row = TypeVar("Row", Seen, Drift)


def known(ledger: Ledger, skus: Collection[str] | None = None) -> list[Known]:
    """What every count was when it was last set or seen, the later of the two.

    Args:
        ledger: Where they stand.
        skus: Of these SKUs only; None for all.
    """
    if skus is not None and not skus:
        return []
    query = select(
        col(Count.store),
        col(Count.location_id),
        col(Count.item_id),
        col(Count.shown),
        col(Count.promised),
        col(Count.decided_at),
        col(Count.applied_at),
        col(Count.seen),
        col(Count.seen_at),
    )
    wanted = sorted(set(skus or ()))
    parts = [query]
    if skus is not None:
        parts = [
            query.where(col(Count.sku).in_(wanted[start : start + AT_ONCE]))
            for start in range(0, len(wanted), AT_ONCE)
        ]
    found = []
    with ledger.reading() as session:
        for part in parts:
            for (
                store,
                location,
                item,
                shown,
                promised,
                decided,
                applied,
                seen,
                at,
            ) in session.execute(part):
                units, since = (shown, decided) if applied is None else (promised, applied)
                if seen is not None and at is not None and at > since:
                    units, since = seen, at
                found.append(Known(store, location, item, units, since))
    return found


def see(ledger: Ledger, rows: Sequence[Seen]) -> None:
    """Keep what was found, unless a later look is known. Safe to run twice."""
    if not rows:
        return
    change = (
        update(Count.__table__)  # type: ignore[attr-defined]
        .where(*HERE, or_(col(Count.seen_at).is_(None), col(Count.seen_at) < bindparam("now")))
        .values(seen=bindparam("units"), seen_at=bindparam("now"))
    )
    with ledger.session() as session:
        session.connection().execute(
            change,
            [
                {**_here(place), "units": row.seen, "now": row.seen_at}
                for place, row in _in_order(rows)
            ],
        )


def note(ledger: Ledger, rows: Sequence[Drift]) -> None:
    """Keep the last drift of each count. Safe to run twice."""
    if not rows:
        return
    told = ("drift", "drift_at", "drift_from", "drift_because")
    change = (
        update(Count.__table__)  # type: ignore[attr-defined]
        .where(*HERE)
        .values({name: bindparam(f"to_{name}") for name in told})
    )
    with ledger.session() as session:
        session.connection().execute(
            change,
            [
                {**_here(place), **{f"to_{name}": asdict(row)[name] for name in told}}
                for place, row in _in_order(rows)
            ],
        )


def drifted(ledger: Ledger, because: str, until: datetime) -> list[Count]:
    """Counts whose last drift is explained so, and was read then or before."""
    query = (
        select(Count)
        .where(col(Count.drift_because) == because, col(Count.drift_at) <= until)
        .order_by(col(Count.store), col(Count.location_id), col(Count.item_id))
    )
    with ledger.reading() as session:
        return list(session.scalars(query))


def at(ledger: Ledger, place: Place) -> Count | None:
    """One count."""
    with ledger.reading() as session:
        return session.get(Count, place)


def _here(place: Place) -> dict[str, object]:
    """What ``HERE`` asks for."""
    store, location, item = place
    return {"at_store": store, "at_location": location, "at_item": item}


def _in_order(rows: Sequence[Row]) -> list[tuple[Place, Row]]:
    """Rows by their place, always in one order, so that two runs never wait for each other."""
    placed = [((row.store, row.location_id, row.item_id), row) for row in rows]
    return sorted(placed, key=lambda each: each[0])
