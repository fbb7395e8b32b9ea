"""Fulfilment orders: where an order's open units stand, and what is shipped of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from sandbox.journal import OrderStands
from sandbox.shopify.catalogue import Level, Location
from sandbox.shopify.identifiers import gid
from sandbox.shopify.orders import Order, OrderLine

if TYPE_CHECKING:
    from sandbox.shopify.state import Shop


@dataclass(slots=True, eq=False)
class FulfillmentOrderLine:
    """Units of an order line in a fulfilment order; its id is not the order line's."""

    typename: ClassVar[str] = "FulfillmentOrderLineItem"
    id: int
    line: OrderLine
    total: int
    remaining: int

    @property
    def gid(self) -> str:
        """Its global id."""
        return gid("FulfillmentOrderLineItem", self.id)


@dataclass(slots=True, eq=False)
class FulfillmentOrder:
    """Units of one order that one location is to ship."""

    typename: ClassVar[str] = "FulfillmentOrder"
    id: int
    order: Order
    location: Location
    created_at: datetime
    updated_at: datetime
    lines: list[FulfillmentOrderLine] = field(default_factory=list)
    status: str = "OPEN"
    """OPEN, IN_PROGRESS or CLOSED."""
    progress_reported: bool = False
    """Somebody said by hand that work has begun; such a one can't be moved."""

    @property
    def gid(self) -> str:
        """Its global id."""
        return gid("FulfillmentOrder", self.id)

    @property
    def is_open(self) -> bool:
        """Something may still be shipped from it."""
        return self.status in ("OPEN", "IN_PROGRESS")


@dataclass(slots=True, eq=False)
class Fulfillment:
    """A shipment."""

    typename: ClassVar[str] = "Fulfillment"
    id: int
    order: Order
    name: str
    location: Location
    created_at: datetime
    lines: list[tuple[int, OrderLine, int]]
    """(number of the shipment line, order line, units)"""
    tracking: list[dict[str, str | None]]
    taken: "list[tuple[FulfillmentOrder, FulfillmentOrderLine, int]]"
    """Where its units came from: (fulfilment order, its line, units)."""
    updated_at: datetime
    notified: bool = False
    """Shopify wrote to the customer about it."""
    is_cancelled: bool = False

    @property
    def gid(self) -> str:
        """Its global id."""
        return gid("Fulfillment", self.id)

    @property
    def status(self) -> str:
        """SUCCESS or CANCELLED."""
        return "CANCELLED" if self.is_cancelled else "SUCCESS"

    @property
    def display_status(self) -> str:
        """FULFILLED or CANCELED: Shopify spells the two in two ways."""
        return "CANCELED" if self.is_cancelled else "FULFILLED"

    @property
    def numbers(self) -> tuple[str, ...]:
        """Its tracking numbers."""
        return tuple(row["number"] for row in self.tracking if row["number"])

    @property
    def company(self) -> str:
        """Who carries it; empty when nobody said."""
        return (self.tracking[0]["company"] if self.tracking else None) or ""


class FulfilmentDesk:
    """All fulfilment orders of a shop."""

    def __init__(self, shop: "Shop") -> None:
        self._shop = shop
        self.by_id: dict[int, FulfillmentOrder] = {}

    def stand(
        self, order: Order, location: Location, parts: Iterable[tuple[OrderLine, int]]
    ) -> FulfillmentOrder:
        """Open a fulfilment order at a location for these units."""
        new, now = self._shop.world.ids, self._shop.now()
        opened = FulfillmentOrder(new(), order, location, now, now)
        opened.lines = [FulfillmentOrderLine(new(), line, n, n) for line, n in parts]
        order.fulfillment_orders.append(opened)
        self.by_id[opened.id] = opened
        return opened

    def free(self, line: OrderLine, units: int, prefer: int | None = None) -> Counter[int]:
        """Take units off the fulfilment orders they stand in; where they stood, by location id.

        ``prefer`` names a location that is emptied first. Stock is the caller's to move.
        """
        taken: Counter[int] = Counter()
        stands = [s for s in line.order.fulfillment_orders if s.is_open]
        for stand in sorted(stands, key=lambda s: (s.location.id != prefer, s.id)):
            for part in stand.lines:
                if part.line is line and (now := min(units, part.remaining)):
                    part.remaining -= now
                    part.total -= now
                    units -= now
                    taken[stand.location.id] += now
                    self.settle(stand)
        return taken

    def settle(self, stand: FulfillmentOrder) -> None:
        """Close it when nothing is left to ship."""
        stand.updated_at = self._shop.now()
        if not any(part.remaining for part in stand.lines):
            stand.status = "CLOSED"

    def note_stands(self, order: Order, cause: str) -> None:
        """Journal where the order's open units stand now."""
        self._shop.note(
            OrderStands(self._shop.now(), self._shop.domain, order.id, order.stands(), cause)
        )

    def counted(
        self, parts: Sequence[tuple[OrderLine, int]], location: Location
    ) -> list[tuple[Level, int]]:
        """The levels at a location that these units were taken from, one entry a level."""
        units: Counter[int] = Counter()
        for line, quantity in parts:
            if line.counted and line.item is not None:
                units[line.item.id] += quantity
        shop = self._shop
        found: list[tuple[Level, int]] = []
        for item_id, n in units.items():
            level = shop.stock.level(shop.catalogue.items[item_id], location.id)
            if level is not None:
                found.append((level, n))
        return found
