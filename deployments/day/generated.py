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

from deployments.day.catalogue import Catalogue, StockPlan, Stranger, plan_stock
from deployments.day.generated_returns import taken_back
from deployments.day.made_up import HOURS, Goods, make_up_goods, make_up_orders
from deployments.day.places import MAIN
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

RESTOCKED = 6
"""So many of the scarce products come in again at midday."""
CORRECTIONS = 8

SAMPLES = OrderLine("S", 1, Decimal("1.00"), "Samples", custom=True)
"""A code that the rules do not name."""


def generated_script(opens: datetime, seed: int) -> Script:
    """Make up a day that opens at this time."""
    chance = Random(seed)
    goods = make_up_goods(chance)
    orders = make_up_orders(opens, chance, goods)
    lowered = tuple(sku.lower() for sku in chance.sample(sorted(goods.skus), 2))
    orders = _with_oddities(orders, lowered, goods)
    steady = sorted(set(goods.skus) - {sku.upper() for sku in lowered})
    losses = {sku: chance.randrange(1, 8) for sku in chance.sample(steady, CORRECTIONS)}
    plan = plan_stock(goods.skus, goods.wanted(orders), losses)
    catalogue = Catalogue(
        goods.laid_out(plan.stock),
        tuple(
            Stranger(sku, goods.titles[sku.upper()], goods.prices[sku.upper()]) for sku in lowered
        ),
        plan.scarce,
        frozenset(goods.skus),
    )
    happenings: list[Happening] = [
        *troubles(opens),
        *orders,
        *_corrections(opens, chance, plan, losses),
        *_receipts(opens, orders, plan),
        *taken_back(opens, orders, Random(f"returns {seed}"), goods.titles),
    ]
    return Script(f"made up, seed {seed}", opens, in_order(happenings), catalogue)


def _with_oddities(orders: list[Order], lowered: Sequence[str], goods: Goods) -> list[Order]:
    """Two orders get a spelling that Cin7 lacks, a third one a code that no rule names."""
    strange = [replace(goods.line(sku.upper(), 2), code=sku) for sku in lowered] + [SAMPLES]
    third = len(orders) // 3
    odd = {third // 2 + third * place: line for place, line in enumerate(strange)}
    return [
        replace(order, lines=(*order.lines, odd[place])) if place in odd else order
        for place, order in enumerate(orders)
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
