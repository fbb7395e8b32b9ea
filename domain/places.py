"""Places of stock and of show: bins that are not for sale, shelves added up and cut in parts.

A storefront's location may be fed by several warehouses, and a warehouse may feed several locations
of one store. The flows carry one warehouse a location today (orders are moved, and unseen units
claimed, a warehouse at a time; the settings refuse the rest); the arithmetic is here.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor

import numpy as np

from domain.sharing import split


@dataclass(frozen=True, slots=True)
class BinRow:
    """Cin7's figures of one product in one bin (empty name: none)."""

    bin: str
    on_hand: Decimal
    allocated: Decimal
    available: Decimal


def for_sale(row: BinRow, excluded: Collection[str]) -> tuple[Decimal, Decimal, Decimal]:
    """On hand, allocated and available of a bin, as far as they are for sale.

    The units of an excluded bin do not count; what is allocated there does: it will have to be
    served from elsewhere.
    """
    if row.bin not in excluded:
        return row.on_hand, row.allocated, row.available
    return Decimal(0), row.allocated, row.available - row.on_hand


def pooled(
    available: Mapping[str, Decimal], safety: Mapping[str, int], unseen: Mapping[str, int]
) -> int:
    """Units a location that several warehouses feed can bear.

    A warehouse that is short (more sold than there is) is made up for by the others, and each keeps
    its safety stock; so the location never bears more than its warehouses one by one.

    Args:
        available: By warehouse, as told.
        safety: By warehouse, units.
        unseen: Units sold and in no figure yet, by whatever they are known by: a warehouse, or the
            location before an order is routed.
    """
    there = sum(floor(units) - safety.get(name, 0) for name, units in available.items())
    return max(0, there - sum(unseen.values()))


def parted(bears: int, shares: Sequence[int]) -> list[int]:
    """Cut what a warehouse bears into the locations of one store that it feeds.

    Args:
        bears: Units, 0 or more.
        shares: Whole numbers by location; they need not be percent. Not all may be 0.

    Returns:
        Units by location: together exactly ``bears``, and none ever less when there is more.
    """
    return [int(part[0]) for part in split(np.array([bears], dtype=np.int64), shares)]
