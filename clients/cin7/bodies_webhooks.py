"""What we send to be told of events."""

from typing import Literal

from pydantic import Field, SecretStr, field_serializer

from clients.cin7.writing import Body, Key256


class WebhookBody(Body):
    """A whole subscription; the bearer token comes from our own store, never from Cin7's answer.

    ``type`` is such as ``Stock/AvailableStockLevelChanged``. Give each type a URL of its own: the
    stock event's body does not say what it is.
    """

    type: Key256
    external_url: str = Field(min_length=1)
    external_bearer_token: SecretStr = Field(min_length=1)
    is_active: bool = True
    external_authorization_type: Literal["bearerauth"] = "bearerauth"
    external_headers: tuple[()] = ()

    @field_serializer("external_bearer_token", when_used="json")
    def _in_clear(self, token: SecretStr) -> str:
        return token.get_secret_value()
