"""Cin7's bills of materials as they were last read: whole, never in part."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import delete, insert, select
from sqlmodel import col

from domain.bills import Bill, KnownKits, known_kits
from domain.rules import Rules
from domain.types import Sku
from ledger.cursors import advance_in
from ledger.models_bills import BillOfMaterials
from ledger.store import Ledger

READ = "bills-read"
"""The watermark of the last whole read: when it began."""


def every(ledger: Ledger) -> list[BillOfMaterials]:
    """All bills, by SKU."""
    with ledger.reading() as session:
        return list(session.scalars(select(BillOfMaterials).order_by(col(BillOfMaterials.sku))))


def bill_of(row: BillOfMaterials) -> Bill:
    """A row in the domain's words."""
    return Bill(
        Sku(row.sku),
        _units(row.parts),
        row.makes,
        row.unreadable,
        assembled=row.assembled,
        gives=_units(row.gives),
    )


def _units(told: Mapping[str, object]) -> dict[Sku, Decimal]:
    return {Sku(sku): Decimal(str(units)) for sku, units in told.items()}


def kits_of(ledger: Ledger, rules: Rules) -> KnownKits:
    """The kits of the rules, and Cin7's as they were last read, if the rules ask for them."""
    return known_kits(rules.kits, map(bill_of, every(ledger) if rules.boms else ()))


def replace(
    ledger: Ledger, bills: Sequence[BillOfMaterials], began: datetime, now: datetime
) -> bool:
    """Keep these bills instead of those that were kept; False when later ones are there already.

    Safe to run twice and at once: of two reads the one that began later stays.
    """
    with ledger.session() as session:
        if not advance_in(session, ledger, READ, began, now):
            return False
        session.execute(delete(BillOfMaterials))
        if bills:
            session.execute(insert(BillOfMaterials), [bill.model_dump() for bill in bills])
        return True
