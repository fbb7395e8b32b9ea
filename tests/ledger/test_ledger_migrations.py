"""The tables come and go by migrations alone, on both databases, and match the models."""

from concurrent.futures import Executor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlmodel import SQLModel

from ledger.buckets import open_bucket
from ledger.models import Delivery
from ledger.schema import ours
from ledger.store import Ledger, downgrade, new_revision, open_ledger, upgrade
from tests.ledger.racing import everybody, migrate

OUR_TABLES = {table.name for table in SQLModel.metadata.sorted_tables}


def tables(url: str) -> set[str]:
    ledger = Ledger(url)
    try:
        return set(inspect(ledger.engine).get_table_names()) - {"alembic_version"}
    finally:
        ledger.close()


def differences(url: str) -> list[object]:
    ledger = Ledger(url)
    try:
        with ledger.engine.connect() as connection:
            context = MigrationContext.configure(
                connection, opts={"include_name": ours, "compare_type": True}
            )
            return list(compare_metadata(context, SQLModel.metadata))
    finally:
        ledger.close()


def test_migrations_go_up_from_an_empty_database_and_down_to_one(empty_url: str) -> None:
    upgrade(empty_url)
    assert tables(empty_url) == OUR_TABLES
    downgrade(empty_url, "base")
    assert tables(empty_url) == set()
    upgrade(empty_url)
    assert tables(empty_url) == OUR_TABLES


def test_going_up_twice_changes_nothing_and_loses_nothing(empty_url: str) -> None:
    upgrade(empty_url)
    ledger = open_ledger(empty_url)
    with ledger.session() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO holds VALUES ('cin7', '2026-11-23 12:00')"
        )
    upgrade(empty_url)
    with ledger.reading() as session:
        assert session.connection().exec_driver_sql("SELECT account FROM holds").all() == [
            ("cin7",)
        ]
    ledger.close()


def test_the_models_are_what_the_migrations_make(empty_url: str) -> None:
    upgrade(empty_url)
    assert differences(empty_url) == []


def test_a_column_that_no_migration_makes_is_noticed(empty_url: str) -> None:
    upgrade(empty_url)
    ledger = Ledger(empty_url)
    with ledger.session() as session:
        session.connection().exec_driver_sql("ALTER TABLE deliveries DROP COLUMN note")
    ledger.close()
    assert "note" in str(differences(empty_url))


def test_the_limiters_own_tables_are_none_of_our_migrations_business(empty_url: str) -> None:
    upgrade(empty_url)
    ledger = Ledger(empty_url)
    open_bucket(ledger, "cin7_all", 60, 60).close()
    ledger.close()
    assert differences(empty_url) == []


def test_processes_that_start_together_migrate_once(empty_url: str, processes: Executor) -> None:
    everybody(processes, migrate, empty_url)
    assert tables(empty_url) == OUR_TABLES


def test_a_new_migration_is_written_without_names_from_our_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    from ledger import schema

    for name in ("env.py", "script.py.mako"):
        (folder / name).write_text((schema.MIGRATIONS / name).read_text())
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    new_revision(f"sqlite:///{tmp_path / 'ledger.db'}", "everything")
    written = (folder / "versions" / "0001_everything.py").read_text()
    assert "sa.DateTime(timezone=True)" in written
    assert "ledger." not in written
    assert "sqlmodel" not in written


@pytest.mark.parametrize(
    "url",
    ["sqlite://", "sqlite:///:memory:", "mysql://x/y"],
    ids=["memory", "memory by name", "mysql"],
)
def test_a_database_that_processes_cannot_share_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="ledger"):
        Ledger(url)


def test_a_url_without_a_driver_means_psycopg_3() -> None:
    assert Ledger("postgresql://u@localhost/x").url.drivername == "postgresql+psycopg"
    assert Delivery.__tablename__ in OUR_TABLES
