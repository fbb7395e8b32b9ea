"""Committed units that no order explained, and that are gone again before one did.

A sale that Shopify's search does not tell yet is known by its committed units alone. If it is
called off before the search tells it, nothing of it is left to be compared. But Cin7's figure may
be from before something else took units while the sale held its own: so what vanished is held, as
long as that figure may lag, like what a known order lets go (docs/why/0013).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from domain.committed import Explains, Window, explained_units
from domain.types import LocationId, Sku, StoreName


@dataclass(frozen=True, slots=True)
class Watched:
    """One SKU at one location, as the last look left it.

    Args:
        store: Our name of the shop.
        location: Shopify's id.
        sku: The product.
        units: Committed units that nothing explained.
        explained: Those that orders explained.
        at: When that look's counts were read.
        risen_at: The latest look that found more than the one before it.
        gone: Units that nothing had explained, and that were gone at a later look.
        gone_at: When the last of them were found gone.
    """

    store: StoreName
    location: LocationId
    sku: Sku
    units: int
    explained: int
    at: datetime
    risen_at: datetime
    gone: int = 0
    gone_at: datetime | None = None

    @property
    def window(self) -> Window:
        """What it is a look at."""
        return (self.store, self.location, self.sku)


def look_again(
    before: Iterable[Watched],
    unexplained: Mapping[Window, int],
    orders: Collection[Explains],
    read: Collection[Window],
    at: datetime,
    since: datetime,
) -> tuple[Watched, ...]:
    """What is to be remembered of this look; ``gone`` of it is to be held.

    Units are not gone that an order explains by now which stood there when they were counted.

    Args:
        before: What the looks before this one left.
        unexplained: Committed units that nothing explains now.
        orders: Every order with open units.
        read: What this look has read; of everything else nothing is said.
        at: When its counts were read.
        since: What was gone earlier than this, Cin7's figure shows.
    """
    known = {one.window: one for one in before if one.window in read}
    now = explained_units(orders, dict.fromkeys(known.keys() | unexplained.keys(), at))
    told_since = explained_units(orders, {one.window: one.at for one in known.values()})
    found = []
    for window in known.keys() | unexplained.keys():
        units = unexplained.get(window, 0)
        one = known.get(window) or Watched(*window, 0, 0, at, at)
        if one.at > at:
            continue  # a later look has ended before this one
        if one.gone_at is not None and one.gone_at < since:
            one = replace(one, gone=0, gone_at=None)
        newly = max(0, told_since[window] - one.explained)
        vanished = max(0, one.units - units - newly)
        found.append(
            replace(
                one,
                units=units,
                explained=now[window],
                at=at,
                risen_at=at if units > one.units else one.risen_at,
                gone=one.gone + vanished,
                gone_at=at if vanished else one.gone_at,
            )
        )
    return tuple(sorted(found, key=lambda one: one.window))
