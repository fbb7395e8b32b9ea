"""What kits are made of, and what becomes of them again.

Only what the inventory system makes and opens by itself when something is sold is a kit here: one
that it assembles of its components (Cin7's auto-assembly), one that it opens for them
(auto-disassembly: a case, when a single is sold and none stands alone), or both (a unit of measure
beside another). What has to be built before it is sold stands on its own shelf like any other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter

from domain.types import Sku


class Teller(StrEnum):
    """Who says what a kit is made of."""

    RULES = "rules"
    """The merchant's rules file, which comes first."""
    CIN7 = "cin7"
    """The bill of materials in Cin7 (`domain.bills`)."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is taken to assemble a kit, and what opening it gives.

    Args:
        parts: Units of each component, above 0, at most four decimals. Empty: nobody says of what,
            so none can be made, and only what stands finished can be sold.
        makes: Whole kits that come of it at once, 1 or more.
        told_by: Who says so.
        assembled: It is made by itself when it is sold and none stands finished.
        gives: Units of each component that come of as many finished kits as one build makes, opened
            by itself where a component is short; at most four decimals. Empty: it is never opened.
    """

    parts: Mapping[Sku, Decimal]
    makes: int = 1
    told_by: Teller = Teller.RULES
    assembled: bool = True
    gives: Mapping[Sku, Decimal] = field(default_factory=dict)

    def begun(self, short: int) -> int:
        """How many times it is assembled for so many kits; what is over stands finished then."""
        return -(-short // self.makes) if self.assembled else 0


Kits = Mapping[Sku, Recipe]
"""Recipes by the kit's SKU."""

UNIT = 10_000
"""Reckoned in ten-thousandths of a unit, so that four decimals are exact."""


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


def kits_and_parts(kits: Kits) -> frozenset[Sku]:
    """Every kit, and every component of one."""
    return frozenset({*kits, *(part for recipe in kits.values() for part in recipe.parts)})


def kin(kits: Kits, skus: Iterable[str]) -> frozenset[str]:
    """These SKUs, the kits they are in, and all components of both: what is decided together."""
    found = {Sku(sku) for sku in skus}
    while True:
        more = {kit for kit, recipe in kits.items() if kit in found or found & recipe.parts.keys()}
        more |= {part for kit in more for part in kits[kit].parts}
        if more <= found:
            return frozenset(found)
        found |= more


def _inside(kits: Kits) -> dict[Sku, list[Sku]]:
    return {sku: [part for part in recipe.parts if part in kits] for sku, recipe in kits.items()}
