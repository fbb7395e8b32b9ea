"""Opens the receiver's doors from the settings."""

import logging
from datetime import datetime

import httpx

from clients.errors import ClientError
from clients.prefect import PrefectEvents, hint_event
from clients.shipstation.keys import KeyRing
from domain.rules import Rules
from ledger.store import open_ledger
from receiver.carrier import no_wait
from receiver.doors import Doors, PostHint
from settings.clock import Clock
from settings.load import load
from settings.settings import Settings

EVENT_SECONDS = 10.0
"""Wall seconds an event may take; it is posted after the vendor was answered."""
KEYS_SECONDS = 4.0
"""Wall seconds the fetch of ShipStation's keys may take: the vendor waits meanwhile."""


def open_from_settings() -> tuple[Doors, str, int]:
    """The doors, and the address to listen on.

    Raises:
        SettingsError: A setting or rule is missing or impossible.
    """
    settings, rules = load()
    clock = settings.clock.build()
    doors = Doors(
        ledger=open_ledger(settings.ledger_url.get_secret_value()),
        now=clock.now,
        post_hint=_posting(settings, clock),
        shop_domains={store.name: store.shop_domain for store in rules.stores.values()},
        shop_secrets=_secrets(settings, rules),
        cin7_bearer=_bearer(settings),
        window_seconds=settings.shopify.webhook_window_seconds,
        shipstation_keys=_keys(settings, clock),
        shipstation_window_seconds=settings.shipstation.webhook_window_seconds,
        slack_secrets=[one.get_secret_value() for one in settings.slack.signing_secrets],
        slack_people=frozenset(settings.slack.people),
    )
    return doors, settings.receiver.host, settings.receiver.port


def _secrets(settings: Settings, rules: Rules) -> dict[str, list[str]]:
    return {
        str(name): [s.get_secret_value() for s in settings.shopify.stores[name].signing_secrets]
        for name in rules.stores
    }


def _bearer(settings: Settings) -> str:
    token = settings.cin7.webhook_bearer
    return token.get_secret_value() if token else ""


def _keys(settings: Settings, clock: Clock) -> KeyRing | None:
    if settings.shipstation.api_key is None:
        return None
    http = httpx.AsyncClient(timeout=KEYS_SECONDS)
    return KeyRing(http, url=settings.shipstation.jwks_url, now=clock.now, sleep=no_wait)


def _posting(settings: Settings, clock: Clock) -> PostHint:
    auth = settings.prefect.auth.get_secret_value() if settings.prefect.auth else None
    http = httpx.AsyncClient(timeout=EVENT_SECONDS)
    events = (
        PrefectEvents(http, settings.prefect.api_url, auth) if settings.prefect.api_url else None
    )

    async def post(flow: str, store: str, number: int) -> None:
        if events is None:
            return
        occurred: datetime = Clock().now()  # Prefect lives on the wall
        try:
            await events.post([hint_event(flow, store, number, occurred)])
        except ClientError as error:
            # The hint is in the ledger: the sweep starts what no event did.
            logging.getLogger("receiver").warning("event not posted: %s", error)

    return post
