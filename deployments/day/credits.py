"""Credit notes of a real day, matched with what they take back.

A credit note names no invoice. It takes back the latest earlier purchase of the same customer and
code that has units enough left, which is how a clerk would look it up.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from deployments.day.codes import is_product
from deployments.day.online_retail import Row


@dataclass(frozen=True, slots=True)
class Matched:
    """A line of a credit note, and the line of the invoice that it takes back."""

    credit: Row
    bought: Row


@dataclass(frozen=True, slots=True)
class Credits:
    """All credit notes of a day: what takes something back, and what nothing was found for."""

    matched: tuple[Matched, ...]
    unmatched: tuple[Row, ...]


def match(credit_lines: Sequence[Row], history: Iterable[Row]) -> Credits:
    """Match each line of a credit note, in the order of time.

    Args:
        credit_lines: Lines of C invoices; their units are below zero.
        history: Every line the same customers bought, at any time up to the end of the day.
    """
    bought: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in history:
        if row.customer and row.units > 0 and is_product(row.code):
            bought[row.customer, row.code].append(row)
    left = {id(row): row.units for rows in bought.values() for row in rows}
    matched: list[Matched] = []
    unmatched: list[Row] = []
    for line in sorted(credit_lines, key=lambda row: (row.at, row.invoice)):
        fitting = [
            row
            for row in bought.get((line.customer, line.code), ())
            if row.at < line.at and left[id(row)] >= -line.units
        ]
        if not fitting or line.units >= 0:
            unmatched.append(line)
            continue
        latest = max(fitting, key=lambda row: (row.at, row.invoice))
        left[id(latest)] += line.units
        matched.append(Matched(line, latest))
    return Credits(tuple(matched), tuple(unmatched))
