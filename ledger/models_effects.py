"""What we change outside: one row a decision, from the intent to the vendor's id."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from ledger.columns import JsonObject, Said, UtcDateTime, enum_column, id_column


class EffectKind(StrEnum):
    """Every way in which we change the outside world; each has its fault tests."""

    SET_STOCK = "set-stock"
    ACTIVATE_ITEM = "activate-item"
    CREATE_SALE = "create-sale"
    AUTHORISE_SALE = "authorise-sale"
    MOVE_FULFILMENT = "move-fulfilment"
    SUBSCRIBE_SHOPIFY = "subscribe-shopify"
    SUBSCRIBE_CIN7 = "subscribe-cin7"
    SUBSCRIBE_SHIPSTATION = "subscribe-shipstation"
    CREATE_SHIPMENT = "create-shipment"
    CANCEL_SHIPMENT = "cancel-shipment"
    VOID_LABEL = "void-label"
    FULFIL = "fulfil"
    CANCEL_FULFILMENT = "cancel-fulfilment"
    CORRECT_TRACKING = "correct-tracking"
    OPEN_LEG = "open-leg"
    PICK = "pick"
    PACK = "pack"
    SHIP = "ship"
    CORRECT_LEG = "correct-leg"
    INVOICE = "invoice"
    VOID_SALE = "void-sale"
    UNDO_SALE = "undo-sale"
    CREDIT_NOTE = "credit-note"
    POST_MESSAGE = "post-message"
    UPDATE_MESSAGE = "update-message"
    UPLOAD_FILE = "upload-file"


class EffectState(StrEnum):
    """How far an effect has come; the last three are final."""

    INTENDED = "intended"
    """Decided; nothing has been sent."""
    CLAIMED = "claimed"
    """Somebody is at it, until the lease ends."""
    DOUBTFUL = "doubtful"
    """It may have happened: look before doing it (again)."""
    DONE = "done"
    """It stands at the vendor, under ``vendor_id``."""
    REFUSED = "refused"
    """The vendor said no; nothing happened."""
    ABANDONED = "abandoned"
    """Given up, for the reason written down."""


class Effect(SQLModel, table=True):
    """One change outside. ``kind`` and ``key`` name the decision and are unique."""

    __tablename__ = "effects"
    __table_args__ = (
        UniqueConstraint("kind", "key"),
        Index(None, "state", "due_at"),
    )

    id: int = Field(default=None, sa_column=id_column())
    kind: EffectKind = Field(sa_column=enum_column(EffectKind))
    key: str
    subject: str = Field(index=True)
    """What a person calls it, such as ``uk #1001``."""
    detail: JsonObject = Field(default_factory=dict, sa_type=JSON)
    """What was decided, and what undoing it would take."""
    token: str | None = None
    """The vendor's idempotency key (uuid), the same for every attempt."""
    state: EffectState = Field(sa_column=enum_column(EffectState))
    owner: str | None = None
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    """Not to be looked at before."""
    must_look: bool = False
    """The present claim may not act before it has looked."""
    looks: int = 0
    """How often it was looked for, and not found, since it was last sent."""
    attempts: int = 0
    """How often it was claimed."""
    vendor_id: str | None = None
    error: str | None = Field(default=None, sa_type=Said)
    because: str | None = Field(default=None, sa_type=Said)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
