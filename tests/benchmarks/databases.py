"""The two databases a ledger may live in, both as durable as they are shipped."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import event

from ledger.store import Ledger
from tests.postgres import postgres_url, server_url


@contextmanager
def sqlite_url(folder: str) -> Iterator[str]:
    """A new file."""
    yield f"sqlite:///{Path(folder) / uuid4().hex}.db"


@contextmanager
def durable_postgres_url(_: str) -> Iterator[str]:
    """A new database of this process's server, which waits for the disk again.

    The tests have that switched off; figures without it would flatter.
    """
    with psycopg.connect(server_url(), autocommit=True) as admin:
        admin.execute("ALTER SYSTEM RESET fsync")
        admin.execute("ALTER SYSTEM RESET synchronous_commit")
        admin.execute("SELECT pg_reload_conf()")
    with postgres_url() as url:
        yield url


DATABASES: dict[str, Callable[[str], AbstractContextManager[str]]] = {
    "SQLite": sqlite_url,
    "PostgreSQL": durable_postgres_url,
}


class Statements:
    """Counts what goes to a database: statements (without BEGIN) and commits."""

    def __init__(self, ledger: Ledger) -> None:
        self.sent = self.commits = 0
        event.listen(ledger.engine, "before_cursor_execute", self._on_sent)
        event.listen(ledger.engine, "commit", self._on_commit)

    def begin(self) -> None:
        """Count from here."""
        self.sent = self.commits = 0

    def _on_sent(self, _: object, __: object, statement: str, *___: object) -> None:
        self.sent += not statement.startswith("BEGIN")

    def _on_commit(self, _: object) -> None:
        self.commits += 1
