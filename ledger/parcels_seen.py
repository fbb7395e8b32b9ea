"""Parcels as readers see them: of an order, to be told, to be shipped, untold and waiting."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, String, and_, cast, or_, select
from sqlalchemy.orm import Mapped
from sqlmodel import col

from ledger.models_parcels import Parcel, ParcelState
from ledger.store import Ledger

AT_ONCE = 500
"""Labels named in one statement."""


def by_label(ledger: Ledger, label_id: str) -> Parcel | None:
    """The parcel of a label."""
    with ledger.reading() as session:
        return session.scalars(select(Parcel).where(col(Parcel.label_id) == label_id)).one_or_none()


def by_labels(ledger: Ledger, label_ids: Iterable[str]) -> dict[str, Parcel]:
    """The parcels of these labels, by label; unknown ones are left out."""
    wanted = sorted(set(label_ids))
    found: dict[str, Parcel] = {}
    with ledger.reading() as session:
        for start in range(0, len(wanted), AT_ONCE):
            some = col(Parcel.label_id).in_(wanted[start : start + AT_ONCE])
            found |= {row.label_id: row for row in session.scalars(select(Parcel).where(some))}
    return found


def of_order(ledger: Ledger, store: str, order_id: int) -> list[Parcel]:
    """Every parcel of an order, the first bought first."""
    return _where(ledger, and_(col(Parcel.store) == store, col(Parcel.order_id) == order_id))


def to_tell(ledger: Ledger) -> list[Parcel]:
    """Labels that nobody was told of yet, void ones that are to be forgotten among them."""
    return _where(ledger, col(Parcel.state) == ParcelState.BOUGHT)


def to_ship(ledger: Ledger) -> list[Parcel]:
    """Told, and not shipped in the inventory system yet."""
    return _where(ledger, _to_ship())


def untold_waiting(ledger: Ledger) -> list[Parcel]:
    """Void after the customer was told, and no other label in its place yet."""
    untold = col(Parcel.state) == ParcelState.UNTOLD
    return _where(ledger, and_(untold, col(Parcel.replaced_by).is_(None)))


def to_work_on(ledger: Ledger) -> list[Parcel]:
    """Every parcel that needs something now: told, untold, shipped or corrected."""
    out = col(Parcel.state) == ParcelState.TOLD
    void = and_(out, col(Parcel.voided_at).is_not(None))
    bought = col(Parcel.state) == ParcelState.BOUGHT
    shown_otherwise = and_(out, _text(col(Parcel.tracking)) != _text(col(Parcel.told_tracking)))
    shipped_otherwise = and_(
        out,
        col(Parcel.shipped_at).is_not(None),
        _text(col(Parcel.tracking)) != _text(col(Parcel.shipped_tracking)),
    )
    return _where(ledger, or_(bought, void, _to_ship(), shown_otherwise, shipped_otherwise))


def _to_ship() -> ColumnElement[bool]:
    return and_(
        col(Parcel.state) == ParcelState.TOLD,
        col(Parcel.voided_at).is_(None),
        col(Parcel.shipped_at).is_(None),
    )


def _text(column: Mapped[list[str]]) -> ColumnElement[str]:
    """A list of texts as the database holds it: both databases keep what we wrote."""
    return cast(column, String)


def _where(ledger: Ledger, where: ColumnElement[bool]) -> list[Parcel]:
    query = select(Parcel).where(where).order_by(col(Parcel.bought_at), col(Parcel.id))
    with ledger.reading() as session:
        return list(session.scalars(query))
