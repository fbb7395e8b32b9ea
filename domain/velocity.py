"""How fast a product sells on ordinary days, and what made it faster for once.

What counts is what was bought and kept: the caller leaves out sales that were cancelled, voided or
credited. A lump that one or two customers bought is named and left out of the figure that is
reordered by; it is not what the next weeks will bring.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.kits import Kits, in_order
from domain.types import Sku

WEEK = 7
FLAT = (1.0,) * WEEK
"""A week without a pattern: every day like the other."""
LUMP_TIMES = 3
"""A lump is at least so many times what the next customer bought."""
LUMP_SHARE = 0.25
"""A lump is at least this share of everything sold."""
FEWEST_OTHERS = 3
"""With fewer customers than this beside, nobody can say what is ordinary."""
FEWEST_UNITS = 5
"""Fewer units than this are no lump and no spike, however rarely something sells."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sale:
    """Units of one product that one customer bought and kept.

    ``buyer`` tells customers apart and names nobody; who is unknown is a buyer by each order.
    """

    at: datetime
    sku: Sku
    units: float
    buyer: str


@dataclass(frozen=True, slots=True)
class Velocity:
    """How fast a product sells.

    Attributes:
        per_day: Units a day, lumps left out: the figure to reorder by.
        days: Days of history behind it; 0 when there are none.
        sold: Units sold in them, lumps and all.
        lumps: Units that one or two customers bought beyond the ordinary; empty for none.
        recent: Units a day lately, lumps left out; see ``is_faster``.
        recent_sold: Units sold lately, lumps left out.
        recent_lump: Units of the lumps that were bought lately.
    """

    per_day: float = 0.0
    days: float = 0.0
    sold: float = 0.0
    lumps: tuple[float, ...] = ()
    recent: float = 0.0
    recent_sold: float = 0.0
    recent_lump: float = 0.0

    @property
    def because(self) -> str:
        """What the figure rests on, for a person."""
        said = f"{_units(self.sold)} sold in {_days(self.days)}"
        if self.lumps:
            who = "one customer" if len(self.lumps) == 1 else "two customers"
            said += f", {_number(sum(self.lumps))} of them by {who} and not counted"
        return said


def with_parts(sales: Iterable[Sale], kits: Kits) -> list[Sale]:
    """The sales of every product, and with each kit's those of what it is made of.

    Raises:
        ValueError: A kit is a part of itself.
    """
    told = list(sales)
    found = list(told)
    for kit in in_order(kits) if kits else ():
        made = [sale for sale in found if sale.sku == kit]
        found += [
            Sale(sale.at, part, sale.units * float(units) / kits[kit].makes, sale.buyer)
            for sale in made
            for part, units in kits[kit].parts.items()
        ]
    return found


def week_of(moments: Iterable[datetime], since: datetime, until: datetime) -> tuple[float, ...]:
    """How much of a week's trade falls on each day, Monday first; 1.0 is the mean.

    Flat before two whole weeks are known: one Sunday says nothing about Sundays.

    Args:
        moments: When each line was bought, of all products: single ones sell too rarely.
        since: From when on all are known; aware.
        until: Now.
    """
    weeks = (until - since) // timedelta(days=WEEK)
    if weeks < 2:
        return FLAT
    begin = until - timedelta(days=WEEK * weeks)
    lines = [0] * WEEK
    for at in moments:
        if begin <= at < until:
            lines[at.weekday()] += 1
    total = sum(lines)
    return tuple(count * WEEK / total for count in lines) if total else FLAT


def velocity(
    sales: Sequence[Sale],
    since: datetime,
    now: datetime,
    *,
    week: Sequence[float] = FLAT,
    recent: timedelta = DAY,
) -> Velocity:
    """How fast one product sells.

    Args:
        sales: Of this product; those before ``since`` are not looked at.
        since: From when on every sale is known: the window's begin, or the ledger's.
        now: Our clock; aware.
        week: As ``week_of`` has it. A window that holds more weekends than weekdays is set right.
        recent: How long *lately* is.
    """
    days = (now - since) / DAY
    if days <= 0:
        return Velocity()
    known = [sale for sale in sales if since <= sale.at < now]
    if not known:
        return Velocity(days=days)
    lumpy = _lumpy(known)
    ordinary = [sale for sale in known if sale.buyer not in lumpy]
    lately = [sale for sale in ordinary if sale.at >= now - recent]
    late_days = min(recent / DAY, days)
    return Velocity(
        per_day=sum(sale.units for sale in ordinary) / trading_days(since, now, week),
        days=days,
        sold=sum(sale.units for sale in known),
        lumps=tuple(sorted(lumpy.values(), reverse=True)),
        recent=sum(sale.units for sale in lately) / late_days,
        recent_sold=sum(sale.units for sale in lately),
        recent_lump=sum(
            sale.units for sale in known if sale.buyer in lumpy and sale.at >= now - recent
        ),
    )


def trading_days(since: datetime, until: datetime, week: Sequence[float] = FLAT) -> float:
    """Days between two moments, a busy weekday counted for more than one and a slow one for less.

    Never 0 for a span above 0: a span of slow hours counts as a tenth of itself at least.
    """
    weeks = max(0, (until - since) // (WEEK * DAY))
    counted = weeks * sum(week)
    at = since + weeks * WEEK * DAY
    while at < until:
        midnight = at.replace(hour=0, minute=0, second=0, microsecond=0) + DAY
        upto = min(midnight, until)
        counted += (upto - at) / DAY * week[at.weekday()]
        at = upto
    return max(counted, (until - since) / DAY / 10)


def is_faster(speed: Velocity, times: float) -> bool:
    """Whether it sells lately so many times as fast as before, and not because of a lump."""
    before_days = speed.days - speed.recent_sold / speed.recent if speed.recent > 0 else 0.0
    if before_days < WEEK or speed.recent_sold < FEWEST_UNITS:
        return False
    before = (speed.sold - sum(speed.lumps) - speed.recent_sold) / before_days
    return speed.recent >= times * max(before, 1 / speed.days)


def _lumpy(sales: Sequence[Sale]) -> dict[str, float]:
    """The one or two buyers who bought a lump, and how much; empty when nobody did.

    Somebody who bought on three days or more is a regular customer, whatever the size.
    """
    units: dict[str, float] = defaultdict(float)
    days: dict[str, set[date]] = defaultdict(set)
    for sale in sales:
        units[sale.buyer] += sale.units
        days[sale.buyer].add(sale.at.date())
    rank = sorted(units, key=lambda buyer: (-units[buyer], buyer))
    total = sum(units.values())
    for many in (2, 1):
        top, others = rank[:many], rank[many:]
        if len(others) < FEWEST_OTHERS:
            continue
        least = max(LUMP_TIMES * units[others[0]], FEWEST_UNITS)
        bought = {buyer: units[buyer] for buyer in top}
        if any(len(days[buyer]) > 2 or bought[buyer] < least for buyer in top):
            continue
        if sum(bought.values()) >= LUMP_SHARE * total:
            return bought
    return {}


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"


def _units(value: float) -> str:
    return f"{_number(value)} {'unit' if value == 1 else 'units'}"


def _days(value: float) -> str:
    whole = max(1, round(value))
    return f"{whole} {'day' if whole == 1 else 'days'}"
