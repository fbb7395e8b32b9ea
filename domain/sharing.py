"""How several storefronts share one shelf.

What the shelf can bear (available less unseen less safety stock) is offered to each store whole, or
in parts. Orders of every store that Cin7 has not seen are subtracted before, whatever the mode.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from domain.types import StoreName, WarehouseName

Units = npt.NDArray[np.int64]


class Mode(StrEnum):
    """What each store may see of a shelf."""

    SHARED = "shared"
    """All see the same: the whole. Two stores may sell the same last unit in the same seconds."""
    SPLIT = "split"
    """Each sees its share; together never more than there is."""
    RESERVED = "reserved"
    """Some units belong to a store first; the rest is split by shares."""
    PRIORITY = "priority"
    """The first store sees all, each further one what is beyond so many units more."""


@dataclass(frozen=True, slots=True)
class SharingRule:
    """How the stores share the shelf of some products.

    Args:
        mode: What each may see.
        shares: Percent of each store, whole numbers, together at most 100 (split, reserved). What
            is left of 100 is offered to nobody. A store that is not named has none.
        reserved: Units of each store that come first, in this order (reserved).
        order: The stores, the first sees all (priority); one that is not named sees none.
        threshold: Units that each further store leaves to those before it (priority).
        warehouse: Only in this warehouse; None for all. So ``skus``, ``tag``, ``brand``,
            ``category``.
        name: What the merchant calls the rule; may be empty.
    """

    mode: Mode
    shares: Mapping[StoreName, int] = field(default_factory=dict)
    reserved: Mapping[StoreName, int] = field(default_factory=dict)
    order: tuple[StoreName, ...] = ()
    threshold: int = 0
    warehouse: WarehouseName | None = None
    skus: tuple[str, ...] | None = None
    tag: str | None = None
    brand: str | None = None
    category: str | None = None
    name: str = ""

    def __post_init__(self) -> None:
        """Refuse shares that give away more than there is."""
        if any(share < 0 for share in self.shares.values()) or sum(self.shares.values()) > 100:
            raise ValueError("shares are 0 or more and together at most 100")
        if self.threshold < 0 or any(units < 0 for units in self.reserved.values()):
            raise ValueError("units are 0 or more")

    @property
    def store(self) -> StoreName | None:
        """It speaks of all stores: they share."""
        return None


def offered(free: Units, rule: SharingRule | None, store: StoreName) -> Units:
    """What one store may see of each shelf that a rule speaks of.

    Never more than ``free``, never less when ``free`` is more; over all stores of a split or
    reserved shelf never more than ``free`` together.

    Args:
        free: Units each shelf can bear, 0 or more.
        rule: None where no rule speaks: shared.
        store: Whose part is asked for.
    """
    if rule is None or rule.mode is Mode.SHARED:
        return free
    if rule.mode is Mode.PRIORITY:
        if store not in rule.order:
            return np.zeros_like(free)
        return np.maximum(free - rule.order.index(store) * rule.threshold, 0)
    rest, own = free, np.zeros_like(free)
    if rule.mode is Mode.RESERVED:
        for name, units in rule.reserved.items():
            granted = np.minimum(rest, units)
            rest = rest - granted
            own = granted if name == store else own
    if store not in rule.shares:
        return own
    nobody = 100 - sum(rule.shares.values())
    weights = [*rule.shares.values(), nobody]
    return own + split(rest, weights)[list(rule.shares).index(store)]


def split(free: Units, weights: Sequence[int]) -> list[Units]:
    """Cut units into whole parts by weight; the parts add up to the whole, none ever shrinks
    because there is more to share.

    The first unit goes to the greatest weight, and each further one to whom it leaves with the
    most weight a unit (d'Hondt); of equals to the one named first. Rounding each part down and
    giving away the remainders would take a unit from a store when one more arrives.

    Args:
        free: Units to share, 0 or more, below 10 ** 12.
        weights: Whole numbers, 0 or more; one with weight 0 gets none.
    """
    total = sum(weights)
    if total <= 0:
        return [np.zeros_like(free) for _ in weights]
    parts = np.stack([free * weight // total for weight in weights])
    scale = np.array(weights, dtype=np.int64)
    for _ in range(len(weights) - 1):
        wanting = parts.sum(axis=0) < free
        if not wanting.any():
            break
        best = np.zeros(len(free), dtype=np.int64)
        for number in range(1, len(weights)):
            there = np.take_along_axis(parts, best[None, :], axis=0)[0]
            better = scale[number] * (there + 1) > scale[best] * (parts[number] + 1)
            best = np.where(better, number, best)
        np.put_along_axis(
            parts,
            best[None, :],
            np.take_along_axis(parts, best[None, :], axis=0) + wanting[None, :],
            axis=0,
        )
    return list(parts)
