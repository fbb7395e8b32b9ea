"""For how many days a shelf lasts, with what is on its way, and how much to order.

A day of the week that sells twice as much takes twice as much from the shelf. Goods that are on
order count from the day they are expected; those that are overdue count from nowhere until they
come, because nobody knows when that is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from domain.velocity import FLAT, trading_days

HORIZON = 365
"""Days ahead that are looked at; a shelf that lasts longer lasts."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """Units of a product that are on their way to a warehouse; ``expected`` None: nobody knows."""

    units: float
    expected: date | None
    number: str = ""
    """The purchase order, as people call it."""


@dataclass(frozen=True, slots=True)
class Cover:
    """How long a shelf lasts.

    Attributes:
        days: Until it is empty; None: beyond the horizon.
        next_in: The first goods that come after it is empty; None: none are expected.
        overdue: Units that should have come before today.
        undated: Units on order without a day.
    """

    days: float | None
    next_in: Inbound | None = None
    overdue: float = 0.0
    undated: float = 0.0


def cover(
    units: float,
    per_day: float,
    inbound: Sequence[Inbound],
    now: datetime,
    week: Sequence[float] = FLAT,
    horizon: int = HORIZON,
) -> Cover:
    """For how many days the units last.

    Args:
        units: Available now; may be negative.
        per_day: As ``Velocity.per_day``.
        inbound: What is on its way.
        now: Our clock; aware.
        week: As ``week_of`` has it.
        horizon: Days to look ahead.
    """
    today = now.date()
    coming = sorted(
        (one for one in inbound if one.expected is not None and one.expected >= today),
        key=lambda one: one.expected or today,
    )
    overdue = sum(o.units for o in inbound if o.expected is not None and o.expected < today)
    undated = sum(one.units for one in inbound if one.expected is None)
    left, at = units, now
    if left <= 0:
        return Cover(0.0, coming[0] if coming else None, overdue, undated)
    if per_day <= 0 or left > per_day * horizon * max(week):
        return Cover(None, None, overdue, undated)
    waiting = list(coming)
    for _ in range(horizon):
        while waiting and (waiting[0].expected or today) <= at.date():
            left += waiting.pop(0).units
        midnight = at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        rate = per_day * week[at.weekday()]
        sells = rate * ((midnight - at) / timedelta(days=1))
        if sells >= left and rate > 0:
            ends = (at - now) / timedelta(days=1) + left / rate
            return Cover(ends, waiting[0] if waiting else None, overdue, undated)
        left -= sells
        at = midnight
    return Cover(None, None, overdue, undated)


@dataclass(frozen=True, slots=True)
class Reorder:
    """How much to order today, and what it is made of. Units; 0: nothing is to be ordered."""

    units: int
    because: str


def reorder(
    units: float,
    per_day: float,
    inbound: Sequence[Inbound],
    now: datetime,
    *,
    lead_days: int,
    margin_days: int,
    order_days: int,
    week: Sequence[float] = FLAT,
) -> Reorder:
    """How much to order so that the shelf lasts until the order after this one has come.

    Never more because of units that are on their way late: all that is on order is reckoned with.

    Args:
        units: Available now; what is oversold is ordered too.
        per_day: As ``Velocity.per_day``.
        inbound: What is on its way.
        now: Our clock; aware.
        lead_days: From an order to its goods.
        margin_days: What is to be left when they come.
        order_days: How long one order is to last.
        week: As ``week_of`` has it.
    """
    days = lead_days + margin_days + order_days
    wanted = per_day * trading_days(now, now + timedelta(days=days), week) if days else 0.0
    coming = sum(one.units for one in inbound)
    missing = ceil(round(wanted - units - coming, 6))
    said = (
        f"{_plain(per_day)} a day for {lead_days} days of lead time, {margin_days} of margin and "
        f"{order_days} to sell, less {_plain(units)} here"
    )
    if coming:
        said += f" and {_plain(coming)} on order"
    return Reorder(max(0, missing) if per_day > 0 or units < 0 else 0, said)


def _plain(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 10 or value == int(value) else f"{value:.1f}"
