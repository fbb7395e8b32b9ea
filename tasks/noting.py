"""Reading a store's orders into the ledger, where every flow finds them.

Whoever reads writes down before the watermark moves on, so it does not matter which flow read.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from clients.pace import Lane
from clients.shopify.order_models import Order as Told
from domain.types import StoreName
from ledger import cursors
from ledger.models import Cursor, Order
from tasks.order_rows import BEGUN, write_down
from tasks.outside import outside
from tasks.shop_orders import shop_order
from tasks.step import step


@dataclass(frozen=True, slots=True)
class Noted:
    """What one read of a store's orders brought: order names, and the watermark it stands at."""

    store: str
    names: tuple[str, ...]
    watermark: datetime


def begin_orders(store: str) -> Cursor:
    """The watermark of a store's orders; one that has none begins now, or where the settings say.

    Safe to run twice: what stands, stands.
    """
    world = outside()
    name, now = f"orders:{store}", world.now()
    cursor = cursors.read(world.ledger, name)
    if cursor is None:
        reach = timedelta(seconds=world.rules.overlap.orders)
        since = world.orders_since or now - reach
        cursors.advance(world.ledger, f"{BEGUN}{store}", since, now)
        cursors.advance(world.ledger, name, min(since + reach, now), now)
        cursor = cursors.read(world.ledger, name)
    assert cursor is not None
    return cursor


@step("note orders", run_name="note orders of {store}", tags=("shopify",))
async def note_orders(store: str) -> Noted:
    """Write every order that changed since the watermark into the ledger.

    The read reaches back behind the watermark, because Shopify's search lags behind its writes.
    The watermark moves to the latest change seen, never to now, and only once all pages are
    written down. Safe to run twice, and beside another run.

    A store without a watermark begins now, or where ``SHOPIFY__ORDERS_SINCE`` says: what was
    ordered before belongs to whoever kept the books before (docs/how-to/go-live.md).

    Raises:
        ClientError: A page could not be read; what was read is kept, the watermark stays.
    """
    world = outside()
    of = world.rules.stores[StoreName(store)]
    name = f"orders:{store}"
    cursor = begin_orders(store)
    since = cursor.at - timedelta(seconds=world.rules.overlap.orders)
    latest, names, after = cursor.at, [], None
    while True:
        began = world.now()
        page = await world.shops[store].orders_page(since, after, lane=Lane.URGENT)
        rows = write_down(store, [shop_order(of, told) for told in page.orders], began)
        names += [row.name for row in rows]
        latest = max([latest, *(told.updated_at for told in page.orders)])
        after = page.next
        if after is None:
            break
    if latest > cursor.at:
        cursors.advance(world.ledger, name, latest, world.now())
    return Noted(store, tuple(dict.fromkeys(names)), latest)


async def note_order(store: str, order_id: int) -> Order | None:
    """Write one order down by its id, which no search index delays; None if Shopify has none."""
    world = outside()
    began = world.now()
    told: Told | None = await world.shops[store].order(
        f"gid://shopify/Order/{order_id}", lane=Lane.URGENT
    )
    if told is None:
        return None
    [row] = write_down(store, [shop_order(world.rules.stores[StoreName(store)], told)], began)
    return row


def is_older_than_the_ledger(store: str, placed_at: datetime) -> bool:
    """Whether an order was placed before we began to look after its store.

    Somebody may have brought it into Cin7 already, so it is looked for before its sale is made.
    """
    begun = cursors.read(outside().ledger, f"{BEGUN}{store}")
    return begun is not None and placed_at < begun.updated_at
