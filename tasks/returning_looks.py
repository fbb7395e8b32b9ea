"""How each change of a parcel is found at its vendor, from the effect's row alone."""

from collections.abc import Iterable

from clients.shopify.shipping_models import OrderShipping, ShippedFulfillment
from ledger.models import Effect
from tasks.outside import outside
from tasks.papers import Leg


def number_of(gid: str) -> str:
    """Shopify's number in a whole id."""
    return gid.rpartition("/")[2]


def showing(shown: OrderShipping, tracking: Iterable[str]) -> ShippedFulfillment | None:
    """The live fulfilment that shows any of these tracking numbers."""
    numbers = set(tracking)
    live = [one for one in shown.fulfillments if one.is_live]
    return next((one for one in live if numbers & set(one.numbers)), None)


async def look_for_fulfilment(effect: Effect) -> str | None:
    """Read the order: a live fulfilment shows the parcel's tracking, or none does."""
    shown = await _order(effect)
    found = showing(shown, effect.detail.get("tracking", ())) if shown else None
    return found.id if found else None


async def look_for_cancelled(effect: Effect) -> str | None:
    """Read the order: the fulfilment is not live any more."""
    found = await _fulfilment(effect)
    return None if found is not None and found.is_live else str(effect.detail["fulfillment"])


async def look_for_tracking(effect: Effect) -> str | None:
    """Read the order: the fulfilment shows these numbers."""
    found = await _fulfilment(effect)
    same = found is not None and set(found.numbers) == set(effect.detail["tracking"])
    return found.id if found is not None and same else None


async def look_for_new_leg(effect: Effect) -> str | None:
    """Read the sale: it has a leg that it had not when one more was decided."""
    papers = await outside().inventory.papers(str(effect.detail["sale"]))
    before = set(effect.detail["legs"])
    new = [leg for leg in papers.legs if not leg.voided and leg.task_id not in before]
    return new[0].task_id if new else None


async def look_for_pick(effect: Effect) -> str | None:
    """Read the sale: the leg is picked."""
    leg = await _leg(effect)
    return leg.task_id if leg is not None and leg.picked else None


async def look_for_pack(effect: Effect) -> str | None:
    """Read the sale: the leg is packed."""
    leg = await _leg(effect)
    return leg.task_id if leg is not None and leg.packed else None


async def look_for_ship(effect: Effect) -> str | None:
    """Read the sale: the leg is shipped."""
    leg = await _leg(effect)
    return leg.task_id if leg is not None and leg.shipped else None


async def look_for_leg_tracking(effect: Effect) -> str | None:
    """Read the sale: the leg shows these numbers."""
    leg = await _leg(effect)
    same = leg is not None and set(leg.tracking) == set(effect.detail["tracking"])
    return leg.task_id if leg is not None and same else None


async def _order(effect: Effect) -> OrderShipping | None:
    shop = outside().shops[str(effect.detail["store"])]
    return await shop.order_shipping(f"gid://shopify/Order/{effect.detail['order_id']}")


async def _fulfilment(effect: Effect) -> ShippedFulfillment | None:
    shown = await _order(effect)
    wanted = effect.detail["fulfillment"]
    return next((one for one in (shown.fulfillments if shown else []) if one.id == wanted), None)


async def _leg(effect: Effect) -> Leg | None:
    papers = await outside().inventory.papers(str(effect.detail["sale"]))
    return next((leg for leg in papers.legs if leg.task_id == effect.detail["leg"]), None)
