"""What Cin7 Core says when it refuses, in the three shapes that were seen."""

from dataclasses import dataclass

Json = object
"""Anything that JSON can carry."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One entry of an error list."""

    text: str
    code: int = 400

    def to_json(self) -> dict[str, Json]:
        """As it goes over the wire."""
        return {"ErrorCode": self.code, "Exception": self.text}


class Refusal(Exception):
    """The call was understood and refused."""

    def __init__(self, *texts: str, status: int = 400, code: int | None = None) -> None:
        super().__init__("; ".join(texts))
        self.status = status
        self.complaints = [Complaint(text, status if code is None else code) for text in texts]


class NoSuchPath(Exception):
    """There is no such endpoint."""


class WrongMethod(Exception):
    """The endpoint is there and does not know the method."""


PAGE_NOT_FOUND = "<!DOCTYPE html><html><body><h1>Page not found</h1></body></html>"
"""What an unknown path was seen to answer, with status 200."""

TOO_MANY = "You have reached 60 calls per 60 seconds API limit."
"""Seen in the body of a 400."""

DEPRECATED_PURCHASE = (
    "This endpoint is deprecated and does not support Advanced and Service purchases. "
    "Please use AdvancedPurchase endpoint."
)
"""What /purchase says of an advanced document."""


def shaped(refusal: Refusal, shape: str) -> tuple[int, Json]:
    """Status and body of a refusal, as the switch ``error_shape`` says."""
    listed = [complaint.to_json() for complaint in refusal.complaints]
    if shape == "object":
        return refusal.status, listed[0]
    if shape == "inside-200":
        return 200, listed[0]
    return refusal.status, listed
