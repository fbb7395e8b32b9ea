"""Shopify's own count of sold, unshipped units, and how much of it our orders explain.

Shopify's order search lags behind its counts, so committed units that no order explains are sales
we have not been told of yet.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

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


def open_units(stand: Stand) -> Counter[Sku]:
    """Units of each SKU that a fulfilment order has still to ship."""
    units: Counter[Sku] = Counter()
    for line in stand.units if stand.open else ():
        if line.sku:
            units[line.sku] += line.units
    return units


def unexplained_units(
    committed: Iterable[Committed], orders: Iterable[Explains], shown_began: datetime
) -> dict[Window, int]:
    """Committed units beyond what the orders explain, where there are any.

    An order explains units where they stood when they were counted: at its old location, if our
    move of it was confirmed later. It explains none that were counted before it was placed.
    """
    counts: Counter[Window] = Counter()
    began: dict[Window, datetime] = {}
    for row in committed:
        window = (row.store, row.location, row.sku)
        at = row.read_began or shown_began
        # Two items may bear one SKU: their counts add up, the earlier read is the careful one.
        counts[window] += row.units
        began[window] = min(at, began.get(window, at))
    explained = _explained(orders, began)
    return {
        window: units - explained[window]
        for window, units in counts.items()
        if units > explained[window]
    }


def _explained(orders: Iterable[Explains], began: Mapping[Window, datetime]) -> Counter[Window]:
    units: Counter[Window] = Counter()
    for order in orders:
        for stand in order.stands:
            for sku, count in open_units(stand).items():
                for location in {stand.location, stand.moved_from}:
                    if location is None:
                        continue
                    window = (order.store, location, sku)
                    at = began.get(window)
                    if at is not None and _stood(stand, location, at) and _was_placed(order, at):
                        units[window] += count
    return units


def _stood(stand: Stand, location: LocationId, at: datetime) -> bool:
    """Did the fulfilment order surely stand there when the count was read at ``at``?"""
    if stand.moved_from in (None, stand.location) or stand.moved_at is None:
        return location == stand.location
    return (location == stand.location) == (stand.moved_at < at)


def _was_placed(order: Explains, at: datetime) -> bool:
    return order.placed_at is None or order.placed_at + SHOPIFY_TELLS_WHOLE_SECONDS <= at
