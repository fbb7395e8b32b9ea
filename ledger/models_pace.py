"""Small rows that all processes share: watermarks, cost buckets, and "hold back" notes."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from ledger.columns import UtcDateTime


class Cursor(SQLModel, table=True):
    """How far a reader has come; it never goes back."""

    __tablename__ = "cursors"

    name: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    value: str | None = None
    updated_at: datetime = Field(sa_type=UtcDateTime)


class CostBucket(SQLModel, table=True):
    """Points left in one shop's cost bucket, as of ``at`` on our clock."""

    __tablename__ = "cost_buckets"

    shop: str = Field(primary_key=True)
    points: float
    maximum: float
    restore: float
    """Points a second of our clock."""
    at: datetime = Field(sa_type=UtcDateTime)


class Hold(SQLModel, table=True):
    """A vendor throttled us: nobody calls this account before ``until``."""

    __tablename__ = "holds"

    account: str = Field(primary_key=True)
    until: datetime = Field(sa_type=UtcDateTime)
