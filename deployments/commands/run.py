"""``stocksteady run <flow>``: one run here and now, in this process, without Prefect."""

import asyncio
import inspect
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Annotated, Any

import typer

import flows
from deployments.commands.remembered import check_ledger
from deployments.commands.say import AsJson, DryRun, Misused, answer, no_stranger, rows, told
from settings.load import load

if TYPE_CHECKING:
    from prefect import Flow

Many = list[str] | None

KNOWN = sorted(
    module.name.replace("_", "-")
    for module in iter_modules(flows.__path__)
    if module.name != "doors"
)
"""The flows there are, by their files: none is imported for it, as Prefect takes two seconds."""


@told
def run(
    flow: Annotated[str, typer.Argument(help=f"One of {', '.join(KNOWN)}.")],
    store: Annotated[Many, typer.Option(help="Only this store; may be repeated.")] = None,
    sku: Annotated[Many, typer.Option(help="Only this SKU (sync-stock); repeat.")] = None,
    order: Annotated[Many, typer.Option(help="Only this order (ingest-orders); repeat.")] = None,
    purchase: Annotated[
        Many, typer.Option(help="Only this purchase order (push-receipts); repeat.")
    ] = None,
    approve_large_change: Annotated[
        bool, typer.Option(help="Let a change through that a guard holds back.")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Run a flow once. Safe beside the runs that Prefect starts."""
    function = find(flow)
    asked: dict[str, Any] = {
        "stores": store,
        "skus": sku,
        "orders": order,
        "purchases": purchase,
        "approve_large_change": approve_large_change,
        "dry_run": dry_run,
    }
    given = {name: value for name, value in asked.items() if value}
    strange = set(given) - set(inspect.signature(function.fn).parameters)
    if strange:
        raise Misused(f"{flow} has no {', '.join(sorted(strange))}")
    _, rules = load()
    no_stranger("store", store or (), rules.stores)
    check_ledger()
    report = asyncio.run(function.fn(**given))
    table: list[dict[str, object]] = report.table() if hasattr(report, "table") else []
    said = report.headline()
    answer(report, as_json=as_json, table=rows(said, table, said))


def find(name: str) -> "Flow[..., Any]":
    """A flow by its name, imported only now.

    Raises:
        Misused: There is no such flow; those there are get named.
    """
    no_stranger("flow", [name], KNOWN)
    module = name.replace("-", "_")
    found: Flow[..., Any] = getattr(import_module(f"flows.{module}"), module)
    return found
