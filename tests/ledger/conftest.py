"""A ledger with its tables, on SQLite and on a real PostgreSQL: every test runs on both."""

from collections.abc import Iterator
from concurrent.futures import Executor
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel

from ledger import models
from ledger.store import Ledger, upgrade
from tests.ledger.racing import NOON, open_processes
from tests.postgres import PostgresCannotStart, postgres_url

BOTH = ["sqlite", "postgresql"]


@pytest.fixture
def now() -> datetime:
    return NOON


@pytest.fixture(scope="session")
def postgres_with_tables() -> Iterator[str]:
    try:
        with postgres_url() as url:
            upgrade(url)
            yield url
    except PostgresCannotStart as error:
        pytest.skip(f"PostgreSQL can't start here: {error}")


@pytest.fixture(scope="session")
def sqlite_with_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("ledger") / "empty.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'ledger.db'}"
        return
    try:
        with postgres_url() as url:
            yield url
    except PostgresCannotStart as error:
        pytest.skip(f"PostgreSQL can't start here: {error}")


@pytest.fixture(params=BOTH)
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """Empty tables, as the migrations make them."""
    assert models.__all__
    if request.param == "sqlite":
        file = tmp_path / "ledger.db"
        file.write_bytes(request.getfixturevalue("sqlite_with_tables").read_bytes())
        ledger = Ledger(f"sqlite:///{file}")
        yield ledger
        ledger.close()
        return
    ledger = Ledger(request.getfixturevalue("postgres_with_tables"))
    yield ledger
    tables = ", ".join(f'"{table.name}"' for table in SQLModel.metadata.sorted_tables)
    with ledger.session() as session:
        session.execute(text(f"TRUNCATE {tables} RESTART IDENTITY"))
    ledger.close()


@pytest.fixture(scope="session")
def processes() -> Iterator[Executor]:
    with open_processes() as pool:
        yield pool
