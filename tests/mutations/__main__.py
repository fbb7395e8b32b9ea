"""``python -m tests.mutations [NAME …] [--list]``: take out each guard, see who notices."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tests.mutations.guard import Guard, GuardMoved
from tests.mutations.guards import EVERY
from tests.mutations.trial import ROOT, Verdict, copy_to, try_without, untouched

console = Console(width=None if sys.stdout.isatty() else 160)


def main() -> int:
    """Take each guard out of a copy of the project; 1 if the tests of one pass all the same."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=main.__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="words of a guard's name or file")
    parser.add_argument("--list", action="store_true", help="name the guards, try none")
    parser.add_argument(
        "--timeout", type=float, default=600.0, help="seconds for one guard's tests"
    )
    asked = parser.parse_args()
    guards = [guard for guard in EVERY if _is_asked(guard, asked.names)]
    if not guards:
        parser.error("no guard of that name: --list shows them")
    if asked.list:
        return _listed(guards)
    moved = _moved(guards)
    if moved:
        console.print("\n".join(moved), style="bold red")
        return 1
    return _tried(guards, asked.timeout)


def _is_asked(guard: Guard, names: Sequence[str]) -> bool:
    said = f"{guard.name} {guard.file}".lower()
    return not names or any(name.lower() in said for name in names)


def _listed(guards: Sequence[Guard]) -> int:
    table = Table("guard", "file")
    for guard in guards:
        table.add_row(guard.name, guard.file)
    console.print(table)
    return 0


def _moved(guards: Sequence[Guard]) -> list[str]:
    found = []
    for guard in guards:
        try:
            guard.removed_from((ROOT / guard.file).read_text(encoding="utf-8"))
        except GuardMoved as moved:
            found.append(str(moved))
    return found


def _tried(guards: Sequence[Guard], timeout: float) -> int:
    with tempfile.TemporaryDirectory(prefix="stocksteady-") as folder:
        copy = copy_to(Path(folder))
        failing = untouched(copy, guards, timeout + 60.0 * len(guards))
        if failing:
            console.print(failing, markup=False, highlight=False)
            console.print("Tests fail though every guard is in its place.", style="bold red")
            return 1
        verdicts = []
        for number, guard in enumerate(guards, 1):
            verdicts.append(try_without(guard, copy, timeout))
            last = verdicts[-1]
            end = f"killed ({last.because[:100]})" if last.killed_by else "SURVIVED"
            said = f"{number}/{len(guards)} {guard.name}: {end}"
            console.print(said, markup=False, highlight=False, soft_wrap=True)
    return _told(verdicts)


def _told(verdicts: Sequence[Verdict]) -> int:
    table = Table("guard", "killed by", "seconds")
    for one in verdicts:
        said = escape(one.killed_by) if one.killed_by else f"[red]SURVIVED[/] in {one.guard.file}"
        table.add_row(one.guard.name, said, f"{one.seconds:.1f}")
    console.print(table)
    survived = [one for one in verdicts if one.killed_by is None]
    for one in survived:
        console.print(f"{one.guard.name}: {one.because}", markup=False, highlight=False)
    killed = len(verdicts) - len(survived)
    seconds = sum(one.seconds for one in verdicts)
    console.print(
        f"{killed} of {len(verdicts)} guards are missed when they are gone, {seconds:.0f} s"
    )
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
