"""Take back, everywhere, what Shopify took back: cancelled orders, refunds, edits.

what Shopify took back -> carrier desk -> Cin7 void, undo or credit note -> storefronts
"""

from prefect import flow

from flows.doors import open_doors
from tasks.asked import Asked
from tasks.exceptions import watched
from tasks.report import telling
from tasks.reversing_report import ReversalReport
from tasks.reversing_round import reversal_round
from tasks.rounds import go_round

FLOW = "reverse-cancellations"


@flow(name=FLOW, flow_run_name="reverse-cancellations", log_prints=False)
async def reverse_cancellations(
    stores: list[str] | None = None, orders: list[str] | None = None, dry_run: bool = False
) -> ReversalReport:
    """Free what was cancelled or refunded, once, and credit what came back.

    Safe to run at any time and beside itself: everything is read anew, each change is made once.

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
            FLOW, lambda _: reversal_round(asked), telling("reversals"), whole=whole
        )
