"""How Cin7 Core writes things down, and what we make of it at the border.

null or absent list -> ()      null text -> ""       GUID -> lower case
moment -> aware UTC            business day -> a calendar date of the tenant, no zone
"""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, TypeVar

from pydantic import AfterValidator, AliasGenerator, BaseModel, BeforeValidator, ConfigDict, Field

MOST = 1_000_000_000
"""Units, or money of any currency: a figure beyond it is a fault, not a fact."""

ZERO = Decimal(0)

CAPITALS = {"id": "ID", "sku": "SKU", "uom": "UOM", "bom": "BOM", "url": "URL", "sn": "SN"}
"""Words that Cin7 writes in capitals within its PascalCase names."""

DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?=$|[T ])")


def vendor_name(field: str) -> str:
    """``sale_id`` -> ``SaleID``; a name that does not follow this has its own alias."""
    return "".join(CAPITALS.get(word, word.capitalize()) for word in field.split("_"))


class Answer(BaseModel):
    """Base of all that Cin7 tells us: frozen, Cin7's names, unknown fields ignored."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        alias_generator=AliasGenerator(alias=vendor_name),
        populate_by_name=True,
        hide_input_in_errors=True,
    )


def _text(value: object) -> object:
    if value is None:
        return ""
    return str(value) if type(value) in (int, float) else value


def _guid(value: str) -> str:
    return value.strip().lower()


def _guid_or_none(value: object) -> object:
    return None if value == "" else value


def _moment(value: object) -> datetime:
    """Read a time of Cin7's audit fields: 0 to 7 fraction digits, with ``Z`` or without, is UTC."""
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, str):
        moment = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", value.strip()))
    else:
        raise ValueError("not a moment")
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("a moment outside of the calendar") from error


def _day(value: object) -> date:
    """Read a business date, printed as ``2017-09-29T00:00:00``; the day as printed is meant."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    found = DAY.match(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("not a day")
    return date.fromisoformat(found.group())


def _rows(value: object) -> object:
    return () if value is None else value


def _one_or_more(value: object) -> object:
    return (value,) if isinstance(value, dict) else _rows(value)


T = TypeVar("T")

Guid = Annotated[str, AfterValidator(_guid), Field(min_length=1)]
"""An id in lower case, as Cin7 sends both cases; compare it with another ``Guid`` only."""

OptionalGuid = Annotated[Guid | None, BeforeValidator(_guid_or_none)]

Text = Annotated[str, BeforeValidator(_text)]
"""Text that is empty where Cin7 sends null, an empty string or nothing."""

Status = Annotated[str, BeforeValidator(_text), AfterValidator(lambda text: text.strip().upper())]
"""A stage in capitals. An open set: Cin7 emits values that its own tables leave out."""

Flag = Annotated[bool, BeforeValidator(lambda value: False if value is None else value)]
"""Yes or no; null is no."""

Figure = Annotated[Decimal, Field(ge=-MOST, le=MOST)]
"""Units or money, at most 4 places; what Cin7 must state."""

OptionalFigure = Annotated[Figure, BeforeValidator(lambda value: 0 if value is None else value)]
"""Units or money; null is 0."""

Moment = Annotated[datetime, BeforeValidator(_moment)]
"""An aware time in UTC."""

Day = Annotated[date, BeforeValidator(_day)]
"""A calendar day in the tenant's own zone (``TimeZone`` of ``/me``)."""

Rows = Annotated[tuple[T, ...], BeforeValidator(_rows)]
"""A list; empty where Cin7 sends null, an empty list or nothing."""

OneOrMore = Annotated[tuple[T, ...], BeforeValidator(_one_or_more)]
"""A list that simple documents have as a single object."""
