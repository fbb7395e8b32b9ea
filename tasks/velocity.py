"""What the rules of stock need to know beside the shelf: what products are, and how they sell.

Read only when a rule asks for it, once a round.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from domain.demand import Demand, Lowered, Sold, delay_at, delays, sold_since
from domain.matching import Product
from domain.types import Sku, StoreName
from ledger import sold
from tasks.outside import outside
from tasks.step import step

WRITES = 200
"""So many of the last writes of counts tell how long news takes."""
LONGEST = timedelta(hours=1)
"""A count that fell later than this after a sale fell for another reason."""


async def read_products(skus: frozenset[str] | None) -> Mapping[Sku, Product] | None:
    """What the products are; None when no rule names them by tag, brand or category."""
    return await _read_products(skus) if outside().rules.describes else None


@step("read products", run_name="read products", tags=("cin7",))
async def _read_products(skus: frozenset[str] | None) -> Mapping[Sku, Product]:
    return await outside().inventory.described(None if skus is None else sorted(skus))


def measured() -> Demand | None:
    """What the stores have sold and how long news takes, from the ledger; None if no rule asks."""
    world = outside()
    if not world.rules.measures:
        return None
    by = world.rules.measuring
    since = world.now() - timedelta(seconds=by.window_seconds)
    sales = list(_sales(since))
    found = delays(sales, _lowered(), LONGEST)
    return Demand(
        sold_since(sales, since),
        by.window_seconds,
        delay_at(found, by.delay_percent, otherwise=by.delay_seconds),
    )


def _sales(since: datetime) -> Iterator[Sold]:
    for placed_at, store, lines in sold.lines_since(outside().ledger, since):
        for line in lines:
            if line["sku"]:
                yield Sold(placed_at, StoreName(store), Sku(line["sku"]), int(line["units"]))


def _lowered() -> Iterator[Lowered]:
    for done_at, detail in sold.last_writes(outside().ledger, WRITES):
        for row in detail["rows"]:
            if row["promised"] < row["shown"]:
                yield Lowered(done_at, StoreName(str(detail["store"])), Sku(row["sku"]))
