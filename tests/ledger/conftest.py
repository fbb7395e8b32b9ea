"""A ledger with its tables, on SQLite and on a real PostgreSQL: every test runs on both."""

from collections.abc import Iterator
from concurrent.futures import Executor
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlmodel import SQLModel

from ledger.store import Ledger, upgrade
from tests.ledger.racing import open_processes
from tests.ledger.samples import NOON
from tests.postgres import PostgresCannotStart, postgres_url

BOTH = ["sqlite", "postgresql"]


@pytest.fixture
def now() -> datetime:
    return NOON


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


@pytest.fixture(scope="session")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    yield from migrated(f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'ledger.db'}")


@pytest.fixture(scope="session")
def on_postgresql() -> Iterator[Ledger]:
    try:
        with postgres_url() as url:
            yield from migrated(url)
    except PostgresCannotStart as error:
        pytest.skip(f"PostgreSQL can't start here: {error}")


@pytest.fixture(params=BOTH)
def ledger(request: pytest.FixtureRequest) -> Iterator[Ledger]:
    """Empty tables, as the migrations make them."""
    ledger: Ledger = request.getfixturevalue(f"on_{request.param}")
    yield ledger
    with ledger.session() as session:
        for table in reversed(SQLModel.metadata.sorted_tables):
            session.execute(delete(table))


def migrated(url: str) -> Iterator[Ledger]:
    upgrade(url)
    ledger = Ledger(url)
    yield ledger
    ledger.close()


@pytest.fixture(scope="session")
def processes() -> Iterator[Executor]:
    with open_processes() as pool:
        yield pool
