"""Move a ledger to another database, rows and all: an empty one would not know what was sent."""

from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from ledger import models
from ledger.store import Ledger, open_ledger, readable_url, upgrade

AT_ONCE = 500
"""Rows in one go."""

assert models.__all__  # imported so that the metadata is complete


def copy_ledger(old_url: str, new_url: str, *, dry_run: bool = False) -> dict[str, int]:
    """Copy every row of one ledger into another, whose tables are made first; rows by table.

    Nothing may be running on either. It is all or nothing; the old one, whose tables must be up to
    date, is only read. ``dry_run`` only counts.

    Raises:
        NoLedger: The old one is an SQLite file that is not there.
        ValueError: The new one holds rows already, or is no database that we know.
    """
    readable_url(new_url)
    old = open_ledger(old_url)
    try:
        with old.reading() as source:
            return _counted(source) if dry_run else _copied(source, new_url)
    finally:
        old.close()


def _copied(source: Session, new_url: str) -> dict[str, int]:
    upgrade(new_url)
    new = Ledger(new_url)
    try:
        with new.session() as target:
            full = [name for name, rows in _counted(target).items() if rows]
            if full:
                raise ValueError(f"the new ledger is not empty: {', '.join(full)}")
            for table in SQLModel.metadata.sorted_tables:
                found = source.execute(select(table)).mappings()
                for part in found.partitions(AT_ONCE):
                    target.execute(insert(table), [dict(row) for row in part])
                if not new.is_sqlite and "id" in table.c:
                    _count_on(target, table)
            return _counted(target)
    finally:
        new.close()


def _counted(session: Session) -> dict[str, int]:
    return {table.name: _rows(session, table) for table in SQLModel.metadata.sorted_tables}


def _rows(session: Session, table: Table) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def _count_on(session: Session, table: Table) -> None:
    """PostgreSQL's counter of a table goes on after the copied rows."""
    highest = session.scalar(select(func.max(table.c.id)))
    if highest is not None:
        counter = text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :highest)")
        session.execute(counter, {"table": table.name, "highest": highest})
