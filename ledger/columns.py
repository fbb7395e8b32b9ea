"""How the ledger's values lie in a database, the same on SQLite and PostgreSQL."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Dialect, Enum, ForeignKey, Integer, String
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

JsonObject = dict[str, Any]
"""What a JSON column holds. A ``Decimal`` or a time is kept as its exact text."""

LONGEST_ENUM = 32
"""Characters a stored enum value may have."""

NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""64 bits on both; SQLite counts by itself only in a column that it calls INTEGER."""

SQLModel.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}
"""Every constraint has a name, so that a later migration can drop it on either database."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Naive times are refused going in; aware UTC comes out, on SQLite too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any aware time into UTC.

        Raises:
            ValueError: The time bears no zone.
        """
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"a time without a zone can't go into the ledger: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite forgets the zone, PostgreSQL answers in the session's: say UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Said(TypeDecorator[str]):
    """What somebody outside said, kept even when it holds what no database text may hold.

    A zero byte or half a character (both seen in broken answers) becomes a replacement mark, so
    that writing down a trouble never makes another one.
    """

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Replace what can't be stored."""
        if value is None:
            return None
        return value.replace("\x00", "\N{REPLACEMENT CHARACTER}").encode(errors="replace").decode()


def stored(kind: type[StrEnum]) -> Enum:
    """The type of an enum's column: its value as text, no native type, the enum coming back."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=LONGEST_ENUM,
        values_callable=lambda members: [member.value for member in members],
    )


def enum_column(kind: type[StrEnum], *, index: bool = False) -> Column[Any]:
    """A column that must hold one of an enum's values."""
    return Column(stored(kind), nullable=False, index=index)


def id_column() -> Column[Any]:
    """A row's own number. Upserts spend numbers too, so it is a big one."""
    return Column(NUMBER, primary_key=True)


def reference_column(to: str) -> Column[Any]:
    """The number of a row in another table (``orders.id``), which must be there."""
    return Column(NUMBER, ForeignKey(to), nullable=False, index=True)


def to_json(value: object) -> str:
    """Write a JSON column; nothing is rounded on the way.

    Raises:
        TypeError: A value has no plain text form.
    """
    return json.dumps(value, default=_as_text)


def _as_text(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} can't be kept as JSON: {value!r}")
