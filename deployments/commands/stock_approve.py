"""``stocksteady stock approve 7``: let through what a guard holds back, once."""

import asyncio
from typing import Annotated, Any

import typer

from deployments.commands.remembered import open_memory
from deployments.commands.say import AsJson, DryRun, Misused, answer, rows, told
from ledger import exceptions_seen as seen
from ledger.models_work import ExceptionRow
from ledger.store import Ledger
from settings.load import load_rules

RASH, DRIFT = "rash-change", "drift"


@told
def approve(
    which: Annotated[
        str, typer.Argument(help="A number as `exceptions list` shows it, or a store's name.")
    ],
    here: Annotated[
        bool, typer.Option("--here", help="Run in this process, even where Prefect is set up.")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Write what waits for a person: a change held back as too large, or a drift.

    The counts are read and decided anew, so what is written is what holds now: look at --dry-run
    first. The run is started in Prefect, whose page says what was written, or, where that does
    not answer, in this process.
    """
    from deployments.prefect_asks import PrefectOut, start_by_hand

    settings, ledger = open_memory()
    stores = [str(name) for name in load_rules(settings.rules).stores]
    row = _held(ledger, which, stores)
    flow, parameters = asked(row, stores)
    if dry_run or here or not settings.prefect.api_url:
        _run_here(row, flow, parameters, dry_run=dry_run, as_json=as_json)
        return
    try:
        name = start_by_hand(settings, flow, parameters)
    except PrefectOut as error:
        # Harmless even if the run was started after all: runs are safe beside each other.
        typer.echo(f"stocksteady: {error}; run in this process instead", err=True)
        _run_here(row, flow, parameters, dry_run=False, as_json=as_json)
        return
    data = {"exception": row.id, "flow": flow, "parameters": parameters, "started": name}
    said = f"Started {flow} as {name}; its page in the Prefect UI says what was written."
    answer(data, as_json=as_json, table=said)


def asked(row: ExceptionRow, stores: list[str]) -> tuple[str, dict[str, Any]]:
    """The flow that lets it through, and its parameters: one store alone where it names one."""
    if row.kind == DRIFT:
        return "reconcile", {"approve_large_change": True}
    parameters: dict[str, Any] = {"approve_large_change": True}
    if row.subject in stores:
        parameters["stores"] = [row.subject]
    return "sync-stock", parameters


def _held(ledger: Ledger, which: str, stores: list[str]) -> ExceptionRow:
    waiting = seen.all_open(ledger, [RASH, DRIFT])
    found = [row for row in waiting if which in (str(row.id), row.subject)]
    if len(found) == 1:
        return found[0]
    there = ", ".join(f"{row.id} ({row.kind} of {row.subject})" for row in waiting)
    held = f"there wait {there}" if there else "nothing waits for approval"
    if not which.isdecimal() and which not in stores:
        raise Misused(
            f"{which!r} is neither a number nor a store (there are {', '.join(stores)}); {held}"
        )
    raise Misused(f"no change of {which} is held back; {held}")


def _run_here(
    row: ExceptionRow, flow: str, parameters: dict[str, Any], *, dry_run: bool, as_json: bool
) -> None:
    from deployments.commands.run import find

    report = asyncio.run(find(flow).fn(**parameters, dry_run=dry_run))
    headline = f"{row.what} {report.headline()}" if dry_run else report.headline()
    data = {
        "exception": row.id,
        "flow": flow,
        "parameters": parameters,
        "dry run": dry_run,
        "report": report.to_json(),
    }
    answer(data, as_json=as_json, table=rows(headline, report.table(), headline))
