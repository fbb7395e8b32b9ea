"""One call to ShipStation V2: its address, its key, and its answer as a model or an error."""

from collections.abc import Callable
from typing import TypeVar

import httpx
from pydantic import Field, ValidationError

from clients.errors import ClientError, Malformed, OutcomeUnknown
from clients.http import Ask, Road, Sleep
from clients.pace import Lane, Pace
from clients.shipstation.errors import SYSTEM, IncompleteScan, refusal, request_id
from clients.shipstation.fields import Answer
from clients.shipstation.throttling import wait_asked

LARGEST_PAGE = 100
"""Rows we ask for a page; the vendor's own greatest is not documented for every list."""

REFUSED = frozenset(range(300, 500))
"""Statuses whose bodies we read ourselves, as the codes in them say more than the status."""

Row = TypeVar("Row", bound=Answer)
Read = TypeVar("Read")


class Envelope(Answer):
    """What every list says of itself; the rows stand under a key of their own."""

    total: int = Field(ge=0)
    page: int = Field(ge=1)
    pages: int = Field(ge=0)


class Caller:
    """What every part of the client calls ShipStation through.

    Args:
        http: The shared client of this flow run; its time-outs run on the wall clock.
        base_url: Ends with ``/v2``.
        api_key: Of the V2 API (V1 has others); a secret.
        pace: The budget of this key.
        sleep: Waits on our clock (seconds).
        page_size: Rows a page of a list, 1 to 100.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        base_url: str,
        api_key: str,
        pace: Pace,
        sleep: Sleep,
        page_size: int = LARGEST_PAGE,
    ) -> None:
        if not 1 <= page_size <= LARGEST_PAGE:
            raise ValueError(f"a page has 1 to {LARGEST_PAGE} rows, not {page_size}")
        self._road = Road(http, SYSTEM, pace, sleep, wait_asked)
        self._base = base_url.rstrip("/")
        self._page_size = page_size
        self._credentials = {"api-key": api_key, "accept": "application/json"}

    async def _call(
        self,
        parse: Callable[[object], Read],
        method: str,
        path: str,
        *,
        lane: Lane,
        operation: str,
        params: dict[str, str] | None = None,
        json: object | None = None,
    ) -> Read:
        """Send, and make of the answer what ``parse`` makes of its JSON (None: it has no body).

        An answer that is not what it should be is ``Malformed`` on a read. On a write something
        may well have happened, so there it is ``OutcomeUnknown``.
        """
        ask = Ask(
            operation=f"{method} {operation}",
            method=method,
            url=f"{self._base}/{path}",
            write=method != "GET",
            lane=lane,
            params=params,
            json=json,
            headers=self._credentials,
            reads=REFUSED,
        )
        answer = await self._road.send(ask)
        refused = refusal(ask, answer)
        if refused is not None:
            raise refused
        try:
            empty = ask.write and not answer.content.strip()
            return parse(None if empty else self._road.json(ask, answer))
        except (ValidationError, RecursionError) as error:
            kind: type[ClientError] = OutcomeUnknown if ask.write else Malformed
            raise kind(
                _where(error),
                system=SYSTEM,
                operation=ask.operation,
                request_id=request_id(answer),
            ) from None

    async def _read_list(
        self, row: type[Row], path: str, identity: str, params: dict[str, str], *, lane: Lane
    ) -> tuple[Row, ...]:
        """Read every page of ``path``, whose rows stand under its own name, oldest first.

        New rows then come at the end. A total that shrinks means that a row left and another may
        have slipped past us, so nothing of the scan is used.
        """

        def parse(document: object) -> tuple[Envelope, tuple[Row, ...]]:
            envelope = Envelope.model_validate(document)
            rows = document.get(path) if isinstance(document, dict) else None
            if not isinstance(rows, list):
                raise self._incomplete(path, f"a page without {path}")
            return envelope, tuple(row.model_validate(each) for each in rows)

        seen: dict[str, Row] = {}
        total, number = 0, 0
        while True:
            number += 1
            paging = {"page": str(number), "page_size": str(self._page_size)}
            order = {"sort_by": "created_at", "sort_dir": "asc"}
            envelope, rows = await self._call(
                parse, "GET", path, lane=lane, operation=path, params={**params, **order, **paging}
            )
            if envelope.page != number:
                raise self._incomplete(path, f"asked for page {number}, got page {envelope.page}")
            if envelope.total < total:
                raise self._incomplete(path, f"the total went from {total} to {envelope.total}")
            total, known = envelope.total, len(seen)
            seen.update({getattr(each, identity): each for each in rows})
            if number >= envelope.pages or len(seen) >= total:
                break
            if len(seen) == known:
                raise self._incomplete(path, f"page {number} has nothing new")
        if len(seen) < total:
            raise self._incomplete(path, f"{len(seen)} rows came of {total}")
        return tuple(seen.values())

    def _incomplete(self, path: str, message: str) -> IncompleteScan:
        return IncompleteScan(message, system=SYSTEM, operation=f"GET {path}")


def _where(error: ValidationError | RecursionError) -> str:
    """Say which fields are wrong, never what stood in them."""
    if isinstance(error, RecursionError):
        return "nested too deep to be an answer"
    wrong = [
        f"{'.'.join(map(str, one['loc'])) or 'the answer'}: {one['type']}"
        for one in error.errors(include_input=False, include_url=False, include_context=False)
    ]
    return f"not as agreed: {'; '.join(wrong[:5])}{' …' if len(wrong) > 5 else ''}"
