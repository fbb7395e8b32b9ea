"""The road every client takes: pace, send, ask whether the vendor said "later", name the error.

A client may send again once, and only when the answer proves that nothing happened and the wait is
short. Everything else is the task's question (reads) or the effect mechanism's (writes).
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field

import httpx

from clients.errors import (
    ClientError,
    Denied,
    Malformed,
    OutcomeUnknown,
    Rejected,
    Throttled,
    Unreachable,
)
from clients.pace import Lane, Pace

MOST_SECONDS_A_CLIENT_WAITS = 60.0
"""A longer wait goes back to the task, which says so in the run's page (seconds, our clock)."""

before_send: ContextVar[Callable[[], None] | None] = ContextVar("before_send", default=None)
"""Called right before a write leaves: effects renew their lease here, or raise ``LeaseLost``."""

calls_made: ContextVar[Counter[str] | None] = ContextVar("calls_made", default=None)
"""Calls that left, by system; whoever wants to know what something costs sets it."""

Sleep = Callable[[float], Awaitable[None]]
WaitAsked = Callable[[httpx.Response], float | None]
"""Seconds of our clock that an answer asks us to wait, or None when it is no throttling.

It is given per system because systems differ: Shopify says THROTTLED inside a 200, Cin7 has been
seen to use 429, 503 and a 400 body. It says a number only when the answer proves that nothing
happened.
"""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: its name in logs, whether it changes the outside world, whose lane pays."""

    operation: str
    method: str
    url: str
    write: bool = False
    lane: Lane = Lane.STOCK
    cost: float = 1
    params: dict[str, str] | None = None
    json: object | None = field(default=None, repr=False)
    headers: dict[str, str] | None = field(default=None, repr=False)
    form: dict[str, str] | None = field(default=None, repr=False)
    """Sent url-encoded instead of ``json``. Bodies and headers stay out of ``repr``: secrets."""
    reads: frozenset[int] = frozenset()
    """Refusals (4xx) that the caller reads itself, as their bodies say what to do."""


class Road:
    """Sends one request at a vendor's pace and turns transport trouble into our error tree.

    Args:
        http: The shared client of this flow run; its time-outs run on the wall clock.
        system: The vendor's name, as it shall stand in errors.
        pace: The shared budget of the account.
        sleep: Waits on our clock (seconds).
        wait_asked: Recognises this vendor's throttling.
        kinds: What a status means at this vendor where it is more than the status alone says.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        system: str,
        pace: Pace,
        sleep: Sleep,
        wait_asked: WaitAsked,
        kinds: Mapping[int, type[ClientError]] | None = None,
    ) -> None:
        self.http = http
        self.system = system
        self.pace = pace
        self.sleep = sleep
        self.wait_asked = wait_asked
        self.kinds = kinds or {}

    async def send(self, ask: Ask) -> httpx.Response:
        """Send, wait and send once more if the vendor named its pace, and return a 2xx answer.

        An answer whose status stands in ``ask.reads`` is returned too.

        Raises:
            Throttled: Asked to wait again, or longer than 60 s; nothing happened.
            Unreachable: A read got no answer, or a 5xx.
            OutcomeUnknown: A write got no answer, or a 5xx: it may have taken effect.
            Denied: 401 or 403.
            Rejected: Any other 4xx.
        """
        answer = await self._once(ask)
        asked = self.wait_asked(answer)
        if asked is not None and asked <= MOST_SECONDS_A_CLIENT_WAITS:
            self.pace.refused(asked)
            await self.sleep(asked)
            answer = await self._once(ask)
            asked = self.wait_asked(answer)
        if asked is not None:
            self.pace.refused(asked)
            raise Throttled(
                f"asked to wait {asked:g} s",
                system=self.system,
                operation=ask.operation,
                request_id=request_id(answer),
                wait_seconds=asked,
            )
        if answer.status_code not in ask.reads:
            self._name_the_error(ask, answer)
        return answer

    async def _once(self, ask: Ask) -> httpx.Response:
        await self.pace.wait(ask.lane, ask.cost)
        fence = before_send.get()
        if ask.write and fence is not None:
            fence()
        counted = calls_made.get()
        if counted is not None:
            counted[self.system] += 1
        try:
            async with asyncio.timeout(self._deadline(ask)):
                return await self.http.request(
                    ask.method,
                    ask.url,
                    params=ask.params,
                    json=ask.json,
                    data=ask.form,
                    headers=ask.headers,
                )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            # The connection never stood, so nothing happened: a write may be tried again too.
            raise Unreachable(
                f"no connection ({type(error).__name__})",
                system=self.system,
                operation=ask.operation,
            ) from error
        except (httpx.HTTPError, TimeoutError) as error:
            kind = OutcomeUnknown if ask.write else Unreachable
            raise kind(
                f"no answer ({type(error).__name__})", system=self.system, operation=ask.operation
            ) from error

    def _deadline(self, ask: Ask) -> float | None:
        """Wall seconds that a write may take in all: no longer than its lease counts on.

        The time-outs of httpx are for each phase, and a trickle of bytes starts them anew.
        """
        phases = self.http.timeout.as_dict().values()
        if not ask.write or any(phase is None for phase in phases):
            return None
        return max(phase for phase in phases if phase is not None)

    def _name_the_error(self, ask: Ask, answer: httpx.Response) -> None:
        status = answer.status_code
        if 200 <= status < 300:
            return
        said = f"HTTP {status}: {answer.text[:300]}"
        kind: type[ClientError]
        if status in self.kinds:
            kind = self.kinds[status]
        elif status >= 500 or status == 408:
            kind = OutcomeUnknown if ask.write else Unreachable
        elif status in (401, 403):
            kind = Denied
        else:
            kind = Rejected
        raise kind(said, system=self.system, operation=ask.operation, request_id=request_id(answer))

    def json(self, ask: Ask, answer: httpx.Response) -> object:
        """Read an answer as JSON.

        Raises:
            Malformed: A read answered something that is not JSON.
            OutcomeUnknown: A write did; it may have taken effect.
        """
        try:
            return answer.json()
        except ValueError as error:
            kind: type[ClientError] = OutcomeUnknown if ask.write else Malformed
            raise kind(
                f"not JSON but {answer.headers.get('content-type', 'nothing')}",
                system=self.system,
                operation=ask.operation,
                request_id=request_id(answer),
            ) from error


def request_id(answer: httpx.Response) -> str | None:
    """The vendor's own id of the call, if it gave one."""
    said = answer.headers.get("x-request-id")
    return str(said) if said else None
