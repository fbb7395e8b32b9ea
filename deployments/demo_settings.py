"""The environment of the demo's processes: one clock, the sandbox's addresses, random secrets."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from domain.rules import Rules
from settings.clock import Clock
from settings.group import PREFIX

CHANNEL = "C0STOCKSTEADY"
"""The pretend Slack channel that words go to."""


EARLIER = timedelta(days=2)
"""Orders of the last days before the opening are brought in, unless Cin7 has them."""


@dataclass(frozen=True, slots=True)
class ShopKeys:
    """What opens one pretend shop."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Keys:
    """Every secret of one demo, made for it; they open nothing else."""

    shops: Mapping[str, ShopKeys]
    """By store name."""
    cin7_account: str
    cin7_key: str = field(repr=False)
    cin7_bearer: str = field(repr=False)
    shipstation_key: str = field(repr=False)
    slack_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Ports on 127.0.0.1."""

    sandbox: int
    receiver: int
    prefect: int

    @property
    def sandbox_url(self) -> str:
        """The vendors, and the control panel under ``/_sandbox``."""
        return f"http://127.0.0.1:{self.sandbox}"

    @property
    def receiver_url(self) -> str:
        """Where the vendors send webhooks to."""
        return f"http://127.0.0.1:{self.receiver}"


def new_keys(rules: Rules) -> Keys:
    """Fresh secrets for every store of the rules and for Cin7."""
    return Keys(
        shops={
            name: ShopKeys(f"{name}-app", f"shpss_{secrets.token_hex(16)}") for name in rules.stores
        },
        cin7_account=secrets.token_hex(16),
        cin7_key=secrets.token_hex(16),
        cin7_bearer=secrets.token_urlsafe(24),
        shipstation_key=secrets.token_hex(16),
        slack_token=f"xoxb-{secrets.token_hex(12)}",
    )


def demo_env(
    *, rules: Rules, rules_file: Path, ledger: Path, clock: Clock, at: Addresses, keys: Keys
) -> dict[str, str]:
    """Every ``STOCKSTEADY_`` setting that the demo's processes share.

    Args:
        rules: What the rules file says.
        rules_file: Where it is.
        ledger: The SQLite file.
        clock: The day's clock.
        at: Where everything listens.
        keys: What opens the pretend vendors.
    """
    settings = {
        "RULES": str(rules_file),
        "LEDGER_URL": f"sqlite:///{ledger}",
        "CLOCK__ORIGIN": _written(clock.origin),
        "CLOCK__START": _written(clock.start),
        "CLOCK__SPEED": repr(clock.speed),
        "SHOPIFY__ORDERS_SINCE": _written(clock.origin - EARLIER),
        "CIN7__BASE_URL": f"{at.sandbox_url}/cin7/ExternalApi/v2/",
        "CIN7__ACCOUNT_ID": keys.cin7_account,
        "CIN7__APPLICATION_KEY": keys.cin7_key,
        "CIN7__WEBHOOK_BEARER": keys.cin7_bearer,
        "SHIPSTATION__BASE_URL": f"{at.sandbox_url}/shipstation/v2/",
        "SHIPSTATION__API_KEY": keys.shipstation_key,
        "SHIPSTATION__JWKS_URL": f"{at.sandbox_url}/shipstation/jwks",
        "SLACK__BASE_URL": f"{at.sandbox_url}/slack/api/",
        "SLACK__TOKEN": keys.slack_token,
        "SLACK__CHANNEL": CHANNEL,
        "PREFECT__API_URL": f"http://127.0.0.1:{at.prefect}/api",
        "RECEIVER__HOST": "127.0.0.1",
        "RECEIVER__PORT": str(at.receiver),
        "RECEIVER__PUBLIC_URL": at.receiver_url,
    }
    for name, store in rules.stores.items():
        shop = f"SHOPIFY__STORES__{name.upper()}"
        settings[f"{shop}__BASE_URL"] = f"{at.sandbox_url}/shopify/{store.shop_domain}"
        settings[f"{shop}__CLIENT_ID"] = keys.shops[name].client_id
        settings[f"{shop}__CLIENT_SECRET"] = keys.shops[name].client_secret
    return {f"{PREFIX}{name}": value for name, value in settings.items()}


def leave_env(settings: Mapping[str, str], folder: Path) -> None:
    """Leave them as ``.env`` in a folder, so that every command typed there speaks to this demo."""
    file = folder / ".env"
    file.touch(mode=0o600)
    escaped = str.maketrans({"\\": "\\\\", "'": "\\'"})
    lines = (f"{name}='{value.translate(escaped)}'\n" for name, value in settings.items())
    file.write_text("".join(lines), encoding="utf-8")


def _written(moment: datetime) -> str:
    return moment.isoformat()
