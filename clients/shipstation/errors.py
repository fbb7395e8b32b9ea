"""What ShipStation answers when it says no, and which of our errors that is.

A refusal carries ``errors``, each with a code; the code decides first, known words next, the
status last. Nothing is decided by a text that stands in no table.
"""

import re
from dataclasses import dataclass
from typing import ClassVar

import httpx

from clients.errors import ClientError, Denied, Malformed, OutcomeUnknown, Rejected, Unreachable
from clients.http import Ask
from clients.http import request_id as request_id_in_headers

SYSTEM = "shipstation"
"""How this system is called in our errors."""


class IncompleteScan(Malformed):
    """The pages of a list don't add up, so nothing of it may be used. Read it again from page 1."""

    transient: ClassVar[bool] = True


class NotFound(Rejected):
    """ShipStation knows no record with this id; a merged order vanishes like this too."""


class DuplicateShipment(Rejected):
    """A shipment with this external id is there already. Look it up; nothing was made."""


class StatusRefused(Rejected):
    """The shipment's status does not allow this step, such as a cancel while a label is live."""


class AlreadyCancelled(StatusRefused):
    """The shipment was cancelled before. A cancel is final."""


class AlreadySubscribed(Rejected):
    """A webhook for this event and URL is there already."""


class VoidRefused(Rejected):
    """The label was not voided (``approved`` is false); the parcel may be on its way."""

    reason_code: str = ""
    """Why, in the vendor's word, such as ``label_already_used``; empty when it gave none."""


DENIED = "ShipStation refused the API key. Check the key, its rights and the account's plan"
NO_ENDPOINT = "no such address. Check the base URL: it ends with /v2"

CODES: dict[str, type[ClientError]] = {
    "unauthorized": Denied,
    "forbidden": Denied,
    "invalid_billing_plan": Denied,
    "subscription_inactive": Denied,
    "not_found": NotFound,
    "identifier_conflict": DuplicateShipment,
    "invalid_status": StatusRefused,
    "webhook_event_type_conflict": AlreadySubscribed,
}
"""The vendor's error code to our class."""

WORDS: tuple[tuple[re.Pattern[str], type[Rejected]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"\balready (been )?cancell?ed\b", AlreadyCancelled),
        (
            r"external[_ ]?shipment[_ ]?id\b.*\b(already|duplicate|unique|in use|exists)\b"
            r"|\b(duplicate|unique)\b.*external[_ ]?shipment[_ ]?id",
            DuplicateShipment,
        ),
        (r"\bcan(not|'t| not) (be )?cancel", StatusRefused),
    )
)
"""Words of a refusal whose code says too little; seen or inferred, see the vendor's page."""

EMAIL = re.compile(r"[^\s'\"<>]+@[^\s'\"<>]+")
PERSONAL = re.compile(r"\b(name|address|phone|e-?mail|postal|city)", re.IGNORECASE)
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
LONGEST = 300
"""Characters of a vendor's text that an error keeps."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One error as ShipStation words it. The value it complains of is left out on purpose."""

    code: str
    field: str
    text: str

    def __str__(self) -> str:
        """Code, field and what was said, without what a customer is called."""
        about = f" ({self.field})" if self.field else ""
        return f"{self.code or 'error'}{about}: {said(self.text, self.field)}"


def complaints(answer: httpx.Response) -> tuple[Complaint, ...]:
    """Read ``errors`` of an answer, in every shape seen; empty when there are none."""
    try:
        document = answer.json()
    except (ValueError, RecursionError):
        return ()
    items = document.get("errors") if isinstance(document, dict) else None
    return tuple(complaint_of(item) for item in items) if isinstance(items, list) else ()


def refusal(ask: Ask, answer: httpx.Response) -> ClientError | None:
    """Name what an answer refuses, or None when it is none (2xx is the caller's to judge).

    A redirect leaves a write's outcome unknown.
    """
    status = answer.status_code
    if not 300 <= status < 500:
        return None
    found = complaints(answer)
    text = "; ".join(map(str, found))[:LONGEST] or f"HTTP {status}"
    kind: type[ClientError]
    if status < 400:
        kind, text = (OutcomeUnknown if ask.write else Malformed), f"sent elsewhere (HTTP {status})"
    elif status in (401, 403):
        kind, text = Denied, f"{DENIED} (HTTP {status}; {text})"
    elif status == 404 and not found and answer.content.strip():
        kind, text = Rejected, NO_ENDPOINT
    elif status == 404:
        kind = NotFound
    elif status == 408:
        kind = OutcomeUnknown if ask.write else Unreachable
    else:
        kind = kind_of(found)
    return kind(text, system=SYSTEM, operation=ask.operation, request_id=request_id(answer))


def kind_of(found: tuple[Complaint, ...]) -> type[ClientError]:
    """Our class for what is complained of: known words are narrower than codes, so they go first.

    ``field_conflict`` means a duplicate only when it names the external id.
    """
    for one in found:
        for words, kind in WORDS:
            if words.search(f"{one.field} {one.text}"):
                return kind
        if one.code == "field_conflict" and one.field.endswith("external_shipment_id"):
            return DuplicateShipment
        if one.code in CODES:
            return CODES[one.code]
    return Rejected


def request_id(answer: httpx.Response) -> str | None:
    """The vendor's own id of the call: in the body of a refusal, else in a header."""
    try:
        document = answer.json()
    except (ValueError, RecursionError):
        document = None
    named = document.get("request_id") if isinstance(document, dict) else None
    return named if isinstance(named, str) and named else request_id_in_headers(answer)


def said(text: str, field: str = "") -> str:
    """Cut a vendor's text to what may stand in a log: no address, no name of a customer."""
    plain = EMAIL.sub("…", " ".join(text.split()))
    if PERSONAL.search(f"{field} {plain}"):
        plain = QUOTED.sub("'…'", plain)
    return plain[:LONGEST]


def complaint_of(item: object) -> Complaint:
    """Read one error: an object with a code, or a bare text."""
    if not isinstance(item, dict):
        return Complaint("", "", str(item))
    code, field = item.get("error_code"), item.get("field_name") or item.get("field")
    return Complaint(str(code or "").lower(), str(field or ""), str(item.get("message") or ""))
