"""``stocksteady ledger …``: the tables of our memory."""

import typer

from deployments.commands.say import AsJson, DryRun, Exit, answer, told
from deployments.ledger_state import ledger_state
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
