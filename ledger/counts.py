"""The last count decided for each item, location and store, and why."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from ledger.models_stock import Count
from ledger.store import Ledger

AT_ONCE = 500
"""SKUs named in one statement."""


@dataclass(frozen=True, slots=True)
class Published:
    """One decision about one count (units)."""

    store: str
    location_id: int
    item_id: int
    sku: str
    shown: int
    promised: int
    because: str
    decided_at: datetime
    applied_at: datetime | None = None
    batch: str | None = None

    @property
    def place(self) -> tuple[str, int, int]:
        """What it is a count of."""
        return (self.store, self.location_id, self.item_id)


def remember(ledger: Ledger, rows: Sequence[Published]) -> None:
    """Keep each decision, unless a later one is known.

    Safe to run twice. Rows go in one order everywhere, so that two processes can't block each other
    for ever; of two rows about one count in ``rows``, the later decided one is kept.
    """
    latest: dict[tuple[str, int, int], Published] = {}
    for row in sorted(rows, key=lambda row: row.decided_at):
        latest[row.place] = row
    if not latest:
        return
    insert = ledger.insert(Count)
    told = ("sku", "shown", "promised", "because", "decided_at", "applied_at", "batch")
    upsert = insert.on_conflict_do_update(
        index_elements=["store", "location_id", "item_id"],
        set_={name: insert.excluded[name] for name in told},
        where=col(Count.decided_at) <= insert.excluded.decided_at,
    )
    with ledger.session() as session:
        session.execute(upsert, [asdict(latest[place]) for place in sorted(latest)])


def items_of(ledger: Ledger, store: str, skus: Collection[str]) -> dict[str, list[int]]:
    """Shopify's item ids by SKU, as far as we have counted them; an SKU may be on several items."""
    wanted = sorted(set(skus))
    found: dict[str, list[int]] = {}
    with ledger.reading() as session:
        for start in range(0, len(wanted), AT_ONCE):
            query = (
                select(col(Count.sku), col(Count.item_id))
                .where(
                    col(Count.store) == store,
                    col(Count.sku).in_(wanted[start : start + AT_ONCE]),
                )
                .distinct()
                .order_by(col(Count.item_id))
            )
            for sku, item_id in session.execute(query):
                found.setdefault(sku, []).append(item_id)
    return found


def last(ledger: Ledger, store: str, sku: str) -> list[Count]:
    """What we last decided for one SKU, at each location."""
    query = (
        select(Count)
        .where(col(Count.store) == store, col(Count.sku) == sku)
        .order_by(col(Count.location_id), col(Count.item_id))
    )
    with ledger.reading() as session:
        return list(session.scalars(query))


def places(ledger: Ledger) -> set[tuple[str, int, int]]:
    """Every (store, location, item) that has a count."""
    query = select(col(Count.store), col(Count.location_id), col(Count.item_id))
    with ledger.reading() as session:
        return {(store, location, item) for store, location, item in session.execute(query)}
