"""``stocksteady why order '#1001'``: how an order came to where it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer

from deployments.commands.say import AsJson, Misused, answer, rows, told
from ledger import effects_seen, orders_seen
from ledger.models_orders import Order
from ledger.store import Ledger, open_ledger
from settings.load import load_rules, load_settings

app = typer.Typer(help="How something came to be as it is.", no_args_is_help=True)


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a timeline."""

    at: datetime
    what: str
    because: str


@app.command("order")
@told
def why_order(
    name: Annotated[str, typer.Argument(help="As the shop calls it, such as '#1001'.")],
    store: Annotated[str | None, typer.Option(help="Only in this store.")] = None,
    as_json: AsJson = False,
) -> None:
    """Print an order's timeline: every stage, every call that changed something, and why."""
    settings = load_settings()
    ledger = open_ledger(settings.ledger_url.get_secret_value())
    stores = [store] if store else list(load_rules(settings.rules).stores)
    found = [order for each in stores if (order := orders_seen.by_name(ledger, each, name))]
    if not found:
        raise Misused(f"no order {name} is known in {', '.join(stores)}")
    told_all = []
    for order in found:
        moments = timeline(ledger, order)
        told_all.append({"store": order.store, "order": order.name, "moments": moments})
        lines = [
            {"when": f"{each.at:%Y-%m-%d %H:%M:%S}", "what": each.what, "because": each.because}
            for each in moments
        ]
        if not as_json:
            title = f"{order.store} {order.name}: {order.stage.value}"
            answer(None, as_json=False, table=rows(title, lines, f"{title}, without a history"))
    if as_json:
        answer(told_all, as_json=True, table="")


def timeline(ledger: Ledger, order: Order) -> list[Moment]:
    """Stages and effects of one order, oldest first."""
    moments = [
        Moment(event.at, f"stage {event.stage.value}", event.because)
        for event in orders_seen.history(ledger, order.store, order.name)
    ]
    for effect in effects_seen.by_subject(ledger, f"{order.store} {order.name}"):
        what = f"{effect.kind.value} {effect.state.value}"
        said = effect.error or effect.because or ""
        if effect.vendor_id:
            said = f"{effect.vendor_id} {said}".strip()
        moments.append(Moment(effect.done_at or effect.updated_at, what, said))
    return sorted(moments, key=lambda moment: moment.at)
