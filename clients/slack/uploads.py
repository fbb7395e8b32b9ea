"""Put a file into a channel: ask for an address, send the bytes there, then share it."""

import asyncio
from datetime import datetime

import aiohttp
from pydantic import Field
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from clients.errors import Unreachable
from clients.pace import Lane
from clients.slack.caller import Caller
from clients.slack.errors import SYSTEM
from clients.slack.models import Answer, Shared, SharedPage

GET_URL = "files.getUploadURLExternal"
COMPLETE = "files.completeUploadExternal"
MOST_LOOKED_AT = 200
"""Messages that a look for a file reads; it is made soon after the upload."""


class UploadAddress(Answer):
    """Where the bytes of one file go."""

    upload_url: str = Field(min_length=1)
    file_id: str = Field(min_length=1)


class Completed(Answer):
    """What was shared."""

    files: tuple[Shared, ...] = Field(min_length=1)


class Uploads(Caller):
    """Files of one bot. Nothing is seen in a channel before the last of the three calls."""

    async def upload(
        self,
        channel: str,
        filename: str,
        title: str,
        data: bytes,
        *,
        lane: Lane = Lane.IDLE,
    ) -> str:
        """Share a file in a channel; its id. Its title is what it is found by after a doubt.

        Raises:
            Unreachable: Nothing was shared.
            OutcomeUnknown: It may be shared; look for its title.

        Source: ``files.getUploadURLExternal`` and ``files.completeUploadExternal``, Slack Web API.
        """

        async def ask() -> AsyncSlackResponse:
            return await self._slack.files_getUploadURLExternal(filename=filename, length=len(data))

        to = await self._call(UploadAddress, GET_URL, GET_URL, ask, write=False, lane=lane)
        await self._send_bytes(to.upload_url, data)

        async def share() -> AsyncSlackResponse:
            return await self._slack.files_completeUploadExternal(
                files=[{"id": to.file_id, "title": title}], channel_id=channel
            )

        done = await self._call(Completed, COMPLETE, COMPLETE, share, write=True, lane=lane)
        return done.files[0].id

    async def shared(
        self, channel: str, title: str, *, since: datetime, lane: Lane = Lane.IDLE
    ) -> str | None:
        """Find a file of this title among a channel's latest messages; its id.

        Source: ``conversations.history``, Slack Web API.
        """

        async def read() -> AsyncSlackResponse:
            return await self._slack.conversations_history(
                channel=channel,
                oldest=f"{since.timestamp():.6f}",
                inclusive=True,
                limit=MOST_LOOKED_AT,
            )

        operation = "conversations.history"
        page = await self._call(SharedPage, operation, operation, read, write=False, lane=lane)
        for message in page.messages:
            for one in message.files:
                if one.title == title:
                    return one.id
        return None

    async def _send_bytes(self, url: str, data: bytes) -> None:
        operation = "upload"
        try:
            async with (
                asyncio.timeout(self._timeout),
                self._session.request("POST", url, data=data, proxy=self._slack.proxy) as answer,
            ):
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            message = f"no answer ({type(error).__name__})"
            raise Unreachable(message, system=SYSTEM, operation=operation) from error
        if status != 200:
            raise Unreachable(f"HTTP {status}", system=SYSTEM, operation=operation)
