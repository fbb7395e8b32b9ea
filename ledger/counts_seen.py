"""Counts as readers see them: what the stores sell, and where it was ever to be had."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from ledger.models_stock import Count
from ledger.store import Ledger


@dataclass(frozen=True, slots=True)
class Place:
    """A SKU that a store sells, at one of its locations."""

    store: str
    location_id: int
    sku: str
    ever: bool
    """Units were shown or promised there when it was last decided."""


def places(ledger: Ledger) -> frozenset[Place]:
    """Every place that a full round of stock sync has met."""
    told = (col(Count.shown) > 0) | (col(Count.promised) > 0)
    query = select(col(Count.store), col(Count.location_id), col(Count.sku), told)
    with ledger.reading() as session:
        return frozenset(
            Place(store, location, sku, bool(ever))
            for store, location, sku, ever in session.execute(query)
        )


@dataclass(frozen=True, slots=True)
class LastKnown:
    """What a store was last known to show of a SKU at one of its locations (units)."""

    store: str
    location_id: int
    sku: str
    shown: int


def last_known(ledger: Ledger) -> list[LastKnown]:
    """Of every count: what we wrote last, or what a later read found."""
    query = select(Count)
    with ledger.reading() as session:
        return [
            LastKnown(row.store, row.location_id, row.sku, _last(row))
            for row in session.scalars(query)
        ]


def _last(row: Count) -> int:
    if row.seen is None or row.seen_at is None:
        return row.promised if row.applied_at is not None else row.shown
    if row.applied_at is not None and row.applied_at >= row.seen_at:
        return row.promised
    return row.seen
