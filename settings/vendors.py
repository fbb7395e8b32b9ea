"""Addresses, secrets, budgets and time-outs of Shopify, Cin7, ShipStation and Slack."""

from typing import Annotated, Self

from pydantic import AwareDatetime, BeforeValidator, Field, SecretStr, model_validator

from domain.rules import Store
from settings.group import PREFIX, ChannelId, Group, Seconds, Secrets, Url, listed


class ShopSettings(Group):
    """Where one store's shop is, and what opens it."""

    base_url: Url | None = Field(
        None, description="Write an address such as https://example.myshopify.com, or leave it out."
    )
    token: SecretStr | None = Field(None, description="Write the Admin API access token.")
    client_id: str | None = Field(None, description="Write the app's client id.")
    client_secret: SecretStr | None = Field(None, description="Write the app's client secret.")
    webhook_secrets: Secrets = Field(
        (),
        description="Write what webhooks are signed with; two while it is being changed, "
        "parted by a comma.",
    )

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        pair = (self.client_id is not None, self.client_secret is not None)
        if pair[0] != pair[1]:
            raise ValueError("half a credential. Set both CLIENT_ID and CLIENT_SECRET.")
        if self.token is None and not all(pair):
            raise ValueError("nothing opens this shop. Set TOKEN, or CLIENT_ID and CLIENT_SECRET.")
        if self.token is not None and all(pair):
            raise ValueError("two ways into this shop. Keep TOKEN, or CLIENT_ID and CLIENT_SECRET.")
        return self

    @property
    def signing_secrets(self) -> tuple[SecretStr, ...]:
        """What this shop's webhooks may be signed with: those named, else the app's own secret."""
        if self.webhook_secrets or self.client_secret is None:
            return self.webhook_secrets
        return (self.client_secret,)


class ShopifySettings(Group):
    """Shopify, for all stores."""

    api_version: str = Field(
        "2026-10", pattern=r"^\d{4}-\d{2}$", description="Write a version such as 2026-10."
    )
    timeout_seconds: Seconds = Field(30, description="Write wall seconds, above 0.")
    orders_page: int = Field(10, ge=1, le=50, description="Write orders a page, 1 to 50.")
    counts_page: int = Field(250, ge=1, le=250, description="Write items a page, 1 to 250.")
    webhook_window_seconds: Seconds = Field(
        172_800,
        description="Write how old a delivery may be, seconds of our clock; Shopify's retries of "
        "four hours, and deliveries a day late, carry their first time.",
    )
    orders_since: AwareDatetime | None = Field(
        None,
        description="Write a time with its zone: orders placed from then on are brought into Cin7, "
        "unless it has them. It counts once, when a store is looked after for the first time.",
    )
    stores: dict[str, ShopSettings] = Field(
        default_factory=dict,
        description=f"Set {PREFIX}SHOPIFY__STORES__<STORE>__TOKEN, or CLIENT_ID and CLIENT_SECRET.",
    )

    def base_url_of(self, store: Store) -> str:
        """The shop's address, without a slash at its end; Shopify's own when none is set."""
        shop = self.stores[store.name]
        return (shop.base_url or f"https://{store.shop_domain}").rstrip("/")


class Cin7Settings(Group):
    """Cin7 Core. The vendor allows 60 calls a minute for the whole account, strangers included."""

    base_url: Url = Field(
        "https://inventory.dearsystems.com/ExternalApi/v2/",
        description="Write an address that begins with https://.",
    )
    account_id: str = Field(description="Write the account id of the API application in Cin7.")
    application_key: SecretStr = Field(description="Write the application key beside it.")
    webhook_bearer: SecretStr | None = Field(
        None, description="Write the token that Cin7's webhooks are to carry."
    )
    timeout_seconds: Seconds = Field(30, description="Write wall seconds, above 0.")
    page_size: int = Field(1000, ge=1, le=1000, description="Write rows a page, 1 to 1000.")
    calls_per_minute: int = Field(58, ge=1, le=60, description="Write calls, 1 to 60.")
    urgent_calls_per_minute: int = Field(
        50, ge=1, le=60, description="Write calls, fewer than the whole."
    )
    settle_seconds: float = Field(
        60, ge=0, description="Write how long availability may lag, seconds of our clock."
    )

    @model_validator(mode="after")
    def _stock_reads_keep_a_share(self) -> Self:
        _leave_a_share(self.calls_per_minute, self.urgent_calls_per_minute, "stock reads")
        return self


class ShipStationSettings(Group):
    """ShipStation API V2; without a key nothing is handed off."""

    base_url: Url = Field(
        "https://api.shipstation.com/v2/",
        description="Write an address that begins with https://.",
    )
    api_key: SecretStr | None = Field(None, description="Write the V2 key of the account.")
    jwks_url: Url = Field(
        "https://api.shipengine.com/jwks",
        description="Write the address of the keys that webhooks are signed with.",
    )
    timeout_seconds: Seconds = Field(30, description="Write wall seconds, above 0.")
    calls_per_minute: int = Field(190, ge=2, le=200, description="Write calls, 2 to 200.")
    urgent_calls_per_minute: int = Field(
        160, ge=1, le=199, description="Write calls, fewer than the whole."
    )
    webhook_window_seconds: Seconds = Field(
        300, description="Write how far a delivery's time may be off, seconds of our clock."
    )

    @model_validator(mode="after")
    def _polls_keep_a_share(self) -> Self:
        _leave_a_share(self.calls_per_minute, self.urgent_calls_per_minute, "polls")
        return self


class SlackSettings(Group):
    """Where words go; without a token they wait in the ledger."""

    token: SecretStr | None = Field(None, description="Write the bot's token (xoxb-...).")
    channel: str = Field(
        "",
        pattern=r"^([CGD][A-Z0-9]+)?$",
        description="Write the channel's id, such as C0123456789; a name will not do.",
    )
    base_url: Url = Field(
        "https://slack.com/api/", description="Write an address that begins with https://."
    )
    timeout_seconds: Seconds = Field(10, description="Write wall seconds, above 0.")
    channels: dict[str, ChannelId] = Field(
        default_factory=dict,
        description="Write a channel's id; the lanes are ACT_NOW, TODAY and DIGEST, and what is "
        "left out goes to CHANNEL.",
    )
    signing_secrets: Secrets = Field(
        (),
        description="Write the app's signing secret, for buttons; two while it is being changed, "
        "parted by a comma.",
    )
    people: Annotated[tuple[str, ...], BeforeValidator(listed)] = Field(
        (), description="Write the member ids of those whose clicks count, parted by commas."
    )

    @model_validator(mode="after")
    def _lanes_are_known(self) -> Self:
        strange = sorted(set(self.channels) - {"act_now", "today", "digest"})
        if strange:
            raise ValueError(
                f"no such lane: {', '.join(strange)}. Set {PREFIX}SLACK__CHANNELS__ACT_NOW, "
                "__TODAY or __DIGEST."
            )
        return self

    @model_validator(mode="after")
    def _a_token_speaks_somewhere(self) -> Self:
        if self.token is not None and not self.channel:
            raise ValueError(
                f"a token and no channel. Set {PREFIX}SLACK__CHANNEL to the channel's id."
            )
        return self


def _leave_a_share(whole: int, urgent: int, others: str) -> None:
    if urgent >= whole:
        raise ValueError(
            f"urgent work may take the whole budget, so {others} would starve. "
            "Set URGENT_CALLS_PER_MINUTE below CALLS_PER_MINUTE."
        )
