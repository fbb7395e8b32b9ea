"""How we write things down for Cin7 Core: exact names, real types, no more digits than it keeps."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from pydantic import (
    AfterValidator,
    AliasGenerator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)

from clients.cin7.fields import MOST, vendor_name

PLACES = Decimal("0.0001")
"""Cin7 keeps 4 places of a quantity, a price, a tax and a line's total."""

HUNDRED = Decimal(100)

NEW_TASK = "00000000-0000-0000-0000-000000000000"
"""The task id that asks for a new invoice or credit note."""


class Body(BaseModel):
    """Base of all that we send: frozen, our slips refused before anything leaves."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=AliasGenerator(alias=vendor_name),
        populate_by_name=True,
        hide_input_in_errors=True,
    )

    def as_json(self) -> dict[str, object]:
        """The body as Cin7 reads it; what is None is left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


def to_places(number: Decimal) -> Decimal:
    """Round half up to the 4 places that Cin7 keeps."""
    return number.quantize(PLACES, rounding=ROUND_HALF_UP)


def line_total(quantity: Decimal, price: Decimal, discount: Decimal) -> Decimal:
    """Quantity x price x (1 - discount/100), to 4 places; Cin7 checks it against its own sum.

    How far the two may differ is not documented.
    """
    return to_places(quantity * price * (1 - discount / HUNDRED))


def _number(value: Decimal) -> int | float:
    """A JSON number: 4 places and up to 1,000,000,000 survive a float unharmed."""
    return int(value) if value == value.to_integral_value() else float(value)


def _whole_enough(value: Decimal) -> Decimal:
    if value != to_places(value):
        raise ValueError("more than 4 decimal places")
    return value


def _cut(most: int) -> BeforeValidator:
    return BeforeValidator(lambda text: text[:most] if isinstance(text, str) else text)


Number = PlainSerializer(_number, when_used="json")

Quantity = Annotated[Decimal, Field(gt=0, le=MOST), AfterValidator(_whole_enough), Number]
"""Units, more than 0, at most 4 places."""

Money = Annotated[Decimal, Field(ge=-MOST, le=MOST), AfterValidator(to_places), Number]
"""An amount of the customer's currency; rounded half up to 4 places."""

Total = Annotated[Decimal, Number]
"""An amount that we reckoned ourselves."""

Rate = Annotated[Decimal, Field(gt=0, le=MOST), Number]
"""Base currency for one of the other; as many places as it has."""

Percent = Annotated[Decimal, Field(ge=0, le=100), AfterValidator(_whole_enough), Number]
"""0 to 100."""

SentDay = Annotated[
    date, PlainSerializer(lambda day: f"{day.isoformat()}T00:00:00", when_used="json")
]
"""A calendar day of the tenant's zone; Cin7 wants it with a time, without a zone."""

Sku = Annotated[str, StringConstraints(min_length=1, max_length=50)]
"""Sent character for character; too long is refused here, as it cannot be in Cin7."""

Key256 = Annotated[str, StringConstraints(min_length=1, max_length=256)]
"""A text that finds something (customer, reference, location): too long is refused, never cut."""

Key50 = Annotated[str, StringConstraints(min_length=1, max_length=50)]
"""The same, for names of 50 characters such as tax rules."""

Words20 = Annotated[str, _cut(20)]
"""A text for people; what is too long for Cin7 is cut."""
Words50 = Annotated[str, _cut(50)]
Words128 = Annotated[str, _cut(128)]
Words256 = Annotated[str, _cut(256)]
Words512 = Annotated[str, _cut(512)]
Words1024 = Annotated[str, _cut(1024)]
