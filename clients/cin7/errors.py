"""What Cin7 Core answers when it says no, and which of our errors that is.

Cin7 names an error by its text. The error list, a single error object and either of them inside a
200 are read alike; ``ErrorCode`` is not always the HTTP status.
"""

import re
from dataclasses import dataclass
from typing import ClassVar

import httpx

from clients.errors import (
    ClientError,
    Denied,
    Malformed,
    OutcomeUnknown,
    Rejected,
    Unreachable,
)
from clients.http import Ask, request_id

SYSTEM = "cin7"
"""How this system is called in our errors."""


class IncompleteScan(Malformed):
    """The pages of a list don't add up, so nothing of it may be used. Read it again from page 1."""

    transient: ClassVar[bool] = True


class NotFound(Rejected):
    """Cin7 knows no document with this id: it was never made, or belongs to another account."""


class UnknownProduct(Rejected):
    """Cin7 knows no such product: the SKU is not there, character for character."""


class UnknownReference(Rejected):
    """A name we sent is not set up in Cin7: a customer, tax rule, location, account or carrier."""


class StageRefused(Rejected):
    """The document stands at a stage that does not allow this step. Look at the sale first."""


class AlreadyVoided(StageRefused):
    """The document was voided before. A void is final."""


DENIED = (
    "Cin7 refused the credentials. Check the account id and the application key (in Cin7 Core "
    "under Integrations, API), that this API application is still there and active, and that the "
    "base URL is that of your Cin7 Core"
)
NO_ENDPOINT = "no such address. Check the base URL: it ends with /ExternalApi/v2/"

REFUSALS: tuple[tuple[re.Pattern[str], type[Rejected]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"\b(already|been|is|was) void(ed)?\b", AlreadyVoided),
        (
            r"\bstatus\b|\bskip ?quote\b|\bmust be authori[sz]ed\b|\bnot (an )?authori[sz]ed\b"
            r"|\bcan have only one\b|\bpending fulfil",
            StageRefused,
        ),
        (r"^\W*(product|sku)\b.*\b(not found|not exist|doesn't exist|unknown)\b", UnknownProduct),
        (
            r"^\W*(the |specified )?(sale|purchase|task|order|invoice|credit ?note|fulfil+ment"
            r"|webhook|document)( (order|task|id))?( with .+| \S*[\w-]{8,}\S*)?"
            r" (was |is |does |could )?not (be )?(found|exist)",
            NotFound,
        ),
        (r"\b(not found|not exist|doesn't exist)\b", UnknownReference),
    )
)
"""Vendor's words to our class; the first that fits. A text that fits none is a plain refusal."""

EMAIL = re.compile(r"[^\s'\"<>]+@[^\s'\"<>]+")
PERSONAL = re.compile(r"\b(customer|contact|address|phone|e-?mail)\b", re.IGNORECASE)
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
LONGEST = 300
"""Characters of a vendor's text that an error keeps."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One error as Cin7 words it. ``code`` is its ``ErrorCode``; 0 when it gave none."""

    code: int
    text: str


def complaints(answer: httpx.Response) -> tuple[Complaint, ...]:
    """Read the errors of an answer: a list, one object, or either inside a 200. Empty: none."""
    if b"Exception" not in answer.content:
        return ()
    try:
        document = answer.json()
    except (ValueError, RecursionError):
        return ()
    items = document if isinstance(document, list) else [document]
    needed = {"Exception"} if answer.status_code >= 400 else {"ErrorCode", "Exception"}
    if not all(isinstance(item, dict) and needed <= item.keys() for item in items):
        return ()
    return tuple(Complaint(_code(item.get("ErrorCode")), str(item["Exception"])) for item in items)


def refusal(ask: Ask, answer: httpx.Response) -> ClientError | None:
    """Name what an answer refuses, or None when it is good (or its status says enough).

    A redirect, or an error that Cin7 itself calls internal, leaves a write's outcome unknown.
    """
    status = answer.status_code
    found = complaints(answer)
    codes = {complaint.code for complaint in found}
    text = said(" ".join(complaint.text for complaint in found) or f"HTTP {status}")
    kind: type[ClientError]
    if status in (401, 403) or codes & {401, 403}:
        kind, text = Denied, f"{DENIED} (HTTP {status})"
    elif 300 <= status < 400:
        kind, text = (OutcomeUnknown if ask.write else Malformed), f"sent elsewhere (HTTP {status})"
    elif any(code >= 500 for code in codes):
        kind = OutcomeUnknown if ask.write else Unreachable
    elif found:
        kind = next((kind for words, kind in REFUSALS if words.search(text)), Rejected)
    elif status == 404:
        kind, text = Rejected, NO_ENDPOINT
    elif 400 <= status < 500:
        kind, text = Rejected, f"HTTP {status}: {said(answer.text)}"
    else:
        return None
    return kind(text, system=SYSTEM, operation=ask.operation, request_id=request_id(answer))


def said(text: str) -> str:
    """Cut a vendor's text to what may stand in a log: no address, no name of a customer."""
    plain = EMAIL.sub("…", " ".join(text.split()))
    if PERSONAL.search(plain):
        plain = QUOTED.sub("'…'", plain)
    return plain[:LONGEST]


def _code(said: object) -> int:
    try:
        return int(str(said))
    except ValueError:
        return 0
