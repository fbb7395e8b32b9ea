"""Committed units that no order explained, look by look: what vanished is not forgotten at once."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import col

from domain.types import Sku, StoreName, location_id, location_number
from domain.watched import Watched
from ledger.models_stock import UnexplainedUnits
from ledger.store import Ledger

KEY = ("store", "location_id", "sku")
AT_ONCE = 500
"""Rows of one statement."""


def every(ledger: Ledger) -> list[Watched]:
    """What the last looks found."""
    with ledger.reading() as session:
        return [
            Watched(
                StoreName(row.store),
                location_id(row.location_id),
                Sku(row.sku),
                row.units,
                frozenset(row.known),
                row.looked_at,
                row.low,
                row.low_since,
                row.floor,
                tuple((int(units), datetime.fromisoformat(at)) for units, at in row.gone),
            )
            for row in session.scalars(select(UnexplainedUnits))
        ]


def keep(ledger: Ledger, looked: Iterable[Watched]) -> None:
    """Keep what a look found; a row of a later look stays, one that has nothing left to say goes.

    Safe to run twice and at once: of two looks the one whose counts were read later stays.
    """
    told = list(looked)
    if not told:
        return  # as almost always: the write lock is others' to have
    row = UnexplainedUnits
    with ledger.session() as session:
        for one in told:
            if not (one.units or one.gone):
                session.execute(
                    delete(row).where(
                        col(row.store) == one.store,
                        col(row.location_id) == _number(one),
                        col(row.sku) == one.sku,
                        col(row.looked_at) <= one.at,
                    )
                )
        rows = [_row(one) for one in told if one.units or one.gone]
        for start in range(0, len(rows), AT_ONCE):
            insert = ledger.insert(row).values(rows[start : start + AT_ONCE])
            session.execute(
                insert.on_conflict_do_update(
                    index_elements=list(KEY),
                    set_={name: insert.excluded[name] for name in rows[0] if name not in KEY},
                    where=col(row.looked_at) <= insert.excluded["looked_at"],
                )
            )


def _row(one: Watched) -> dict[str, object]:
    return {
        "store": one.store,
        "location_id": _number(one),
        "sku": one.sku,
        "units": one.units,
        "known": sorted(one.known),
        "looked_at": one.at,
        "low": one.low,
        "low_since": one.low_since,
        "floor": one.floor,
        "gone": [[str(units), at.isoformat()] for units, at in one.gone],
    }


def _number(one: Watched) -> int:
    return int(location_number(one.location))
