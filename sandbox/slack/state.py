"""One pretend Slack workspace: its tokens, its channels, and what is written in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.journal import MessagePosted, MessageUpdated
from sandbox.slack.channels import Channel, Message
from sandbox.slack.content import (
    ATTACHMENTS_MOST,
    TEXT_MOST,
    read_blocks,
    read_json,
    read_metadata,
)
from sandbox.slack.errors import Json, Refusal
from sandbox.slack.pace import Pace

if TYPE_CHECKING:
    from sandbox.world import World

TEAM = "T0SANDBOX"
SCOPES = frozenset({"chat:write", "channels:history", "files:write"})
"""What a bot may do when nobody says."""


@dataclass(slots=True)
class Bot:
    """An app's bot user."""

    user_id: str
    bot_id: str
    name: str
    scopes: frozenset[str] = SCOPES
    revoked: bool = False


@dataclass(slots=True)
class File:
    """A file: promised, then its bytes, then shared."""

    file_id: str
    name: str
    length: int
    title: str = ""
    data: bytes = b""
    shared: bool = False


class Slack:
    """The workspace."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.bots: dict[str, Bot] = {}
        """By token."""
        self.channels: dict[str, Channel] = {}
        """By id."""
        self.files: dict[str, File] = {}
        """By id."""
        self.base_url = ""
        """Where this workspace is called; its upload addresses begin so."""
        self.pace = Pace(world.clock)
        self.changes = 0
        """Goes up whenever something in the workspace changes."""

    # -- setting up ------------------------------------------------------------------------

    def add_bot(
        self, token: str, name: str = "stocksteady", scopes: frozenset[str] = SCOPES
    ) -> Bot:
        """Install an app; its token lets it in."""
        number = len(self.bots) + 1
        bot = Bot(f"U{number:07d}", f"B{number:07d}", name, scopes)
        self.bots[token] = bot
        return bot

    def add_channel(self, channel_id: str, name: str, *, is_member: bool = True) -> Channel:
        """Open a channel; one with this id stays."""
        return self.channels.setdefault(channel_id, Channel(channel_id, name, is_member))

    # -- what apps do ----------------------------------------------------------------------

    def channel(self, wanted: str) -> Channel:
        """The channel with this id; a name will do."""
        for channel in self.channels.values():
            if wanted == channel.channel_id or (wanted and wanted.lstrip("#") == channel.name):
                return channel
        raise Refusal("channel_not_found")

    def post(self, bot: Bot, args: Mapping[str, Json]) -> tuple[Channel, Message, bool]:
        """Post a message; True when its text had to be cut."""
        channel = self._open(args)
        switches = self.world.slack_switches
        blocks = read_blocks(args.get("blocks"), switches)
        attachments = self._attachments(args)
        metadata = read_metadata(args.get("metadata"), switches) or {}
        text = str(args.get("text") or "")
        if not (text or blocks or attachments):
            raise Refusal("no_text")
        thread = str(args.get("thread_ts") or "")
        if thread and (thread not in channel.messages or channel.messages[thread].thread_ts):
            raise Refusal("cannot_reply_to_message")
        self.pace.take(
            f"post {channel.channel_id}", switches.messages_per_second, float(switches.burst)
        )
        now = self.world.clock.now()
        message = Message(
            channel.next_ts(now), bot.user_id, bot.bot_id, text[:TEXT_MOST], now, blocks
        )
        message.attachments, message.metadata, message.thread_ts = attachments, metadata, thread
        message.broadcast = bool(thread) and is_true(args.get("reply_broadcast"))
        channel.messages[message.ts] = message
        self.changes += 1
        self.world.journal.note(
            MessagePosted(
                now, channel.channel_id, message.ts, message.text, thread, *message.journaled()
            )
        )
        return channel, message, len(text) > TEXT_MOST

    def update(self, bot: Bot, args: Mapping[str, Json]) -> tuple[Channel, Message]:
        """Change a message of one's own; metadata that is left out stays, ``{}`` takes it away."""
        channel = self._open(args)
        message = channel.messages.get(str(args.get("ts") or ""))
        if message is None:
            raise Refusal("message_not_found")
        if message.bot_id != bot.bot_id:
            raise Refusal("cant_update_message")
        switches, now = self.world.slack_switches, self.world.clock.now()
        window = switches.edit_window_seconds
        if window and (now - message.posted_at).total_seconds() > window:
            raise Refusal("edit_window_closed")
        blocks = read_blocks(args.get("blocks"), switches)
        attachments = self._attachments(args)
        metadata = read_metadata(args.get("metadata"), switches)
        text = str(args.get("text") or "")[:TEXT_MOST]
        if not (text or blocks or attachments):
            raise Refusal("no_text")
        message.text = text
        if "blocks" in args or not switches.update_keeps_blocks:
            message.blocks = blocks
        if "attachments" in args:
            message.attachments = attachments
        if metadata is not None:
            message.metadata = metadata
        message.edited_ts = f"{int(now.timestamp())}.000000"
        self.changes += 1
        self.world.journal.note(
            MessageUpdated(now, channel.channel_id, message.ts, text, *message.journaled())
        )
        return channel, message

    def ask_for_upload(self, name: str, length: int) -> File:
        """Promise a place for the bytes of a file."""
        if not name or length <= 0:
            raise Refusal("invalid_arguments")
        file = File(f"F{len(self.files) + 1:07d}", name, length)
        self.files[file.file_id] = file
        return file

    def share(self, bot: Bot, args: Mapping[str, Json]) -> list[File]:
        """Show uploaded files in a channel, in one message of the bot."""
        told = read_json(args.get("files") or [], "invalid_arguments")
        if not isinstance(told, list) or not told:
            raise Refusal("invalid_arguments")
        channel = self._open({"channel": args.get("channel_id")})
        files = []
        for one in told:
            file = self.files.get(str(one.get("id"))) if isinstance(one, dict) else None
            if file is None or len(file.data) != file.length or file.shared:
                raise Refusal("file_not_found")
            file.title = str(one.get("title") or file.name)
            files.append(file)
        now = self.world.clock.now()
        message = Message(
            channel.next_ts(now),
            bot.user_id,
            bot.bot_id,
            str(args.get("initial_comment") or ""),
            now,
        )
        for file in files:
            file.shared = True
            message.files.append({"id": file.file_id, "title": file.title, "name": file.name})
        channel.messages[message.ts] = message
        self.changes += 1
        return files

    def delete(self, channel_id: str, ts: str) -> None:
        """Somebody deletes a message by hand; its replies stay."""
        if self.channel(channel_id).messages.pop(ts, None) is None:
            raise Refusal("message_not_found")
        self.changes += 1

    def _open(self, args: Mapping[str, Json]) -> Channel:
        channel = self.channel(str(args.get("channel") or ""))
        if channel.is_archived:
            raise Refusal("is_archived")
        if not channel.is_member:
            raise Refusal("not_in_channel")
        return channel

    def _attachments(self, args: Mapping[str, Json]) -> list[Json]:
        attachments = read_json(args.get("attachments") or [], "invalid_attachments")
        if not isinstance(attachments, list):
            raise Refusal("invalid_attachments")
        if len(attachments) > ATTACHMENTS_MOST:
            raise Refusal("too_many_attachments")
        return attachments


def is_true(value: object) -> bool:
    """A flag, however it was written."""
    return value is True or str(value).lower() in ("1", "true")
