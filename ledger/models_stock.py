"""What the storefronts were told to show, and why."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index
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
