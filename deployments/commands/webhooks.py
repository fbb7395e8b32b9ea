"""``stocksteady webhooks …``: who tells us news."""

import asyncio
from dataclasses import asdict

import typer

from deployments.commands.remembered import check_ledger
from deployments.commands.say import AsJson, DryRun, Exit, answer, rows, told

app = typer.Typer(help="Who tells us news.", no_args_is_help=True)

FINE = ("there", "created", "woken", "would create", "would wake")


@app.command("ensure")
@told
def ensure(dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Have Shopify, Cin7 and ShipStation tell us news; wake what was switched off."""
    from deployments.webhooks import ensure_webhooks

    check_ledger()
    found = asyncio.run(ensure_webhooks(dry_run=dry_run))
    lines = [asdict(each) for each in found]
    answer(found, as_json=as_json, table=rows("Webhooks", lines, "Nothing to subscribe to."))
    if any(each.done not in FINE for each in found):
        raise typer.Exit(Exit.AMISS)
