"""Orders as a state machine: one row an order, and the history of its stages."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from ledger.columns import JsonObject, Said, UtcDateTime, enum_column, id_column, reference_column


class Stage(StrEnum):
    """Where an order stands between storefront and doorstep; the last three stand beside."""

    RECEIVED = "received"
    VALIDATED = "validated"
    ROUTED = "routed"
    IN_CIN7 = "in-cin7"
    HANDED_OFF = "handed-off"
    SHIPPED = "shipped"
    TOLD = "told"
    CLOSED = "closed"
    HELD = "held"
    CANCELLING = "cancelling"
    REVERSED = "reversed"


class Order(SQLModel, table=True):
    """One Shopify order and what we made of it."""

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("store", "order_id"),
        Index(None, "store", "name"),
        Index(None, "live", "open"),
    )

    id: int = Field(default=None, sa_column=id_column())
    store: str
    order_id: int = Field(sa_type=BigInteger)
    """Shopify's numeric id."""
    shop_domain: str
    name: str
    """What the shop calls it, such as ``#1001``."""
    placed_at: datetime = Field(sa_type=UtcDateTime)
    shop_updated_at: datetime = Field(sa_type=UtcDateTime)
    cancelled: bool
    live: bool
    """Paid, no test, not cancelled."""
    open: bool
    """It has units that are neither shipped nor taken back (``stands`` is not empty)."""
    stage: Stage = Field(sa_column=enum_column(Stage))
    reason: str = Field(default="", sa_type=Said)
    """Why it is in this stage."""
    lines: list[JsonObject] = Field(default_factory=list, sa_type=JSON)
    stands: list[JsonObject] = Field(default_factory=list, sa_type=JSON)
    """Where its open units stand at Shopify."""
    facts: JsonObject = Field(default_factory=dict, sa_type=JSON)
    """The whole order in our words, for ingestion."""
    routed_to: str | None = None
    """The warehouse that routing chose."""
    sale_id: str | None = Field(default=None, index=True)
    sale_number: str | None = None
    authorised_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When Cin7 took its order stage; the unseen reckoning starts its settle time here."""
    backordered: bool = False
    undone: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """How often its sale was put back to draft, or is being; each time has its own number."""
    reversed_as_of: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """``shop_updated_at`` of the version of which everything taken back is dealt with."""
    noted_at: datetime = Field(sa_type=UtcDateTime)
    """When the read that this row shows began."""


class OrderEvent(SQLModel, table=True):
    """One step of an order, with its reason. ``why order #1001`` prints these."""

    __tablename__ = "order_events"

    id: int = Field(default=None, sa_column=id_column())
    order_row: int = Field(sa_column=reference_column("orders.id"))
    at: datetime = Field(sa_type=UtcDateTime)
    stage: Stage = Field(sa_column=enum_column(Stage))
    because: str = Field(sa_type=Said)
    detail: JsonObject = Field(default_factory=dict, sa_type=JSON)
