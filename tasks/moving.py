"""Moving an order's fulfilment orders to the warehouse that ships it."""

from dataclasses import dataclass

from clients.errors import Rejected
from clients.pace import Lane
from domain.orders import Stand
from domain.stands import moved
from domain.types import LocationId, StoreName, WarehouseName
from ledger import orders as rows
from ledger.models import Effect, EffectKind, Order
from tasks.effects import Deed, Ended, carry_out, generation_of, refused_lately
from tasks.exceptions import Trouble, gone, tell
from tasks.order_rows import remember_stands, shop_order
from tasks.outside import outside
from tasks.shop_orders import NOTHING_LEFT
from tasks.shown import ITEM_PREFIX
from tasks.step import step
from tasks.stocking import activate_items


@dataclass(frozen=True, slots=True)
class MoveNeeded:
    """An order in Cin7 at one warehouse, with parts standing elsewhere in Shopify."""

    order: str
    store: str
    order_id: int
    to: LocationId
    parts: tuple[Stand, ...]


def moves_needed(row: Order) -> MoveNeeded | None:
    """The open fulfilment orders that stand at another location than the routed warehouse's."""
    if row.routed_to is None or row.authorised_at is None:
        return None
    store = outside().rules.stores[StoreName(row.store)]
    to = store.location_of(WarehouseName(row.routed_to))
    if to is None:
        return None
    order = shop_order(row)
    parts = tuple(
        stand
        for stand in order.stands
        if stand.open and stand.location != to and any(line.units > 0 for line in stand.units)
    )
    if not parts:
        return None
    return MoveNeeded(f"{row.store} {row.name}", row.store, row.order_id, to, parts)


@step(
    "move fulfilment", run_name="move {need.order} to its warehouse", tags=("shopify",), retries=0
)
async def move_fulfilment(need: MoveNeeded) -> list[str]:
    """Move each part to the routed warehouse's location; returns what was moved.

    The items are stocked there first, and Shopify must name the location as one it may be moved
    to. Until a move is confirmed its units stay held where they stand.

    Safe to run twice: each move is an effect; after a doubt the part is looked at where it stands,
    and a part that stands there already is not moved.
    """
    done = []
    for part in need.parts:
        # Named before Shopify is asked: what another run moves meanwhile is this same decision.
        subject = f"{need.order} {part.fulfillment_order_id}"
        key = generation_of(EffectKind.MOVE_FULFILMENT, subject)
        try:
            refusal = await _prepare(need, part)
        except Rejected as error:
            refusal = str(error)
        if refusal is None:
            ended, refusal = await _move(need, part, subject, key)
            if ended is Ended.DONE:
                done.append(part.fulfillment_order_id)
        if refusal is not None:
            _say_refused(need, refusal)
    if len(done) == len(need.parts):
        gone(Trouble.MOVE_REFUSED, need.order, "it stands at its warehouse now")
    return done


async def _prepare(need: MoveNeeded, part: Stand) -> str | None:
    """Stock the items there and ask whether Shopify would move; the reason if it would not."""
    world = outside()
    shop = world.shops[need.store]
    told = await shop.order(f"gid://shopify/Order/{need.order_id}", lane=Lane.URGENT)
    standing = next(
        (f for f in (told.fulfillment_orders if told else []) if f.id == part.fulfillment_order_id),
        None,
    )
    if standing is None or standing.location_id == need.to:
        return None
    items = sorted({line.inventory_item_id for line in standing.lines if line.inventory_item_id})
    ids = [item if item.startswith(ITEM_PREFIX) else f"{ITEM_PREFIX}{item}" for item in items]
    found = await shop.counts_of(ids, lane=Lane.URGENT)
    missing = [
        item.id
        for item in found
        if item.tracked
        and not any(level.location_id == need.to and level.is_active for level in item.levels)
    ]
    if missing:
        await activate_items(need.store, need.to, missing)
    targets = await shop.locations_for_move(part.fulfillment_order_id, lane=Lane.URGENT)
    target = next((t for t in targets if t.location_id == need.to), None)
    if target is None:
        return "Shopify does not name the location as one it could go to"
    return None if target.movable else (target.message or "Shopify says it can't go there")


async def _move(need: MoveNeeded, part: Stand, subject: str, key: str) -> tuple[Ended, str | None]:
    shop = outside().shops[need.store]
    refused = refused_lately(EffectKind.MOVE_FULFILMENT, subject)
    if refused is not None:
        return Ended.REFUSED, refused

    async def act(_: Effect) -> str:
        await shop.move_fulfillment_order(part.fulfillment_order_id, need.to, lane=Lane.URGENT)
        return part.fulfillment_order_id

    outcome = await carry_out(
        Deed(
            EffectKind.MOVE_FULFILMENT,
            key,
            subject=subject,
            detail={
                "store": need.store,
                "order_id": need.order_id,
                "from": part.location,
                "to": need.to,
                "part": part.fulfillment_order_id,
            },
            act=act,
            look=look_for_move,
            again=False,
        )
    )
    if outcome.ended is Ended.DONE:
        _remember(need, part)
    return outcome.ended, outcome.because if outcome.ended is Ended.REFUSED else None


async def look_for_move(effect: Effect) -> str | None:
    """Read where the order's parts stand now.

    A move onto a location where the order has a part already may end in that other part, and close
    the one that was asked to go where it stood. The move is known by that one all the same.
    """
    detail = effect.detail
    told = (
        await outside()
        .shops[str(detail["store"])]
        .order(f"gid://shopify/Order/{detail['order_id']}", lane=Lane.URGENT)
    )
    standing = [part for part in (told.fulfillment_orders if told else []) if part.lines]
    ours = [part for part in standing if part.id == detail["part"]]
    if any(
        line.remaining for part in ours if part.status not in NOTHING_LEFT for line in part.lines
    ):
        return ours[0].id if ours[0].location_id == detail["to"] else None
    there = any(part.location_id == detail["to"] for part in standing)
    return str(detail["part"]) if there else None


def _remember(need: MoveNeeded, part: Stand) -> None:
    """Where it stood and when it left: counts read before now still hold it there."""
    world = outside()
    row = rows.get(world.ledger, need.store, need.order_id)
    if row is not None:
        stands = shop_order(row).stands
        remember_stands(row, moved(stands, part.fulfillment_order_id, need.to, world.now()))


def _say_refused(need: MoveNeeded, because: str) -> None:
    tell(
        Trouble.MOVE_REFUSED,
        need.order,
        f"Shopify will not move the fulfilment order of {need.order}: {because}",
        "Move it in the Shopify admin, or ship it from where it stands and correct the sale in "
        "Cin7; until then its units stay held at both warehouses.",
        flow="ingest-orders",
    )
