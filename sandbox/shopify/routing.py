"""Where a new order's lines stand: the storefront's own routing, before ours."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sandbox.shopify.catalogue import Item
from sandbox.shopify.orders import OrderLine

if TYPE_CHECKING:
    from sandbox.shopify.state import Shop

Standing = dict[int, list[tuple[OrderLine, int]]]
"""By location id: lines and how many units of each stand there."""


def route(shop: "Shop", lines: Sequence[OrderLine]) -> Standing:
    """Spread an order over locations.

    The first location (lowest number) that shows all tracked units takes the whole order; if none
    does, line after line is filled greedily from the first on. What is not counted, yet needs
    shipping, stands at the first location used. Units beyond what is shown (policy CONTINUE) stand
    at the first location that stocks the item. An order without tracked units stands at the first
    location.
    """
    standing: Standing = {}
    counted = [line for line in lines if line.counted]
    whole = _one_for_all(shop, counted)
    if whole is not None:
        standing[whole] = [(line, line.quantity) for line in counted]
    else:
        _spread(shop, counted, standing)
    others = [line for line in lines if not line.counted and line.requires_shipping]
    if others:
        active = shop.catalogue.active_locations()
        first = min(standing) if standing else active[0].id
        standing.setdefault(first, []).extend((line, line.quantity) for line in others)
    return standing


def _one_for_all(shop: "Shop", lines: Sequence[OrderLine]) -> int | None:
    if not lines:
        return None
    need: dict[Item, int] = defaultdict(int)
    for line in lines:
        if line.item is not None:
            need[line.item] += line.quantity
    for location in shop.catalogue.active_locations():
        if all(_shown(shop, item, location.id) >= units for item, units in need.items()):
            return location.id
    return None


def _spread(shop: "Shop", lines: Sequence[OrderLine], standing: Standing) -> None:
    left: dict[tuple[Item, int], int] = {}
    locations = [location.id for location in shop.catalogue.active_locations()]
    for line in lines:
        item, units = line.item, line.quantity
        if item is None:
            continue
        for at in locations:
            here = left.setdefault((item, at), max(0, _shown(shop, item, at)))
            taken = min(units, here)
            if taken:
                standing.setdefault(at, []).append((line, taken))
                left[(item, at)] -= taken
                units -= taken
        if units:
            stocked = [at for at in locations if shop.stock.level(item, at) is not None]
            standing.setdefault((stocked or locations)[0], []).append((line, units))


def _shown(shop: "Shop", item: Item, location_id: int) -> int:
    level = shop.stock.level(item, location_id)
    return level.available if level is not None else 0
