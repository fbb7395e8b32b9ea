"""``python -m tests.benchmarks [SUBJECT ...] [--json]``: measure, and show what was measured."""

import argparse
import sys
import tempfile
from collections.abc import Callable

from rich.console import Console

from tests.benchmarks import deliveries, doorstep, effects, orders, plan, shown, stock, webhook
from tests.benchmarks.figures import Subject, as_json, show

Measure = Callable[[str], list[Subject]]


def _with_ledger(measure: Measure) -> Measure:
    """Give it the URL of a new SQLite ledger in the folder; it may lengthen the name."""

    def measured(folder: str) -> list[Subject]:
        return measure(f"sqlite:///{folder}/{measure.__module__}")

    return measured


SUBJECTS: dict[str, Measure] = {
    "stock": _with_ledger(stock.measure),
    "orders": _with_ledger(orders.measure),
    "doorstep": _with_ledger(doorstep.measure),
    "shown": _with_ledger(shown.measure),
    "webhook": _with_ledger(webhook.measure),
    "effects": effects.measure,
    "receiver": deliveries.measure,
    "plan": plan.measure,
}


def main() -> None:
    """Measure the subjects named, or all of them: some minutes on two cores."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=main.__doc__)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=", ".join(SUBJECTS))
    parser.add_argument("--json", action="store_true", help="one JSON document instead of tables")
    asked = parser.parse_args()
    unknown = set(asked.subjects) - set(SUBJECTS)
    if unknown:
        parser.error(f"no such subject: {', '.join(sorted(unknown))}")
    console = Console(width=None if sys.stdout.isatty() else 110)
    measured: list[Subject] = []
    for name in asked.subjects or SUBJECTS:
        with tempfile.TemporaryDirectory() as folder:
            found = SUBJECTS[name](folder)
        measured += found
        if not asked.json:
            show(found, console)
    if asked.json:
        sys.stdout.write(as_json(measured) + "\n")


if __name__ == "__main__":
    main()
