"""What people see of it: exceptions to decide, and words to send."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from ledger.columns import JsonObject, Said, UtcDateTime, enum_column, id_column


class ExceptionState(StrEnum):
    """What becomes of an exception."""

    OPEN = "open"
    SNOOZED = "snoozed"
    """A person does not want to see it before ``snoozed_until``; it is still open."""
    RESOLVED = "resolved"


class ExceptionRow(SQLModel, table=True):
    """A condition that a machine can't decide; one row a (class, subject), reopened at need."""

    __tablename__ = "exceptions"
    __table_args__ = (Index(None, "open", "kind"),)

    id: int = Field(default=None, sa_column=id_column())
    key: str = Field(unique=True)
    """Class and subject in one, so that a condition has one row."""
    kind: str
    """Its class, such as ``unknown-sku``."""
    subject: str
    open: bool
    state: ExceptionState = Field(sa_column=enum_column(ExceptionState))
    episode: int = 1
    """How often this condition has opened; one Slack message an episode."""
    first_seen: datetime = Field(sa_type=UtcDateTime)
    """When this episode began."""
    last_seen: datetime = Field(sa_type=UtcDateTime)
    count: int = 1
    """How often it was met in this episode."""
    what: str = Field(sa_type=Said)
    """A sentence for a person."""
    todo: str = Field(sa_type=Said)
    """What to do about it."""
    retry_flow: str | None = None
    """The flow that can try again."""
    detail: JsonObject = Field(default_factory=dict, sa_type=JSON)
    snoozed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_because: str | None = Field(default=None, sa_type=Said)
    told_in: str | None = Field(default=None, index=True)
    """The message that tells of this episode; None while nobody was told."""
    acked_by: str | None = None
    """Who has seen this episode and looks after it."""
    acked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    escalated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When somebody else was called, because nobody had seen it."""


class OutboxState(StrEnum):
    """Has it been said?"""

    WAITING = "waiting"
    SENT = "sent"


class OutboxMessage(SQLModel, table=True):
    """Words to a channel. Putting other words under the same key updates the message in place."""

    __tablename__ = "outbox"

    id: int = Field(default=None, sa_column=id_column())
    key: str = Field(unique=True)
    channel: str
    text: str = Field(sa_type=Said)
    blocks: list[JsonObject] = Field(default_factory=list, sa_type=JSON)
    carries: list[JsonObject] = Field(default_factory=list, sa_type=JSON)
    """The conditions it tells of: key, episode, since, and ``ended`` as its words have it."""
    standing: bool = Field(default=True, index=True)
    """One of them has not been told as ended: its words are still looked after."""
    lane: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """How soon it is to be heard; it goes to the channel of this lane."""
    posts: int = 1
    """Number of the post it stands in: another one where the message was deleted, or refused."""
    state: OutboxState = Field(sa_column=enum_column(OutboxState, index=True))
    version: int = 1
    """Goes up with every change of words."""
    attempts: int = 0
    error: str | None = Field(default=None, sa_type=Said)
    message_id: str | None = None
    """What the channel calls it, once sent."""
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
