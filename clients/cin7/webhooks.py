"""Events of Cin7 Core, read from the raw bytes. Pure: nothing is sent, nothing is written.

Cin7 signs nothing and gives no delivery id and no time; a bearer token is all there is to tell it
by. Its printed samples have broken commas, so a body is read leniently; one that can't be read is
``Malformed`` for us, and must still be answered 200, as six refusals switch the webhook off.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from clients.cin7.errors import SYSTEM
from clients.errors import Malformed


@dataclass(frozen=True, slots=True)
class StockNews:
    """The available units of these SKUs moved. The figures of the body are old: read them anew."""

    skus: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SaleNews:
    """Something happened to a sale. ``order_number`` is empty in news of payments.

    ``event`` is such as ``Sale/OrderAuthorised``, always spelt with an s.
    """

    sale_id: str
    order_number: str
    event: str


@dataclass(frozen=True, slots=True)
class PurchaseNews:
    """Something happened to a purchase order.

    ``task_id`` of a receipt is often the receiving's id, not the purchase's: find the purchase by
    ``order_number``. ``Purchase/Updated`` can name several; this is the first.
    """

    task_id: str
    order_number: str
    event: str


News = StockNews | SaleNews | PurchaseNews

STRING_OR_STRAY_COMMA = re.compile(
    r"""("(?:[^"\\]|\\.)*")          # a string, kept as it is
      | ,(?=\s*(?:[}\],]|\Z))        # a comma with nothing after it
      | (?<=[{\[])(\s*),             # a comma with nothing before it
    """,
    re.VERBOSE | re.DOTALL,
)

PRINTED_WITH_Z = re.compile(r"uthoriz", re.IGNORECASE)


def authorised(headers: Mapping[str, str], expected_bearer: str) -> bool:
    """Say whether a delivery bears our token, in constant time. No token of ours: never."""
    sent = next((value for name, value in headers.items() if name.lower() == "authorization"), "")
    scheme, _, token = sent.strip().partition(" ")
    fits = hmac.compare_digest(token.strip().encode(), expected_bearer.encode())
    return fits and scheme.lower() == "bearer" and bool(expected_bearer)


def delivery_key(url_type: str, raw: bytes) -> str:
    """What tells one delivery from another: a hash of the kind of its URL and of its bytes.

    Cin7's retries repeat the same bytes. So do two events with the same figures, such as a count
    that went down, up and down again: take a known key for old news only in what you store, and
    raise the hint all the same.
    """
    return hashlib.sha256(url_type.encode() + b"\0" + raw).hexdigest()


def read(kind: str, raw: bytes) -> News:
    """Read what a delivery is about.

    Args:
        kind: ``stock``, ``sale`` or ``purchase``, or Cin7's own ``Sale/OrderAuthorised``.
        raw: The body as it came.

    Raises:
        Malformed: Not JSON even with stray commas mended, or without the fields of its kind.

    Source: Webhooks, Cin7 Core External API v2.
    """
    subject = re.split(r"[^a-z]", kind.strip().lower(), maxsplit=1)[0]
    document = _parsed(subject, raw)
    if subject == "stock":
        return _stock_news(document)
    if isinstance(document, dict) and subject == "sale":
        return _sale_news(kind, document)
    if isinstance(document, dict) and subject == "purchase":
        return _purchase_news(kind, document)
    raise _malformed(subject, "not a body of this kind")


def _stock_news(document: object) -> StockNews:
    rows = document if isinstance(document, list) else [document]
    skus = [row["SKU"] for row in rows if isinstance(row, dict) and isinstance(row.get("SKU"), str)]
    if rows and not skus:
        raise _malformed("stock", "no row names a SKU")
    return StockNews(tuple(dict.fromkeys(skus)))


def _sale_news(kind: str, body: dict[str, object]) -> SaleNews:
    sale_id = _word(body, "SaleID", "SaleTaskID").lower()
    if not sale_id:
        raise _malformed("sale", "no sale id")
    return SaleNews(sale_id, _word(body, "SaleOrderNumber", "OrderNumber"), _event(kind, body))


def _purchase_news(kind: str, body: dict[str, object]) -> PurchaseNews:
    listed = body.get("CustomerDetailsList")  # sic: Purchase/Updated lists purchases under it
    first = listed[0] if isinstance(listed, list) and listed else body
    about = first if isinstance(first, dict) else body
    task_id = _word(about, "TaskID", "ID").lower()
    number = _word(about, "PurchaseOrderNumber", "OrderNumber")
    if not task_id and not number:
        raise _malformed("purchase", "neither a task id nor an order number")
    return PurchaseNews(task_id, number, _event(kind, body))


def _event(kind: str, body: dict[str, object]) -> str:
    event = _word(body, "EventType") or (kind.strip() if "/" in kind else "")
    return PRINTED_WITH_Z.sub("uthoris", event)


def _word(body: dict[str, object], *names: str) -> str:
    """The first of these fields that holds a text; empty when none does."""
    found = (body.get(name) for name in names)
    return next((text.strip() for text in found if isinstance(text, str) and text.strip()), "")


def _parsed(subject: str, raw: bytes) -> object:
    try:
        text = raw.decode("utf-8-sig")
        try:
            return json.loads(text, strict=False)
        except ValueError:
            return json.loads(_without_stray_commas(text), strict=False)
    except (ValueError, RecursionError) as error:
        raise _malformed(subject, f"not JSON ({type(error).__name__})") from None


def _without_stray_commas(text: str) -> str:
    """Leave out commas that part nothing; what stands in strings is not touched."""
    return STRING_OR_STRAY_COMMA.sub(lambda found: found.group(1) or found.group(2) or "", text)


def _malformed(subject: str, message: str) -> Malformed:
    return Malformed(message, system=SYSTEM, operation=f"webhook {subject}")
