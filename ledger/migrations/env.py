"""Alembic's way in: the connection is given by ``ledger.schema``, the tables by the models."""

from typing import Literal

from alembic import context
from sqlalchemy import Connection, DateTime, Enum, String, text
from sqlmodel import SQLModel

from ledger import models
from ledger.schema import LOCK, ours

assert models.__all__  # imported so that the metadata is complete


def plainly(kind: str, item: object, _: object) -> str | Literal[False]:
    """Write plain types into a new migration: it must not change when our code does."""
    if kind != "type":
        return False
    item = getattr(item, "impl_instance", item)
    if isinstance(item, DateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, Enum):
        return f"sa.String({item.length})"
    return "sa.String()" if isinstance(item, String) else False


def run(connection: Connection) -> None:
    """Run all steps in one transaction that no other process can enter meanwhile.

    SQLite locks when the transaction begins (``BEGIN IMMEDIATE``), PostgreSQL by advisory lock.
    """
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        include_name=ours,
        render_item=plainly,
        compare_type=True,
        transactional_ddl=True,
        render_as_batch=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        context.run_migrations()


run(context.config.attributes["connection"])
