"""How good the alerts would have been: a sale history lived through once more, a day at a time.

A history says what was sold and not what stood on the shelf. So each product is given a shelf that
a merchant of ordinary care would have had: it is filled up to a level whenever an order comes in,
and the order is placed when the shelf falls to a point that takes no notice of weekdays, seasons or
large customers. Its stockouts are those that the alerts are measured by: was it told before, how
many days, and did what was told come true?
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from statistics import median

from domain.alert_rules import Limits
from domain.alerts import Alert
from domain.cover import Inbound
from domain.shelf_judging import ShelfFacts, judge
from domain.types import Sku
from domain.velocity import DAY, Sale, velocity, week_of

WARNS = (Alert.LOW_COVER, Alert.LOW_STOCK)
"""What may be said of a shelf before it is empty."""
RUNNING_OUT = (*WARNS, Alert.SOLD_OUT)


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of it.

    Attributes:
        days: That were lived through, the first weeks of learning left out.
        skus: Products that sold in them.
        stockouts: How often a shelf fell to nothing.
        foretold: Of those, told before.
        sudden: Of those not foretold, emptied by one order that was most of its day's sales.
        gained: Days between the word and the empty shelf, of each that was foretold.
        warnings: How often a word was said (an episode each).
        proved: Of those, how many the history is long enough to prove either way.
        right: Of those, an order was needed: the shelf ran out within lead time and margin, or
            would have had no goods come.
        messages: Said on each day, those of a class beyond ``burst`` as one.
    """

    days: int
    skus: int
    stockouts: int
    foretold: int
    sudden: int
    gained: tuple[float, ...]
    warnings: int
    proved: int
    right: int
    messages: tuple[int, ...]

    @property
    def precision(self) -> float | None:
        """The share of warnings that were right; None without any."""
        return self.right / self.proved if self.proved else None

    @property
    def recall(self) -> float | None:
        """The share of stockouts that were foretold; None without any."""
        return self.foretold / self.stockouts if self.stockouts else None

    def to_json(self) -> dict[str, object]:
        """For ``--json``."""
        said = sorted(self.messages)
        return {
            "days": self.days,
            "skus": self.skus,
            "stockouts": self.stockouts,
            "foretold": self.foretold,
            "share foretold": None if self.recall is None else round(self.recall, 3),
            "of the others, emptied by one order": self.sudden,
            "warnings": self.warnings,
            "precision": None if self.precision is None else round(self.precision, 3),
            "days gained, median": round(median(self.gained), 1) if self.gained else None,
            "days gained, least tenth": (
                round(sorted(self.gained)[len(self.gained) // 10], 1) if self.gained else None
            ),
            "messages a day, median": median(said) if said else 0,
            "messages a day, most": said[-1] if said else 0,
        }


@dataclass(slots=True)
class _Shelf:
    units: float
    coming: list[Inbound]
    warned: float | None = None
    """On which day the present warning began."""


def replay(
    sales: Sequence[Sale],
    limits: Limits,
    *,
    window_days: int = 28,
    learn_days: int = 28,
    burst: int = 5,
    obeyed: bool = False,
) -> Replayed:
    """Live through a history.

    Args:
        sales: Of all products, those kept; aware times.
        limits: Lead time, margin and so on, the same for all.
        window_days: How far back a velocity looks.
        learn_days: Days at the begin on which nothing is judged yet.
        burst: So many new ones of a class on a day are told one by one; more share a message.
        obeyed: The merchant orders what the alerts say, when they say it, and nothing else.
    """
    if not sales:
        return Replayed(0, 0, 0, 0, 0, (), 0, 0, 0, ())
    first = min(sale.at for sale in sales).replace(hour=0, minute=0, second=0, microsecond=0)
    total = (max(sale.at for sale in sales) - first) // DAY + 1
    by_sku: dict[Sku, list[Sale]] = defaultdict(list)
    for sale in sorted(sales, key=lambda one: one.at):
        by_sku[sale.sku].append(sale)
    moments = sorted(sale.at for sale in sales)
    patterns = [_week(moments, first, day, window_days) for day in range(0, total, 7)]
    weeks = [patterns[day // 7] for day in range(total)]
    new = [[0, 0] for _ in range(total)]
    stockouts = sudden = warnings = proved = right = 0
    gained: list[float] = []
    lived = 0
    for told in by_sku.values():
        one = _live(told, first, total, weeks, limits, window_days, learn_days, obeyed)
        lived += one.lived
        stockouts += one.stockouts
        sudden += one.sudden
        warnings += len(one.warned)
        proved += one.proved
        right += one.right
        gained += one.gained
        for day, kind in one.warned:
            new[day][kind] += 1
    return Replayed(
        days=max(0, total - learn_days),
        skus=lived,
        stockouts=stockouts,
        foretold=len(gained),
        sudden=sudden,
        gained=tuple(gained),
        warnings=warnings,
        proved=proved,
        right=right,
        messages=tuple(
            sum(1 if many > burst else many for many in day) for day in new[learn_days:]
        ),
    )


@dataclass(slots=True)
class _Lived:
    lived: int
    stockouts: int
    sudden: int
    proved: int
    right: int
    gained: list[float]
    warned: list[tuple[int, int]]


def _live(
    sales: Sequence[Sale],
    first: datetime,
    total: int,
    weeks: Sequence[Sequence[float]],
    limits: Limits,
    window_days: int,
    learn_days: int,
    obeyed: bool,
) -> _Lived:
    """Live through one product's history on the shelf of a merchant of ordinary care."""
    sold = [0.0] * total
    for sale in sales:
        sold[(sale.at - first) // DAY] += sale.units
    found = _Lived(0, 0, 0, 0, 0, [], [])
    shelf = _Shelf(0.0, [])
    begun = start = 0
    for day in range(learn_days, total):
        now = first + day * DAY
        while start < len(sales) and sales[start].at < now - window_days * DAY:
            start += 1
        plain = sum(sold[max(0, day - window_days) : day]) / min(window_days, max(day, 1))
        if plain <= 0 and not begun:
            continue
        if not begun:
            begun = 1
            shelf.units = ceil(plain * (limits.lead_days + limits.order_days))
        came = [one for one in shelf.coming if one.expected and one.expected <= now.date()]
        shelf.coming = [one for one in shelf.coming if one not in came]
        shelf.units += sum(one.units for one in came)
        known = sales[start : bisect_left(sales, now, key=lambda sale: sale.at)]
        wanted = _look(found, shelf, known, sold, day, now, weeks[day], limits, window_days)
        was = shelf.units
        shelf.units = max(0.0, shelf.units - sold[day])
        if was > 0 and shelf.units <= 0:
            found.stockouts += 1
            if shelf.warned is not None:
                found.gained.append(day - shelf.warned)
            else:
                found.sudden += _one_order(sales, now) >= sold[day] / 2
        if not obeyed:
            wanted = _ordinary_order(shelf, plain, limits)
        if wanted > 0:
            arrives = (now + timedelta(days=limits.lead_days + 1)).date()
            shelf.coming.append(Inbound(wanted, arrives))
    found.lived = begun
    return found


def _one_order(sales: Sequence[Sale], day: datetime) -> float:
    """The most units that one customer bought on a day."""
    start = bisect_left(sales, day, key=lambda sale: sale.at)
    end = bisect_left(sales, day + DAY, key=lambda sale: sale.at)
    units: dict[str, float] = defaultdict(float)
    for sale in sales[start:end]:
        units[sale.buyer] += sale.units
    return max(units.values(), default=0.0)


def _ordinary_order(shelf: _Shelf, plain: float, limits: Limits) -> int:
    """What is ordered in the evening by a rule of thumb: none while the mean demand is there until
    goods ordered tomorrow would come.
    """
    there = shelf.units + sum(one.units for one in shelf.coming)
    if plain <= 0 or there > plain * (limits.lead_days + 1):
        return 0
    return max(1, ceil(plain * (limits.lead_days + limits.order_days) - there))


def _look(
    found: _Lived,
    shelf: _Shelf,
    known: Sequence[Sale],
    sold: Sequence[float],
    day: int,
    now: datetime,
    week: Sequence[float],
    limits: Limits,
    window_days: int,
) -> int:
    """One look in the morning: a warning begins, goes on, or is over; units it says to order."""
    speed = velocity(known, now - window_days * DAY, now, week=week)
    facts = ShelfFacts(int(shelf.units), speed, shelf.coming)
    alerts = [one for one in judge(("", ""), facts, limits, now, week) if one.alert in RUNNING_OUT]
    if not alerts:
        shelf.warned = None
        return 0
    (alert,) = alerts
    if alert.alert in WARNS and shelf.warned is None:
        shelf.warned = day
        found.warned.append((day, WARNS.index(alert.alert)))
        ahead = limits.lead_days + limits.margin_days
        needed = sum(sold[day : day + ahead]) >= shelf.units
        found.right += needed
        found.proved += needed or day + ahead <= len(sold)
    order = alert.facts["order"]
    return order if isinstance(order, int) else 0


def _week(
    moments: Sequence[datetime], first: datetime, day: int, window_days: int
) -> Sequence[float]:
    """The week's pattern as it was known on a day; a longer look back than a velocity's."""
    now = first + day * DAY
    since = max(first, now - 3 * window_days * DAY)
    return week_of(moments[bisect_left(moments, since) : bisect_left(moments, now)], since, now)
