"""The tables and their migrations, run from code: no ``alembic.ini`` is needed where we run.

Several processes may bring the ledger up to date at once; the first does it, the others wait.
"""

from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

MIGRATIONS = Path(__file__).parent / "migrations"

LIMITER_TABLES = "ratelimit___"
"""How the shared limiter's tables begin; it makes them itself, so Alembic must not see them."""

LOCK = 7_306_018_521
"""PostgreSQL's advisory lock that lets one process migrate at a time; any number will do."""

_one_thread = Lock()
"""Alembic keeps the migration that runs in a global of its module."""


def ours(name: str | None, kind: str, _: object = None) -> bool:
    """Is this a table (or part of one) that our migrations look after?"""
    return not (kind == "table" and (name or "").startswith(LIMITER_TABLES))


def up(connection: Connection, revision: str = "head") -> None:
    """Bring the tables to a revision, on this connection."""
    with _one_thread:
        command.upgrade(_config(connection), revision)


def down(connection: Connection, revision: str) -> None:
    """Take the tables back to a revision; ``base`` is the empty database."""
    with _one_thread:
        command.downgrade(_config(connection), revision)


def write_revision(connection: Connection, message: str) -> None:
    """Write a migration file with what the models have and the tables lack; then read it."""
    number = len(list((MIGRATIONS / "versions").glob("[0-9]*.py"))) + 1
    with _one_thread:
        command.revision(_config(connection), message, autogenerate=True, rev_id=f"{number:04d}")


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
