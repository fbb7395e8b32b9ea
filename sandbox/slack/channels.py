"""Channels with their messages; a message's ``ts`` is its name within the channel."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.slack.errors import Json

MICROSECONDS = 1_000_000


@dataclass(slots=True)
class Message:
    """One message; ``thread_ts`` names the parent when it is a reply."""

    ts: str
    user: str
    bot_id: str
    text: str
    posted_at: datetime
    blocks: list[dict[str, Json]] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    metadata: dict[str, Json] = field(default_factory=dict)
    thread_ts: str = ""
    broadcast: bool = False
    edited_ts: str = ""

    def to_json(self, replies: int = 0, *, metadata: bool = False) -> dict[str, Json]:
        """As it goes over the wire; ``replies`` are those in its thread."""
        body: dict[str, Json] = {
            "type": "message",
            "user": self.user,
            "bot_id": self.bot_id,
            "text": self.text,
            "ts": self.ts,
        }
        if self.blocks:
            body["blocks"] = self.blocks
        if self.attachments:
            body["attachments"] = self.attachments
        if self.files:
            body["files"] = self.files
        if self.thread_ts:
            body["thread_ts"] = self.thread_ts
        elif replies:
            body |= {"thread_ts": self.ts, "reply_count": replies}
        if self.broadcast:
            body["subtype"] = "thread_broadcast"
        if self.edited_ts:
            body["edited"] = {"user": self.user, "ts": self.edited_ts}
        if metadata and self.metadata:
            body["metadata"] = self.metadata
        return body

    def journaled(self) -> tuple[str, str]:
        """Event type and payload of its metadata, as the journal has them."""
        if not self.metadata:
            return "", ""
        payload = json.dumps(self.metadata["event_payload"], sort_keys=True)
        return str(self.metadata["event_type"]), payload


@dataclass(slots=True)
class Channel:
    """A channel; its messages in the order they were posted."""

    channel_id: str
    name: str
    is_member: bool = True
    is_archived: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    last: int = 0
    """The newest ``ts``, in microseconds."""

    def next_ts(self, now: datetime) -> str:
        """A ``ts`` that is later than every other in this channel."""
        wanted = int(now.timestamp()) * MICROSECONDS + now.microsecond
        self.last = max(wanted, self.last + 1)
        return f"{self.last // MICROSECONDS}.{self.last % MICROSECONDS:06d}"

    def replies(self, ts: str) -> list[Message]:
        """The replies in a thread, oldest first."""
        return [one for one in self.messages.values() if one.thread_ts == ts]
