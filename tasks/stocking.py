"""Stocking items at a location, so that counts can be written and orders be moved there."""

from collections.abc import Sequence

from ledger.models import Effect, EffectKind
from tasks.effects import Deed, Ended, carry_out, generation_of, refused_lately
from tasks.exceptions import Trouble, gone, tell
from tasks.outside import outside
from tasks.step import step


@step("stock items", run_name="stock items at a location of {store}", tags=("shopify",))
async def activate_items(store: str, location: str, item_ids: Sequence[str]) -> list[str]:
    """Make items active at a location, with no units; returns those that are active now.

    Safe to run twice: Shopify leaves an active item as it is, and each activation is an effect.
    """
    active = []
    for item_id in item_ids:
        subject = f"{store}: item {_number(item_id)} at location {_number(location)}"
        refused = refused_lately(EffectKind.ACTIVATE_ITEM, subject)
        if refused is not None:
            _say_refused(subject, refused)
            continue
        outcome = await carry_out(
            Deed(
                EffectKind.ACTIVATE_ITEM,
                generation_of(EffectKind.ACTIVATE_ITEM, subject),
                subject=subject,
                detail={"store": store, "location": location, "item": item_id},
                act=activate,
                look=look_for_active,
                again=False,
            )
        )
        if outcome.ended is Ended.DONE:
            active.append(item_id)
            gone(Trouble.NOT_STOCKED, subject, "it is stocked there now")
        elif outcome.ended is Ended.REFUSED:
            _say_refused(subject, outcome.because)
    return active


def _say_refused(subject: str, because: str) -> None:
    tell(
        Trouble.NOT_STOCKED,
        subject,
        f"Shopify will not stock the item there: {because}",
        "Stock the item at that location in the Shopify admin.",
        flow="sync-stock",
    )


async def activate(effect: Effect) -> str:
    """``inventoryActivate``; the idempotency key is the effect's own name."""
    detail = effect.detail
    await (
        outside()
        .shops[str(detail["store"])]
        .activate(str(detail["item"]), str(detail["location"]), key=effect.key)
    )
    return f"{detail['item']}@{detail['location']}"


async def look_for_active(effect: Effect) -> str | None:
    """Read the item's levels back."""
    detail = effect.detail
    found = await outside().shops[str(detail["store"])].counts_of([str(detail["item"])])
    for item in found:
        for level in item.levels:
            if level.location_id == detail["location"] and level.is_active:
                return f"{detail['item']}@{detail['location']}"
    return None


def _number(gid: str) -> str:
    return gid.rsplit("/", 1)[-1]
