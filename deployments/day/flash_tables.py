"""A flash sale's figures as a person reads them: in a terminal, and in the Prefect UI."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Literal

from rich.box import SIMPLE_HEAD
from rich.table import Table

SKU = "SKU"

Sale = Mapping[str, Any]
"""The report's part ``flash_sale``."""


def flash_table(sale: Sale) -> Table:
    """A line a product, and their sums; narrow enough for a terminal of 80 columns."""
    table = Table(title=heading(sale), caption=conclusion(sale), box=SIMPLE_HEAD, padding=0)
    for name in _head(sale):
        side: Literal["left", "right"] = "left" if name == SKU else "right"
        table.add_column(name.replace(" ", "\n"), no_wrap=True, justify=side)
    rows = list(_lines(sale))
    for place, line in enumerate(rows):
        table.add_row(*line, end_section=place == len(rows) - 2)
    return table


def flash_markdown(sale: Sale) -> str:
    """The same in Markdown."""
    head = _head(sale)
    rows = [head, ["---", *("---:" for _ in head[1:])], *_lines(sale)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"## {heading(sale)}\n\n{conclusion(sale)}\n\n{table}\n"


def heading(sale: Sale) -> str:
    """What was sold how fast, and when."""
    begins, ends = (datetime.fromisoformat(sale[name]) for name in ("begins", "ends"))
    return (
        f"Flash sale: {sale['times']} times the usual velocity, {len(sale['rows'])} products,"
        f" {begins:%H:%M} to {ends:%H:%M}"
    )


def conclusion(sale: Sale) -> str:
    """What it came to, in a few sentences; the figures are the whole day's."""
    total = sale["totals"]
    longest = total["too_high_seconds"]
    return (
        f"{total['ran_out_in_the_sale']} products ran out in the sale."
        f" {total['oversold']} units were oversold by us; {total['gap']} were sold in the gap"
        " between two stores, which only a buffer closes."
        f" No count stood too high for longer than {_seconds(longest)} of our clock,"
        f" {longest / sale['speed']:.1f} s on the wall at speed {sale['speed']:g}."
    )


def _head(sale: Sale) -> list[str]:
    stores = [f"sold {store}" for store in sale["totals"]["sold"]]
    return [
        SKU,
        "opening",
        *stores,
        "refused",
        "though there",
        "empty at",
        "shown too high",
        "in the gap",
        "oversold by us",
    ]


def _lines(sale: Sale) -> Iterator[list[str]]:
    for row in sale["rows"]:
        yield _line(row["sku"], row, _clock(row["ran_out"]))
    yield _line("all", sale["totals"], "")


def _line(name: str, of: Mapping[str, Any], empty_at: str) -> list[str]:
    return [
        name,
        str(of["opening"]),
        *(str(units) for units in of["sold"].values()),
        str(of["refused"]),
        str(of["refused_though_there"]),
        empty_at,
        _seconds(of["too_high_seconds"]),
        str(of["gap"]),
        str(of["oversold"]),
    ]


def _clock(moment: str | None) -> str:
    return f"{datetime.fromisoformat(moment):%H:%M:%S}" if moment else "-"


def _seconds(seconds: float) -> str:
    return f"{seconds:.0f} s"
