"""Which buffer rule holds for a row of stock.

Several rules may speak of one row. The most specific wins: a rule that names the SKU beats one with
a pattern, which beats one without SKUs; among those, one that names the warehouse; then one that
names the store. Of two rules equally specific the one that stands first in the file wins.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.patterns import fits, is_pattern
from domain.types import Sku, StoreName, WarehouseName


@dataclass(frozen=True, slots=True)
class BufferRule:
    """How much is kept back. Where both forms are given, the greater holds.

    Args:
        percent: 0 to 100, at most two decimals, of the units on the shelf (on hand, not what is
            available: one large open order does not shrink the buffer); rounded up.
        fixed: Units.
        store: Only for this store; None for all.
        warehouse: Only in this warehouse; None for all.
        skus: Only these codes or patterns; None for all.
    """

    percent: Decimal = Decimal(0)
    fixed: int = 0
    store: StoreName | None = None
    warehouse: WarehouseName | None = None
    skus: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        """Refuse what no shelf can bear, so that no caller has to ask again."""
        if not 0 <= self.percent <= 100 or self.percent * 100 % 1:
            raise ValueError(f"percent is 0 to 100 with two decimals, not {self.percent}")
        if self.fixed < 0:
            raise ValueError(f"fixed is a number of units, not {self.fixed}")

    def specificity(self, sku_level: int) -> int:
        """How specific a match is: ``sku_level`` 2 by code, 1 by pattern, 0 without SKUs."""
        return sku_level * 4 + (self.warehouse is not None) * 2 + (self.store is not None)

    def sku_level(self, sku: str) -> int | None:
        """2 if the rule names this SKU, 1 if a pattern of it fits, 0 if it names none, or None."""
        if self.skus is None:
            return 0
        if sku in self.skus:
            return 2
        return 1 if any(is_pattern(p) and fits(sku, p) for p in self.skus) else None


NO_BUFFER = BufferRule()
"""What holds where no rule speaks: nothing is kept back."""


def buffer_for(
    rules: Sequence[BufferRule], store: StoreName, warehouse: WarehouseName, sku: Sku
) -> BufferRule:
    """Choose the rule that holds for one SKU of one store in one warehouse."""
    best, height = NO_BUFFER, -1
    for rule in rules:
        level = rule.sku_level(sku)
        if level is None or rule.store not in (None, store):
            continue
        if rule.warehouse not in (None, warehouse):
            continue
        if rule.specificity(level) > height:
            best, height = rule, rule.specificity(level)
    return best
