"""Which warehouse ships an order.

One parcel is cheaper than two, so the first warehouse that can bear the whole order takes it. When
none can, the one that lacks the fewest units takes it, the nearest of equals, and the rest waits
there: an order is never split by us.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.rules import Routing
from domain.types import Sku, WarehouseName


class Routed(StrEnum):
    """Why an order goes to its warehouse."""

    ONE_BEARS_ALL = "one-bears-all"
    """The first asked that holds every unit."""
    LEAST_BACKORDERED = "least-backordered"
    """None holds every unit; the one that lacks fewest takes it and waits for the rest."""
    ONLY_SERVICES = "only-services"
    """Nothing on it stands on a shelf; the nearest keeps the paper."""
    ROUTED_BEFORE = "routed-before"
    """An earlier run decided; a decision once written down stands."""


@dataclass(frozen=True, slots=True)
class Route:
    """The warehouse, what it lacks (SKU and units), and why."""

    warehouse: WarehouseName
    backordered: tuple[tuple[Sku, int], ...]
    because: Routed


def route(
    units: Mapping[Sku, int],
    capacity: Mapping[WarehouseName, Mapping[Sku, int]],
    routing: Routing,
    country: str | None,
) -> Route:
    """Choose the warehouse of one order.

    Args:
        units: Units of each SKU on the order.
        capacity: For each warehouse that may take the order, units of each SKU it can bear (what is
            available less what *other* orders have an unseen claim on). A SKU that is not there is
            zero; a warehouse that is not there is not asked.
        routing: The merchant's order of asking.
        country: Two-letter code of where the order goes; None asks by priority.

    Raises:
        ValueError: ``capacity`` names no warehouse of the rules.
    """
    asked = [w for w in routing.by_country.get(country or "", ()) if w in capacity]
    asked = asked or [w for w in routing.priority if w in capacity]
    if not asked:
        raise ValueError("no warehouse of the rules may take this order")
    wanted = {sku: count for sku, count in units.items() if count > 0}
    if not wanted:
        return Route(asked[0], (), Routed.ONLY_SERVICES)
    short = {warehouse: _short(wanted, capacity[warehouse]) for warehouse in asked}
    best = min(asked, key=lambda warehouse: sum(units for _, units in short[warehouse]))
    because = Routed.LEAST_BACKORDERED if short[best] else Routed.ONE_BEARS_ALL
    return Route(best, short[best], because)


def _short(wanted: Mapping[Sku, int], holds: Mapping[Sku, int]) -> tuple[tuple[Sku, int], ...]:
    return tuple(
        (sku, count - max(holds.get(sku, 0), 0))
        for sku, count in sorted(wanted.items())
        if count > max(holds.get(sku, 0), 0)
    )
