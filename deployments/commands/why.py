"""``stocksteady why order '#1001'``: how an order came to where it is, and what happens next."""

import re
from difflib import get_close_matches
from typing import Annotated

import typer

from deployments.commands.remembered import open_memory
from deployments.commands.say import AsJson, Exit, Misused, answer, fail, rows, told
from deployments.commands.why_sku import why_sku
from deployments.order_story import OPEN_EFFECTS, balances, timeline, what_next
from deployments.prefect_asks import PrefectOut, publish_markdown
from deployments.story_text import as_markdown
from domain.rules import Rules
from ledger import order_story_seen as seen
from ledger.models_orders import Order
from ledger.order_story_seen import OrderStory
from ledger.store import Ledger
from settings.load import load_rules

app = typer.Typer(help="How something came to be as it is.", no_args_is_help=True)
app.command("sku")(why_sku)


@app.callback()
def _why() -> None:
    """How something came to be as it is."""


@app.command("order")
@told
def why_order(
    name: Annotated[str, typer.Argument(help="As the shop calls it, such as '#1001'.")],
    store: Annotated[str | None, typer.Option(help="Only in this store.")] = None,
    artifact: Annotated[
        bool, typer.Option("--artifact", help="Show it in the Prefect UI, too.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Print an order's timeline: every stage, every call that changed something, why, what next."""
    settings, ledger = open_memory()
    rules = load_rules(settings.rules)
    story = seen.story(ledger, _order(ledger, rules, name, store))
    order, moments = story.order, timeline(story)
    step = what_next(story, rules, _flow_of(story))
    title = f"{order.store} {order.name}: {order.stage.value}"
    data = {
        "store": order.store,
        "order": order.name,
        "stage": order.stage.value,
        "reason": order.reason,
        "next": step,
        "moments": moments,
        "balances": balances(story),
        "exceptions": [
            {"number": row.id, "class": row.kind, "what": row.what, "to do": row.todo}
            for row in story.exceptions
        ],
    }
    lines = [
        {"when": f"{each.at:%Y-%m-%d %H:%M:%S}", "what": each.what, "because": each.because}
        for each in moments
    ]
    if as_json:
        answer(data, as_json=True, table="")
    else:
        answer(None, as_json=False, table=rows(title, lines, f"{title}, without a history"))
        if story.balances:
            answer(None, as_json=False, table=rows("Units", balances(story), ""))
        answer(None, as_json=False, table=f"Next: {step.sentence}")
    if artifact:
        key = re.sub(r"[^a-z0-9]+", "-", f"why-{order.store}-{order.name}".lower()).strip("-")
        try:
            publish_markdown(settings, key, as_markdown(title, story, moments, step), step.sentence)
        except PrefectOut as error:
            raise fail(error, Exit.OUTSIDE) from error


def _order(ledger: Ledger, rules: Rules, name: str, store: str | None) -> Order:
    """The one order meant.

    Raises:
        Misused: None, or one in each of several stores.
    """
    known = [str(each) for each in rules.stores]
    if store is not None and store not in known:
        raise Misused(f"there is no store {store!r}; there are {', '.join(known)}")
    stores = [store] if store else known
    for typed in (name, f"#{name}"):
        found = seen.by_names(ledger, stores, [typed])
        if len(found) > 1:
            where = ", ".join(sorted(order.store for order in found))
            raise Misused(f"{typed} is an order of {where}: name one with --store")
        if found:
            return found[0]
    near = _near(ledger, stores, name)
    hint = f"; do you mean {' or '.join(near)}?" if near else ""
    raise Misused(f"no order {name} is known in {', '.join(stores)}{hint}")


def _near(ledger: Ledger, stores: list[str], name: str) -> list[str]:
    """Up to three names like one that is not known, with their stores."""
    part = name.lstrip("#")[:-1]
    known = seen.names_like(ledger, stores, part) or seen.names_like(ledger, stores, "")
    alike = get_close_matches(name, sorted({each for _, each in known}), n=3, cutoff=0.7)
    return [
        f"{each} ({', '.join(sorted(s for s, n in set(known) if n == each))})" for each in alike
    ]


def _flow_of(story: OrderStory) -> dict[str, str | None]:
    """Which flow looks for what is in doubt; Prefect is loaded only if something is."""
    if not any(effect.state in OPEN_EFFECTS for effect in story.effects):
        return {}
    from tasks.doubts import FLOW_OF

    return {kind.value: flow for kind, flow in FLOW_OF.items()}
