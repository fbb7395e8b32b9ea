"""Bring every paid Shopify order into Cin7, once, at the warehouse that can bear it.

Shopify orders -> ledger -> SKUs checked, routed (pure) -> Cin7 sale -> fulfilment order moved
"""

from prefect import flow

from flows.doors import open_doors
from tasks.asked import Asked
from tasks.exceptions import watched
from tasks.ingest_report import IngestReport
from tasks.ingest_round import ingest_round
from tasks.report import telling
from tasks.rounds import go_round

FLOW = "ingest-orders"


@flow(name=FLOW, flow_run_name="ingest-orders", log_prints=False)
async def ingest_orders(
    stores: list[str] | None = None, orders: list[str] | None = None, dry_run: bool = False
) -> IngestReport:
    """Turn new orders into Cin7 sales, and finish what an earlier run left half-way.

    Safe to run at any time and beside itself: an order has one sale however often this runs.

    Args:
        stores: Names of stores in the rules file; all when left empty.
        orders: Order names such as ``#1001``; all that are due when left empty.
        dry_run: Decide and report; note orders in the ledger, change nothing outside,
            tell nobody.
    """
    async with open_doors() as world, watched(FLOW, dry_run=dry_run):
        asked = Asked(
            tuple(stores or world.rules.stores), frozenset(orders) if orders else None, dry_run
        )
        whole = not (stores or orders or dry_run)
        return await go_round(
            FLOW, lambda _: ingest_round(asked), telling("ingested-orders"), whole=whole
        )
