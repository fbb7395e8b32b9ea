"""The limiter's buckets, in a place that all processes of ours can see.

pyrate-limiter keeps them: on SQLite in a file of its own beside the ledger, with a file lock, so
that counting calls never waits for the ledger's write lock; on PostgreSQL in tables of its own,
which Alembic leaves alone (``ledger.schema.ours``). It reckons in wall milliseconds.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from string import ascii_lowercase, digits
from typing import Any, cast

from pyrate_limiter import AbstractBucket, PostgresBucket, Rate, SQLiteBucket
from sqlalchemy import Engine

from ledger.schema import LIMITER_TABLES
from ledger.store import Ledger

LETTERS = frozenset(ascii_lowercase + digits + "_")

LONGEST_NAME = 40
"""Characters; with what the limiter puts before it, PostgreSQL takes no more than 63."""

LOCK_POLL_SECONDS = 0.005
"""How often a process asks again for the file lock that another one holds (wall)."""


class EnginePool:
    """The ledger's own PostgreSQL connections, lent to the limiter in the shape it expects."""

    closed = True
    """The limiter must not close what is not its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def connection(self) -> Iterator[Any]:
        """A psycopg connection: committed at the end, rolled back on an error."""
        lent = self._engine.raw_connection()
        try:
            yield lent.driver_connection
            lent.commit()
        finally:
            lent.close()  # going back to the pool rolls back what was not committed


def open_bucket(ledger: Ledger, name: str, calls: int, wall_seconds: float) -> AbstractBucket:
    """Open the bucket of this name: at most ``calls`` of all processes in any ``wall_seconds``."""
    table = _table_name(name)
    rates = [Rate(calls, max(1, round(wall_seconds * 1000)))]
    if not ledger.is_sqlite:
        return PostgresBucket(cast("Any", EnginePool(ledger.engine)), table, rates)
    bucket = SQLiteBucket.init_from_file(
        rates,
        table=LIMITER_TABLES + table,
        db_path=f"{ledger.url.database}.pace",
        use_file_lock=True,
    )
    cast("Any", bucket.lock).poll_interval = LOCK_POLL_SECONDS
    return bucket


def _table_name(name: str) -> str:
    """A plain short table name; PostgreSQL would cut a long one, and two might become one."""
    plain = "".join(letter if letter in LETTERS else "_" for letter in name.lower())
    if plain == name and len(name) <= LONGEST_NAME:
        return name
    return f"{plain[: LONGEST_NAME - 13]}_{sha256(name.encode()).hexdigest()[:12]}"


def wall_ms(bucket: AbstractBucket) -> int:
    """The bucket's own time: this machine's on SQLite, the server's on PostgreSQL."""
    return milliseconds(cast("Any", bucket).now())


def milliseconds(said: object) -> int:
    """A bucket's answer as a number: none of ours is asynchronous.

    Raises:
        TypeError: It is something else, which a newer limiter may have made of it.
    """
    if not isinstance(said, int):
        raise TypeError(f"the limiter's bucket answered {said!r}")
    return said
