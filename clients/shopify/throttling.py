"""How Shopify says "later", in every shape it has been seen to: only when nothing happened.

Inside a 200 (``THROTTLED``, with the state of the cost bucket), as HTTP 429 with ``Retry-After``,
and as 430, a security rejection.
"""

from typing import Annotated

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

LEAST_SECONDS = 1.0
"""A shorter wait would meet the same bucket (seconds, our clock)."""

SECONDS_WITHOUT_A_NUMBER = 2.0
"""What a 429 means when it names no time (seconds, our clock)."""

SECONDS_AFTER_A_SECURITY_REJECTION = 120.0
"""A 430 is no matter of points: everybody holds back, and the task says so (seconds, our clock)."""

Points = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class ThrottleStatus(BaseModel):
    """The bucket of one app in one shop after a call, in points and points a second."""

    model_config = ConfigDict(frozen=True)

    maximum: Annotated[float, Field(alias="maximumAvailable", gt=0, allow_inf_nan=False)]
    available: Annotated[float, Field(alias="currentlyAvailable", allow_inf_nan=False)]
    restore_per_second: Annotated[float, Field(alias="restoreRate", gt=0, allow_inf_nan=False)]


class Cost(BaseModel):
    """``extensions.cost``: what the document asked for, and what is left."""

    model_config = ConfigDict(frozen=True)

    requested: Annotated[Points | None, Field(alias="requestedQueryCost")] = None
    status: Annotated[ThrottleStatus | None, Field(alias="throttleStatus")] = None


def read_cost(said: object) -> Cost | None:
    """The cost an answer names, or None: it is a help, so an odd one is left aside."""
    if not isinstance(said, dict) or not isinstance(said.get("extensions"), dict):
        return None
    try:
        return Cost.model_validate(said["extensions"].get("cost"))
    except ValidationError:
        return None


def wait_asked(answer: httpx.Response) -> float | None:
    """Seconds of our clock to wait before the same call, or None when it is no throttling."""
    if answer.status_code == 429:
        return _retry_after(answer, SECONDS_WITHOUT_A_NUMBER)
    if answer.status_code == 430:
        return _retry_after(answer, SECONDS_AFTER_A_SECURITY_REJECTION)
    if answer.status_code != 200 or b"THROTTLED" not in answer.content:
        return None
    try:
        said = answer.json()
    except ValueError:
        return None
    errors = said.get("errors") if isinstance(said, dict) else None
    if not isinstance(errors, list) or not any(_throttled(error) for error in errors):
        return None
    cost = read_cost(said)
    if cost is None or cost.requested is None or cost.status is None:
        return SECONDS_WITHOUT_A_NUMBER
    lacking = cost.requested - cost.status.available
    return max(lacking / cost.status.restore_per_second, LEAST_SECONDS)


def _throttled(error: object) -> bool:
    extensions = error.get("extensions") if isinstance(error, dict) else None
    return isinstance(extensions, dict) and extensions.get("code") == "THROTTLED"


def _retry_after(answer: httpx.Response, otherwise: float) -> float:
    try:
        seconds = float(answer.headers.get("retry-after", ""))
    except ValueError:
        return otherwise
    return seconds if 0 <= seconds < float("inf") else otherwise
