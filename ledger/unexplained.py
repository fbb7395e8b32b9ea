"""Committed units that no order explained, look by look: what vanished is not forgotten at once."""

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlmodel import col

from domain.types import LocationId, Sku, StoreName, location_id, location_number
from domain.watched import Watched
from ledger.models_stock import UnexplainedUnits
from ledger.store import Ledger

KEY = ("store", "location_id", "sku")


def every(ledger: Ledger) -> list[Watched]:
    """What the last looks found."""
    with ledger.reading() as session:
        return [
            Watched(
                StoreName(row.store),
                LocationId(location_id(row.location_id)),
                Sku(row.sku),
                row.units,
                row.explained,
                row.looked_at,
                row.risen_at,
                row.gone,
                row.gone_at,
            )
            for row in session.scalars(select(UnexplainedUnits))
        ]


def keep(ledger: Ledger, looked: Iterable[Watched]) -> None:
    """Keep what a look found; a row of a later look stays, one that has nothing left to say goes.

    Safe to run twice and at once: of two looks the one whose counts were read later stays.
    """
    with ledger.session() as session:
        for one in looked:
            key = {"store": one.store, "location_id": _number(one), "sku": one.sku}
            if not (one.units or one.gone):
                here = [col(getattr(UnexplainedUnits, name)) == of for name, of in key.items()]
                older = col(UnexplainedUnits.looked_at) <= one.at
                session.execute(delete(UnexplainedUnits).where(*here, older))
                continue
            told = {
                "units": one.units,
                "explained": one.explained,
                "looked_at": one.at,
                "risen_at": one.risen_at,
                "gone": one.gone,
                "gone_at": one.gone_at,
            }
            insert = ledger.insert(UnexplainedUnits).values(**key, **told)
            session.execute(
                insert.on_conflict_do_update(
                    index_elements=list(KEY),
                    set_=told,
                    where=col(UnexplainedUnits.looked_at) <= one.at,
                )
            )


def _number(one: Watched) -> int:
    return int(location_number(one.location))
