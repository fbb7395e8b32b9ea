"""Kits that Cin7 makes and opens by itself, by its own bills, beside those of the rules.

A kit here is what Cin7 assembles at the sale (auto-assembly) or opens for its components
(auto-disassembly); a further unit of measure is both. A product with a bill of materials that
somebody has to build first is none: it can't be sold before it stands on its own shelf.

What can't be read must not be guessed. Such a kit has a recipe without components, so only what
stands finished of it is promised: never a unit that its components promise too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum

from domain.kits import Kits, Recipe, Teller, circle
from domain.types import Sku

FOUR_DECIMALS = Decimal("0.0001")


class Unreadable(StrEnum):
    """Why a bill of materials does not say what one kit takes."""

    NO_COMPONENTS = "no-components"
    """Cin7 assembles it by itself and names no component: some tenants' answers are empty."""
    UNKNOWN_COMPONENT = "unknown-component"
    """A line names no product that Cin7 still sells."""
    ODD_QUANTITY = "odd-quantity"
    """It takes none of a component, or makes no whole number of kits."""
    PART_OF_ITSELF = "part-of-itself"
    """It is a component of its own components."""


@dataclass(frozen=True, slots=True)
class Line:
    """One component as Cin7 tells it.

    Args:
        product_id: Cin7's id of it, if told.
        sku: Its code, if told; the id goes before it, as it stays when a product is renamed.
        units: What one build takes, waste included.
        gives: What opening as many finished kits gives back, waste taken off; none if they never
            are opened.
    """

    product_id: str | None
    sku: str
    units: Decimal
    gives: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Bill:
    """What Cin7 says a kit is made of.

    Args:
        sku: The kit.
        parts: Units of each component that one build takes; empty if it can't be read.
        makes: Whole kits that come of one build.
        unreadable: Why it can't be read; None if it can.
        assembled: Cin7 makes it by itself at the sale.
        gives: Units of each component that come of opening what one build makes; empty if Cin7
            never opens it by itself.
    """

    sku: Sku
    parts: Mapping[Sku, Decimal] = field(default_factory=dict)
    makes: int = 1
    unreadable: Unreadable | None = None
    assembled: bool = True
    gives: Mapping[Sku, Decimal] = field(default_factory=dict)

    @property
    def recipe(self) -> Recipe:
        """It as a recipe; without components where it can't be read."""
        if self.unreadable is not None:
            return Recipe({}, told_by=Teller.CIN7)
        return Recipe(self.parts, self.makes, Teller.CIN7, self.assembled, self.gives)


@dataclass(frozen=True, slots=True)
class KnownKits:
    """All kits, and why some of them are only sold as far as they stand finished."""

    kits: Kits
    unreadable: Mapping[Sku, Unreadable]


def read_bill(
    sku: Sku,
    makes: Decimal,
    lines: Iterable[Line],
    names: Mapping[str, Sku],
    *,
    assembled: bool = True,
) -> Bill:
    """Read one kit's bill of materials.

    Args:
        sku: The kit.
        makes: What one build makes; 0 where Cin7 does not say, which is one.
        lines: Its components; one that comes twice is added up.
        names: The SKU of every product that Cin7 sells, by its id and by itself.
        assembled: Cin7 makes it by itself at the sale.
    """
    parts: dict[Sku, Decimal] = {}
    gives: dict[Sku, Decimal] = {}
    for line in lines:
        found = names.get(line.sku if line.product_id is None else line.product_id)
        if found is None:
            return Bill(sku, unreadable=Unreadable.UNKNOWN_COMPONENT)
        if line.units <= 0:
            return Bill(sku, unreadable=Unreadable.ODD_QUANTITY)
        parts[found] = parts.get(found, Decimal(0)) + line.units
        gives[found] = gives.get(found, Decimal(0)) + line.gives
    if not parts:
        return Bill(sku, unreadable=Unreadable.NO_COMPONENTS)
    if makes < 0 or makes % 1:
        return Bill(sku, unreadable=Unreadable.ODD_QUANTITY)
    # A part of a ten-thousandth more is taken than told, never less; and never more is given.
    exact = {part: units.quantize(FOUR_DECIMALS, ROUND_CEILING) for part, units in parts.items()}
    return Bill(sku, exact, int(makes) or 1, assembled=assembled, gives=_never_more(gives))


def known_kits(written: Kits, bills: Iterable[Bill]) -> KnownKits:
    """The kits of the rules and of Cin7 in one; for the same SKU the rules come first.

    Args:
        written: What the rules file names.
        bills: What Cin7 assembles by itself; none if it is not asked.
    """
    read = {bill.sku: bill for bill in bills}
    told = {sku: bill for sku, bill in read.items() if sku not in written}
    kits = {sku: _opened(recipe, read.get(sku)) for sku, recipe in written.items()}
    kits |= {sku: bill.recipe for sku, bill in told.items()}
    unreadable = {sku: bill.unreadable for sku, bill in told.items() if bill.unreadable}
    while round_about := [sku for sku in circle(kits) if sku in told]:
        # The rules' own kits are no circle, so there is one of Cin7's in each.
        for sku in round_about:
            if not told[sku].assembled:
                del kits[sku]  # it can be sold as it stands, whatever comes of it
                continue
            kits[sku] = Recipe({}, told_by=Teller.CIN7)
            unreadable[sku] = Unreadable.PART_OF_ITSELF
    return KnownKits(kits, unreadable)


def _opened(recipe: Recipe, bill: Bill | None) -> Recipe:
    """A recipe of the rules, which can't say it, with what Cin7 gives for opening the same kit."""
    if bill is None or not bill.gives:
        return recipe
    each = {
        part: units * recipe.makes / bill.makes
        for part, units in bill.gives.items()
        if part in recipe.parts
    }
    return replace(recipe, gives=_never_more(each))


def _never_more(gives: Mapping[Sku, Decimal]) -> dict[Sku, Decimal]:
    """Units in four decimals, rounded down; without those of which nothing is left."""
    exact = {part: units.quantize(FOUR_DECIMALS, ROUND_FLOOR) for part, units in gives.items()}
    return {part: units for part, units in exact.items() if units > 0}
