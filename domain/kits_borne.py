"""What kits and their components bear: what stands there, what can be made, what can be opened.

A component may be sold alone and in several kits. Each row has its own ceiling: any one of them can
be sold as it is shown, and every sale lowers all of them (docs/why/0011). So that no unit counts
twice for the same promise, kits that are sold and not yet in the figures take their components away
before anything else is promised of them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.kits import UNIT, Kits, in_order, kits_and_parts
from domain.types import Sku, WarehouseName

Place = tuple[WarehouseName, Sku]
"""One product in one warehouse."""


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
    """What kits, and components that come of opened ones, bear in the warehouses.

    Args:
        available: Whole units of each before its unseen ones are subtracted.
        unseen: Units unseen of kits and components, those in unseen kits included.
    """

    available: Mapping[Place, int]
    unseen: Mapping[Place, int]


def opened_for(kits: Kits) -> frozenset[Sku]:
    """Components that kits are opened for; one that is a kit itself is made, not come by so."""
    return frozenset(part for recipe in kits.values() for part in recipe.gives if part not in kits)


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
    * Kits are opened for a component that is short: they are gone, whichever of them it will be.
      What is not short bears what stands alone, and what the finished kits would give.
    * Nothing is opened to make another kit of it: nobody has seen Cin7 do that.
    * Where Cin7 derives its own available figure for the kit, never more than that; and never more
      than its figure of a component, which tells what opening would give, or nothing of it.

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
    opened = opened_for(kits)
    concerned = kits_and_parts(kits)
    available: dict[Place, int] = {}
    taken: dict[Place, int] = {}
    for warehouse in warehouses:
        at = {sku: stands.get((warehouse, sku), Stands()) for sku in concerned}
        kept = safety.get(warehouse, 0)
        need = _needed(kits, order, at, {sku: unseen.get((warehouse, sku), 0) for sku in at})
        left = _left(kits, order, opened, at, need, kept)
        for kit in kits:
            # Below zero where more is sold than can be made: other warehouses make up for it.
            available[warehouse, kit] = left[kit] // UNIT + need[kit]
        told = _given(kits, opened, at, dict.fromkeys(at, 0), 0)
        given = _given(kits, opened, at, need, kept)
        for part in opened:
            there = at[part]
            # What sold cases held is in Cin7's figure too, where it has any of it.
            most = there.available - (told[part] - given[part] if there.derived else 0)
            available[warehouse, part] = min(there.own + given[part], most) // UNIT
        taken |= {(warehouse, sku): units for sku, units in need.items() if units > 0}
    return Borne(available, taken)


def _left(
    kits: Kits,
    order: Sequence[Sku],
    opened: Collection[Sku],
    at: Mapping[Sku, Stands],
    need: Mapping[Sku, int],
    safety: int,
) -> dict[Sku, int]:
    """What is left of each kit, in ten-thousandths; below zero where more is sold than there is."""
    left = {
        sku: (min(there.own, there.available) if sku in opened else there.available)
        - need[sku] * UNIT
        for sku, there in at.items()
        if sku not in kits
    }
    for kit in reversed(order):
        recipe = kits[kit]
        sold = need[kit] * UNIT
        begun = recipe.begun(_short(at[kit], need[kit]))
        builds = 0
        if recipe.assembled:
            more = (
                (left[part] - (0 if part in kits else safety * UNIT)) // int(units * UNIT)
                for part, units in recipe.parts.items()
            )
            builds = max(0, begun + min(more, default=-begun))
        # Opened for a component of which more is sold than stands alone, kits of it not counted.
        gone = (
            -((left[part] + begun * int(recipe.parts[part] * UNIT)) // int(units * UNIT))
            for part, units in recipe.gives.items()
        )
        builds -= max(0, *gone, 0)
        bears = at[kit].own - sold + builds * recipe.makes * UNIT
        if at[kit].derived:
            bears = min(bears, at[kit].available - sold)
        left[kit] = bears // UNIT * UNIT
    return left


def _given(
    kits: Kits,
    opened: Collection[Sku],
    at: Mapping[Sku, Stands],
    need: Mapping[Sku, int],
    safety: int,
) -> dict[Sku, int]:
    """What opening all finished kits that nobody has bought would give, in ten-thousandths."""
    units = dict.fromkeys(opened, 0)
    for kit, recipe in kits.items():
        if recipe.gives:
            finished = max(0, at[kit].own - (need[kit] + safety) * UNIT) // UNIT
            for part, each in recipe.gives.items():
                if part in units:
                    units[part] += finished // recipe.makes * int(each * UNIT)
    return units


def _needed(
    kits: Kits, order: Iterable[Sku], at: Mapping[Sku, Stands], unseen: Mapping[Sku, int]
) -> dict[Sku, int]:
    """Unseen units of every kit and component, those that unseen kits are made of included."""
    need = dict(unseen)
    for kit in order:
        begun = kits[kit].begun(_short(at[kit], need[kit]))
        for part, units in kits[kit].parts.items():
            # What they take is rounded up to whole units.
            need[part] += -(-begun * int(units * UNIT) // UNIT)
    return need


def _short(at: Stands, wanted: int) -> int:
    """Whole kits that have to be made of components, once the finished ones are gone."""
    return max(0, -(-(wanted * UNIT - at.own) // UNIT))
