"""Which rule holds where several speak: the most specific one.

A rule may name products (by SKU, SKU pattern, tag, brand or category), a warehouse and a store;
what it leaves out it says of all. A rule that names the SKU beats one with a pattern, which beats
one with a tag, then a brand, then a category, then one that names no product; among those, one that
names the warehouse; then one that names the store. Of two alike the first in the file holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol, TypeVar

from domain.patterns import fits, is_pattern
from domain.types import Sku, StoreName, WarehouseName


class Level(IntEnum):
    """How closely a rule names a product; a rule that names it in several ways counts by the
    closest, and all of them must be true.
    """

    ANY = 0
    CATEGORY = 1
    BRAND = 2
    TAG = 3
    PATTERN = 4
    SKU = 5


@dataclass(frozen=True, slots=True)
class Product:
    """What a product is, as the inventory system tells it; by this rules may name it.

    Args:
        tags: Character for character.
        category: Empty when it has none.
        brand: Empty when it has none.
        counted: Whether units of it stand on a shelf at all (a service has none).
        discontinued: Nothing more of it will come.
    """

    tags: frozenset[str] = frozenset()
    category: str = ""
    brand: str = ""
    counted: bool = True
    discontinued: bool = False


NOT_DESCRIBED = Product()
"""A product of which nothing is told: no rule by tag, brand or category speaks of it."""


class Speaks(Protocol):
    """A rule that speaks of some rows; None means all."""

    @property
    def store(self) -> StoreName | None:
        """Only this store."""
        ...

    @property
    def warehouse(self) -> WarehouseName | None:
        """Only this warehouse."""
        ...

    @property
    def skus(self) -> tuple[str, ...] | None:
        """Only these codes or patterns."""
        ...

    @property
    def tag(self) -> str | None:
        """Only products with this tag."""
        ...

    @property
    def brand(self) -> str | None:
        """Only products of this brand."""
        ...

    @property
    def category(self) -> str | None:
        """Only products of this category."""
        ...


R = TypeVar("R", bound=Speaks)


def base_level(rule: Speaks) -> Level:
    """How closely a rule names a product by what it says beside SKUs."""
    if rule.tag is not None:
        return Level.TAG
    if rule.brand is not None:
        return Level.BRAND
    return Level.ANY if rule.category is None else Level.CATEGORY


def height(rule: Speaks, level: Level) -> int:
    """How specific a match is: higher beats lower."""
    return level * 4 + (rule.warehouse is not None) * 2 + (rule.store is not None)


def level_of(rule: Speaks, sku: str, product: Product = NOT_DESCRIBED) -> Level | None:
    """How closely a rule names this product; None if it does not speak of it."""
    if rule.tag is not None and rule.tag not in product.tags:
        return None
    if rule.brand not in (None, product.brand) or rule.category not in (None, product.category):
        return None
    if rule.skus is None:
        return base_level(rule)
    if sku in rule.skus:
        return Level.SKU
    return Level.PATTERN if any(is_pattern(p) and fits(sku, p) for p in rule.skus) else None


def most_specific(
    rules: Sequence[R],
    store: StoreName,
    warehouse: WarehouseName,
    sku: Sku,
    product: Product = NOT_DESCRIBED,
) -> R | None:
    """The rule that holds for one SKU of one store in one warehouse; None where none speaks."""
    best, highest = None, -1
    for rule in rules:
        if rule.store not in (None, store) or rule.warehouse not in (None, warehouse):
            continue
        level = level_of(rule, sku, product)
        if level is not None and height(rule, level) > highest:
            best, highest = rule, height(rule, level)
    return best
