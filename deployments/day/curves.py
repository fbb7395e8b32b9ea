"""Units over time as curves: a value stands until the next one."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise

Curve = tuple[tuple[datetime, int], ...]
"""(From when, units), in order."""


def value_at(curve: Curve, at: datetime) -> int:
    """What stood at this moment; before the first value, the first (0 of an empty curve)."""
    if not curve:
        return 0
    return curve[max(0, bisect_right(curve, at, key=lambda step: step[0]) - 1)][1]


def added(curves: Iterable[Curve]) -> Curve:
    """The sum of curves at all times."""
    all_of_them = [curve for curve in curves if curve]
    changes = [
        (at, value - before)
        for curve in all_of_them
        for (_, before), (at, value) in pairwise(curve)
    ]
    total = sum(curve[0][1] for curve in all_of_them)
    found: list[tuple[datetime, int]] = []
    if all_of_them:
        found.append((min(curve[0][0] for curve in all_of_them), total))
    for at, change in sorted(changes):
        total += change
        if found and found[-1][0] == at:
            found.pop()
        found.append((at, total))
    return tuple(found)
