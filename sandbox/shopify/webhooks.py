"""Webhook subscriptions of a shop, and the signed deliveries they cause (reference, section 8).

The deliveries themselves, with retries and planned mishaps, are the world's post office's.
"""

import base64
import hashlib
import hmac
import ipaddress
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from sandbox.shopify.errors import UserErrors, user_error
from sandbox.shopify.identifiers import gid
from sandbox.shopify.versions import VERSION

if TYPE_CHECKING:
    from sandbox.shopify.state import Shop

ADDRESS = ("webhookSubscription", "callbackUrl")
"""Where Shopify says an address is wrong, even when it was given as ``uri`` (recorded)."""

FORBIDDEN_HOSTS = ("shopify.com", "myshopify.com", "localhost", "internal", "local")


@dataclass(slots=True, eq=False)
class Subscription:
    """Somebody who wants to be told."""

    typename: ClassVar[str] = "WebhookSubscription"
    id: int
    app: str
    topic: str
    uri: str
    created_at: datetime
    updated_at: datetime
    include_fields: list[str] | None = None
    name: str | None = None

    @property
    def gid(self) -> str:
        """Its global id."""
        return gid("WebhookSubscription", self.id)


def header_topic(topic: str) -> str:
    """``ORDERS_CREATE`` as headers write it: ``orders/create``."""
    return "/".join(topic.lower().rsplit("_", 1))


def sign(secret: str, body: bytes) -> str:
    """The signature over the raw bytes: base64 of the HMAC-SHA256."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def is_loopback(host: str) -> bool:
    """Whether an address is on this very machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Hooks:
    """A shop's subscriptions."""

    def __init__(self, shop: "Shop") -> None:
        self._shop = shop
        self.by_id: dict[int, Subscription] = {}

    def create(
        self, app: str, topic: str, wanted: Mapping[str, object]
    ) -> tuple[Subscription | None, UserErrors]:
        """Subscribe, or say why not."""
        uri, name = wanted.get("uri"), wanted.get("name")
        errors = self._refuse_address(uri) + self._refuse_name(name, app)
        if not errors and self._taken(app, topic, uri):
            text = "Address for this topic has already been taken"
            errors = [user_error(ADDRESS, text)]
        if errors:
            return None, errors
        now = self._shop.now()
        made = Subscription(self._shop.world.ids(), app, topic, str(uri), now, now)
        self._set(made, wanted)
        self.by_id[made.id] = made
        self._shop.changed()
        return made, []

    def update(
        self, app: str, number: int, wanted: Mapping[str, object]
    ) -> tuple[Subscription | None, UserErrors]:
        """Change a subscription, or say why not."""
        found = self.of(app, number)
        if found is None:
            return None, [user_error(["id"], "Webhook subscription does not exist")]
        uri, name = wanted.get("uri", found.uri), wanted.get("name", found.name)
        errors = self._refuse_address(uri)
        if name != found.name:
            errors += self._refuse_name(name, app)
        if not errors and self._taken(app, found.topic, uri, but=found):
            text = "Address for this topic has already been taken"
            errors = [user_error(ADDRESS, text)]
        if errors:
            return None, errors
        self._set(found, wanted)
        found.updated_at = self._shop.now()
        self._shop.changed()
        return found, []

    def delete(self, app: str, number: int) -> UserErrors:
        """End a subscription, or say why not."""
        if self.of(app, number) is None:
            return [user_error(["id"], "Webhook subscription does not exist")]
        del self.by_id[number]
        self._shop.changed()
        return []

    def of(self, app: str, number: int) -> Subscription | None:
        """A subscription of this app; those of others are not shown."""
        found = self.by_id.get(number)
        return found if found is not None and found.app == app else None

    def fire(self, topic: str, body: Callable[[], object], skus: Iterable[str | None]) -> None:
        """Tell everybody who subscribed to a topic; the body is made only if somebody did."""
        wanted = [s for s in self.by_id.values() if s.topic == topic]
        if not wanted:
            return
        whole = body()
        event_id = self._shop.world.guid()
        told = tuple(dict.fromkeys(sku for sku in skus if sku))
        for subscription in wanted:
            self._deliver(subscription, whole, event_id, told)

    def _deliver(
        self, to: Subscription, whole: object, event_id: str, skus: tuple[str, ...]
    ) -> None:
        shop = self._shop
        if to.include_fields and isinstance(whole, dict):
            whole = {key: whole[key] for key in to.include_fields if key in whole}
        body = json.dumps(whole, separators=(",", ":"), ensure_ascii=False).encode()
        delivery_id = shop.world.guid()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Shopify-Captain-Hook",
            "X-Shopify-Topic": header_topic(to.topic),
            "X-Shopify-Hmac-Sha256": sign(shop.webhook_secret, body),
            "X-Shopify-Shop-Domain": shop.domain,
            "X-Shopify-API-Version": VERSION,
            "X-Shopify-Webhook-Id": delivery_id,
            "X-Shopify-Event-Id": event_id,
            "X-Shopify-Triggered-At": shop.now().strftime("%Y-%m-%dT%H:%M:%S.%f000Z"),
        }
        if to.name:
            headers["X-Shopify-Name"] = to.name

        def done(arrived: bool) -> None:
            if not arrived:
                self.by_id.pop(to.id, None)

        shop.world.webhooks.post(
            shop.system,
            header_topic(to.topic),
            to.uri,
            headers,
            body,
            skus,
            delivery_id,
            shop.switches.webhook_retry_after,
            done,
        )

    def _set(self, target: Subscription, wanted: Mapping[str, object]) -> None:
        if (uri := wanted.get("uri")) is not None:
            target.uri = str(uri)
        if "includeFields" in wanted:
            fields = wanted["includeFields"]
            target.include_fields = [str(f) for f in fields] if isinstance(fields, list) else None
        if "name" in wanted:
            target.name = None if wanted["name"] is None else str(wanted["name"])

    def _refuse_address(self, uri: object) -> UserErrors:
        if not uri:
            return [user_error(ADDRESS, "Address can't be blank")]
        parts = urlsplit(str(uri))
        host = (parts.hostname or "").lower()
        if parts.scheme == "http":
            if self._shop.switches.allow_loopback_http and is_loopback(host):
                return []
            return [user_error(ADDRESS, "Address protocol http:// is not supported")]
        if parts.scheme != "https":
            text = f"Address protocol {parts.scheme}:// is not supported"
            return [user_error(ADDRESS, text)]
        if is_loopback(host) or any(
            host == known or host.endswith("." + known) for known in FORBIDDEN_HOSTS
        ):
            text = "Address cannot be a Shopify or an internal domain"
            return [user_error(ADDRESS, text)]
        return []

    def _refuse_name(self, name: object, app: str) -> UserErrors:
        if name is None:
            return []
        if not all(c.isascii() and (c.isalnum() or c in "_-") for c in str(name)):
            text = (
                "Name name field can only contain alphanumeric characters, underscores, and hyphens"
            )
            return [user_error(["webhookSubscription", "name"], text)]
        if any(s.app == app and s.name == name for s in self.by_id.values()):
            text = "Name already exists, no duplicate allowed"
            return [user_error(["webhookSubscription", "name"], text)]
        return []

    def _taken(self, app: str, topic: str, uri: object, but: Subscription | None = None) -> bool:
        return any(
            (s.app, s.topic, s.uri) == (app, topic, uri)
            for s in self.by_id.values()
            if s is not but
        )
