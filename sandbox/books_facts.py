"""The nouns of the books: a shelf's true figures, an order as it stands, a sale in Cin7."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from sandbox.books_steps import Moment
from sandbox.journal import OrderPlaced, SaleChanged

STANDING = frozenset({"AUTHORISED", "FULFILLED", "CLOSED"})
"""Order stages of a Cin7 sale that reserved its stock: authorised, and the two that some tenants
show later. AUTH_NO_ALLOC reserves nothing."""

INVENTORY_READS = frozenset(
    {
        "inventoryItem",
        "inventoryItems",
        "inventoryLevel",
        "location",
        "locations",
        "node",
        "nodes",
        "product",
        "products",
        "productVariant",
        "productVariants",
    }
)
"""Root fields of Shopify's Admin API through which counts are read."""

EVER = datetime.min.replace(tzinfo=UTC)
"""Before everything."""

ShelfKey = tuple[str, str]
"""(Cin7 location, or several behind one location: ``Main + North``; SKU)"""
ShownKey = tuple[str, int, str]
"""(shop, Shopify location id, SKU)"""
OrderKey = tuple[str, int]
"""(shop, order id)"""


class Shelf(NamedTuple):
    """What Cin7 truly holds of a product at a location, and what it has not heard of (units)."""

    available: int = 0
    on_hand: int = 0
    unseen: int = 0

    @property
    def left(self) -> int:
        """Available less unseen; below zero when more is sold than there is."""
        return self.available - self.unseen

    @property
    def ceiling(self) -> int:
        """The most that all storefronts may show."""
        return max(0, self.left)


class Breach(NamedTuple):
    """What was wrong, for a reader, and how many units were."""

    sentence: str
    units: int = 1


@dataclass(slots=True)
class Order:
    """A paid order as it stands."""

    placed: OrderPlaced
    moment: Moment
    stands: tuple[tuple[int, int, int], ...]
    cancelled: bool = False
    taken_back: bool = False
    """Refunded or edited: what its sale must hold is another promise's question."""
    edited: bool = False
    """Units were edited away, and no refund says which: what is left of it is not known."""
    counted: dict[ShelfKey, int] = field(default_factory=dict)
    """Its units in ``unseen`` now."""

    @property
    def external_id(self) -> str:
        """What its Cin7 sale is known by."""
        return f"{self.placed.shop}/{self.placed.order_id}"


def is_standing(sale: SaleChanged) -> bool:
    """Whether Cin7 has reserved the units of this sale."""
    return sale.order_status in STANDING and is_live(sale)


def is_live(sale: SaleChanged) -> bool:
    """Whether a sale has not been voided."""
    return "VOIDED" not in (sale.order_status, sale.status)


def reads_inventory(operation: str) -> bool:
    """Whether a Shopify operation, named by its root fields, reads counts."""
    return not INVENTORY_READS.isdisjoint(operation.replace("+", " ").replace(",", " ").split())
