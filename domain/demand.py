"""What the other storefronts are expected to sell before a sale's news has gone round."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from math import ceil

from domain.types import Sku, StoreName


@dataclass(frozen=True)
class Demand:
    """Units sold in a window, and how long the news of a sale takes.

    Args:
        sold: Units sold, by store and SKU; none where nothing was sold.
        window_seconds: Over how long, above 0.
        delay_seconds: From an order placed in one store to the other store's lower count, at the
            stated quantile of what was measured.
    """

    sold: Mapping[tuple[StoreName, Sku], int]
    window_seconds: int
    delay_seconds: int

    def __post_init__(self) -> None:
        """Refuse a window that nothing is sold in."""
        if self.window_seconds <= 0 or self.delay_seconds < 0:
            raise ValueError("a window is above 0 seconds, a delay not below")

    def elsewhere(self, store: StoreName, sku: Sku) -> int:
        """Units sold in the window by the other stores: what this store's count has to wait for."""
        return self.totals.get(sku, 0) - self.sold.get((store, sku), 0)

    def expected(self, store: StoreName, sku: Sku) -> int:
        """Units that the other stores are expected to sell during the delay, rounded up."""
        return -(-self.elsewhere(store, sku) * self.delay_seconds // self.window_seconds)

    @cached_property
    def totals(self) -> Mapping[Sku, int]:
        """Units sold by all stores together."""
        units: Counter[Sku] = Counter()
        for (_, sku), count in self.sold.items():
            units[sku] += count
        return units


@dataclass(frozen=True, slots=True)
class Sold:
    """Units of one SKU on an order that was placed in a store."""

    placed_at: datetime
    store: StoreName
    sku: Sku
    units: int


@dataclass(frozen=True, slots=True)
class Lowered:
    """A count of one SKU that a store shows lower since then."""

    at: datetime
    store: StoreName
    sku: Sku


def sold_since(sales: Iterable[Sold], since: datetime) -> dict[tuple[StoreName, Sku], int]:
    """Add up the units of each store and SKU placed since then."""
    units: Counter[tuple[StoreName, Sku]] = Counter()
    for sale in sales:
        if sale.placed_at > since and sale.units > 0:
            units[sale.store, sale.sku] += sale.units
    return dict(units)


def delays(sales: Iterable[Sold], lowered: Iterable[Lowered], longest: timedelta) -> list[float]:
    """Seconds from a sale in one store to the first lower count of its SKU in each other store.

    A sale that no count fell after within ``longest`` says nothing: none had to fall.
    """
    falls: dict[Sku, dict[StoreName, list[datetime]]] = defaultdict(lambda: defaultdict(list))
    for fall in lowered:
        falls[fall.sku][fall.store].append(fall.at)
    for stores in falls.values():
        for times in stores.values():
            times.sort()
    found = []
    for sale in sales:
        for store, times in falls.get(sale.sku, {}).items():
            place = bisect_left(times, sale.placed_at)
            if store != sale.store and place < len(times):
                delay = times[place] - sale.placed_at
                if delay <= longest:
                    found.append(delay.total_seconds())
    return found


def delay_at(delays: Iterable[float], percent: int, *, otherwise: int, fewest: int = 20) -> int:
    """The delay in whole seconds that ``percent`` of the measured ones do not exceed.

    Args:
        delays: Seconds, as measured.
        percent: 1 to 100.
        otherwise: What to take while fewer than ``fewest`` were measured.
        fewest: So many say something.
    """
    rising = sorted(max(0.0, delay) for delay in delays)
    if len(rising) < fewest:
        return otherwise
    return ceil(rising[max(0, ceil(len(rising) * percent / 100) - 1)])
