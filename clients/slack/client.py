"""The Slack client: say something, change it, answer it, and find what we said.

Slack Web API. What is known of it and what is not: ``docs/systems/slack.md``.
"""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from clients.errors import Malformed
from clients.pace import Lane
from clients.slack.caller import Send
from clients.slack.errors import SYSTEM
from clients.slack.models import Message, Metadata, Page, Posted
from clients.slack.uploads import Uploads

LONGEST_TEXT = 4000
"""Characters that Slack shows well; what is longer is cut."""

MOST_PAGES = 50
"""Pages of 200 messages that one look reads before it gives up."""

Block = dict[str, object]


class SlackClient(Uploads):
    """Speaks to one Slack workspace as one bot; see ``Caller`` for what it is made with.

    Slack has no idempotency key: give each post a mark, and look for it after a doubt. A method
    tries once more only when Slack named its pace. It raises ``clients.errors`` and their children
    in ``clients.slack.errors``; any may raise ``Throttled`` and ``Denied``, a read ``Unreachable``
    and ``Malformed``, a write ``OutcomeUnknown``.
    """

    async def post(
        self,
        channel: str,
        text: str,
        blocks: Sequence[Block] | None = None,
        metadata: Metadata | None = None,
        *,
        lane: Lane = Lane.URGENT,
    ) -> Posted:
        """Post a message. Its text is the notification too, so it is always there.

        Raises:
            NotInChannel: The channel is unknown, archived, or the app is not in it.
            UnfitMessage: Slack does not take text, blocks or metadata as they are.
            OutcomeUnknown: It may stand; look for its mark.

        Source: ``chat.postMessage``, Slack Web API.
        """
        return await self._post(channel, text, blocks, metadata, None, lane)

    async def reply(
        self,
        channel: str,
        thread_ts: str,
        text: str,
        blocks: Sequence[Block] | None = None,
        metadata: Metadata | None = None,
        *,
        lane: Lane = Lane.URGENT,
    ) -> Posted:
        """Answer in a thread; ``thread_ts`` is its first message's ``ts``, never a reply's.

        Raises:
            MessageGone: That message can't be answered.
            OutcomeUnknown: It may stand; look for its mark in the thread.

        Source: ``chat.postMessage`` with ``thread_ts``, Slack Web API.
        """
        return await self._post(channel, text, blocks, metadata, thread_ts, lane)

    async def update(
        self,
        channel: str,
        ts: str,
        text: str,
        blocks: Sequence[Block] | None = None,
        metadata: Metadata | None = None,
        *,
        lane: Lane = Lane.URGENT,
    ) -> Posted:
        """Replace a message of ours. No blocks: the old ones go. No metadata: its mark stays.

        Raises:
            MessageGone: It is not there, not ours, or too old.
            OutcomeUnknown: It may be changed; the same update again does no harm.

        Source: ``chat.update``, Slack Web API.
        """

        async def send() -> AsyncSlackResponse:
            return await self._slack.chat_update(
                channel=channel,
                ts=ts,
                text=cut(text),
                blocks=list(blocks or ()),
                metadata=None if metadata is None else metadata.model_dump(),
            )

        return await self._call(Posted, "chat.update", "chat.update", send, write=True, lane=lane)

    async def history(
        self,
        channel: str,
        key: str,
        *,
        since: datetime,
        thread_ts: str | None = None,
        lane: Lane = Lane.URGENT,
    ) -> tuple[Message, ...]:
        """Find the messages that bear the mark of ``key``, read to the end; empty: there is none.

        Args:
            channel: The channel's id.
            key: Of the effect that posted, see ``Metadata.of``.
            since: When the post can have been sent first; aware.
            thread_ts: Look among the answers of this thread, which a channel's history leaves out.
            lane: Whose share of the budget pays.

        Raises:
            Malformed: The pages have no end; nothing of them is used.

        Source: ``conversations.history`` and ``conversations.replies``, Slack Web API.
        """
        oldest = f"{since.timestamp():.6f}"
        found: list[Message] = []
        cursor = ""
        operation = "conversations.history" if thread_ts is None else "conversations.replies"
        for _ in range(MOST_PAGES):
            send = self._page(channel, thread_ts, oldest, cursor)
            page = await self._call(Page, operation, operation, send, write=False, lane=lane)
            found += [m for m in page.messages if m.metadata and m.metadata.names(key)]
            if not page.next_cursor:
                if page.has_more:
                    break
                return tuple(found)
            cursor = page.next_cursor
        raise Malformed("pages without an end", system=SYSTEM, operation=operation)

    def _page(self, channel: str, thread_ts: str | None, oldest: str, cursor: str) -> Send:
        async def send() -> AsyncSlackResponse:
            if thread_ts is None:
                return await self._slack.conversations_history(
                    channel=channel,
                    oldest=oldest,
                    inclusive=True,
                    limit=200,
                    cursor=cursor or None,
                    include_all_metadata=True,
                )
            return await self._slack.conversations_replies(
                channel=channel,
                ts=thread_ts,
                oldest=oldest,
                inclusive=True,
                limit=200,
                cursor=cursor or None,
                include_all_metadata=True,
            )

        return send

    async def _post(
        self,
        channel: str,
        text: str,
        blocks: Sequence[Block] | None,
        metadata: Metadata | None,
        thread_ts: str | None,
        lane: Lane,
    ) -> Posted:
        async def send() -> AsyncSlackResponse:
            return await self._slack.chat_postMessage(
                channel=channel,
                text=cut(text),
                blocks=list(blocks) if blocks else None,
                metadata=None if metadata is None else metadata.model_dump(),
                thread_ts=thread_ts,
                unfurl_links=False,
                unfurl_media=False,
            )

        return await self._call(Posted, "chat.postMessage", channel, send, write=True, lane=lane)


def escaped(text: str) -> str:
    """Text that is no mark-up to Slack; for everything that comes from outside."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(text: str) -> str:
    """At most 4,000 characters, with an ellipsis where something is missing."""
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
