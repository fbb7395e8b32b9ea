"""A real day's credit notes as happenings: what is taken back, and the orders it is taken back of.

An order of the same day is taken back at each stage in turn. One of an earlier day is set up before
the day opens: shipped, unless it is of the last two days. A line for which no purchase was found
takes something back of an order that Cin7 never heard of, which no machine can do.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import cycle

from deployments.day.codes import is_product
from deployments.day.credits import Credits, Matched
from deployments.day.online_retail import RetailDay, Row
from deployments.day.places import MAIN, shop_for
from deployments.day.script import Earlier, How, Order, OrderLine, TakenBack, When

IN_TURN = (When.AT_ONCE, When.IN_CIN7, When.HANDED_OFF, When.LABELLED, When.TOLD)

UNSHIPPED_FOR = timedelta(days=2)
"""Orders no older than this at the day's opening have not been sent yet."""

LONG_AGO = timedelta(days=30)
"""When an order was placed of which nothing is known."""


@dataclass(frozen=True, slots=True)
class CreditStory:
    """Orders from before the day, and what is taken back on it."""

    earlier: tuple[Earlier, ...]
    taken_back: tuple[TakenBack, ...]


def credit_story(retail: RetailDay, found: Credits, opens: datetime) -> CreditStory:
    """Lay the credit notes of a day out."""
    by_pair: dict[tuple[str, str], list[Matched]] = defaultdict(list)
    for one in found.matched:
        by_pair[one.credit.invoice, one.bought.invoice].append(one)
    today = {invoice.number: invoice for invoice in retail.orders}
    turns = cycle(IN_TURN)
    earlier: dict[str, Earlier] = {}
    taken_back: list[TakenBack] = []
    for (_, number), pairs in by_pair.items():
        units = _units((pair.credit for pair in pairs), retail)
        if number in today:
            bought = today[number]
            whole = _covers(units, bought.lines)
            when = next(turns)
            how = How.CANCEL if whole else How.REFUND
            units = {pair.credit.code: 0 for pair in pairs}
            for pair in pairs:
                units[pair.credit.code] -= pair.credit.units
        else:
            if number not in earlier:
                earlier[number] = _earlier(number, retail, opens)
            when, how = When.AT_ONCE, How.REFUND
        taken_back.append(
            TakenBack(
                at=max(pair.credit.at for pair in pairs),
                shop=shop_for(pairs[0].bought.country).domain,
                name=f"#{number}",
                when=when,
                how=how,
                units={} if how is How.CANCEL else units,
            )
        )
    for credit, strange in _strangers(found.unmatched):
        earlier[credit] = _unknown(credit, strange, retail)
        taken_back.append(_stray(credit, strange, retail))
    return CreditStory(tuple(earlier.values()), tuple(taken_back))


def _units(lines: Iterator[Row], retail: RetailDay) -> dict[str, int]:
    """Units by Cin7's spelling of the code."""
    units: Counter[str] = Counter()
    for row in lines:
        units[_spelt(row.code, retail)] -= row.units
    return dict(units)


def _spelt(code: str, retail: RetailDay) -> str:
    return retail.spellings.cin7_spelling(code) or code


def _covers(units: dict[str, int], lines: Sequence[Row]) -> bool:
    bought: Counter[str] = Counter()
    for row in lines:
        if is_product(row.code):
            bought[row.code.casefold()] += row.units
    back = Counter({code.casefold(): count for code, count in units.items()})
    return bought == back


def _earlier(number: str, retail: RetailDay, opens: datetime) -> Earlier:
    rows = [row for row in retail.history if row.invoice == number and row.units > 0]
    goods = [row for row in rows if is_product(row.code)]
    order = Order(
        min(row.at for row in rows),
        shop_for(rows[0].country).domain,
        f"#{number}",
        rows[0].country,
        f"Customer {rows[0].customer}",
        _basket(goods, retail),
    )
    return Earlier(order, MAIN, shipped=order.at < opens - UNSHIPPED_FOR)


def _basket(rows: Sequence[Row], retail: RetailDay) -> tuple[OrderLine, ...]:
    """One line a code, as Cin7 spells it; the first price holds."""
    lines: dict[str, OrderLine] = {}
    for row in rows:
        code = _spelt(row.code, retail)
        before = lines[code].units if code in lines else 0
        price = lines[code].price if code in lines else abs(row.price)
        lines[code] = OrderLine(
            code, before + abs(row.units), price, row.title or code, not is_product(code)
        )
    return tuple(lines.values())


def _strangers(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    by_credit: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_credit[row.invoice].append(row)
    yield from by_credit.items()


def _unknown(credit: str, rows: Sequence[Row], retail: RetailDay) -> Earlier:
    """The order somebody must have placed once, which Cin7 has no sale of."""
    order = Order(
        rows[0].at - LONG_AGO,
        shop_for(rows[0].country).domain,
        f"#of {credit}",
        rows[0].country,
        f"Customer {rows[0].customer}" if rows[0].customer else "",
        _basket(rows, retail),
    )
    return Earlier(order, MAIN, shipped=True, in_cin7=False)


def _stray(credit: str, rows: Sequence[Row], retail: RetailDay) -> TakenBack:
    goods = [row for row in rows if is_product(row.code)]
    money = sum((abs(row.price) * -row.units for row in rows), Decimal(0))
    return TakenBack(
        at=rows[0].at,
        shop=shop_for(rows[0].country).domain,
        name=f"#of {credit}",
        when=When.AT_ONCE,
        how=How.REFUND if goods else How.MONEY,
        units=_units(iter(goods), retail),
        amount=money,
    )
