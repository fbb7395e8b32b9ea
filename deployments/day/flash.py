"""A short made-up day with a flash sale: fifty times the velocity for ten minutes.

The arithmetic: a whole usual day is made up first, as ``generated.py`` does it, eleven hours long.
What it sells of a product in a shop is that product's usual velocity there. In the ten minutes of
the sale each shop is asked for ``50 x units of the usual day x 10 / 660`` units of each of the
twenty products that both shops sell best, rounded to whole units; these baskets come on top of the
usual day's own, whose first 75 minutes are played. With seed 7 the twenty sell 388 units in 660
minutes, so the sale asks for 296 in ten (50 x 388 x 10 / 660 = 293.9, rounded by product and shop).

All units of the twenty lie in one warehouse, so both shops sell from one shelf. Of fourteen there
is less than the sale asks for; of six there is more. A purchase order brings some of the fourteen
back ten minutes later.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from deployments.day.catalogue import Catalogue, plan_stock
from deployments.day.crew import SWIFT
from deployments.day.made_up import (
    AT_HOME,
    COUNTRIES,
    HOURS,
    Goods,
    basket,
    make_up_goods,
    make_up_orders,
)
from deployments.day.places import MAIN, SHOPS, UK
from deployments.day.script import FlashSale, Happening, Order, OrderLine, Receipt, Script, in_order
from sandbox.chance import Random

TIMES = 50
"""So many times the usual velocity."""
PRODUCTS = 20
QUIET = timedelta(minutes=20)
"""From the opening to the sale."""
LASTS = timedelta(minutes=10)
RECEIPT_AFTER = timedelta(minutes=10)
"""From the end of the sale to the receipt."""
DAY = timedelta(minutes=75)
"""Usual orders come in that long after the opening."""

SHARES = (0.5, 0.6, 0.7, 0.8, 0.9)
"""How much there is of what the sale asks for, product after product."""
PLENTIFUL = 6
"""So many of the twenty do not run out."""
SPARE = 5
"""Units of those beyond all that anybody asks for."""
RESTOCKED = 5

MOST_UNITS = 2
MOST_LINES = 3
"""A basket of the sale has so many products, and so many units of each, at most."""

Wanted = Mapping[tuple[str, str], int]
"""Units by shop domain and SKU."""


def flash_script(opens: datetime, seed: int) -> Script:
    """Make up a day with a sale that opens at this time."""
    chance = Random(f"flash sale {seed}")
    goods = make_up_goods(chance)
    usual_day = make_up_orders(opens, chance, goods)
    usual = usual_velocity(usual_day)
    sale = FlashSale(opens + QUIET, opens + QUIET + LASTS, best_sold(usual), TIMES)
    wanted = asked_for(usual, sale)
    ordinary = [order for order in usual_day if order.at < opens + DAY]
    plan = plan_stock(goods.skus, goods.wanted(ordinary), {})
    kept = _laid_in(sale.skus, wanted, goods, ordinary)
    scarce = sale.skus[: PRODUCTS - PLENTIFUL]
    happenings: list[Happening] = [
        *ordinary,
        *_rush(sale, wanted, goods, chance),
        Receipt(sale.ends + RECEIPT_AFTER, MAIN, _brought_back(scarce, wanted)),
    ]
    return Script(
        f"flash sale, seed {seed}",
        opens,
        in_order(happenings),
        Catalogue(goods.laid_out({**plan.stock, **kept}), (), scarce, frozenset(goods.skus)),
        crew=SWIFT,
        sale=sale,
    )


def usual_velocity(orders: Sequence[Order]) -> Counter[tuple[str, str]]:
    """Units by shop domain and SKU that a whole usual day sells (custom lines left out)."""
    units: Counter[tuple[str, str]] = Counter()
    for order in orders:
        for line in order.lines:
            if not line.custom:
                units[order.shop, line.code] += line.units
    return units


def best_sold(usual: Wanted) -> tuple[str, ...]:
    """The twenty products that every shop sells, by the shop that sells fewer of each."""

    def rank(sku: str) -> tuple[int, int, str]:
        units = [usual.get((shop.domain, sku), 0) for shop in SHOPS]
        return -min(units), -sum(units), sku

    return tuple(sorted({sku for _, sku in usual}, key=rank)[:PRODUCTS])


def asked_for(usual: Wanted, sale: FlashSale) -> dict[tuple[str, str], int]:
    """Units that the sale's customers ask each shop for: the usual velocity, so many times."""
    share = (sale.ends - sale.begins) / timedelta(hours=HOURS)
    return {
        (shop.domain, sku): round(sale.times * usual.get((shop.domain, sku), 0) * share)
        for shop in SHOPS
        for sku in sale.skus
    }


def _rush(sale: FlashSale, wanted: Wanted, goods: Goods, chance: Random) -> list[Order]:
    """The sale's baskets, at random moments of it, numbered from #2001 in order of time."""
    found: list[tuple[float, str, list[OrderLine]]] = []
    for shop in SHOPS:
        units = {sku: number for (domain, sku), number in wanted.items() if domain == shop.domain}
        for lines in _baskets(units, goods, chance):
            country = AT_HOME if shop is UK else chance.choice(COUNTRIES)
            found.append((chance.random(), country, lines))
    lasts = sale.ends - sale.begins
    return [
        basket(sale.begins + lasts * after, f"#{number}", country, lines, chance)
        for number, (after, country, lines) in enumerate(
            sorted(found, key=lambda one: one[0]), start=2001
        )
    ]


def _baskets(wanted: Mapping[str, int], goods: Goods, chance: Random) -> Iterator[list[OrderLine]]:
    """Share units out to customers until none is left; nobody has a product on two lines."""
    left = Counter({sku: units for sku, units in wanted.items() if units})
    while left:
        chosen = chance.sample(sorted(left), min(len(left), chance.randint(1, MOST_LINES)))
        units = {sku: min(left[sku], chance.randint(1, MOST_UNITS)) for sku in chosen}
        left = +(left - Counter(units))
        yield [goods.line(sku, number) for sku, number in units.items()]


def _laid_in(
    skus: Sequence[str], wanted: Wanted, goods: Goods, ordinary: Sequence[Order]
) -> dict[str, dict[str, int]]:
    """Opening stock of the sale's products, all in one warehouse."""
    usual = Counter({sku: 0 for sku in skus})
    for want in goods.wanted(ordinary):
        usual[want.sku] += want.units
    stock = {}
    for place, sku in enumerate(skus):
        asked = sum(wanted[shop.domain, sku] for shop in SHOPS)
        if place < PRODUCTS - PLENTIFUL:
            stock[sku] = {MAIN: max(1, int(asked * SHARES[place % len(SHARES)]))}
        else:
            stock[sku] = {MAIN: asked + usual[sku] + SPARE}
    return stock


def _brought_back(scarce: Sequence[str], wanted: Wanted) -> dict[str, int]:
    """Half of what the sale asked for comes in again of some."""
    return {
        sku: max(1, sum(wanted[shop.domain, sku] for shop in SHOPS) // 2)
        for sku in scarce[:RESTOCKED]
    }
