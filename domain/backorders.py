"""Whether the shelf can bear a sale now that waited for stock when it was authorised."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.types import Sku


@dataclass(frozen=True, slots=True)
class Figure:
    """A SKU in one warehouse, as the inventory system tells it (units)."""

    on_hand: float = 0.0
    allocated: float = 0.0
    available: float = 0.0


def can_bear(
    short: Mapping[Sku, float], shelf: Mapping[Sku, Figure], claimed: Mapping[Sku, int]
) -> bool:
    """Say whether authorising a backordered sale anew would fill all of it.

    Whether Cin7 counts units that wait for stock as allocated is not known. If it does, it is
    enough that *available* is not below zero; if it does not, *available* has to hold what the
    sale is short of. It surely does where *allocated* holds all that we ever reserved there.

    Args:
        short: Units that the sale waits for.
        shelf: The figures of its warehouse; a SKU without one stands at zero.
        claimed: Units of all our authorised orders on that warehouse, this one among them.
    """
    return all(
        _bears(units, shelf.get(sku, Figure()), claimed.get(sku, 0)) for sku, units in short.items()
    )


def _bears(short: float, figure: Figure, claimed: int) -> bool:
    if figure.available >= short:
        return True
    counted = figure.allocated >= claimed
    return counted and figure.available >= 0 and figure.on_hand > 0
