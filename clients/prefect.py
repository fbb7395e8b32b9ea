"""Posts events to Prefect's server, which turns them into runs by the automations it was given.

Plain HTTP, so that the light processes need not import Prefect. An event may be lost, and nobody
minds: latency comes from it, certainty from the sweep.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

import httpx

from clients.errors import Throttled
from clients.http import Ask, Road
from clients.pace import Lane, Unpaced

HINT_RAISED = "stocksteady.hint.raised"
"""The name of the event that automations wait for."""

HINTS = UUID("0b8a5d0e-58a4-5a8f-9f0c-6d1f6b1c2f7e")
"""The namespace of our event ids, so that one raise of one hint has one id for ever."""

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class HintRaised:
    """One event in Prefect's words (3.8.8, ``prefect.events.schemas.events.Event``).

    ``occurred`` is wall time: Prefect lives on the wall, and opens and closes its windows by it.
    """

    id: UUID
    name: str
    resource: Labels
    occurred: datetime
    related: tuple[Labels, ...] = ()
    payload: Mapping[str, object] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """As it is posted."""
        return {
            "id": str(self.id),
            "event": self.name,
            "occurred": self.occurred.isoformat(),
            "resource": dict(self.resource),
            "related": [dict(each) for each in self.related],
            "payload": dict(self.payload),
        }


def hint_event(flow: str, store: str, raise_number: int, occurred: datetime) -> HintRaised:
    """The event that says a hint was raised.

    Its id is made of flow, store and number of the raise, so posting it twice starts one run: the
    server swallows an id it has seen.

    Args:
        flow: The flow that has work.
        store: The store it has work for.
        raise_number: Counted in the hint's row, from 1.
        occurred: Aware wall time.
    """
    if occurred.tzinfo is None:
        raise ValueError("occurred has no time zone")
    return HintRaised(
        id=uuid5(HINTS, f"{flow}/{store}/{raise_number}"),
        name=HINT_RAISED,
        occurred=occurred,
        resource={
            "prefect.resource.id": f"stocksteady.hint.{flow}.{store}",
            "stocksteady.flow": flow,
            "stocksteady.store": store,
        },
        payload={"flow": flow, "store": store, "raise": raise_number},
    )


class PrefectEvents:
    """The events endpoint of one Prefect server.

    Args:
        http: The shared client of this process; its time-outs run on the wall clock.
        api_url: As in ``PREFECT_API_URL``, such as ``http://127.0.0.1:4200/api``.
        auth: ``user:password`` where the server asks for one (``PREFECT_API_AUTH_STRING``).
    """

    def __init__(self, http: httpx.AsyncClient, api_url: str, auth: str | None = None) -> None:
        kinds = {429: Throttled}
        self._road = Road(http, "prefect", Unpaced(), _no_sleep, _never_asked, kinds)
        self._url = f"{api_url.rstrip('/')}/events"
        self._headers: dict[str, str] | None = None
        if auth:
            word = base64.b64encode(auth.encode("utf-8")).decode("ascii")
            self._headers = {"Authorization": f"Basic {word}"}

    async def post(self, events: Sequence[HintRaised]) -> None:
        """Post events, all in one call. Safe to repeat: each id counts once.

        It is no write in the sense of the effects: nothing outside changes by it, and the same
        events may be posted again after any trouble.

        Raises:
            Unreachable: No answer, or a 5xx.
            Throttled: Prefect asks us to come later.
            Denied: The server asks for another password.
            Rejected: An event is not as Prefect wants it.

        Source: ``POST /api/events``, Prefect 3.8.8.
        """
        if not events:
            return
        await self._road.send(
            Ask(
                operation="events",
                method="POST",
                url=self._url,
                lane=Lane.URGENT,
                json=[event.as_json() for event in events],
                headers=self._headers,
            )
        )


def _never_asked(answer: httpx.Response) -> float | None:
    """Nobody waits here for a 429: the sweep starts what an event could not."""
    return None


async def _no_sleep(seconds: float) -> None:
    """Never called, as no wait is ever asked."""
