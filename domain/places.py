"""Places of stock: bins that are not for sale, and the warehouses behind one location.

A storefront's location may be fed by several warehouses (docs/why/0015). Taken together they are a
place of their own, called after all of them: ``main + north``. A warehouse stands behind at most
one location of a store; other stores may picture it alone, or beside others.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from domain.types import LocationId, StoreName, WarehouseName

Behind = tuple[WarehouseName, ...]
"""The warehouses behind a location, the first named first; most often one."""

Locations = Mapping[LocationId, Behind]
"""Which of our warehouses stand behind each Shopify location of a store."""

AND = " + "
"""No warehouse has it in its name."""


def together(behind: Behind) -> WarehouseName:
    """What the shelves behind a location are called: the warehouse, or ``main + north``."""
    return WarehouseName(AND.join(behind))


def one_by_one(place: str) -> Behind:
    """The warehouses of a place."""
    return tuple(WarehouseName(name) for name in place.split(AND))


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


class Places:
    """Where units count that stand at a location: in each warehouse behind it, and wherever one of
    them is shown together with others.
    """

    def __init__(self, locations: Mapping[StoreName, Locations]) -> None:
        self._locations = locations
        self._with: dict[WarehouseName, dict[WarehouseName, None]] = {}
        for store in locations.values():
            for behind in store.values():
                for name in behind:
                    self._with.setdefault(name, {name: None})[together(behind)] = None

    def behind(self, store: StoreName, location: LocationId | None) -> Behind:
        """The warehouses behind a location; none if it is none of ours."""
        found = self._locations.get(store, {})
        return () if location is None else found.get(location, ())

    def of(self, behind: Behind) -> tuple[WarehouseName, ...]:
        """Every place that has one of these warehouses, once."""
        return tuple(dict.fromkeys(p for name in behind for p in self._with.get(name, (name,))))
