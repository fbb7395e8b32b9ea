"""How ShipStation V2 writes things down, and what we make of it at the border.

null or absent list -> ()      null text -> ""       moment -> aware UTC
ship date -> a calendar date, as printed: midnight in UTC or in Pacific time is the same day so
"""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
)

MOST = 1_000_000_000
"""Units, weight or money: a figure beyond it is a fault, not a fact."""

DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?=$|T)")


class Answer(BaseModel):
    """Base of all that ShipStation tells us: frozen, its own names, unknown fields ignored."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", populate_by_name=True, hide_input_in_errors=True
    )


def _text(value: object) -> object:
    if value is None:
        return ""
    return str(value) if type(value) in (int, float) else value


def _word(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else _text(value)


def _id_or_none(value: object) -> object:
    return None if value == "" else value


def _moment(value: object) -> datetime:
    """Read a time in ISO 8601 with its zone; fractions of a second come in every length."""
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, str):
        moment = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", value.strip()))
    else:
        raise ValueError("not a moment")
    if moment.tzinfo is None:
        raise ValueError("a moment without its time zone")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("a moment outside of the calendar") from error


def _day(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    found = DAY.match(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("not a day")
    return date.fromisoformat(found.group())


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


T = TypeVar("T")

SeId = Annotated[str, Field(pattern=r"^se(-[a-z0-9]+)+$", max_length=25)]
"""An id such as ``se-123``."""

OptionalSeId = Annotated[SeId | None, BeforeValidator(_id_or_none)]

Text = Annotated[str, BeforeValidator(_text)]
"""Text that is empty where ShipStation sends null or nothing."""

Word = Annotated[str, BeforeValidator(_word)]
"""A status or code in lower case. An open set: ShipStation adds values without notice."""

Flag = Annotated[bool, BeforeValidator(lambda value: False if value is None else value)]
"""Yes or no; null is no."""

Moment = Annotated[datetime, BeforeValidator(_moment)]
"""An aware time in UTC."""

Day = Annotated[date, BeforeValidator(_day)]
"""A calendar day of the account's own zone."""

Rows = Annotated[tuple[T, ...], BeforeValidator(lambda value: () if value is None else value)]
"""A list; empty where ShipStation sends null or nothing."""

Amount = Annotated[Decimal, Field(ge=0, le=MOST), PlainSerializer(_number, return_type=int | float)]
"""Money or weight, never below 0: V2 knows no discount lines."""


class WeightUnit(StrEnum):
    """Units of weight, in the singular (V1 has them in the plural)."""

    POUND = "pound"
    OUNCE = "ounce"
    GRAM = "gram"
    KILOGRAM = "kilogram"


GRAMS = {
    WeightUnit.POUND: Decimal("453.59237"),
    WeightUnit.OUNCE: Decimal("28.349523125"),
    WeightUnit.GRAM: Decimal(1),
    WeightUnit.KILOGRAM: Decimal(1000),
}


class Weight(Answer):
    """A weight in one of the vendor's units."""

    value: Amount
    unit: WeightUnit

    @property
    def grams(self) -> Decimal:
        """The same weight in grams."""
        return self.value * GRAMS[self.unit]


class Money(Answer):
    """An amount and its currency, which V2 writes in lower case (``usd``)."""

    currency: Word = Field(min_length=3, max_length=3)
    amount: Amount


class Dimensions(Answer):
    """The size of a box; ``unit`` is ``inch`` or ``centimeter``."""

    unit: Word
    length: Amount
    width: Amount
    height: Amount
