"""A made-up day, for a newcomer without order lines: the same seed gives the same day.

It has a catalogue of 2,600 products, two shops, three warehouses, products that run out, a purchase
order that comes in, stock corrections, two orders with a spelling that Cin7 lacks and one with a
code that no rule names.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from deployments.day.catalogue import Catalogue, Product, StockPlan, Stranger, Want, plan_stock
from deployments.day.generated_returns import taken_back
from deployments.day.places import MAIN, shop_for
from deployments.day.script import (
    Adjustment,
    Happening,
    Order,
    OrderLine,
    Receipt,
    Script,
    in_order,
    troubles,
)
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
POPULAR = 80
"""So many products make up half of all order lines."""
MOST_LINES = 8
MOST_UNITS = 6
HOURS = 11
"""Orders come in that long after the opening."""
RESTOCKED = 6
"""So many of the scarce products come in again at midday."""
CORRECTIONS = 8

COUNTRIES = ("Germany", "France", "EIRE", "Netherlands", "Sweden", "Spain", "Belgium", "Norway")
AT_HOME = "United Kingdom"
SHARE_AT_HOME = 0.65

CARRIAGE = OrderLine("POST", 1, Decimal("4.50"), "Postage", custom=True)
SAMPLES = OrderLine("S", 1, Decimal("1.00"), "Samples", custom=True)
"""A code that the rules do not name."""


def generated_script(opens: datetime, seed: int) -> Script:
    """Make up a day that opens at this time."""
    chance = Random(seed)
    names = _names()
    prices = {sku: Decimal(chance.randrange(99, 4999)) / 100 for sku in names}
    orders = _orders(opens, chance, list(names), names, prices)
    lowered = tuple(sku.lower() for sku in chance.sample(sorted(names), 2))
    orders = _with_oddities(orders, lowered, names, prices)
    corrected = chance.sample(sorted(set(names) - {sku.upper() for sku in lowered}), CORRECTIONS)
    losses = {sku: chance.randrange(1, 8) for sku in corrected}
    plan = plan_stock(names, _wants(orders, names), losses)
    catalogue = Catalogue(
        tuple(Product(sku, names[sku], prices[sku], plan.stock[sku]) for sku in names),
        tuple(Stranger(sku, names[sku.upper()], prices[sku.upper()]) for sku in lowered),
        plan.scarce,
        frozenset(names),
    )
    happenings: list[Happening] = [
        *troubles(opens),
        *orders,
        *_corrections(opens, chance, plan, losses),
        *_receipts(opens, orders, plan),
        *taken_back(opens, orders, Random(f"returns {seed}"), names),
    ]
    return Script(f"made up, seed {seed}", opens, in_order(happenings), catalogue)


def _names() -> dict[str, str]:
    """Every product's SKU and title, sorted by SKU."""
    return {
        f"{kind[:4]}-{colour[:4]}-{size}".upper(): f"{kind}, {colour.lower()}, {size}"
        for kind in KINDS
        for colour in COLOURS
        for size in SIZES
    }


def _orders(
    opens: datetime,
    chance: Random,
    skus: Sequence[str],
    titles: dict[str, str],
    prices: dict[str, Decimal],
) -> list[Order]:
    popular = chance.sample(skus, POPULAR)
    orders = []
    seconds = sorted(chance.randrange(HOURS * 3600) for _ in range(ORDERS))
    for number, after in enumerate(seconds, start=1001):
        country = AT_HOME if chance.random() < SHARE_AT_HOME else chance.choice(COUNTRIES)
        chosen = [
            chance.choice(popular if chance.random() < 0.5 else skus)
            for _ in range(chance.randint(1, MOST_LINES))
        ]
        lines = [
            OrderLine(sku, chance.randint(1, MOST_UNITS), prices[sku], titles[sku])
            for sku in dict.fromkeys(chosen)
        ]
        if country != AT_HOME:
            lines.append(CARRIAGE)
        orders.append(
            Order(
                opens + timedelta(seconds=after),
                shop_for(country).domain,
                f"#{number}",
                country,
                f"Customer {chance.randrange(10_000, 20_000)}",
                tuple(lines),
            )
        )
    return orders


def _with_oddities(
    orders: list[Order],
    lowered: Sequence[str],
    titles: dict[str, str],
    prices: dict[str, Decimal],
) -> list[Order]:
    """Two orders get a spelling that Cin7 lacks, a third one a code that no rule names."""
    strange = [OrderLine(sku, 2, prices[sku.upper()], titles[sku.upper()]) for sku in lowered] + [
        SAMPLES
    ]
    third = len(orders) // 3
    odd = {third // 2 + third * place: line for place, line in enumerate(strange)}
    return [
        replace(order, lines=(*order.lines, odd[place])) if place in odd else order
        for place, order in enumerate(orders)
    ]


def _wants(orders: Sequence[Order], known: dict[str, str]) -> list[Want]:
    return [
        Want(line.code, line.units, order.name, order.country)
        for order in orders
        for line in order.lines
        if line.code in known
    ]


def _corrections(
    opens: datetime, chance: Random, plan: StockPlan, losses: dict[str, int]
) -> list[Adjustment]:
    return [
        Adjustment(
            opens + timedelta(seconds=chance.randrange(HOURS * 3600)),
            sku,
            plan.home(sku),
            -units,
            "damaged",
        )
        for sku, units in losses.items()
    ]


def _receipts(opens: datetime, orders: Sequence[Order], plan: StockPlan) -> list[Receipt]:
    wanted: Counter[str] = Counter()
    for order in orders:
        for line in order.lines:
            wanted[line.code] += line.units
    units = {sku: wanted[sku] // 2 + 1 for sku in plan.scarce[:RESTOCKED]}
    return [Receipt(opens + timedelta(hours=6), MAIN, units)]
