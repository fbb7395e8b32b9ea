"""How every command answers: a table for people, JSON for programs, an exit code for both."""

import functools
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Annotated, ParamSpec, TypeVar

import typer
from pydantic_core import to_jsonable_python
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import OperationalError, ProgrammingError

from clients.errors import ClientError
from ledger.store import NoLedger
from settings.problems import SettingsError

P = ParamSpec("P")
R = TypeVar("R")

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, change nothing.")]


class Exit(IntEnum):
    """Exit codes; docs/how-to/use-the-command-line.md."""

    DONE = 0
    """Done, and everything is as it should be."""
    AMISS = 1
    """Done, and something is not as it should be: a check failed, a promise is broken."""
    MISUSED = 2
    """The command was not understood."""
    SETTINGS = 3
    """Settings, rules or prefect.yaml can't be used."""
    OUTSIDE = 4
    """A vendor, Prefect or the database did not answer, or refused."""
    INTERRUPTED = 130
    """Ctrl-C."""


class Misused(Exception):
    """A name or option that means nothing here."""


def no_stranger(kind: str, named: Iterable[str], known: Iterable[str]) -> None:
    """Refuse a name that nothing of its kind has, before anything is asked or begun.

    Raises:
        Misused: One is unknown; those that there are get named.
    """
    there = [str(each) for each in known]
    strange = [each for each in named if each not in there]
    if strange:
        said = ", ".join(repr(each) for each in strange)
        raise Misused(f"there is no {kind} {said}; there are {', '.join(there)}")


def told(command: Callable[P, R]) -> Callable[P, R]:
    """Make a command say what went wrong in one line, with the right exit code."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except Misused as error:
            raise _ended(error, Exit.MISUSED) from error
        except SettingsError as error:
            raise _ended(error, Exit.SETTINGS) from error
        except (ClientError, NoLedger) as error:
            raise _ended(error, Exit.OUTSIDE) from error
        except (OperationalError, ProgrammingError) as error:
            mend = "look at STOCKSTEADY_LEDGER_URL, or run `stocksteady ledger upgrade`"
            raise _ended(
                f"the ledger can't be read ({mend}): {error.orig}", Exit.OUTSIDE
            ) from error

    return run


def fail(what: object, code: Exit) -> typer.Exit:
    """Say on the error stream why the command ends so; to be raised."""
    return _ended(what, code)


def answer(data: object, *, as_json: bool, table: Table | str) -> None:
    """Print the answer.

    Args:
        data: Anything that JSON can carry, dataclasses and times too.
        as_json: Print ``data``; else ``table``.
        table: For people.
    """
    if as_json:
        typer.echo(json.dumps(to_jsonable_python(data), indent=2, ensure_ascii=False))
    else:
        Console(markup=False).print(table, highlight=False)


def rows(title: str, lines: Sequence[Mapping[str, object]], none: str) -> Table | str:
    """A table of lines with the same keys; ``none`` is said when there are none."""
    if not lines:
        return none
    table = Table(title=title, title_justify="left")
    for name in lines[0]:
        table.add_column(name, overflow="fold")
    for line in lines:
        table.add_row(*("" if value is None else str(value) for value in line.values()))
    return table


def _ended(what: object, code: Exit) -> typer.Exit:
    typer.echo(f"stocksteady: {what}", err=True)
    return typer.Exit(int(code))
