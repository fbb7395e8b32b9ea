"""What a kit bears: the finished ones on its own shelf, and as many as its components make.

Only products that the inventory system assembles by itself at the sale are kits here (Cin7's
auto-assembly); one that has to be built before it is sold stands on its own shelf like any other.

A component may be sold alone and in several kits. Each row has its own ceiling: any one of them can
be sold as it is shown, and every sale lowers all of them (docs/why/0011). So that no unit counts
twice for the same promise, kits that are sold and not yet in the figures take their components away
before anything else is promised of them.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter

from domain.types import Sku, WarehouseName

Recipe = Mapping[Sku, Decimal]
"""Units of each component in one kit, above 0, at most four decimals."""

Kits = Mapping[Sku, Recipe]
"""Recipes by the kit's SKU."""

Place = tuple[WarehouseName, Sku]
"""One product in one warehouse."""

UNIT = 10_000
"""Reckoned in ten-thousandths of a unit, so that four decimals are exact."""


@dataclass(frozen=True, slots=True)
class Stands:
    """Cin7's figures of one product in one warehouse, in ten-thousandths of a unit."""

    on_hand: int = 0
    allocated: int = 0
    available: int = 0

    @property
    def own(self) -> int:
        """What stands finished and free; below zero where more is sold than stands there."""
        return self.on_hand - self.allocated

    @property
    def derived(self) -> bool:
        """Has Cin7 reckoned the available units from something else than this shelf?"""
        return self.available != self.own


@dataclass(frozen=True, slots=True)
class Borne:
    """What kits bear in the warehouses.

    Args:
        available: Whole units of each kit before its unseen ones are subtracted.
        unseen: Units unseen of kits and components, those in unseen kits included.
    """

    available: Mapping[Place, int]
    unseen: Mapping[Place, int]


def in_order(kits: Kits) -> list[Sku]:
    """Every kit before the kits that are components of it.

    Raises:
        ValueError: A kit is a part of itself, has no components, or takes none of one.
    """
    for sku, recipe in kits.items():
        if not recipe or any(units <= 0 or units * UNIT % 1 for units in recipe.values()):
            raise ValueError(f"kit {sku}: it takes more than 0 of each component, four decimals")
    inside = {sku: [part for part in recipe if part in kits] for sku, recipe in kits.items()}
    try:
        return list(TopologicalSorter(inside).static_order())[::-1]
    except CycleError as error:
        raise ValueError(f"kits that are parts of themselves: {', '.join(error.args[1])}") from None


def kin(kits: Kits, skus: Iterable[str]) -> frozenset[str]:
    """These SKUs, the kits they are in, and all components of both: what is decided together."""
    found = {Sku(sku) for sku in skus}
    while True:
        more = {kit for kit, recipe in kits.items() if kit in found or found & recipe.keys()}
        more |= {part for kit in more for part in kits[kit]}
        if more <= found:
            return frozenset(found)
        found |= more


def bear(
    kits: Kits,
    stands: Mapping[Place, Stands],
    unseen: Mapping[Place, int],
    warehouses: Collection[WarehouseName],
    safety: Mapping[WarehouseName, int],
) -> Borne:
    """Reckon what each kit bears in each warehouse, and what its unseen sales take.

    * Finished kits go first; kits sold beyond them (unseen, or allocated in Cin7) take components.
    * A kit bears the least that any one component can make, in whole kits, beside finished ones.
    * Where Cin7 derives its own available figure for the kit, never more than that.

    Args:
        kits: Recipes; a component may be a kit.
        stands: Cin7's figures; what is missing stands at zero.
        unseen: Units sold on Shopify that the figures do not show, by what was sold.
        warehouses: Where to reckon.
        safety: Units of every SKU that are never promised there.

    Raises:
        ValueError: A recipe can't be.
    """
    order = in_order(kits)
    available: dict[Place, int] = {}
    taken: dict[Place, int] = {}
    for warehouse in warehouses:
        need = _needed(kits, order, stands, unseen, warehouse)
        free: dict[Sku, int] = {}
        for kit in reversed(order):
            at = stands.get((warehouse, kit), Stands())
            sold = need.get(kit, 0) * UNIT
            for part in kits[kit]:
                if part not in kits:
                    there = stands.get((warehouse, part), Stands()).available
                    kept = safety.get(warehouse, 0) * UNIT
                    free[part] = max(0, there - need.get(part, 0) * UNIT - kept)
            makes = min(free[part] // int(units * UNIT) * UNIT for part, units in kits[kit].items())
            bears = max(0, at.own - sold) // UNIT * UNIT + makes
            if at.derived:
                bears = min(bears, max(0, at.available - sold))
            free[kit] = bears // UNIT * UNIT
            available[warehouse, kit] = free[kit] // UNIT + need.get(kit, 0)
        taken |= {(warehouse, sku): units for sku, units in need.items() if units > 0}
    return Borne(available, taken)


def _needed(
    kits: Kits,
    order: Iterable[Sku],
    stands: Mapping[Place, Stands],
    unseen: Mapping[Place, int],
    warehouse: WarehouseName,
) -> dict[Sku, int]:
    """Unseen units of every kit and component, those that unseen kits are made of included."""
    parts = {part for recipe in kits.values() for part in recipe}
    need = {sku: unseen.get((warehouse, sku), 0) for sku in {*kits, *parts}}
    for kit in order:
        own = stands.get((warehouse, kit), Stands()).own
        to_make = max(0, need[kit] * UNIT - own)
        for part, units in kits[kit].items():
            # Whole kits are made, and what they take is rounded up to whole units.
            need[part] += -(-(-(-to_make // UNIT) * int(units * UNIT)) // UNIT)
    return need
