"""How ShipStation V2 writes things down, and pages of them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode

from sandbox.shipstation.errors import Json, bad_field
from sandbox.shipstation.switches import ShipStationSwitches

USUAL = 25
"""Rows a page when nobody says."""


def moment(at: datetime | None) -> str | None:
    """A time in UTC with ``Z``, at most milliseconds, trailing zeros dropped."""
    if at is None:
        return None
    milliseconds = f"{at.microsecond // 1000:03d}".rstrip("0")
    return at.strftime("%Y-%m-%dT%H:%M:%S") + (f".{milliseconds}" if milliseconds else "") + "Z"


def money(amount: float = 0.0) -> dict[str, Json]:
    """An amount; the account reckons in pounds sterling."""
    return {"currency": "gbp", "amount": amount}


def when(text: str | None, name: str) -> datetime | None:
    """A time of the query; one without zone is UTC."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise bad_field(name, f"{name} is not a date", text) from None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def page(
    key: str,
    rows: Sequence[Mapping[str, Json]],
    params: Mapping[str, str],
    base: str,
    switches: ShipStationSwitches,
) -> dict[str, Json]:
    """The asked-for page of rows, with the links to the others; ``base`` is the list's address."""
    number = _whole(params, "page", 1)
    size = _whole(params, "page_size", USUAL)
    if size > switches.page_size_most:
        if switches.page_size_over == "400":
            raise bad_field("page_size", f"at most {switches.page_size_most}", size)
        size = switches.page_size_most
    pages = -(-len(rows) // size)

    def link(wanted: int) -> dict[str, Json]:
        if not 1 <= wanted <= pages:
            return {}
        return {"href": f"{base}?{urlencode({**params, 'page': wanted, 'page_size': size})}"}

    return {
        key: list(rows[(number - 1) * size : number * size]),
        "total": len(rows),
        "page": number,
        "pages": pages,
        "links": {
            "first": link(1),
            "last": link(pages),
            "prev": link(number - 1),
            "next": link(number + 1),
        },
    }


def _whole(params: Mapping[str, str], name: str, usual: int) -> int:
    text = params.get(name)
    if not text:
        return usual
    if not text.isdigit() or int(text) < 1:
        raise bad_field(name, f"{name} must be a whole number from 1", text)
    return int(text)
