"""Units of each order line, from the day Cin7 reserved them: reserved = released + shipped + open.

Every function here sets levels that follow from facts (a draft, the parcels, credit notes); none
adds. So each is safe to run twice, and two runs that know the same facts write the same.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Select, Update, case, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.models_parcels import Parcel, ParcelState
from ledger.models_reversals import LineBalance
from ledger.store import Ledger


@dataclass(frozen=True, slots=True)
class LineUnits:
    """Units of one order line; ``line_id`` is Shopify's number of it."""

    line_id: str
    sku: str
    units: int


def of_order(ledger: Ledger, store: str, order_id: int) -> dict[str, LineBalance]:
    """What is known of an order's lines, by line id; empty while Cin7 never had its sale."""
    with ledger.reading() as session:
        return {row.line_id: row for row in session.scalars(_of(store, order_id))}


def reserved(ledger: Ledger, store: str, order_id: int, lines: Iterable[LineUnits]) -> None:
    """Cin7 holds exactly these units now, shipped ones included: the sale was authorised.

    A line that is smaller than before, or not in it any more, has released the difference; one
    that has grown has more reserved.
    """
    with ledger.session() as session:
        hold(ledger, session, store, order_id, lines)


def hold(
    ledger: Ledger, session: Session, store: str, order_id: int, lines: Iterable[LineUnits]
) -> None:
    """The same within a transaction that is under way."""
    wanted: dict[str, LineUnits] = {}
    for line in lines:
        before = wanted.get(line.line_id)
        units = line.units + (before.units if before else 0)
        wanted[line.line_id] = LineUnits(line.line_id, line.sku, units)
    for line in wanted.values():
        _make(ledger, session, store, order_id, line)
    _keep(session, store, order_id, {line_id: line.units for line_id, line in wanted.items()})


def released(
    ledger: Ledger, store: str, order_id: int, keep: Mapping[str, int] | None = None
) -> None:
    """Cin7 holds only these units any more, by line id, shipped ones included; None: none but them.

    What was shipped is never released, whatever ``keep`` says.
    """
    with ledger.session() as session:
        _keep(session, store, order_id, keep or {})


def shipped(
    ledger: Ledger, store: str, order_id: int, parcel_key: str, lines: Iterable[LineUnits]
) -> Counter[str]:
    """A parcel has left; units by line id that the order has no open hold for, none when all fit.

    The level is the sum over the order's parcels that are out (told, or shipped in Cin7); the one
    that ``parcel_key`` names counts with ``lines``, whether or not its row says so yet. A parcel
    whose label was voided again counts no more the next time: call ``recount``.
    """
    return _out(ledger, store, order_id, {parcel_key: list(lines)})


def recount(ledger: Ledger, store: str, order_id: int) -> Counter[str]:
    """Set what was shipped to what the parcels say now; what did not fit, as ``shipped`` does."""
    return _out(ledger, store, order_id, {})


def returned(ledger: Ledger, store: str, order_id: int, levels: Mapping[str, int]) -> None:
    """So many shipped units of each line (by its id) came back to a shelf in all.

    Never more than were shipped.
    """
    with ledger.session() as session:
        for line_id, units in levels.items():
            level = case((col(LineBalance.shipped) < units, col(LineBalance.shipped)), else_=units)
            session.execute(_line(store, order_id, line_id).values(returned=level))


def _out(
    ledger: Ledger, store: str, order_id: int, more: Mapping[str, list[LineUnits]]
) -> Counter[str]:
    query = select(Parcel).where(col(Parcel.store) == store, col(Parcel.order_id) == order_id)
    too_many: Counter[str] = Counter()
    with ledger.session() as session:
        units: Counter[str] = Counter()
        for parcel in session.scalars(query):
            out = parcel.state is ParcelState.TOLD or parcel.shipped_at is not None
            if out and parcel.label_id not in more:
                for told in parcel.lines:
                    units[str(told["line_id"])] += int(told["units"])
        for lines in more.values():
            for line in lines:
                units[line.line_id] += line.units
        known = session.scalars(_of(store, order_id).with_for_update()).all()
        for row in known:
            fits = min(units[row.line_id], row.reserved - row.released)
            too_many[row.line_id] = units[row.line_id] - fits
            row.shipped, row.returned = fits, min(row.returned, fits)
            session.add(row)
        for line_id in units.keys() - {row.line_id for row in known}:
            too_many[line_id] = units[line_id]
    return +too_many


def _make(ledger: Ledger, session: Session, store: str, order_id: int, line: LineUnits) -> None:
    insert = ledger.insert(LineBalance).values(
        store=store,
        order_id=order_id,
        line_id=line.line_id,
        sku=line.sku,
        reserved=line.units,
        released=0,
        shipped=0,
        returned=0,
    )
    session.execute(insert.on_conflict_do_nothing(index_elements=["store", "order_id", "line_id"]))
    grown = col(LineBalance.reserved) - col(LineBalance.released) < line.units
    session.execute(
        _line(store, order_id, line.line_id)
        .where(grown)
        .values(reserved=col(LineBalance.released) + line.units)
    )


def _keep(session: Session, store: str, order_id: int, keep: Mapping[str, int]) -> None:
    for row in session.scalars(_of(store, order_id).with_for_update()):
        stays = max(keep.get(row.line_id, 0), row.shipped)
        row.released = max(row.released, row.reserved - stays)
        session.add(row)


def _of(store: str, order_id: int) -> Select[tuple[LineBalance]]:
    return select(LineBalance).where(
        col(LineBalance.store) == store, col(LineBalance.order_id) == order_id
    )


def _line(store: str, order_id: int, line_id: str) -> Update:
    return update(LineBalance).where(
        col(LineBalance.store) == store,
        col(LineBalance.order_id) == order_id,
        col(LineBalance.line_id) == line_id,
    )
