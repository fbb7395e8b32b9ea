"""What ShipStation V2 says when it refuses."""

from typing import Literal

Json = object
"""Anything that JSON can carry."""

ErrorType = Literal["business_rules", "validation", "security", "system"]


class Refusal(ValueError):
    """The call was understood and refused."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: int = 400,
        kind: ErrorType = "validation",
        source: str = "ShipStation",
        field: str | None = None,
        value: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.kind, self.source, self.field, self.value = kind, source, field, value

    def to_json(self, request_id: str) -> dict[str, Json]:
        """The body, as it goes over the wire."""
        error: dict[str, Json] = {
            "error_source": self.source,
            "error_type": self.kind,
            "error_code": self.code,
            "message": self.message,
        }
        if self.field is not None:
            error |= {"field_name": self.field, "field_value": self.value or ""}
        return {"request_id": request_id, "errors": [error]}


def bad_field(field: str, message: str, value: object = None) -> Refusal:
    """A field with a value that cannot be."""
    shown = None if value is None else str(value)
    return Refusal("invalid_field_value", message, field=field, value=shown)


def missing(field: str) -> Refusal:
    """A field that must be there and is not."""
    return Refusal("field_value_required", f"{field} should be specified", field=field)


def unknown(what: str, wanted: str) -> Refusal:
    """Nothing has this id."""
    return Refusal("invalid_identifier", f"{what} {wanted} not found", status=404)


def wrong_status(message: str, status: int = 400) -> Refusal:
    """The thing is not in a state in which this can be done."""
    return Refusal("invalid_status", message, status=status, kind="business_rules")
