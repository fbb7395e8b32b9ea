"""The part of an aiohttp session that slack-sdk uses, answering from an ASGI app."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import httpx
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL


class Answer:
    """A whole answer, read as slack-sdk reads it."""

    def __init__(self, answer: httpx.Response) -> None:
        self._answer = answer
        self.status = answer.status_code
        self.headers = CIMultiDictProxy(CIMultiDict(answer.headers.multi_items()))
        self.content_type = answer.headers.get("content-type", "").partition(";")[0].strip()

    async def read(self) -> bytes:
        return self._answer.content

    async def text(self) -> str:
        return self._answer.text

    async def json(self) -> Any:
        """Raises: aiohttp's own error for what is not JSON by its type, json's for broken JSON."""
        if self.content_type != "application/json":
            asked = self._answer.request
            url = URL(str(asked.url))
            info = aiohttp.RequestInfo(
                url, asked.method, CIMultiDictProxy(CIMultiDict()), real_url=url
            )
            raise aiohttp.ContentTypeError(info, (), message=self.content_type)
        return json.loads(self._answer.content)


class AiohttpOverAsgi:
    """Stands in for ``aiohttp.ClientSession``; what it leaves out, slack-sdk does not call."""

    closed = False

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    @asynccontextmanager
    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Any = None,
        params: Any = None,
        data: Any = None,
        json: Any = None,
        **_: Any,
    ) -> AsyncIterator[Answer]:
        """Send it whole, answer it whole."""
        raw = data if isinstance(data, bytes) else None
        form = None if raw is not None else data
        answer = await self._http.request(
            method, url, headers=headers, params=params, content=raw, data=form, json=json
        )
        yield Answer(answer)
