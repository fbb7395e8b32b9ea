"""The two kinds of credential a Shopify shop gives: a static token, and a client-credentials grant.

A granted token lives 24 hours and has no refresh token: it is asked for again, some minutes before
its end or when Shopify does not know it any more.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Protocol

import httpx
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from clients.errors import Denied, Malformed
from clients.http import Ask, Road, Sleep, request_id
from clients.pace import Unpaced
from clients.shopify.throttling import wait_asked

RENEW_BEFORE = timedelta(minutes=5)
"""A token this close to its end is not used for another call (our clock)."""

ADVICE: Mapping[str, str] = {
    "shop_not_permitted": "app and shop are not in the same Dev Dashboard organisation;"
    " make the app in the shop's own organisation",
    "app_not_installed": "the app is not installed in this shop; install it from the Dev Dashboard",
    "application_cannot_be_found": "there is no app with this client id; copy it again",
    "invalid_client": "client id and secret do not belong together; copy both again",
    "invalid_request": "Shopify did not understand the request; check the shop's domain",
}
"""OAuth error to what a person has to do."""


class TokenSource(Protocol):
    """Where the access token comes from."""

    async def token(self) -> str:
        """A token that should be good now."""
        ...

    async def renew(self, refused: str) -> bool:
        """Shopify refused this token: is there another one now?"""
        ...


class StaticToken:
    """A token entered by the merchant, which does not expire (an app made in the Shopify admin)."""

    def __init__(self, token: str | SecretStr) -> None:
        self._token = token if isinstance(token, SecretStr) else SecretStr(token)

    async def token(self) -> str:
        """The token as it was entered."""
        return self._token.get_secret_value()

    async def renew(self, refused: str) -> bool:
        """There is only this one."""
        return False


class Granted(BaseModel):
    """The answer of the token endpoint; ``seconds`` until the token's end."""

    model_config = ConfigDict(frozen=True)

    access_token: Annotated[SecretStr, Field(min_length=1)]
    scope: str = ""
    seconds: Annotated[int, Field(alias="expires_in", gt=0)]


class ClientCredentials:
    """Tokens by the client-credentials grant, one at a time, shared by all calls of a client.

    Args:
        http: The shared client of this flow run.
        base_url: Of the shop, such as ``https://uk.myshopify.com``.
        client_id: Of the app in the Dev Dashboard.
        client_secret: Of the same app; it also signs webhooks.
        now: Our clock; a token's end is reckoned on it.
        sleep: Waits on our clock (seconds).
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        base_url: str,
        client_id: str,
        client_secret: str | SecretStr,
        now: Callable[[], datetime],
        sleep: Sleep,
    ) -> None:
        self._road = Road(http, "shopify", Unpaced(), sleep, wait_asked)
        self._url = f"{base_url.rstrip('/')}/admin/oauth/access_token"
        self._client_id = client_id
        secret = client_secret
        self._secret = secret if isinstance(secret, SecretStr) else SecretStr(secret)
        self._now = now
        self._asking = asyncio.Lock()
        self._granted: Granted | None = None
        self._ends: datetime | None = None

    async def token(self) -> str:
        """The present token; a new one when it ends within five minutes.

        Raises:
            Denied: Shopify gives us none; the message says what to do.
            Unreachable: No answer.
        """
        async with self._asking:
            if self._granted is None or self._ends is None or self._now() >= self._ends:
                await self._ask()
            assert self._granted is not None
            return self._granted.access_token.get_secret_value()

    async def renew(self, refused: str) -> bool:
        """Ask for another token, unless another call has done so meanwhile."""
        async with self._asking:
            if self._granted is None or self._granted.access_token.get_secret_value() == refused:
                await self._ask()
            return True

    async def _ask(self) -> None:
        """Source: ``POST /admin/oauth/access_token``, grant ``client_credentials``."""
        began = self._now()
        ask = Ask(
            operation="access_token",
            method="POST",
            url=self._url,
            headers={"Accept": "application/json"},
            form={
                "grant_type": "client_credentials",
                "client_id": self._client_id,
                "client_secret": self._secret.get_secret_value(),
            },
            reads=frozenset({400, 401, 403, 404}),
        )
        answer = await self._road.send(ask)
        if answer.status_code != 200:
            raise Denied(
                _refused(answer),
                system="shopify",
                operation=ask.operation,
                request_id=request_id(answer),
            )
        try:
            self._granted = Granted.model_validate(self._road.json(ask, answer))
        except ValidationError as error:
            fields = ", ".join(
                str(each["loc"][0]) if each["loc"] else "?" for each in error.errors()
            )
            raise Malformed(
                f"a grant that can't be used: {fields or 'not an object'}",
                system="shopify",
                operation=ask.operation,
                request_id=request_id(answer),
            ) from None
        life = timedelta(seconds=self._granted.seconds)
        self._ends = began + max(life - RENEW_BEFORE, life / 2)


def _refused(answer: httpx.Response) -> str:
    """What the refusal means: its body is JSON, plain text or a page, so look for known words."""
    text = answer.text
    for code, advice in ADVICE.items():
        if code in text:
            return f"no token ({code}): {advice}"
    return f"no token (HTTP {answer.status_code}): check the shop's domain, client id and secret"
