"""ShipStation's webhooks: pointers to a list (tracking: with its data), signed with RSA."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar

from pydantic import BaseModel, Field, HttpUrl, ValidationError

from sandbox.shipstation.errors import Json, Refusal, bad_field, unknown
from sandbox.shipstation.ground import Ground
from sandbox.shipstation.signing import Keys
from sandbox.shipstation.wire import moment

EVENTS = frozenset(
    {
        "shipment_created_v2",
        "label_created_v2",
        "fulfillment_shipped_v2",
        "fulfillment_rejected_v2",
        "track_event_v2",
        "batch_processed_v2",
        "batch",
        "carrier_connected",
        "order_source_refresh_complete",
        "rate",
        "report_complete",
        "sales_orders_imported",
        "track",
    }
)
"""What one may listen to. There is none for a void, a cancel or a changed shipment."""


Model = TypeVar("Model", bound=BaseModel)


class Header(BaseModel):
    """A header of the listener's own, sent along."""

    key: str
    value: str


class HookBody(BaseModel):
    """What is sent in to make a webhook."""

    event: str
    url: Annotated[str, Field(min_length=1)]
    name: str = ""
    headers: list[Header] = Field(default_factory=list)
    store_id: str | None = None


class HookChange(BaseModel):
    """What is sent in to change one; what is left out stays."""

    url: str | None = None
    name: str | None = None
    headers: list[Header] | None = None


@dataclass(slots=True)
class Hook:
    """Somebody who wants to be told."""

    webhook_id: str
    body: HookBody

    def to_json(self) -> dict[str, Json]:
        """As it goes over the wire."""
        return {"webhook_id": self.webhook_id, **self.body.model_dump()}


class Hooks:
    """All webhooks of the account, and the sending of events."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._hooks: dict[str, Hook] = {}
        self.keys = Keys()

    def listed(self) -> list[dict[str, Json]]:
        """All of them."""
        return [hook.to_json() for hook in self._hooks.values()]

    def get(self, webhook_id: str) -> Hook:
        """The one with this id."""
        hook = self._hooks.get(webhook_id)
        if hook is None:
            raise unknown("webhook", webhook_id)
        return hook

    def create(self, posted: Mapping[str, Json]) -> Hook:
        """Let somebody listen; the same event to the same address once only."""
        body = _read(HookBody, posted)
        if body.event not in EVENTS:
            raise bad_field("event", "there is no such event", body.event)
        _check_url(body.url)
        by_event = self._ground.switches.webhook_conflict == "event"
        for hook in self._hooks.values():
            if hook.body.event == body.event and (by_event or hook.body.url == body.url):
                raise Refusal(
                    "webhook_event_type_conflict",
                    f"there is a webhook for {body.event} already",
                    status=409,
                    kind="business_rules",
                )
        hook = Hook(self._ground.new_id(), body)
        self._hooks[hook.webhook_id] = hook
        self._ground.changes += 1
        return hook

    def update(self, webhook_id: str, posted: Mapping[str, Json]) -> None:
        """Change address, name or headers."""
        hook, change = self.get(webhook_id), _read(HookChange, posted)
        if change.url is not None:
            _check_url(change.url)
        hook.body = hook.body.model_copy(
            update={name: getattr(change, name) for name in change.model_fields_set}
        )
        self._ground.changes += 1

    def delete(self, webhook_id: str) -> None:
        """Take one away."""
        del self._hooks[self.get(webhook_id).webhook_id]
        self._ground.changes += 1

    def point(
        self, event: str, path: str, skus: Sequence[str], data: dict[str, Json] | None = None
    ) -> None:
        """Tell every listener of an event where to look, and the data where the event has it."""
        pointer: dict[str, Json] = {
            "resource_url": f"{self._ground.base_url}{path}",
            "resource_type": event.upper(),
        }
        if data is not None:
            pointer["data"] = data
        body = json.dumps(pointer).encode()
        for hook in self._hooks.values():
            if hook.body.event == event:
                self._post(hook, body, skus)

    def _post(self, hook: Hook, body: bytes, skus: Sequence[str]) -> None:
        """Hand a body over. There is no delivery id: in the journal its bytes' SHA-256 stands."""
        headers = {"Content-Type": "application/json"}
        headers |= {header.key: header.value for header in hook.body.headers}

        def signed() -> dict[str, str]:
            return self.keys.current.headers(moment(self._ground.now()) or "", body)

        each_try = self._ground.switches.webhook_signed_each_try
        self._ground.world.webhooks.post(
            "shipstation",
            hook.body.event,
            hook.body.url,
            headers if each_try else headers | signed(),
            body,
            skus,
            hashlib.sha256(body).hexdigest(),
            self._ground.switches.webhook_retry_after,
            fresh=signed if each_try else None,
        )


def _check_url(url: str) -> None:
    try:
        HttpUrl(url)
    except ValidationError:
        raise bad_field("url", "is not a valid address", url) from None


def _read(model: type[Model], posted: Mapping[str, Json]) -> Model:
    try:
        return model.model_validate(posted)
    except ValidationError as error:
        first = error.errors()[0]
        raise bad_field(".".join(str(part) for part in first["loc"]), first["msg"]) from None
