"""``stocksteady``: every way a person sets something going. One file a command in ``commands/``."""

from importlib.metadata import version
from typing import Annotated

import typer

from deployments.commands import alerts, exceptions, ledger, stock, webhooks, why
from deployments.commands.demo import demo
from deployments.commands.deploy import deploy
from deployments.commands.doctor import doctor
from deployments.commands.hints import show_hints
from deployments.commands.run import run

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",  # "rich" takes the [schedules] of a sentence for a colour
    pretty_exceptions_show_locals=False,  # locals may hold a secret
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"stocksteady {version('stocksteady')}")
        raise typer.Exit


@app.callback()
def _stocksteady(
    _: Annotated[
        bool,
        typer.Option(
            "--version", help="Say which version this is.", callback=_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Keeps Shopify, Cin7 and ShipStation in step."""


app.command("demo")(demo)
app.command("doctor")(doctor)
app.command("deploy")(deploy)
app.command("run")(run)
app.command("hints")(show_hints)
app.add_typer(exceptions.app, name="exceptions")
app.add_typer(alerts.app, name="alerts")
app.add_typer(why.app, name="why")
app.add_typer(webhooks.app, name="webhooks")
app.add_typer(ledger.app, name="ledger")
app.add_typer(stock.app, name="stock")


if __name__ == "__main__":
    app()
