"""What made-up days share: 2,600 products, and customers who fill their baskets by chance.

The same chance gives the same goods and the same baskets.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from deployments.day.catalogue import Product, Want
from deployments.day.places import shop_for
from deployments.day.script import Order, OrderLine
from sandbox.chance import Random

KINDS = (
    "Apron", "Basket", "Bell", "Bottle", "Bowl", "Brush", "Candle", "Clock", "Cup", "Cushion",
    "Dish", "Frame", "Hook", "Jar", "Jug", "Lamp", "Mat", "Mirror", "Mug", "Plate", "Pot", "Rug",
    "Sign", "Tin", "Tray", "Vase",
)  # fmt: skip
COLOURS = (
    "Amber", "Black", "Blue", "Cream", "Green", "Grey", "Pink", "Red", "White", "Yellow",
)  # fmt: skip
SIZES = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "SET2", "SET4", "SET6")

ORDERS = 150
"""So many in a whole day."""
POPULAR = 80
"""So many products make up half of all order lines."""
MOST_LINES = 8
MOST_UNITS = 6
HOURS = 11
"""Orders of a whole day come in that long after the opening."""

COUNTRIES = ("Germany", "France", "EIRE", "Netherlands", "Sweden", "Spain", "Belgium", "Norway")
AT_HOME = "United Kingdom"
SHARE_AT_HOME = 0.65

CARRIAGE = OrderLine("POST", 1, Decimal("4.50"), "Postage", custom=True)


@dataclass(frozen=True, slots=True)
class Goods:
    """All there is to sell: title and price by SKU, in the same order."""

    titles: Mapping[str, str]
    prices: Mapping[str, Decimal]

    @property
    def skus(self) -> list[str]:
        """Every product's."""
        return list(self.titles)

    def line(self, sku: str, units: int) -> OrderLine:
        """So many units of a product in a basket."""
        return OrderLine(sku, units, self.prices[sku], self.titles[sku])

    def laid_out(self, stock: Mapping[str, Mapping[str, int]]) -> tuple[Product, ...]:
        """The products with their units by warehouse."""
        return tuple(
            Product(sku, title, self.prices[sku], stock[sku]) for sku, title in self.titles.items()
        )

    def wanted(self, orders: Sequence[Order]) -> list[Want]:
        """Units of products that orders ask for; lines of anything else are left out."""
        return [
            Want(line.code, line.units, order.name, order.country)
            for order in orders
            for line in order.lines
            if line.code in self.titles
        ]


def make_up_goods(chance: Random) -> Goods:
    """Every product, with a price by chance."""
    titles = {
        f"{kind[:4]}-{colour[:4]}-{size}".upper(): f"{kind}, {colour.lower()}, {size}"
        for kind in KINDS
        for colour in COLOURS
        for size in SIZES
    }
    prices = {sku: Decimal(chance.randrange(99, 4999)) / 100 for sku in titles}
    return Goods(titles, prices)


def make_up_orders(opens: datetime, chance: Random, goods: Goods) -> list[Order]:
    """A whole usual day's orders in order of time, numbered from #1001."""
    skus = goods.skus
    popular = chance.sample(skus, POPULAR)
    orders = []
    seconds = sorted(chance.randrange(HOURS * 3600) for _ in range(ORDERS))
    for number, after in enumerate(seconds, start=1001):
        country = AT_HOME if chance.random() < SHARE_AT_HOME else chance.choice(COUNTRIES)
        chosen = [
            chance.choice(popular if chance.random() < 0.5 else skus)
            for _ in range(chance.randint(1, MOST_LINES))
        ]
        lines = [goods.line(sku, chance.randint(1, MOST_UNITS)) for sku in dict.fromkeys(chosen)]
        orders.append(
            basket(opens + timedelta(seconds=after), f"#{number}", country, lines, chance)
        )
    return orders


def basket(
    at: datetime, name: str, country: str, lines: Sequence[OrderLine], chance: Random
) -> Order:
    """A customer of a country buys in the shop that sells there; abroad carriage is paid."""
    carriage = () if country == AT_HOME else (CARRIAGE,)
    customer = f"Customer {chance.randrange(10_000, 20_000)}"
    return Order(at, shop_for(country).domain, name, country, customer, (*lines, *carriage))
