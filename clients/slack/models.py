"""What Slack tells of messages, and the mark by which we find our own again."""

from pydantic import BaseModel, ConfigDict, Field

EVENT_TYPE = "stocksteady_message"
KEY = "key"


class Answer(BaseModel):
    """Base of all that Slack tells us: frozen, unknown fields ignored."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", populate_by_name=True, hide_input_in_errors=True
    )


class Metadata(Answer):
    """A mark that people don't see. Any app of the workspace can: no secret, nothing personal."""

    event_type: str = EVENT_TYPE
    event_payload: dict[str, object] = Field(default_factory=dict)

    @classmethod
    def of(cls, key: str) -> "Metadata":
        """The mark of the effect with this key."""
        return cls(event_payload={KEY: key})

    def names(self, key: str) -> bool:
        """Whether this is the mark of the effect with this key."""
        return self.event_type == EVENT_TYPE and self.event_payload.get(KEY) == key


class Posted(Answer):
    """Where a message stands. ``ts`` is its id within the channel: text, never a number.

    Keep the channel's id from here, not the name that was sent.
    """

    channel: str = Field(min_length=1)
    ts: str = Field(min_length=1)


class Message(Answer):
    """A message of a channel. ``thread_ts`` is its parent's id if it stands in a thread."""

    ts: str = Field(min_length=1)
    text: str = ""
    thread_ts: str | None = None
    metadata: Metadata | None = None


class Shared(Answer):
    """A file."""

    id: str = Field(min_length=1)
    title: str = ""


class SharedMessage(Answer):
    """A message with its files."""

    files: tuple[Shared, ...] = ()


class SharedPage(Answer):
    """The latest messages of a channel, for the files in them."""

    messages: tuple[SharedMessage, ...]


class Cursor(Answer):
    """Where the next page begins; empty at the end."""

    next_cursor: str = ""


class Page(Answer):
    """A page of messages, the newest first."""

    messages: tuple[Message, ...]
    has_more: bool = False
    response_metadata: Cursor | None = None

    @property
    def next_cursor(self) -> str:
        """The cursor of the next page; empty at the end."""
        return self.response_metadata.next_cursor if self.response_metadata else ""
