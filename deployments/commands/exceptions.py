"""``stocksteady exceptions …``: what a machine can't decide, and waits for a person."""

from typing import Annotated

import typer

from deployments.commands.say import AsJson, Misused, answer, rows, told
from ledger import exceptions_seen as seen
from ledger.models_work import ExceptionRow
from ledger.store import Ledger, open_ledger
from settings.load import load_settings
from settings.settings import Settings

app = typer.Typer(help="What waits for a person.", no_args_is_help=True)


@app.command("list")
@told
def list_exceptions(
    kind: Annotated[str | None, typer.Option(help="Only this class.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the open exceptions, oldest first."""
    settings, ledger = _open()
    found = seen.list_open(ledger, settings.clock.build().now(), kind)
    lines = [
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
        table=rows("Open exceptions", lines, "No exception is open."),
    )


@app.command("show")
@told
def show_exception(
    number: Annotated[int, typer.Argument(help="As `exceptions list` shows it.")],
    as_json: AsJson = False,
) -> None:
    """Show one open exception whole: what it is, what to do about it, and the facts."""
    settings, ledger = _open()
    found = [
        row for row in seen.list_open(ledger, settings.clock.build().now()) if row.id == number
    ]
    if not found:
        raise Misused(f"no open exception has the number {number}")
    whole = _whole(found[0])
    lines = [{"": name, "value": value} for name, value in whole.items()]
    answer(whole, as_json=as_json, table=rows(found[0].what, lines, ""))


def _open() -> tuple[Settings, Ledger]:
    settings = load_settings()
    return settings, open_ledger(settings.ledger_url.get_secret_value())


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
