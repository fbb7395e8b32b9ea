"""What the storefronts were told to show, and why."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Column, Index
from sqlmodel import Field, SQLModel

from ledger.columns import UtcDateTime


class Count(SQLModel, table=True):
    """The last count decided for one item at one location of one store (units)."""

    __tablename__ = "published_counts"
    __table_args__ = (Index(None, "store", "sku"),)

    store: str = Field(primary_key=True)
    location_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    item_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    sku: str
    shown: int
    """Units the storefront showed when we decided."""
    promised: int
    """Units we decided it may show."""
    because: str
    decided_at: datetime = Field(sa_type=UtcDateTime)
    applied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When Shopify took it; None while it has not, or when nothing had to change."""
    batch: str | None = None
    """The write it went out with."""
    seen: int | None = None
    """Units the storefront showed when a round last found another figure than the one before."""
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    drift: int | None = None
    """Units by which it last stood above (below: negative) what was expected."""
    drift_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When that was read."""
    drift_from: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it was still right."""
    drift_because: str | None = Field(default=None, index=True)
    """What explains it: ``domain.drift.Drifted``."""


class UnexplainedUnits(SQLModel, table=True):
    """Units that a store has committed and no order explained, as the last look found them.

    One row a place and SKU where there are any, or were any lately.
    """

    __tablename__ = "unexplained_units"

    store: str = Field(primary_key=True)
    location_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    sku: str = Field(primary_key=True)
    units: int
    known: list[int] = Field(default_factory=list, sa_type=JSON)
    """Orders that explained others of the units there."""
    looked_at: datetime = Field(sa_type=UtcDateTime)
    """When that look's counts were read."""
    low: int
    """The fewest units that nothing explained since ``low_since``."""
    low_since: datetime = Field(sa_type=UtcDateTime)
    floor: int = 0
    """Units that nothing has explained for longer than a search may lag."""
    gone: list[list[str]] = Field(default_factory=list, sa_type=JSON)
    """Units that a later look did not find any more, and when (ISO 8601)."""
