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
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter

from domain.types import Sku, WarehouseName


class Teller(StrEnum):
    """Who says what a kit is made of."""

    RULES = "rules"
    """The merchant's rules file, which comes first."""
    CIN7 = "cin7"
    """The bill of materials in Cin7 (`domain.bills`)."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is taken to assemble a kit.

    Args:
        parts: Units of each component, above 0, at most four decimals. Empty: nobody says of what,
            so none can be made, and only what stands finished can be sold.
        makes: Whole kits that come of it at once, 1 or more.
        told_by: Who says so.
    """

    parts: Mapping[Sku, Decimal]
    makes: int = 1
    told_by: Teller = Teller.RULES

    def begun(self, short: int) -> int:
        """How many times it is assembled for so many kits; what is over stands finished then."""
        return -(-short // self.makes)


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
        ValueError: A kit is a part of itself, or takes none of a component.
    """
    for sku, recipe in kits.items():
        if any(units <= 0 or units * UNIT % 1 for units in recipe.parts.values()):
            raise ValueError(f"kit {sku}: it takes more than 0 of each component, four decimals")
    round_about = circle(kits)
    if round_about:
        raise ValueError(f"kits that are parts of themselves: {', '.join(round_about)}")
    return list(TopologicalSorter(_inside(kits)).static_order())[::-1]


def circle(kits: Kits) -> tuple[Sku, ...]:
    """Kits that are parts of themselves, each a part of the next; none if all is well."""
    try:
        TopologicalSorter(_inside(kits)).prepare()
    except CycleError as error:
        return tuple(error.args[1])
    return ()


def kin(kits: Kits, skus: Iterable[str]) -> frozenset[str]:
    """These SKUs, the kits they are in, and all components of both: what is decided together."""
    found = {Sku(sku) for sku in skus}
    while True:
        more = {kit for kit, recipe in kits.items() if kit in found or found & recipe.parts.keys()}
        more |= {part for kit in more for part in kits[kit].parts}
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
    * A recipe that makes several at once is begun whole; what of it is not sold can be sold, if its
      components are there.
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
        left: dict[Sku, int] = {}  # below zero where more is sold than there is
        for kit in reversed(order):
            at = stands.get((warehouse, kit), Stands())
            recipe = kits[kit]
            sold = need[kit] * UNIT
            for part in recipe.parts:
                if part not in kits:
                    there = stands.get((warehouse, part), Stands()).available
                    left[part] = there - need[part] * UNIT - safety.get(warehouse, 0) * UNIT
            begun = recipe.begun(_short(at, need[kit]))
            more = (left[part] // int(units * UNIT) for part, units in recipe.parts.items())
            builds = max(0, begun + min(more, default=-begun))
            bears = at.own - sold + builds * recipe.makes * UNIT
            if at.derived:
                bears = min(bears, at.available - sold)
            left[kit] = bears // UNIT * UNIT
            available[warehouse, kit] = max(0, left[kit]) // UNIT + need[kit]
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
    parts = {part for recipe in kits.values() for part in recipe.parts}
    need = {sku: unseen.get((warehouse, sku), 0) for sku in {*kits, *parts}}
    for kit in order:
        begun = kits[kit].begun(_short(stands.get((warehouse, kit), Stands()), need[kit]))
        for part, units in kits[kit].parts.items():
            # What they take is rounded up to whole units.
            need[part] += -(-begun * int(units * UNIT) // UNIT)
    return need


def _short(at: Stands, wanted: int) -> int:
    """Whole kits that have to be made of components, once the finished ones are gone."""
    return max(0, -(-(wanted * UNIT - at.own) // UNIT))


def _inside(kits: Kits) -> dict[Sku, list[Sku]]:
    return {sku: [part for part in recipe.parts if part in kits] for sku, recipe in kits.items()}
