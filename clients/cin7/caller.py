"""One call to Cin7 Core: its address, credentials, and its answer as a model or an error."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

import httpx
from pydantic import Field, ValidationError

from clients.cin7.errors import SYSTEM, refusal
from clients.cin7.fields import Answer, Rows
from clients.cin7.reading import LARGEST_PAGE, Page, read_all
from clients.cin7.throttling import wait_asked
from clients.cin7.writing import Body
from clients.errors import ClientError, Malformed, OutcomeUnknown
from clients.http import Ask, Road, Sleep, request_id
from clients.pace import Lane, Pace

REFUSED = frozenset(range(300, 500)) - {408}
"""Statuses whose bodies we read ourselves, as Cin7's text says more than its status."""

Model = TypeVar("Model", bound=Answer)
Row = TypeVar("Row", bound=Answer)
Read = TypeVar("Read")


class Envelope(Answer, Generic[Row]):
    """A page of a list as Cin7 sends it; the rows' own key differs from list to list."""

    total: int = Field(ge=0)
    page: int | None = None
    rows: Rows[Row] = ()


class Caller:
    """What every part of the client calls Cin7 Core through.

    Args:
        http: The shared client of this flow run; its time-outs run on the wall clock.
        base_url: Ends with ``/ExternalApi/v2/``.
        account_id: The company.
        application_key: The API application within it; a secret.
        pace: The account's budget of 60 calls a minute, shared with strangers.
        sleep: Waits on our clock (seconds).
        page_size: Rows a page of a list, 1 to 1000.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        base_url: str,
        account_id: str,
        application_key: str,
        pace: Pace,
        sleep: Sleep,
        page_size: int = LARGEST_PAGE,
    ) -> None:
        if not 1 <= page_size <= LARGEST_PAGE:
            raise ValueError(f"a page has 1 to {LARGEST_PAGE} rows, not {page_size}")
        self._road = Road(http, SYSTEM, pace, sleep, wait_asked)
        self._base = base_url.rstrip("/")
        self._page_size = page_size
        self._credentials = {
            "api-auth-accountid": account_id,
            "api-auth-applicationkey": application_key,
            "accept": "application/json",
        }

    async def _read(
        self,
        model: type[Model],
        path: str,
        params: dict[str, str] | None = None,
        *,
        lane: Lane,
    ) -> Model:
        return await self._send(self._ask("GET", path, params, lane=lane), model.model_validate)

    async def _write(
        self,
        model: type[Model],
        method: str,
        path: str,
        *,
        body: Body | None = None,
        beside: dict[str, object] | None = None,
        params: dict[str, str] | None = None,
        lane: Lane,
    ) -> Model:
        json = None if body is None else {**(beside or {}), **body.as_json()}
        ask = self._ask(method, path, params, lane=lane, json=json)
        return await self._send(ask, model.model_validate)

    async def _read_list(
        self,
        row: type[Row],
        path: str,
        key: str,
        identity: Callable[[Row], Hashable],
        params: dict[str, str] | None = None,
        *,
        strict: bool,
        lane: Lane,
    ) -> list[Row]:
        envelope = Envelope[row]  # type: ignore[valid-type]  # the class of this list's rows

        def parse(document: object) -> Envelope[Row]:
            rows = document.get(key) if isinstance(document, dict) else None
            return envelope.model_validate(
                {**document, "Rows": rows} if isinstance(document, dict) else document
            )

        async def fetch(number: int) -> Page[Row]:
            paging = {"Page": str(number), "Limit": str(self._page_size)}
            ask = self._ask("GET", path, {**(params or {}), **paging}, lane=lane)
            answer = await self._send(ask, parse)
            return Page(answer.total, answer.page, answer.rows)

        return await read_all(fetch, identity, operation=f"GET {path}", strict=strict)

    def _ask(
        self,
        method: str,
        path: str,
        params: dict[str, str] | None,
        *,
        lane: Lane,
        json: object | None = None,
    ) -> Ask:
        return Ask(
            operation=f"{method} {path}",
            method=method,
            url=f"{self._base}/{path}",
            write=method != "GET",
            lane=lane,
            params=params,
            json=json,
            headers=self._credentials,
            reads=REFUSED,
        )

    async def _send(self, ask: Ask, parse: Callable[[object], Read]) -> Read:
        """Send, and make of the answer what ``parse`` makes of its JSON.

        An answer that is not what it should be is ``Malformed`` on a read. On a write something
        may well have happened, so there it is ``OutcomeUnknown``.
        """
        answer = await self._road.send(ask)
        refused = refusal(ask, answer)
        if refused is not None:
            raise refused
        try:
            return parse(self._road.json(ask, answer))
        except (ValidationError, RecursionError) as error:
            kind: type[ClientError] = OutcomeUnknown if ask.write else Malformed
            raise kind(
                _where(error),
                system=SYSTEM,
                operation=ask.operation,
                request_id=request_id(answer),
            ) from None


def _where(error: ValidationError | RecursionError) -> str:
    """Say which fields are wrong, never what stood in them."""
    if isinstance(error, RecursionError):
        return "nested too deep to be an answer"
    wrong = [
        f"{'.'.join(map(str, one['loc'])) or 'the answer'}: {one['type']}"
        for one in error.errors(include_input=False, include_url=False, include_context=False)
    ]
    return f"not as agreed: {'; '.join(wrong[:5])}{' …' if len(wrong) > 5 else ''}"
