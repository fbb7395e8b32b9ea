"""Shopify's decisions to take something back, one row of the ledger each."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from domain.reversal_facts import RETURN, OrderSeen, RefundSeen
from domain.reversal_units import Split, split

WITH_THE_CANCEL = timedelta(seconds=10)
"""A refund made so soon before or after the order was called off is part of that."""


class Taken(StrEnum):
    """What was taken back; the ledger's words."""

    CANCEL = "cancel"
    REDUCE = "reduce"
    RETURN = "return"
    KEEP = "keep"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of Shopify's.

    Args:
        name: ``cancel``, ``refund/<id>`` or ``edit/<number>``.
        kind: What it took back.
        lines: (line id, SKU, units).
        amount: Money, in the shop's currency.
        frees: Whether units that never left are among it.
        refund_id: Of the refund it is; empty for the others.
    """

    name: str
    kind: Taken
    lines: tuple[tuple[str, str, int], ...]
    amount: Decimal
    frees: bool
    refund_id: str = ""

    @property
    def units(self) -> int:
        """All of them."""
        return sum(units for _, _, units in self.lines)


def decisions(seen: OrderSeen, edited: Mapping[str, int], edits: int) -> tuple[Decision, ...]:
    """Every decision that Shopify shows of an order.

    Args:
        seen: The order.
        edited: Units by line of the edits that are known already.
        edits: How many those are.
    """
    parts = split(seen.lines, seen.refunds)
    skus = {line.line_id: line.sku for line in seen.lines}
    found = []
    explained: Counter[str] = Counter(dict(edited))
    called_off: Counter[str] = Counter()
    money = Decimal(0)
    for refund in seen.refunds:
        own = parts[refund.refund_id]
        for part in own:
            explained[part.line.line_id] += part.line.units
        if _with_the_cancel(seen, refund, own):
            called_off.update({part.line.line_id: part.line.units for part in own})
            money += refund.amount
        else:
            found.append(_of_refund(refund, own, skus))
    if seen.cancelled_at is not None:
        found.append(Decision("cancel", Taken.CANCEL, _lines(called_off, skus), money, True))
    else:
        gone = Counter({line.line_id: line.ordered - line.current for line in seen.lines})
        if less := +(gone - explained):
            name = f"edit/{edits + 1}"
            found.append(Decision(name, Taken.REDUCE, _lines(less, skus), Decimal(0), True))
    return tuple(found)


def _with_the_cancel(seen: OrderSeen, refund: RefundSeen, parts: tuple[Split, ...]) -> bool:
    if seen.cancelled_at is None or any(part.out for part in parts):
        return False
    return abs(refund.at - seen.cancelled_at) <= WITH_THE_CANCEL


def _of_refund(refund: RefundSeen, parts: tuple[Split, ...], skus: Mapping[str, str]) -> Decision:
    units: Counter[str] = Counter()
    for part in parts:
        units[part.line.line_id] += part.line.units
    kind = Taken.MONEY
    if any(part.line.restock == RETURN for part in parts):
        kind = Taken.RETURN
    elif any(part.out for part in parts):
        kind = Taken.KEEP
    elif parts:
        kind = Taken.REDUCE
    frees = any(part.kept for part in parts)
    name = f"refund/{refund.refund_id}"
    return Decision(name, kind, _lines(units, skus), refund.amount, frees, refund.refund_id)


def _lines(units: Counter[str], skus: Mapping[str, str]) -> tuple[tuple[str, str, int], ...]:
    return tuple((line_id, skus.get(line_id, ""), n) for line_id, n in sorted(units.items()) if n)
