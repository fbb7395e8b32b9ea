"""``stocksteady why sku BIKE-LAW``: why each storefront shows what it shows of a SKU."""

import asyncio
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

import typer

from deployments.commands.remembered import check_ledger
from deployments.commands.say import AsJson, Misused, answer, rows, told

if TYPE_CHECKING:
    from tasks.why_sku import PlaceStory, SkuStory


@told
def why_sku(
    sku: Annotated[str, typer.Argument(help="Character for character.")],
    store: Annotated[str | None, typer.Option(help="Only in this store.")] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask no vendor: tell what was decided last.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Print the reckoning of a SKU by store and warehouse, the last change, and the last drift.

    Reads the SKU anew at Shopify and Cin7 (a few calls), and writes nothing there.
    """
    check_ledger()
    story = asyncio.run(_story(sku, store, offline))
    if as_json:
        answer(story.to_json(), as_json=True, table="")
        return
    peaks = f", in force: {', '.join(story.peaks)}" if story.peaks else ""
    read = "read just now" if story.fresh else "as the ledger remembers it"
    made_of = f", {story.made_of}" if story.made_of else ""
    title = f"{sku}{made_of} at {story.at:%Y-%m-%d %H:%M} UTC, {read}{peaks}"
    lines = _figures if story.fresh else _remembered
    answer(None, as_json=False, table=rows(title, [lines(one) for one in story.places], ""))
    for one in story.places:
        if one.why or one.held_for:
            answer(None, as_json=False, table=_sentences(one))


async def _story(sku: str, store: str | None, offline: bool) -> "SkuStory":
    from flows.doors import open_doors
    from tasks.outside import outside
    from tasks.why_sku import what_is_remembered, why_sku

    async with open_doors():
        known = [str(name) for name in outside().rules.stores]
        if store is not None and store not in known:
            raise Misused(f"there is no store {store!r}; there are {', '.join(known)}")
        found = what_is_remembered(sku, store) if offline else await why_sku(sku, store)
        if not found.places:
            near = _near(sku)
            hint = f"; do you mean {' or '.join(near)}?" if near else ""
            raise Misused(
                f"no full run of sync-stock has met {sku} in a store, with a count to keep{hint}"
            )
        return found


def _near(sku: str) -> list[str]:
    from ledger.counts_seen import places
    from tasks.outside import outside

    return get_close_matches(sku, sorted({one.sku for one in places(outside().ledger)}), n=3)


def _figures(one: "PlaceStory") -> dict[str, object]:
    return {
        "store": one.store,
        "warehouse": one.warehouse,
        "on hand": _units(one.on_hand),
        "allocated": _units(one.allocated),
        "available": _units(one.available),
        "unseen": one.unseen,
        "rule": one.rule,
        "buffer": one.buffer,
        "ceiling": one.ceiling,
        "promised": one.promised if one.unwritten is None else f"none: {one.unwritten}",
        "shown": one.shown,
        **_happened(one),
    }


def _remembered(one: "PlaceStory") -> dict[str, object]:
    return {
        "store": one.store,
        "warehouse": one.warehouse,
        "promised": one.promised,
        **_happened(one),
    }


def _happened(one: "PlaceStory") -> dict[str, object]:
    return {
        "last change": "never met" if one.last is None else one.last.change(),
        "last drift": "none" if one.last is None else one.last.drifted(),
    }


def _sentences(one: "PlaceStory") -> str:
    said = f"{one.store}, {one.warehouse}: {one.why}"
    for held in one.held_for:
        said += f"\n  {held.units} unseen: {held.store} {held.order} ({held.because})"
    return said


def _units(units: float | None) -> str | None:
    return None if units is None else f"{units:g}"
