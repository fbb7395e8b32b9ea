"""Show on each storefront what the shelf can bear.

    storefront counts -> orders Cin7 has not seen -> Cin7 availability
        -> promises (pure) -> Shopify counts -> ledger

That order of reads is what makes the promise true: docs/why/0007.
"""

from prefect import flow

from flows.doors import open_doors
from tasks.exceptions import watched
from tasks.report import telling
from tasks.rounds import go_round
from tasks.stock_report import StockReport
from tasks.stock_round import Scope, stock_round

FLOW = "sync-stock"


@flow(name=FLOW, flow_run_name="sync-stock", log_prints=False)
async def sync_stock(
    stores: list[str] | None = None,
    skus: list[str] | None = None,
    only_news: bool = False,
    dry_run: bool = False,
    approve_large_change: bool = False,
) -> StockReport:
    """Bring every storefront count in line with the shelf.

    Safe to run at any time and beside itself: it acts on differences only, and Shopify compares
    before it writes.

    Args:
        stores: Write to these stores only (names of the rules file); all when left empty. Orders of
            all stores are reckoned with in any case, as they sell from one shelf.
        skus: Only these SKUs, character for character; all when left empty.
        only_news: Only SKUs that webhooks have named since the last round; events set this.
        dry_run: Decide and report, write nothing, tell nobody.
        approve_large_change: Let a change through that a guard has held back as too large.
    """
    async with open_doors(), watched(FLOW, dry_run=dry_run):
        asked = Scope(
            frozenset(stores) if stores else None,
            frozenset(skus) if skus else None,
            only_news,
            dry_run,
            approve_large_change,
        )
        return await go_round(
            FLOW,
            lambda last: stock_round(asked.later(last.again) if last else asked),
            telling("stock-changes"),
            whole=not (stores or skus or dry_run),
            lingers=True,
        )
