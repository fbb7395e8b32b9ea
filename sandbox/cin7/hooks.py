"""Cin7's webhooks: five of a type, no signature, six tries, and then switched off.

The first try comes a minute after the event, the next ones 5, 10, 15, 20 and 25 minutes after the
one before. When all fail the hook is deactivated and later events are lost.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field

from sandbox.cin7.errors import Json, Refusal
from sandbox.cin7.ground import Ground
from sandbox.cin7.wire import Body, read, same_id

FIRST_AFTER = 60.0
RETRY_AFTER = (300.0, 600.0, 900.0, 1200.0, 1500.0)
"""Seconds between one failed try and the next."""

MOST_OF_A_TYPE = 5

TYPES = (
    "Sale/Created",
    "Sale/QuoteAuthorised",
    "Sale/OrderAuthorised",
    "Sale/Voided",
    "Sale/Backordered",
    "Sale/ShipmentAuthorised",
    "Sale/InvoiceAuthorised",
    "Sale/PickAuthorised",
    "Sale/PackAuthorised",
    "Sale/CreditNoteAuthorised",
    "Sale/Undo",
    "Sale/PartialPaymentReceived",
    "Sale/FullPaymentReceived",
    "Sale/AttachmentAdded",
    "Sale/AdditionalAttributesChanged",
    "Sale/ShipmentTrackingNumberChanged",
    "Purchase/OrderAuthorised",
    "Purchase/InvoiceAuthorised",
    "Purchase/StockReceivedAuthorised",
    "Purchase/CreditNoteAuthorised",
    "Purchase/Updated",
    "Customer/Updated",
    "Supplier/Updated",
    "Product/Updated",
    "Stock/AvailableStockLevelChanged",
    "Lead/Updated",
    "Lead/Converted",
    "Opportunity/Authorized",
    "Opportunity/AttachmentAdded",
    "Opportunity/Voided",
    "Opportunity/Converted",
    "Task/Overdue",
)
"""All types a hook may have; this sandbox causes those of sales, purchases and stock."""

SPELLINGS = {kind.lower().replace("authorized", "authorised"): kind for kind in TYPES}


class Header(Body):
    """A fixed header of a delivery."""

    key: str
    value: str


class HookBody(Body):
    """POST and PUT ``/webhooks``; a PUT replaces everything, what is left out too."""

    id: str | None = None
    type: str
    is_active: bool
    external_url: Annotated[str, Field(alias="ExternalURL")]
    external_authorization_type: Literal["noauth", "basicauth", "bearerauth"]
    external_user_name: str | None = None
    external_password: str | None = None
    external_bearer_token: str | None = None
    external_headers: list[Header] | None = None


@dataclass(slots=True, eq=False)
class Hook:
    """A webhook as it is kept."""

    hook_id: str
    kind: str
    is_active: bool
    body: HookBody

    def headers(self) -> dict[str, str]:
        """What goes out beside the body: the fixed headers and the authorisation."""
        sent = {"Content-Type": "application/json; charset=utf-8"}
        sent |= {header.key: header.value for header in self.body.external_headers or []}
        if self.body.external_authorization_type == "basicauth":
            pair = f"{self.body.external_user_name or ''}:{self.body.external_password or ''}"
            sent["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        elif self.body.external_authorization_type == "bearerauth":
            sent["Authorization"] = f"Bearer {self.body.external_bearer_token or ''}"
        return sent


class Hooks:
    """The company's webhooks."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._hooks: list[Hook] = []

    # -- what the API does -----------------------------------------------------------------

    def listed(self, hooks: Sequence[Hook] | None = None) -> dict[str, Json]:
        """Hooks as GET, POST and PUT show them."""
        shown = self._hooks if hooks is None else hooks
        return {"Webhooks": [self._row(hook) for hook in shown]}

    def create(self, posted: Mapping[str, object] | None) -> Hook:
        """Add a hook."""
        body = read(HookBody, posted)
        kind = self._checked(body)
        if sum(1 for hook in self._hooks if hook.kind == kind) >= MOST_OF_A_TYPE:
            raise Refusal(f"Maximum {MOST_OF_A_TYPE} webhooks of type '{kind}' are allowed")
        hook = Hook(self._ground.guid(), kind, body.is_active, body)
        self._hooks.append(hook)
        self._ground.changed()
        return hook

    def replace(self, posted: Mapping[str, object] | None) -> Hook:
        """Replace a hook, whole: a secret that is not sent is gone."""
        body = read(HookBody, posted)
        hook = self._find(body.id)
        kind = self._checked(body)
        others = [one for one in self._hooks if one.kind == kind and one is not hook]
        if len(others) >= MOST_OF_A_TYPE:
            raise Refusal(f"Maximum {MOST_OF_A_TYPE} webhooks of type '{kind}' are allowed")
        hook.kind, hook.is_active, hook.body = kind, body.is_active, body
        self._ground.changed()
        return hook

    def delete(self, hook_id: str | None) -> None:
        """Take a hook away."""
        self._hooks.remove(self._find(hook_id))
        self._ground.changed()

    # -- what the company does -------------------------------------------------------------

    def wanted(self, kind: str) -> bool:
        """Whether anybody listens to this type."""
        return any(hook.is_active and hook.kind == kind for hook in self._hooks)

    def fire(
        self, kind: str, payload: dict[str, Json] | list[dict[str, Json]], skus: Sequence[str]
    ) -> None:
        """Tell every active hook of this type; the body is that of this moment."""
        if not self.wanted(kind):
            return
        if isinstance(payload, dict):
            payload["EventType"] = self._spelled(kind)
        text = json.dumps(payload)
        if not self._ground.switches.webhook_payload_valid_json:
            text = f"{text[:-1]},{text[-1]}"
        for hook in self._hooks:
            if hook.is_active and hook.kind == kind:
                self._post(hook, text.encode(), skus)

    def _post(self, hook: Hook, body: bytes, skus: Sequence[str]) -> None:
        """Hand a body over. Cin7 gives no delivery id: in the journal its bytes' SHA-256 stands."""

        def done(delivered: bool) -> None:
            if not delivered:
                hook.is_active = False

        self._ground.world.webhooks.post(
            "cin7",
            hook.kind,
            hook.body.external_url,
            hook.headers(),
            body,
            skus,
            hashlib.sha256(body).hexdigest(),
            RETRY_AFTER,
            done,
            first_after=FIRST_AFTER,
        )

    # -- within ----------------------------------------------------------------------------

    def _row(self, hook: Hook) -> dict[str, Json]:
        shown, body = self._ground.switches.webhook_get_returns_secret, hook.body
        return {
            "ID": hook.hook_id,
            "Type": self._spelled(hook.kind),
            "Name": hook.kind.replace("/", " "),
            "IsActive": hook.is_active,
            "ExternalURL": body.external_url,
            "ExternalAuthorizationType": body.external_authorization_type,
            "ExternalUserName": body.external_user_name or "",
            "ExternalPassword": "" if shown == "none" else body.external_password or "",
            "ExternalBearerToken": (body.external_bearer_token or "") if shown == "both" else "",
            "ExternalHeaders": [
                {"Key": header.key, "Value": header.value} for header in body.external_headers or []
            ],
        }

    def _spelled(self, kind: str) -> str:
        if self._ground.switches.webhook_spelling == "z":
            return kind.replace("Authorised", "Authorized")
        return kind

    def _find(self, hook_id: str | None) -> Hook:
        for hook in self._hooks:
            if hook_id and same_id(hook.hook_id, hook_id):
                return hook
        raise Refusal("Webhook not found")

    def _checked(self, body: HookBody) -> str:
        kind = SPELLINGS.get(body.type.lower().replace("authorized", "authorised"))
        if kind is None:
            raise Refusal(f"Webhook type '{body.type}' is not supported")
        if urlsplit(body.external_url).scheme not in ("http", "https"):
            raise Refusal("ExternalURL is not a valid URL")
        auth = body.external_authorization_type
        if auth == "basicauth" and not (body.external_user_name and body.external_password):
            raise Refusal("ExternalUserName and ExternalPassword are required for basicauth")
        return kind
