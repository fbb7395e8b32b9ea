"""Committed units that no order explained, and that are gone again before one did.

A sale that Shopify's search does not tell yet is known by its committed units alone. If it is
called off before the search tells it, nothing of it is left to be compared. But Cin7's figure may
be from before something else took units while the sale held its own: so what vanished is held, as
long as that figure may lag, like what a known order lets go (docs/why/0013).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from domain.committed import Explains, Window, explanations
from domain.types import LocationId, Sku, StoreName


class Numbered(Explains, Protocol):
    """An order that can be told from others."""

    @property
    def order_id(self) -> int:
        """Shopify's number."""
        ...


@dataclass(frozen=True, slots=True)
class Watched:
    """One SKU at one location, as the last look left it.

    Args:
        store: Our name of the shop.
        location: Shopify's id.
        sku: The product.
        units: Committed units that nothing explained, with those that an order moved by hand hides.
        known: Orders that explained units there.
        at: When that look's counts were read.
        low: The fewest that nothing explained since ``low_since``.
        low_since: See there.
        floor: Units that nothing has explained for longer than a search may lag.
        gone: Units that nothing had explained, and when they were found gone.
    """

    store: StoreName
    location: LocationId
    sku: Sku
    units: int
    known: frozenset[int]
    at: datetime
    low: int
    low_since: datetime
    floor: int = 0
    gone: tuple[tuple[int, datetime], ...] = ()

    @property
    def window(self) -> Window:
        """What it is a look at."""
        return (self.store, self.location, self.sku)

    @property
    def held(self) -> int:
        """Units to hold, as nobody knows yet what became of them."""
        return sum(units for units, _ in self.gone)


@dataclass(frozen=True, slots=True)
class Look:
    """A look at the committed units.

    Args:
        at: When its counts were read.
        since: What was gone earlier than this, Cin7's figure shows.
        search: How long Shopify's search may lag.
        read: What of what is watched it has read.
    """

    at: datetime
    since: datetime
    search: timedelta
    read: Collection[Window]


def look_again(
    before: Iterable[Watched],
    lacking: Mapping[Window, int],
    unexplained: Mapping[Window, int],
    orders: Collection[Numbered],
    look: Look,
) -> tuple[Watched, ...]:
    """What is to be remembered of this look; what is gone of it is to be held.

    Units are not gone that an order explains by now which was not known at the look before, and
    which stood there when they were counted. A look that began before the last one ended may have
    read its counts later all the same: what it lacks is held too.

    Args:
        before: What the looks before this one left.
        lacking: Committed units that nothing explains.
        unexplained: The same, with what may be hidden.
        orders: Every order with open units.
        look: When it was, and what it has read.
    """
    known = {one.window: one for one in before if one.window in look.read}
    windows = sorted(known.keys() | unexplained.keys())
    if not windows:
        return ()
    explaining: dict[Window, set[int]] = defaultdict(set)
    for window, order, _ in explanations(orders, dict.fromkeys(windows, look.at)):
        explaining[window].add(order.order_id)
    newly: Counter[Window] = Counter()
    for window, order, units in explanations(orders, {w: one.at for w, one in known.items()}):
        if order.order_id not in known[window].known:
            newly[window] += units
    found = []
    for window in windows:
        units, bare = unexplained.get(window, 0), lacking.get(window, 0)
        one = known.get(window) or Watched(*window, 0, frozenset(), look.at, bare, look.at)
        gone = [(count, at) for count, at in one.gone if at >= look.since]
        if (vanished := one.units - units - newly[window]) > 0:
            gone.append((vanished, max(look.at, one.at)))
        low, low_since, floor = min(one.low, bare), one.low_since, min(one.floor, bare)
        if look.at - low_since > look.search:
            low, low_since, floor = bare, look.at, low
        orders_there = frozenset(explaining[window])
        found.append(
            Watched(*window, units, orders_there, look.at, low, low_since, floor, tuple(gone))
        )
    return tuple(found)
