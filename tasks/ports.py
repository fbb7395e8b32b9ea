"""What we ask of an inventory system, in our words; shipping and taking back: ``ports_sales.py``.

Cin7 Core answers today (``tasks/cin7_core.py``); Cin7 Omni will stand behind the same port.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.matching import Product
from domain.sales import SaleDraft
from domain.types import Sku, WarehouseName
from tasks.papers import Bill, Credit, Leg, Papers, Sale
from tasks.ports_bills import BillsPort
from tasks.ports_changes import ChangesPort
from tasks.ports_incoming import IncomingPort
from tasks.ports_sales import ShippingPort, TakingBackPort

__all__ = [
    "Bill",
    "Credit",
    "InventorySystem",
    "Leg",
    "Papers",
    "Receipt",
    "Sale",
    "Shelf",
    "ShelfRow",
]


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """One product in one warehouse; units as the system tells them (may be negative)."""

    warehouse: WarehouseName
    sku: str
    on_hand: float
    allocated: float
    available: float


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the shelves bear, from one complete read.

    A warehouse and SKU without a row stand at zero. ``began`` is when the first call was about to
    leave (our clock): whatever was authorised a settle time before it is in these figures.
    """

    rows: tuple[ShelfRow, ...]
    began: datetime
    skus: frozenset[str] | None
    """The SKUs that were asked for; None for everything."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Goods that came in on a purchase order."""

    purchase_id: str
    number: str
    updated_at: datetime
    complete: bool


class InventorySystem(ShippingPort, TakingBackPort, IncomingPort, ChangesPort, BillsPort, Protocol):
    """The system that is sovereign over stock.

    Each method that writes is called by ``tasks/effects.py`` alone and says how to look for what
    it did, since the system has no idempotency keys.
    """

    async def shelf(
        self, skus: Sequence[str] | None, *, urgent: bool = False, few: int = 0
    ) -> Shelf:
        """Read availability: all of it, or of some SKUs; complete or not at all.

        ``few``: up to so many SKUs cost less one by one than a whole read.

        Raises:
            IncompleteScan: The pages don't add up; nothing of the read is to be used.
        """
        ...

    async def known_skus(self, skus: Sequence[str]) -> frozenset[str]:
        """Say which of these SKUs are products there, character for character."""
        ...

    async def described(self, skus: Sequence[str] | None) -> Mapping[Sku, Product]:
        """What products are (tags, category, brand), all or some; unknown ones are left out."""
        ...

    async def find_sale(self, external_id: str, customer_reference: str) -> Sale | None:
        """Look for the live sale of an order by its natural key; None when there is none.

        Raises:
            Malformed: There is more than one; a person must void what is too much.
        """
        ...

    async def sale(self, sale_id: str) -> Sale:
        """Read one sale as it stands."""
        ...

    async def open_sale(self, draft: SaleDraft) -> str:
        """Create the sale's header and return its id. Doing it twice makes two: look first."""
        ...

    async def authorise_sale(self, sale_id: str, draft: SaleDraft) -> Sale:
        """Write the lines and authorise them, which reserves the stock. A second try is refused."""
        ...

    async def receipts_since(self, since: datetime) -> list[Receipt]:
        """Purchase orders with goods received that changed since then (our clock)."""
        ...

    async def received_skus(self, purchase_id: str) -> frozenset[str]:
        """The SKUs that a purchase order has brought in so far."""
        ...
