"""Who may call: static tokens, and the client-credentials grant (reference, section 1.1)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.shopify.state import Shop

EXPIRES_IN = 86399
"""Seconds a client-credentials token lives; always this."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token that was issued."""

    app: str
    until: datetime


class OAuthError(Exception):
    """The grant is refused, with the error's name and sentence."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error
        self.description = description


class Doorkeeper:
    """Issues and checks a shop's tokens."""

    def __init__(self, shop: "Shop") -> None:
        self._shop = shop
        self._issued: dict[str, Token] = {}
        self._count = 0

    def grant(self, client_id: str, client_secret: str, grant_type: str) -> dict[str, object]:
        """Issue a token.

        Raises:
            OAuthError: The app is unknown here, the secret wrong, or the grant another one.
        """
        shop = self._shop
        if grant_type != "client_credentials":
            raise OAuthError("unsupported_grant_type", f"Unknown grant type {grant_type!r}.")
        if client_id not in shop.apps:
            text = "Client credentials cannot be performed on this shop."
            raise OAuthError("shop_not_permitted", text)
        if shop.apps[client_id] != client_secret:
            raise OAuthError("invalid_client", "The client secret does not match.")
        if shop.switches.new_token_ends_old:
            self._issued = {t: held for t, held in self._issued.items() if held.app != client_id}
        self._count += 1
        secret = f"{shop.domain} {client_id} {self._count}".encode()
        token = hashlib.sha256(secret).hexdigest()[:32]
        self._issued[token] = Token(client_id, shop.now() + timedelta(seconds=EXPIRES_IN))
        return {
            "access_token": token,
            "scope": ",".join(shop.scopes),
            "expires_in": EXPIRES_IN,
        }

    def app_of(self, token: str | None) -> str | None:
        """The app a token stands for; None when it is wrong or too old."""
        if not token:
            return None
        if token in self._shop.static_tokens:
            return f"static:{token}"
        held = self._issued.get(token)
        if held is None or self._shop.now() >= held.until:
            return None
        return held.app

    def revoke_all(self) -> None:
        """Let every issued token die, as when an app is uninstalled; static ones stay."""
        self._issued.clear()
