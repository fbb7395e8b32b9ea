"""Compare everything shown with everything promised, explain each difference, and repair it.

    bills of materials -> storefront counts -> orders -> Cin7 availability -> promises
        -> differences, explained (pure) -> Shopify counts -> ledger

Once a day, and by hand. Where sync-stock runs every few minutes this finds little; that is its use.
"""

from prefect import flow

from flows.doors import open_doors
from tasks.bills import bills_anew
from tasks.exceptions import watched
from tasks.reconciling import DriftReport, reconcile_round
from tasks.report import telling
from tasks.rounds import go_round

FLOW = "reconcile"


@flow(name=FLOW, flow_run_name="reconcile", log_prints=False)
async def reconcile(dry_run: bool = False, approve_large_change: bool = False) -> DriftReport:
    """List what is shown and should not be, why, and set it right.

    Safe to run at any time and beside every other flow: it writes as sync-stock does, differences
    only and compared by Shopify first.

    Args:
        dry_run: Compare and explain, write nothing.
        approve_large_change: Repair even if more is unexplained than the rules allow, or a guard
            holds it back as too large.
    """
    async with open_doors(), watched(FLOW, dry_run=dry_run):
        await bills_anew()
        return await go_round(
            FLOW,
            lambda last: reconcile_round(last, dry_run=dry_run, approved=approve_large_change),
            telling("drift"),
            whole=not dry_run,
        )
