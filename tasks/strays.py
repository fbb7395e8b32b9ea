"""Orders that are not where we think: the counts tell, where Shopify's search says nothing.

Moving a fulfilment order by hand does not touch its order, so no search by change time brings it.
But then the place we take it to stand at has fewer units committed than our orders explain.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

from domain.committed import Window, open_units
from domain.stock_plan import committed_in
from domain.types import LocationId, Sku, StoreName
from ledger import orders
from ledger.models import Order
from tasks.noting import note_order
from tasks.order_rows import shop_order
from tasks.outside import outside
from tasks.shown import Shown
from tasks.step import step

MOST_ORDERS = 20
"""Orders read again in one round; the rest waits for the next."""


async def look_for_strays(shown: Shown) -> frozenset[str]:
    """Read those orders again; the SKUs of those that stand elsewhere than we thought.

    In each round, however few SKUs it reads: an order that left a place unnoticed would explain
    units there which a new one, not found yet either, has taken.

    Safe to run twice: it only reads, and notes the newest.
    """
    rows = strays(shown, orders.open_orders(outside().ledger))[:MOST_ORDERS]
    return await _read_again(rows) if rows else frozenset()


@step("look for strays", run_name="look for orders that were moved", tags=("shopify",))
async def _read_again(rows: Sequence[Order]) -> frozenset[str]:
    skus: set[str] = set()
    for row in rows:
        now = await note_order(row.store, row.order_id)
        if now is not None and now.stands != row.stands:
            skus |= {sku for stand in shop_order(row).stands for sku in open_units(stand)}
    return frozenset(skus)


def strays(shown: Shown, rows: list[Order]) -> list[Order]:
    """Open orders, not read since the counts were, at places with less committed than explained."""
    committed: Counter[Window] = Counter()
    for count in committed_in(shown.frame):
        committed[count.store, count.location, count.sku] += count.units
    tracked = shown.frame[shown.frame["tracked"].astype(bool)]
    read = {
        (StoreName(store), LocationId(location), Sku(sku))
        for store, location, sku in zip(
            tracked["store"], tracked["location"], tracked["sku"], strict=True
        )
    }
    explained: Counter[Window] = Counter()
    at: dict[Window, list[Order]] = defaultdict(list)
    for row in rows:
        for stand in shop_order(row).stands:
            for sku, units in open_units(stand).items():
                if stand.location is not None:
                    window = (StoreName(row.store), stand.location, sku)
                    explained[window] += units
                    at[window].append(row)
    too_many = [w for w in read if explained[w] > committed[w]]
    found = {row.id: row for w in too_many for row in at[w] if row.noted_at < shown.began}
    return sorted(found.values(), key=lambda row: row.noted_at)
