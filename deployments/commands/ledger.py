"""``stocksteady ledger …``: the tables of our memory."""

from typing import Annotated

import typer
from sqlalchemy.exc import OperationalError

from deployments.commands.say import AsJson, DryRun, Exit, Misused, answer, fail, rows, told
from deployments.ledger_state import ledger_state, ready_ledger
from ledger.copying import copy_ledger
from ledger.store import upgrade
from settings.load import load_memory

app = typer.Typer(help="The tables of our memory.", no_args_is_help=True)


@app.command("upgrade")
@told
def bring_up_to_date(dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Bring the tables up to date; harmless when they are."""
    url = load_memory().ledger_url.get_secret_value()
    before = ledger_state(url)
    if not before.up_to_date and not dry_run:
        upgrade(url)
    after = ledger_state(url)
    word = "is up to date"
    if not before.up_to_date:
        word = "would be brought" if dry_run else "was brought"
        word += f" from {before.current or 'nothing'} to {before.newest}"
    answer(
        {"before": before.current, "after": after.current, "newest": after.newest},
        as_json=as_json,
        table=f"The ledger {word}.",
    )
    if not after.up_to_date and not dry_run:
        raise typer.Exit(Exit.AMISS)


@app.command("copy")
@told
def copy(
    to: Annotated[
        str,
        typer.Option(
            "--to",
            envvar="NEW_LEDGER_URL",
            help="URL of the new ledger; its tables are made, and it must hold no rows yet.",
        ),
    ],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take all rows of this ledger into another database, or none; stop everything else first."""
    url = load_memory().ledger_url.get_secret_value()
    ready_ledger(url).close()
    try:
        copied = copy_ledger(url, to, dry_run=dry_run)
    except ValueError as error:
        raise Misused(f"--to: {error}") from error
    except OperationalError as error:
        raise fail(f"nothing was copied, a database failed: {error.orig}", Exit.OUTSIDE) from error
    answer(
        {"rows": copied, "dry_run": dry_run},
        as_json=as_json,
        table=rows(
            "Would be copied" if dry_run else "Copied",
            [{"table": name, "rows": number} for name, number in copied.items()],
            none="Nothing.",
        ),
    )
