"""What we heard: deliveries as they came, and the hints they raised."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from ledger.columns import Said, UtcDateTime, enum_column, id_column


class DeliveryState(StrEnum):
    """How far a delivery has come; the last three are final."""

    RECEIVED = "received"
    """Written down and answered."""
    HINTED = "hinted"
    """Its flow has been hinted."""
    HANDLED = "handled"
    """A flow has read the truth since."""
    IGNORED = "ignored"
    """Nobody's news: a topic no flow lives by."""
    UNREADABLE = "unreadable"
    """Truly from the vendor, but its body makes no sense."""


FINAL_DELIVERIES = (DeliveryState.HANDLED, DeliveryState.IGNORED, DeliveryState.UNREADABLE)
"""Nothing more will happen to these."""


class Delivery(SQLModel, table=True):
    """One accepted webhook, raw. A second delivery of the same key is not written again."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("source", "delivery_key"),
        Index(None, "state", "source"),
    )

    id: int = Field(default=None, sa_column=id_column())
    source: str
    """``shopify:<store>`` or ``cin7``."""
    topic: str
    delivery_key: str
    """The vendor's own name of the delivery, or one made from its body."""
    headers: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    body: bytes
    received_at: datetime = Field(sa_type=UtcDateTime, index=True)
    state: DeliveryState = Field(sa_column=enum_column(DeliveryState))
    handled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    note: str | None = Field(default=None, sa_type=Said)


class Hint(SQLModel, table=True):
    """Something changed that a flow lives by; one row a (flow, store)."""

    __tablename__ = "hints"
    __table_args__ = (UniqueConstraint("flow", "store"),)

    id: int = Field(default=None, sa_column=id_column())
    flow: str
    store: str
    raised: bool
    number: int
    """How often it was raised; names the event that is posted to Prefect."""
    raised_at: datetime = Field(sa_type=UtcDateTime)
    lowered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
