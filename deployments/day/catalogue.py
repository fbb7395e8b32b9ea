"""What there is to sell, and how much of it lies where when the day opens.

Most orders can be sent whole from one warehouse; some products run out, some lie in one far place
only, so that routing, backorders and the last unit all come up. Storefronts open with the counts
that Cin7 has.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from zlib import crc32

from deployments.day.places import MAIN, NORTH, SOUTH, WAREHOUSES, nearest_warehouse, shop_for

SCARCE = 30
"""So many products get less stock than the day wants of them."""

SCARCE_SHARE = Decimal("0.75")
"""How much of the day's demand there is of those."""

FEWEST_ORDERS = 4
"""A product in fewer orders than this is not made scarce: both shops shall run into it."""

FAR_AWAY = 4
"""So many products lie in the south only."""

SPARE = 25
"""Units beyond all demand and loss of a product that is not scarce."""


@dataclass(frozen=True, slots=True)
class Product:
    """A product as Cin7 has it; both shops sell it."""

    sku: str
    title: str
    price: Decimal
    stock: Mapping[str, int]
    """Units by Cin7 warehouse; no entry where it was never kept."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """A spelling that only Shopify knows: an untracked variant, which always sells."""

    sku: str
    title: str
    price: Decimal


@dataclass(frozen=True)
class Catalogue:
    """Everything on sale.

    Args:
        products: What Cin7 has, too.
        strangers: What Cin7 lacks.
        scarce: SKUs of which the day wants more than there is.
    """

    products: tuple[Product, ...]
    strangers: tuple[Stranger, ...]
    scarce: tuple[str, ...]
    cin7_skus: frozenset[str]


@dataclass(frozen=True, slots=True)
class Want:
    """Units of a product that an order asks for."""

    sku: str
    units: int
    order: str
    country: str


@dataclass(frozen=True, slots=True)
class StockPlan:
    """Opening stock by SKU and warehouse, and which products are scarce."""

    stock: Mapping[str, Mapping[str, int]]
    scarce: tuple[str, ...]

    def home(self, sku: str) -> str:
        """The warehouse where most of a product lies."""
        stock = self.stock[sku]
        return max(stock, key=lambda place: (stock[place], -WAREHOUSES.index(place)))


def plan_stock(skus: Iterable[str], wants: Sequence[Want], losses: Mapping[str, int]) -> StockPlan:
    """Lay out the stock.

    Args:
        skus: Every product.
        wants: The day's demand.
        losses: Units of each SKU that corrections take away during the day.
    """
    demand: Counter[str] = Counter()
    near: dict[str, Counter[str]] = defaultdict(Counter)
    orders: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for want in wants:
        demand[want.sku] += want.units
        near[want.sku][nearest_warehouse(want.country)] += want.units
        orders[want.sku].add((shop_for(want.country).domain, want.order))
    steady = {sku: of for sku, of in orders.items() if sku not in losses}
    scarce, far_away = _contested(steady), _least_ordered(steady)
    stock: dict[str, Mapping[str, int]] = {}
    for sku in skus:
        kept = demand[sku] + losses.get(sku, 0) + SPARE
        if sku in scarce:
            stock[sku] = {MAIN: max(1, int(demand[sku] * SCARCE_SHARE))}
        elif sku in far_away:
            stock[sku] = {SOUTH: kept}
        elif demand[sku]:
            stock[sku] = {MAIN: kept, **_branches(near[sku])}
        else:
            stock[sku] = {WAREHOUSES[crc32(sku.encode()) % len(WAREHOUSES)]: kept}
    return StockPlan(stock, scarce)


def _branches(near: Mapping[str, int]) -> dict[str, int]:
    """Stock of the branches: what their own customers want, and a little more."""
    return {place: near[place] + 2 for place in (NORTH, SOUTH) if near.get(place)}


def _contested(orders: Mapping[str, set[tuple[str, str]]]) -> tuple[str, ...]:
    """Products for the last unit of which shops and customers will meet.

    First those that both shops sell; of these the less popular, so that few orders are cut short.
    """
    wanted = [sku for sku, of in orders.items() if len(of) >= FEWEST_ORDERS]

    def rank(sku: str) -> tuple[int, int, str]:
        return -len({shop for shop, _ in orders[sku]}), len(orders[sku]), sku

    return tuple(sorted(wanted, key=rank)[:SCARCE])


def _least_ordered(orders: Mapping[str, set[tuple[str, str]]]) -> tuple[str, ...]:
    seldom = [sku for sku, of in orders.items() if len(of) < FEWEST_ORDERS]
    return tuple(sorted(seldom, key=lambda sku: (crc32(sku.encode()), sku))[:FAR_AWAY])
