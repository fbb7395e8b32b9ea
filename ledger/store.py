"""The ledger's door: one engine, short transactions, the same on SQLite and PostgreSQL.

SQLite runs in WAL mode with foreign keys on and full durability, and a write takes the write lock
when it begins (``BEGIN IMMEDIATE``), so two processes queue for up to 30 s instead of failing
half-way. PostgreSQL is reached by psycopg 3.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from ledger import schema
from ledger.columns import to_json

BUSY_SECONDS = 30
"""How long a process queues for SQLite's write lock (wall seconds)."""
SWITCHES = 20
"""So often a process that meets others at a new file tries to switch it to WAL."""


class NoLedger(Exception):
    """There is no ledger where one is looked for, or its tables are not those that we need."""


class Ledger:
    """What we did, what we heard, and why.

    Args:
        url: ``sqlite:///path/to/file`` or ``postgresql://user:password@host/database``.

    Raises:
        ValueError: Another database, or SQLite without a file (processes could not share it).
    """

    def __init__(self, url: str) -> None:
        self.url = readable_url(url)
        self.engine = _sqlite(self.url) if self.is_sqlite else _postgresql(self.url)
        self._reader = self.engine.execution_options(begin="BEGIN")

    @property
    def is_sqlite(self) -> bool:
        """One file on this machine, rather than a server."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One writing transaction: committed at the end, rolled back on any error."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One reading transaction; it waits for nobody. Rows stay readable afterwards."""
        with Session(self._reader, expire_on_commit=False) as session:
            yield session

    def insert(self, table: type[SQLModel]) -> "sqlite.Insert | postgresql.Insert":
        """An INSERT that knows ``on conflict``, in this database's dialect."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def open_ledger(url: str) -> Ledger:
    """Open a ledger whose tables are there already (``upgrade`` makes them).

    Raises:
        NoLedger: The SQLite file is not there. It is not made: an empty memory in the wrong folder
            would have all work done once more.
    """
    file = absent_file(url)
    if file is not None:
        raise NoLedger(
            f"there is no ledger at {file}. If yours is elsewhere, name it with its whole path "
            "in STOCKSTEADY_LEDGER_URL; a new one is made by `stocksteady ledger upgrade`."
        )
    return Ledger(url)


def absent_file(url: str) -> Path | None:
    """The whole path of the SQLite file that a URL names, if it is not there; else None."""
    parsed = readable_url(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    file = Path(str(parsed.database)).absolute()
    return None if file.exists() else file


def upgrade(url: str) -> None:
    """Bring the tables up to date; harmless when they are, and when several processes do it."""
    _with_connection(url, schema.up)


def downgrade(url: str, revision: str) -> None:
    """Take the tables back to a revision; ``base`` forgets everything."""
    _with_connection(url, lambda connection: schema.down(connection, revision))


def new_revision(url: str, message: str) -> None:
    """Write the migration that brings an up-to-date database in line with changed models."""
    _with_connection(url, lambda connection: schema.write_revision(connection, message))


def _with_connection(url: str, work: Callable[[Connection], None]) -> None:
    ledger = Ledger(url)
    try:
        with ledger.engine.connect() as connection:
            work(connection)
    finally:
        ledger.close()


def readable_url(url: str) -> URL:
    """Check a ledger's URL, and name psycopg 3 as PostgreSQL's driver.

    Raises:
        ValueError: Another database, SQLite without a file, or no URL at all.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ValueError("it is no database's URL") from None
    match parsed.get_backend_name():
        case "postgresql":
            return parsed.set(drivername="postgresql+psycopg")
        case "sqlite" if parsed.database not in (None, "", ":memory:"):
            return parsed
        case "sqlite":
            raise ValueError("the ledger needs a file that all processes can open, not memory")
        case other:
            raise ValueError(f"the ledger lives in SQLite or PostgreSQL, not in {other!r}")


def _postgresql(url: URL) -> Engine:
    return create_engine(
        url,
        json_serializer=to_json,
        pool_pre_ping=True,
        connect_args={"options": "-c timezone=UTC"},
    )


def _sqlite(url: URL) -> Engine:
    Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, json_serializer=to_json, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        _use_wal(connection)
        for pragma in ("synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        how = connection.get_execution_options().get("begin", "BEGIN IMMEDIATE")
        connection.exec_driver_sql(str(how))

    return engine


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch a new file to WAL, once. SQLite does not queue for the switch as it does for a write,
    so whoever meets another process at it queues for a write, and then looks again.
    """
    for turn in range(SWITCHES):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if turn == SWITCHES - 1:
                raise
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("COMMIT")
