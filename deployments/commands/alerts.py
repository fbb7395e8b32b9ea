"""``stocksteady alerts …``: what people are told, their answers to it, and how good it would be."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from deployments.commands.remembered import numbered, open_memory
from deployments.commands.say import AsJson, DryRun, Exit, Misused, answer, fail, rows, told
from deployments.ledger_state import ready_ledger
from domain.answers import Answer
from domain.kits import Kits
from domain.lanes import lane_of
from domain.rules import Rules
from domain.velocity import Sale, with_parts
from ledger import exceptions_seen as seen
from ledger.answering import answer as answer_condition
from settings.load import load_memory, load_rules
from settings.settings import Memory

app = typer.Typer(help="What people are told, and what they answer.", no_args_is_help=True)

Numbers = Annotated[list[int], typer.Argument(help="As `alerts list` shows them.")]
By = Annotated[str, typer.Option("--by", help="Who answers.")]
HERE = "the command line"

EXPLAINED = (
    "Of the stockouts, so many were foretold, so many days before; of the warnings, the share "
    "called precision was needed. More: docs/how-to/be-told-in-slack.md."
)


@app.command("list")
@told
def list_alerts(
    everything: Annotated[
        bool, typer.Option("--all", help="Also what is put off for now.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List all that people are told of: by lane, how soon first; who looks after it."""
    settings, ledger = open_memory()
    now = settings.clock.build().now()
    found = seen.list_open(ledger, now)
    if everything:
        found = seen.every_open(ledger)
    order = ["act-now", "today", "digest"]
    lines: list[dict[str, object]] = [
        {
            "number": row.id,
            "lane": lane_of(row.kind, row.detail).value,
            "class": row.kind,
            "subject": row.subject,
            "since": row.first_seen.isoformat(timespec="seconds"),
            "times": row.count,
            "seen by": row.acked_by,
            "until": row.snoozed_until.isoformat(timespec="seconds") if row.snoozed_until else None,
            "what": row.what,
        }
        for row in found
    ]
    lines.sort(key=lambda line: (order.index(str(line["lane"])), str(line["since"])))
    answer(lines, as_json=as_json, table=rows("Alerts", lines, "Nothing is open."))


@app.command("ack")
@told
def acknowledge(
    numbers: Numbers, by: By = HERE, dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Say that you have seen them and look after them; nobody else is called then."""
    _answer(numbers, Answer.ACK, by, dry_run, as_json, "seen")


@app.command("snooze")
@told
def snooze(
    numbers: Numbers,
    for_: Annotated[str, typer.Option("--for", help="1h or 1d.")] = "1h",
    by: By = HERE,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Put them off; they stay open, and are said again after that time if they still are."""
    lengths = {"1h": Answer.SNOOZE_HOUR, "1d": Answer.SNOOZE_DAY}
    if for_ not in lengths:
        raise Misused(f"--for is 1h or 1d, not {for_!r}")
    _answer(numbers, lengths[for_], by, dry_run, as_json, f"put off for {for_}")


@app.command("resolve")
@told
def resolve(
    numbers: Numbers, by: By = HERE, dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Say that they are settled. Each opens again if a run meets it again."""
    _answer(numbers, Answer.RESOLVE, by, dry_run, as_json, "settled")


@app.command("replay")
@told
def replay_alerts(
    orders: Annotated[
        Path | None,
        typer.Option(help="Order lines in the columns of UCI's Online Retail.", exists=True),
    ] = None,
    ledger: Annotated[bool, typer.Option("--ledger", help="The ledger's own orders.")] = False,
    days: Annotated[int | None, typer.Option(min=30, help="Only so many last days.")] = None,
    as_json: AsJson = False,
) -> None:
    """Live through an order history with the alerts of the rules: what would they have been worth?

    A history does not say what stood on the shelf, so each product gets one: filled up for
    `order_days`, and ordered by rule of thumb when the lead time's mean demand is left.
    """
    from deployments.day.history import kept_sales
    from deployments.day.online_retail import UnreadableOrders
    from domain.alert_replay import replay

    if (orders is None) is not ledger:
        raise Misused("name a file with --orders, or say --ledger")
    settings = load_memory()
    rules = load_rules(settings.rules)
    kits = rules.kits
    try:
        if orders is None:
            sales, kits = _of_the_ledger(settings, rules, days)
        else:
            sales = kept_sales(orders, days)
    except UnreadableOrders as error:
        raise fail(error, Exit.MISUSED) from error
    known: list[Sale] = with_parts(sales, kits)
    of = rules.thresholds
    skus = len({sale.sku for sale in known})
    _progress(f"{len(known)} sales of {skus} SKUs are lived through twice; many take minutes")
    found = replay(known, of.usual, window_days=of.window_days, burst=of.burst)
    _progress("once without heeding what is told; now with every order placed as told")
    heeded = replay(known, of.usual, window_days=of.window_days, burst=of.burst, obeyed=True)
    data = {**found.to_json(), "stockouts if every order is placed as told": heeded.stockouts}
    lines: list[dict[str, object]] = [{"": name, "value": value} for name, value in data.items()]
    answer(data, as_json=as_json, table=rows("The alerts, lived through again", lines, ""))
    if not as_json:
        typer.echo(EXPLAINED)


def _progress(said: str) -> None:
    """Beside the answer, so that ``--json`` stays JSON."""
    typer.echo(f"stocksteady: {said}", err=True)


def _of_the_ledger(settings: Memory, rules: Rules, days: int | None) -> tuple[list[Sale], Kits]:
    """What was sold, and what kits it was sold in."""
    from ledger.bills import kits_of
    from ledger.sales_seen import kept_since
    from tasks.demand import sales_of

    now = settings.clock.build().now()
    since = now - timedelta(days=3_650 if days is None else days)
    there = ready_ledger(settings.ledger_url.get_secret_value())
    found = [sale for order in kept_since(there, since) for sale, _ in sales_of(order)]
    if not found:
        raise Misused("the ledger has no orders of that time")
    return found, kits_of(there, rules).kits


def _answer(
    numbers: list[int], said: Answer, by: str, dry_run: bool, as_json: bool, words: str
) -> None:
    settings, ledger = open_memory()
    now = settings.clock.build().now()
    found = [numbered(ledger, number, called="alert") for number in numbers]
    lines: list[dict[str, object]] = []
    for row in found:
        changed = True if dry_run else answer_condition(ledger, row.key, row.episode, said, by, now)
        lines.append({"number": row.id, "subject": row.subject, "changed": changed})
    title = f"Would be {words}" if dry_run else f"Now {words}"
    answer(lines, as_json=as_json, table=rows(title, lines, ""))
