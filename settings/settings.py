"""Every knob that is not a rule: addresses, secrets, budgets, time-outs, the clock.

They come from the environment or a ``.env`` file, as ``STOCKSTEADY_`` and the path with two
underscores: ``STOCKSTEADY_CIN7__APPLICATION_KEY``. Secrets are `SecretStr`: nothing prints them.
"""

from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, AwareDatetime, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from settings.clock import EPOCH, Clock
from settings.group import PREFIX, Group, Url
from settings.vendors import Cin7Settings, ShipStationSettings, ShopifySettings, SlackSettings


class ClockSettings(Group):
    """The one clock; all processes get the same three numbers."""

    origin: AwareDatetime = Field(
        EPOCH, description="Write a time with its zone, such as 2026-11-23T08:00:00Z."
    )
    start: AwareDatetime = Field(
        EPOCH, description="Write the wall's time at origin, with its zone."
    )
    speed: float = Field(1.0, gt=0, description="Write a number above 0; production runs at 1.")

    @model_validator(mode="after")
    def _fast_clocks_say_when_they_started(self) -> Self:
        if self.speed != 1 and not {"origin", "start"} <= self.model_fields_set:
            raise ValueError(
                "a clock that does not run at speed 1 must say when it started. "
                f"Set {PREFIX}CLOCK__ORIGIN and {PREFIX}CLOCK__START too, the same for every "
                "process."
            )
        return self

    def build(self) -> Clock:
        """The clock that these settings describe."""
        return Clock(self.origin, self.start, self.speed)


class PrefectSettings(Group):
    """Where events are posted."""

    api_url: str = Field(
        "",
        description="Write the server's address, such as http://127.0.0.1:4200/api; left out, it "
        "is Prefect's own PREFECT_API_URL.",
    )
    auth: SecretStr | None = Field(None, description="Write user:password if the server asks.")


class ReceiverSettings(Group):
    """The front door for webhooks."""

    host: str = Field("127.0.0.1", description="Write the address to listen on.")
    port: int = Field(8080, ge=1, le=65_535, description="Write a port, 1 to 65535.")
    public_url: Url | None = Field(
        None, description="Write the address by which vendors reach the receiver."
    )
    inbox_days: int = Field(30, ge=1, description="Write how many days deliveries are kept.")


class LinksSettings(Group):
    """Where a message's links lead; an empty one is left out. ``{sku}`` stands for the code."""

    cin7_product: str = Field(
        "", description="Write the address of a product in Cin7, with {sku} in it."
    )
    shopify_product: str = Field(
        "https://{shop}/admin/products?query={sku}",
        description="Write the address of a product in Shopify, with {shop} and {sku} in it.",
    )
    prefect: str = Field(
        "",
        description="Write the address of the Prefect UI, such as https://prefect.example; left "
        "out, there is no link to a run.",
    )


def _a_database_of_ours(url: SecretStr) -> SecretStr:
    """SQLite in a file, or PostgreSQL; what can't be read at all is refused here, too."""
    try:
        parsed = make_url(url.get_secret_value())
    except (ArgumentError, ValueError):
        raise ValueError("it is no database's address") from None
    match parsed.get_backend_name():
        case "sqlite" if parsed.database in (None, "", ":memory:"):
            raise ValueError("processes can't share a SQLite without a file")
        case "sqlite" | "postgresql":
            return url
        case _:
            raise ValueError("the ledger lives in SQLite or PostgreSQL")


class Memory(BaseSettings):
    """What it takes to look into the ledger: no vendor is asked, so no credential is needed."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        enable_decoding=False,
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
    )

    rules: Path = Field(Path("rules.toml"), description="Name the file with the rules.")
    ledger_url: Annotated[SecretStr, AfterValidator(_a_database_of_ours)] = Field(
        SecretStr("sqlite:///var/ledger.db"),
        description="Write sqlite:////<whole path of a file> or "
        "postgresql://user:password@host/name.",
    )
    clock: ClockSettings = Field(default_factory=ClockSettings)
    prefect: PrefectSettings = Field(default_factory=PrefectSettings)


class Settings(Memory):
    """Everything the doors need. Build it with `settings.load`, which tells problems well."""

    shopify: ShopifySettings = Field(default_factory=ShopifySettings)
    cin7: Cin7Settings = Field(
        description=f"Set {PREFIX}CIN7__ACCOUNT_ID and {PREFIX}CIN7__APPLICATION_KEY; "
        "Cin7 shows both under Integrations, API."
    )
    receiver: ReceiverSettings = Field(default_factory=ReceiverSettings)
    shipstation: ShipStationSettings = Field(default_factory=ShipStationSettings)
    slack: SlackSettings = Field(default_factory=SlackSettings)
    links: LinksSettings = Field(default_factory=LinksSettings)
