"""What is to be said of one SKU in one warehouse: what, how soon, how much money, what to do.

A shelf has one condition at a time of those that end in an empty one: sold out, low, or cover that
ends before an order placed today would have come. Beside it, it may sell faster than it did, or not
at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from domain.alert_rules import Limits
from domain.alerts import Alert, Place, ShelfAlert
from domain.cover import Cover, Inbound, Reorder, cover, reorder
from domain.velocity import FEWEST_UNITS, FLAT, WEEK, Velocity, is_faster

FEWEST_SOLD = 3
"""Fewer ordinary sales than this (units) are no velocity to warn by."""


@dataclass(frozen=True, slots=True)
class ShelfFacts:
    """All that is known of a SKU in a warehouse.

    Attributes:
        units: Available, whole; below 0: oversold.
        speed: How fast it sells there.
        inbound: What is on its way there.
        price: What a customer pays for one unit; None when it was never sold.
        currency: Of the price.
        last_sold: When the last unit was sold; None: not in the history.
        since: From when on the history is known.
    """

    units: int
    speed: Velocity
    inbound: Sequence[Inbound] = ()
    price: Decimal | None = None
    currency: str = ""
    last_sold: datetime | None = None
    since: datetime | None = None

    @property
    def a_day(self) -> str:
        """Money that it brings in on an ordinary day; empty where nobody knows."""
        if self.price is None or self.speed.per_day <= 0:
            return ""
        return f"{Decimal(self.speed.per_day) * self.price:,.2f} {self.currency}".strip()

    @property
    def is_known(self) -> bool:
        """Whether there is enough history to tell a velocity by."""
        ordinary = self.speed.sold - sum(self.speed.lumps)
        return self.speed.days >= WEEK and ordinary >= FEWEST_SOLD


def judge(
    place: Place,
    facts: ShelfFacts,
    limits: Limits,
    now: datetime,
    week: Sequence[float] = FLAT,
) -> list[ShelfAlert]:
    """Everything worth a word about one SKU in one warehouse, the worst first."""
    speed, ahead = facts.speed, limits.lead_days + limits.margin_days
    lasts = cover(facts.units, speed.per_day, facts.inbound, now, week, ahead + 1)
    running_out = _running_out(facts, lasts, limits)
    spike, dead = _spike(facts, limits), _is_dead(facts, limits, now)
    if not (running_out or spike or dead):
        return []
    lasts = cover(facts.units, speed.per_day, facts.inbound, now, week)
    order = reorder(
        facts.units,
        speed.per_day,
        facts.inbound,
        now,
        lead_days=limits.lead_days,
        margin_days=limits.margin_days,
        order_days=limits.order_days,
        week=week,
    )
    said = [
        (running_out, _how_soon(facts, lasts, now), _advice(facts, lasts, order, now)),
        (Alert.VELOCITY_SPIKE if spike else None, spike, _advice(facts, lasts, order, now)),
        (
            Alert.DEAD_STOCK if dead else None,
            f"None was sold for {limits.dead_days} days.",
            "Sell it off, or send it where it sells.",
        ),
    ]
    told = _told(facts, lasts, order)
    return [
        ShelfAlert(alert, *place, facts.units, more, advice, told, limits.lane)
        for alert, more, advice in said
        if alert is not None
    ]


def _running_out(facts: ShelfFacts, lasts: Cover, limits: Limits) -> Alert | None:
    if facts.units <= 0:
        return Alert.SOLD_OUT
    if facts.units <= limits.low_units:
        return Alert.LOW_STOCK
    enough = limits.lead_days + limits.margin_days
    if facts.is_known and lasts.days is not None and lasts.days < enough:
        return Alert.LOW_COVER
    return None


def _how_soon(facts: ShelfFacts, lasts: Cover, now: datetime) -> str:
    """How soon it is empty and what that costs; empty while nothing is known."""
    if not facts.is_known or lasts.days is None:
        return ""
    money = f", about {facts.a_day} a day" if facts.a_day else ""
    if facts.units <= 0:
        said = f"It sells {_rate(facts)} a day{money}."
    else:
        ends = now + timedelta(days=lasts.days)
        said = (
            f"Runs out in about {_days(lasts.days)} ({ends:%a %d %b}): {_rate(facts)} a day{money}."
        )
    return f"{said} {facts.speed.because.capitalize()}."


def _advice(facts: ShelfFacts, lasts: Cover, order: Reorder, now: datetime) -> str:
    parts = []
    if order.units and facts.is_known:
        parts.append(f"Order {order.units} ({order.because}).")
    elif facts.is_known and (lasts.next_in or lasts.overdue or lasts.undated):
        parts.append("Enough is on order.")
    elif not facts.is_known:
        known = f"{max(0, facts.speed.days):.0f} days" if facts.speed.days >= 1 else "no day"
        parts.append(f"Order more; of its sales {known} are known, too little to say how many.")
    else:
        parts.append("Order more, or lower low_units in the rules file if this is enough.")
    if lasts.next_in is not None and lasts.next_in.expected is not None and lasts.days is not None:
        late = (lasts.next_in.expected - (now + timedelta(days=lasts.days)).date()).days
        parts.append(
            f"{lasts.next_in.units:.0f} come on {lasts.next_in.expected:%d %b}"
            + (f", {_days(late)} too late." if late > 0 else ".")
        )
    if lasts.overdue:
        parts.append(f"{lasts.overdue:.0f} on order are overdue: ask the supplier.")
    return " ".join(parts)


def _spike(facts: ShelfFacts, limits: Limits) -> str:
    """Words for a spike; empty for none. One that one or two customers made is named as such."""
    speed = facts.speed
    if limits.spike_times <= 0 or speed.days < WEEK:
        return ""
    if is_faster(speed, limits.spike_times):
        return f"{speed.recent:.0f} sold in the last day, {_rate(facts)} a day before."
    if speed.recent_lump >= FEWEST_UNITS:
        who = "one customer" if len(speed.lumps) == 1 else "two customers"
        return (
            f"{speed.recent_lump:.0f} sold to {who} in the last day; others buy {_rate(facts)} "
            "a day, and the order figure goes by those."
        )
    return ""


def _is_dead(facts: ShelfFacts, limits: Limits, now: datetime) -> bool:
    if limits.dead_days <= 0 or facts.units <= 0 or facts.since is None:
        return False
    before = now - timedelta(days=limits.dead_days)
    return facts.since <= before and (facts.last_sold is None or facts.last_sold < before)


def _told(facts: ShelfFacts, lasts: Cover, order: Reorder) -> Mapping[str, object]:
    """The same as plain data, for the ledger and the digest."""
    return {
        "per_day": round(facts.speed.per_day, 3),
        "days_left": None if lasts.days is None else round(lasts.days, 1),
        "a_day": facts.a_day,
        "order": order.units if facts.is_known else None,
        "because": facts.speed.because,
    }


def _rate(facts: ShelfFacts) -> str:
    rate = facts.speed.per_day
    return f"{rate:.0f}" if rate >= 10 else f"{rate:.1f}" if rate >= 0.1 else f"{rate:.2f}"


def _days(value: float) -> str:
    whole = max(1, round(value))
    return f"{whole} {'day' if whole == 1 else 'days'}"
