"""How Cin7 Core writes things down: PascalCase names, bare days, times with ``Z``."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from sandbox.cin7.errors import Refusal

SPELLED = {"id": "ID", "sku": "SKU", "sn": "SN", "url": "URL"}
"""Parts of a name that are written in capitals."""

ZERO_GUID = "00000000-0000-0000-0000-000000000000"
"""Stands for "a new one" where a task id is asked for."""


def pascal(name: str) -> str:
    """``external_id`` as Cin7 spells it: ``ExternalID``."""
    return "".join(SPELLED.get(part, part.capitalize()) for part in name.split("_"))


def _whole(value: Decimal) -> Decimal:
    if value != value.to_integral_value():
        raise ValueError("this company keeps whole units (MaximumDecimalPlacesInQuantity is N0)")
    return value


Units = Annotated[Decimal, AfterValidator(_whole)]
"""A quantity on the wire; this company keeps whole units."""


class Body(BaseModel):
    """The body of a request; strings stand for numbers and booleans where they can."""

    model_config = ConfigDict(alias_generator=pascal, extra="ignore", frozen=True)


Model = TypeVar("Model", bound=Body)


def read(model: type[Model], body: Mapping[str, object] | None) -> Model:
    """Read a body, or refuse it with one complaint a field."""
    try:
        return model.model_validate(body if body is not None else {})
    except ValidationError as error:
        raise Refusal(*(_sentence(e["loc"], e["type"], e["msg"]) for e in error.errors())) from None


def _sentence(loc: tuple[int | str, ...], kind: str, message: str) -> str:
    where = ""
    for part in loc:
        where += f"[{part}]" if isinstance(part, int) else f".{part}" if where else part
    return f"'{where}' is required" if kind == "missing" else f"'{where}': {message}"


def moment(at: datetime | None) -> str | None:
    """An audit time: UTC, at most milliseconds, trailing zeros dropped."""
    if at is None:
        return None
    milliseconds = f"{at.microsecond // 1000:03d}".rstrip("0")
    return at.strftime("%Y-%m-%dT%H:%M:%S") + (f".{milliseconds}" if milliseconds else "") + "Z"


def day(at: datetime | None) -> str | None:
    """A calendar day, as a bare midnight."""
    return None if at is None else at.strftime("%Y-%m-%dT00:00:00")


def number(value: Decimal) -> int | float:
    """A figure as JSON has it: whole where it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)


def same_id(one: str, other: str) -> bool:
    """GUIDs are compared without regard to case."""
    return one.lower() == other.lower()
