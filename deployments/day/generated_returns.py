"""What is taken back on a made-up day: every stage and every kind, in turn."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from deployments.day.script import How, Order, TakenBack, When
from sandbox.chance import Random

IN_TURN = (
    (When.AT_ONCE, How.CANCEL),
    (When.IN_CIN7, How.CANCEL),
    (When.HANDED_OFF, How.CANCEL),
    (When.LABELLED, How.CANCEL),
    (When.TOLD, How.CANCEL),
    (When.UNTOLD, How.CANCEL),
    (When.VOID_REFUSED, How.CANCEL),
    (When.AT_ONCE, How.REFUND),
    (When.IN_CIN7, How.REFUND),
    (When.HANDED_OFF, How.REFUND),
    (When.LABELLED, How.REFUND),
    (When.TOLD, How.REFUND),
    (When.UNTOLD, How.REFUND),
    (When.IN_CIN7, How.KEEP),
    (When.TOLD, How.KEEP),
    (When.TOLD, How.MONEY),
)
"""How far an order has come, and what is done."""

ORDERS = 24
"""So many orders are taken back."""

UNTIL = timedelta(hours=7)
"""Of the orders placed so long after the opening, so that each has time to come as far."""

WITHIN = 1800
"""Seconds after the order at most, before somebody thinks of taking it back."""


def taken_back(
    opens: datetime, orders: Sequence[Order], chance: Random, known: Mapping[str, str]
) -> list[TakenBack]:
    """Choose orders, spread over the day, and take each back, whole or one unit of its first line.

    Args:
        opens: When the day opens.
        orders: The day's orders.
        chance: When people think of it.
        known: The products that Cin7 has; an order with anything else is left alone.
    """
    fit = [order for order in orders if order.at < opens + UNTIL and _is_plain(order, known)]
    step = max(1, len(fit) // ORDERS)
    found = []
    for number, order in enumerate(fit[::step][:ORDERS]):
        when, how = IN_TURN[number % len(IN_TURN)]
        at_once = when is When.AT_ONCE
        line = max(order.lines, key=lambda line: (not line.custom, line.units))
        found.append(
            TakenBack(
                order.at + timedelta(seconds=1 if at_once else chance.randrange(60, WITHIN)),
                order.shop,
                order.name,
                when,
                how,
                {line.code: 1} if how in (How.REFUND, How.KEEP) else {},
                line.price if how is How.MONEY else Decimal(0),
            )
        )
    return found


def _is_plain(order: Order, known: Mapping[str, str]) -> bool:
    goods = [line for line in order.lines if not line.custom]
    return all(line.code in known for line in goods) and sum(line.units for line in goods) > 1
