"""Shopify's own count of sold, unshipped units, and how much of it our orders explain.

Shopify's order search lags behind its counts, so committed units that no order explains are sales
we have not been told of yet.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from domain.orders import Stand
from domain.types import LocationId, Sku, StoreName

SHOPIFY_TELLS_WHOLE_SECONDS = timedelta(seconds=1)
"""An order said to be placed at 10:00:05 may have been placed at 10:00:05.9."""

Window = tuple[StoreName, LocationId, Sku]
"""One place where one SKU is shown."""


@dataclass(frozen=True, slots=True)
class Committed:
    """Units that Shopify holds for sold, unshipped orders at one location.

    ``read_began``: when the call that told us was sent; None if only the whole read is known.
    """

    store: StoreName
    location: LocationId
    sku: Sku
    units: int
    read_began: datetime | None = None


class Explains(Protocol):
    """What an order must tell to account for committed units."""

    @property
    def store(self) -> StoreName:
        """Our name of the shop."""
        ...

    @property
    def stands(self) -> tuple[Stand, ...]:
        """Its fulfilment orders."""
        ...

    @property
    def placed_at(self) -> datetime | None:
        """When it was made, if known."""
        ...


Order = TypeVar("Order", bound=Explains)


def open_units(stand: Stand) -> Counter[Sku]:
    """Units of each SKU that a fulfilment order has still to ship."""
    units: Counter[Sku] = Counter()
    for line in stand.units if stand.open else ():
        if line.sku:
            units[line.sku] += line.units
    return units


def unexplained_units(
    committed: Iterable[Committed],
    orders: Collection[Explains],
    shown_began: datetime,
    silent: Iterable[Explains],
    floors: Mapping[Window, int],
) -> tuple[dict[Window, int], dict[Window, int]]:
    """Committed units beyond what the orders explain, where there are any.

    An order explains units where they stood when they were counted: at its old location, if our
    move of it was confirmed later. It explains none that were counted before it was placed.

    Where somebody moved an order by hand, it explains units of another one at the place it left,
    and none where it stands. So units that nothing explains elsewhere in the store may be missing
    here; but not for long: once that other one is found, the place has less committed than is
    explained, and the moved one is read again.

    Args:
        committed: As read; those above zero suffice.
        orders: Every order with open units.
        shown_began: When the read began.
        silent: Those of the orders that hold nothing back where they stand, as Cin7 shows them.
        floors: Units that nothing has explained for longer than a search may lag; none of those is
            an order that somebody moved.

    Returns:
        What nothing explains, and the same with what may be missing.
    """
    counts, began = _counted(committed, shown_began)
    explained = _explained(orders, began)
    found = {w: units - explained[w] for w, units in counts.items() if units > explained[w]}
    if not found:
        return found, found
    hiding = _taken_to_stand(silent, began)
    of_store: Counter[tuple[StoreName, Sku]] = Counter()
    fresh = {w: max(0, units - floors.get(w, 0)) for w, units in found.items()}
    for window, units in fresh.items():
        of_store[window[0], window[2]] += units
    more = {}
    for window, units in counts.items():
        store, _, sku = window
        elsewhere = of_store[store, sku] - fresh.get(window, 0)
        lacking = units - explained[window] + min(hiding[window], elsewhere)
        if lacking > 0:
            more[window] = lacking
    return found, more


def _taken_to_stand(
    orders: Iterable[Explains], began: Mapping[Window, datetime]
) -> Counter[Window]:
    """Units by where we last knew their orders to stand, but those that came there since."""
    units: Counter[Window] = Counter()
    for order in orders:
        for stand in order.stands:
            for sku, count in open_units(stand).items():
                if stand.location is None:
                    continue
                window = (order.store, stand.location, sku)
                came = stand.moved_at
                if came is None or came < began.get(window, came):
                    units[window] += count
    return units


def _explained(orders: Iterable[Order], began: Mapping[Window, datetime]) -> Counter[Window]:
    """Units that orders explain in some windows, whose counts were read at these moments."""
    units: Counter[Window] = Counter()
    for window, _, count in explanations(orders, began):
        units[window] += count
    return units


def explanations(
    orders: Iterable[Order], began: Mapping[Window, datetime]
) -> Iterator[tuple[Window, Order, int]]:
    """Which order explains how many units of which window, by when its count was read."""
    for order in orders:
        for stand in order.stands:
            for sku, count in open_units(stand).items():
                for location in {stand.location, stand.moved_from}:
                    if location is None:
                        continue
                    window = (order.store, location, sku)
                    at = began.get(window)
                    if at is not None and _stood(stand, location, at) and _was_placed(order, at):
                        yield window, order, count


def _counted(
    committed: Iterable[Committed], shown_began: datetime
) -> tuple[Counter[Window], dict[Window, datetime]]:
    """Units of each window, and when their read began.

    Two items may bear one SKU: their counts add up, the earlier read is the careful one.
    """
    counts: Counter[Window] = Counter()
    began: dict[Window, datetime] = {}
    for row in committed:
        window = (row.store, row.location, row.sku)
        at = row.read_began or shown_began
        counts[window] += row.units
        began[window] = min(at, began.get(window, at))
    return counts, began


def _stood(stand: Stand, location: LocationId, at: datetime) -> bool:
    """Did the fulfilment order surely stand there when the count was read at ``at``?"""
    if stand.moved_from in (None, stand.location) or stand.moved_at is None:
        return location == stand.location
    return (location == stand.location) == (stand.moved_at < at)


def _was_placed(order: Explains, at: datetime) -> bool:
    return order.placed_at is None or order.placed_at + SHOPIFY_TELLS_WHOLE_SECONDS <= at
