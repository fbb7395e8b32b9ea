"""``stocksteady exceptions …``: what a machine can't decide, and waits for a person."""

from typing import Annotated

import typer

from deployments.commands.remembered import numbered, open_memory
from deployments.commands.say import (
    AsJson,
    DryRun,
    Exit,
    Misused,
    answer,
    fail,
    no_stranger,
    rows,
    told,
)
from deployments.prefect_asks import PrefectOut, publish_table
from domain.alerts import Alert
from domain.troubles import EVERY
from ledger import exceptions_seen as seen
from ledger.models_work import ExceptionRow

app = typer.Typer(help="What waits for a person.", no_args_is_help=True)

Number = Annotated[int, typer.Argument(help="As `exceptions list` shows it.")]


@app.command("list")
@told
def list_exceptions(
    kind: Annotated[str | None, typer.Option(help="Only this class.")] = None,
    alerts: Annotated[
        bool, typer.Option("--alerts", help="Instead, what runs low: no trouble of ours.")
    ] = False,
    artifact: Annotated[
        bool, typer.Option("--artifact", help="Show the table in the Prefect UI, too.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the open exceptions, oldest first."""
    if kind is not None:
        no_stranger(
            "class of alert" if alerts else "class", [kind], sorted(Alert if alerts else EVERY)
        )
    settings, ledger = open_memory()
    found = [
        row
        for row in seen.list_open(ledger, settings.clock.build().now(), kind)
        if (row.kind in set(Alert)) is alerts
    ]
    word = "alert" if alerts else "exception"
    lines: list[dict[str, object]] = [
        {
            "number": row.id,
            "class": row.kind,
            "subject": row.subject,
            "since": row.first_seen.isoformat(timespec="seconds"),
            "times": row.count,
            "what": row.what,
        }
        for row in found
    ]
    answer(
        [_whole(row) for row in found],
        as_json=as_json,
        table=rows("Alerts" if alerts else "Open exceptions", lines, f"No {word} is open."),
    )
    if artifact:
        try:
            key = "open-alerts" if alerts else "open-exceptions"
            publish_table(settings, key, lines, f"{len(lines)} open.")
        except PrefectOut as error:
            raise fail(error, Exit.OUTSIDE) from error


@app.command("show")
@told
def show_exception(number: Number, as_json: AsJson = False) -> None:
    """Show one open exception whole: what it is, what to do about it, and the facts."""
    _, ledger = open_memory()
    found = numbered(ledger, number, called="exception")
    whole = _whole(found)
    lines = [{"": name, "value": value} for name, value in whole.items()]
    answer(whole, as_json=as_json, table=rows(found.what, lines, ""))


@app.command("retry")
@told
def retry_exception(number: Number, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Have the flow that can mend it try again now, for its order alone where it names one.

    What the vendor refused a while ago is asked again. Without Prefect it says which command does
    the same here. The exception closes by itself when the run finds its cause gone.
    """
    import inspect

    from deployments.commands.run import find
    from deployments.prefect_asks import start_by_hand
    from deployments.retrying import retry_of
    from ledger.effects_waived import waive_refusals

    settings, ledger = open_memory()
    row = numbered(ledger, number, called="exception")
    if row.retry_flow is None:
        raise Misused(f"no flow can retry {row.kind} of {row.subject}: {row.todo}")
    accepts = inspect.signature(find(row.retry_flow).fn).parameters
    retry = retry_of(ledger, row, set(accepts))
    data: dict[str, object] = {
        "flow": retry.flow,
        "parameters": retry.parameters,
        "command": retry.command,
        "started": None,
        "refusals waived": 0,
        "dry run": dry_run,
    }
    reachable = bool(settings.prefect.api_url)
    if dry_run and reachable:
        answer(data, as_json=as_json, table=f"Would start {retry.flow} for {row.subject}.")
        return
    if dry_run:
        raise _nowhere(data, retry.command, as_json)
    now = settings.clock.build().now()
    because = "asked again by a person (stocksteady exceptions retry)"
    data["refusals waived"] = waive_refusals(ledger, retry.subject, because, now)
    if not reachable:
        raise _nowhere(data, retry.command, as_json)
    try:
        data["started"] = start_by_hand(settings, retry.flow, retry.parameters)
    except PrefectOut as error:
        answer(data, as_json=as_json, table=f"Run it here instead: {retry.command}")
        raise fail(error, Exit.OUTSIDE) from error
    answer(data, as_json=as_json, table=f"Started {retry.flow} as {data['started']}.")


@app.command("resolve")
@told
def resolve_exception(
    number: Number,
    because: Annotated[str, typer.Option(help="Why it is settled; kept with it.")],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Say that it is settled. It opens again if a run meets its cause again."""
    from ledger.exceptions import resolve

    if not because.strip():
        raise Misused("say why it is settled, such as --because 'shipped by hand'")
    settings, ledger = open_memory()
    row = numbered(ledger, number, called="exception")
    if not dry_run:
        by = f"the command line: {because.strip()}"
        resolve(ledger, row.kind, row.subject, by, settings.clock.build().now())
    said = "Would be resolved" if dry_run else "Resolved"
    data = {"number": row.id, "class": row.kind, "subject": row.subject, "resolved": not dry_run}
    answer(data, as_json=as_json, table=f"{said}: {row.kind} of {row.subject}.")


def _nowhere(data: dict[str, object], command: str, as_json: bool) -> typer.Exit:
    """Nothing was started, as there is no Prefect to start it; to be raised."""
    answer(data, as_json=as_json, table=f"Run it here: {command}")
    return fail("PREFECT_API_URL is not set, so no Prefect starts it", Exit.SETTINGS)


def _whole(row: ExceptionRow) -> dict[str, object]:
    return {
        "number": row.id,
        "class": row.kind,
        "subject": row.subject,
        "what": row.what,
        "to do": row.todo,
        "retried by": row.retry_flow,
        "first seen": row.first_seen.isoformat(),
        "last seen": row.last_seen.isoformat(),
        "times": row.count,
        "detail": row.detail,
    }
