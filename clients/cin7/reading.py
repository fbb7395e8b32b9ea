"""Lists of Cin7 Core, read to their end or not at all.

Cin7 pages by number and keeps no snapshot: a row that changes meanwhile can come twice or never.
So a list counts as read only when the rows that came are as many as Cin7 says there are.
"""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from clients.cin7.errors import SYSTEM, IncompleteScan

LARGEST_PAGE = 1000
"""Rows; the most that Cin7 gives a page."""

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page. ``total`` counts the rows of all pages; ``number`` is Cin7's echo, if any."""

    total: int
    number: int | None
    rows: Sequence[Row]


async def read_all(
    fetch: Callable[[int], Awaitable[Page[Row]]],
    identity: Callable[[Row], Hashable],
    *,
    operation: str,
    strict: bool,
) -> list[Row]:
    """Read pages 1..n and give all rows, each once.

    Args:
        fetch: Reads one page by its number.
        identity: What makes two rows the same row.
        operation: For errors.
        strict: A row that comes twice, or a total that moves, spoils the scan. Otherwise the later
            row wins: then the list may move while we read, as long as none is missing at the end.

    Raises:
        IncompleteScan: The rows are not as many as Cin7 says; start again from page 1.
    """
    seen: dict[Hashable, Row] = {}
    first: Page[Row] | None = None
    number = 0
    while True:
        number += 1
        page = await fetch(number)
        first = first or page
        known = len(seen)
        if page.number not in (None, number):
            raise _incomplete(operation, f"asked for page {number}, got page {page.number}")
        if strict and page.total != first.total:
            raise _incomplete(operation, f"the total went from {first.total} to {page.total}")
        for row in page.rows:
            key = identity(row)
            if strict and key in seen:
                raise _incomplete(operation, f"page {number} has a row again: {key}")
            seen[key] = row
        if strict and len(seen) > page.total:
            raise _incomplete(operation, f"{len(seen)} rows came of {page.total}")
        if len(seen) >= page.total:
            return list(seen.values())
        if len(seen) == known or len(page.rows) < len(first.rows):
            raise _incomplete(operation, f"{len(seen)} rows came of {page.total}, page {number}")


def _incomplete(operation: str, message: str) -> IncompleteScan:
    return IncompleteScan(message, system=SYSTEM, operation=operation)
