"""How much of a row of stock is kept back, or not shown, and which rule says so.

Several rules may speak of one row; the most specific holds (`domain.matching`), and of two equally
specific the one that stands first in the file. During a peak its own rules come before these
(`domain.peaks`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from domain.matching import NOT_DESCRIBED, Product, most_specific
from domain.types import Sku, StoreName, WarehouseName


class Combine(StrEnum):
    """What holds where a rule keeps units back in several ways."""

    GREATER = "greater"
    LESSER = "lesser"
    SUM = "sum"


@dataclass(frozen=True, slots=True)
class Cover:
    """Keep back what the other stores are expected to sell before the news has gone round.

    Args:
        at_least: Units that are kept back in any case.
        at_most: Units beyond which it never goes; also what is kept while nothing is measured.
    """

    at_most: int
    at_least: int = 0

    def __post_init__(self) -> None:
        """Refuse bounds that nothing can keep."""
        if not 0 <= self.at_least <= self.at_most:
            raise ValueError(f"0 <= at_least <= at_most, not {self.at_least} and {self.at_most}")


@dataclass(frozen=True, slots=True)
class BufferRule:
    """How much is kept back, and how much of the rest is shown.

    Args:
        percent: 0 to 100, at most two decimals, of the units on the shelf (on hand, not what is
            available: one large open order does not shrink the buffer); rounded up.
        fixed: Units.
        store: Only for this store; None for all.
        warehouse: Only in this warehouse; None for all.
        skus: Only these codes or patterns; None for all.
        combine: What holds of ``percent``, ``fixed`` and ``cover`` where several are above 0 (or
            given).
        cover: The adaptive form; None without.
        floor: When so many units or fewer are left to show, none is shown.
        cap: Never show more than this; None for no such bound.
        exact: Says in so many words that nothing is kept back.
        tag: Only products with this tag; None for all. So ``brand`` and ``category``.
        name: What the merchant calls the rule; may be empty.
    """

    percent: Decimal = Decimal(0)
    fixed: int = 0
    store: StoreName | None = None
    warehouse: WarehouseName | None = None
    skus: tuple[str, ...] | None = None
    combine: Combine = Combine.GREATER
    cover: Cover | None = None
    floor: int = 0
    cap: int | None = None
    exact: bool = False
    tag: str | None = None
    brand: str | None = None
    category: str | None = None
    name: str = ""

    def __post_init__(self) -> None:
        """Refuse what no shelf can bear, so that no caller has to ask again."""
        if not 0 <= self.percent <= 100 or self.percent * 100 % 1:
            raise ValueError(f"percent is 0 to 100 with two decimals, not {self.percent}")
        if self.fixed < 0 or self.floor < 0 or (self.cap is not None and self.cap < 0):
            raise ValueError("fixed, floor and cap are numbers of units, 0 or more")
        keeps = self.percent or self.fixed or self.cover or self.floor or self.cap is not None
        if self.exact and keeps:
            raise ValueError("an exact rule keeps nothing back")


NO_BUFFER = BufferRule()
"""What holds where no rule speaks: nothing is kept back. The settings refuse a file with gaps."""


def buffer_for(
    rules: Sequence[BufferRule],
    store: StoreName,
    warehouse: WarehouseName,
    sku: Sku,
    product: Product = NOT_DESCRIBED,
) -> BufferRule:
    """Choose the rule that holds for one SKU of one store in one warehouse."""
    return most_specific(rules, store, warehouse, sku, product) or NO_BUFFER
