"""One call to Slack: its pace, slack-sdk's client with its own retries off, and our errors."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

import aiohttp
from pydantic import ValidationError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from clients.errors import ClientError, Malformed, OutcomeUnknown, Throttled, Unreachable
from clients.http import MOST_SECONDS_A_CLIENT_WAITS, Sleep, before_send
from clients.pace import Lane, Pace
from clients.slack.errors import SYSTEM, kind_of, words
from clients.slack.models import Answer

UNNAMED_WAIT = 30.0
"""Seconds of our clock to wait when Slack throttles and names no time."""

Read = TypeVar("Read", bound=Answer)
Send = Callable[[], Awaitable[AsyncSlackResponse]]


class Caller:
    """What every method calls Slack through.

    Args:
        session: The shared aiohttp session of this run; whoever made it closes it.
        token: The bot's token; a secret.
        pace_of: The budget of a channel (posts: one a second) or of a method (its tier a minute).
        sleep: Waits on our clock (seconds).
        base_url: Ends with ``/api/``.
        timeout_seconds: Of the wall clock, for one call in all.
        proxy: Given by hand; slack-sdk would else take one from the environment.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        token: str,
        pace_of: Callable[[str], Pace],
        sleep: Sleep,
        base_url: str = AsyncWebClient.BASE_URL,
        timeout_seconds: float = 10.0,
        proxy: str | None = None,
    ) -> None:
        self._slack = AsyncWebClient(
            token=token, base_url=base_url, session=session, retry_handlers=[]
        )
        self._slack.proxy = proxy
        self._session = session
        self._pace_of = pace_of
        self._sleep = sleep
        self._timeout = timeout_seconds

    async def _call(
        self, model: type[Read], operation: str, budget: str, send: Send, *, write: bool, lane: Lane
    ) -> Read:
        """Send, wait and send once more if Slack named its pace, and read the answer."""
        pace = self._pace_of(budget)
        try:
            said = await self._once(operation, pace, send, write=write, lane=lane)
        except Throttled as throttled:
            wait = throttled.wait_seconds
            if wait is None or wait > MOST_SECONDS_A_CLIENT_WAITS:
                raise
            await self._sleep(wait)
            said = await self._once(operation, pace, send, write=write, lane=lane)
        try:
            return model.model_validate(said)
        except ValidationError as error:
            kind: type[ClientError] = OutcomeUnknown if write else Malformed
            wrong = ", ".join(".".join(map(str, one["loc"])) for one in error.errors()[:5])
            message = f"not as agreed: {wrong}"
            raise kind(message, system=SYSTEM, operation=operation) from None

    async def _once(
        self, operation: str, pace: Pace, send: Send, *, write: bool, lane: Lane
    ) -> object:
        await pace.wait(lane)
        fence = before_send.get()
        if write and fence is not None:
            fence()
        unsure: type[ClientError] = OutcomeUnknown if write else Unreachable
        try:
            async with asyncio.timeout(self._timeout):
                return (await send()).data
        except SlackApiError as refused:
            raise _refusal(refused, operation, pace, write=write) from None
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            # The connection never stood, so nothing happened: a write may be tried again too.
            message = f"no connection ({type(error).__name__})"
            raise Unreachable(message, system=SYSTEM, operation=operation) from error
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            message = f"no answer ({type(error).__name__})"
            raise unsure(message, system=SYSTEM, operation=operation) from error
        except (SlackClientError, AttributeError, ValueError) as error:
            # slack-sdk stumbles over an answer that is no JSON object.
            message = f"unreadable answer ({type(error).__name__})"
            kind: type[ClientError] = OutcomeUnknown if write else Malformed
            raise kind(message, system=SYSTEM, operation=operation) from None


def _refusal(refused: SlackApiError, operation: str, pace: Pace, *, write: bool) -> ClientError:
    """Name what Slack said; a throttling holds everybody back who shares this budget."""
    answer = refused.response
    status = int(getattr(answer, "status_code", 0) or getattr(answer, "status", 0))
    data = getattr(answer, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    code = code if isinstance(code, str) else ""
    headers: Mapping[str, str] = getattr(answer, "headers", None) or {}
    kind = kind_of(code, status, write=write)
    asked = headers.get("x-slack-req-id")
    if not issubclass(kind, Throttled):
        return kind(words(code, status), system=SYSTEM, operation=operation, request_id=asked)
    named = _seconds(headers)
    wait = named if named is not None or code == "message_limit_exceeded" else UNNAMED_WAIT
    if wait is not None:
        pace.refused(wait)
    return kind(
        words(code, status),
        system=SYSTEM,
        operation=operation,
        request_id=asked,
        wait_seconds=wait,
    )


def _seconds(headers: Mapping[str, str]) -> float | None:
    named = next((v for name, v in headers.items() if name.lower() == "retry-after"), "")
    try:
        seconds = float(named)
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds > 0 else None
