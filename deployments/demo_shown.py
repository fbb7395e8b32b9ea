"""What a person sees when the demo's day is over."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console

from deployments.day.flash_tables import flash_table
from deployments.day.tables import (
    breach_lines,
    count_table,
    exception_table,
    promise_table,
    reversal_table,
)

TOO_FAST = (
    "What is still under way may be all that is amiss: this machine is too slow or too busy for "
    "the speed. Try again with less beside it, or slower: make demo SPEED=60"
)


def show(console: Console, report: Mapping[str, Any], path: Path) -> None:
    """Tables, the first breaches, and where the report is; ``path`` is the report's file."""
    tables = (count_table, reversal_table, exception_table, promise_table)
    for table in (make(report) for make in tables):
        console.print(table)
    if "flash_sale" in report:
        console.print(flash_table(report["flash_sale"]))
        console.print(f"picture: {path.with_name(report['flash_sale']['picture'])}", markup=False)
    for line in breach_lines(report):
        console.print(line, markup=False, highlight=False)
    prefect = report["prefect"]
    runs = sum(sum(ends.values()) for ends in prefect["flow_runs"].values())
    settled = report["settled"]
    rest = "was not at rest" if settled["open_ends"] else "came to rest"
    console.print(
        f"{runs} flow runs, {prefect['task_runs']} task runs, {report['wall_seconds']} s in all; "
        f"{rest} after {settled['seconds']} s; report: {path}",
        highlight=False,
    )
    for end in settled["open_ends"]:
        console.print(f"still under way: {end}", style="yellow", markup=False)
    if settled["open_ends"] and breach_lines(report):
        console.print(TOO_FAST, style="yellow", markup=False)
