"""Tell each parcel once: a Shopify fulfilment with its notice, and the same tracking in Cin7.

ShipStation labels and voids -> ledger -> Shopify fulfilment -> Cin7 pick, pack, ship (and invoice)
"""

from prefect import flow

from flows.doors import open_doors
from tasks.exceptions import watched
from tasks.report import telling
from tasks.returning_report import ReturnReport
from tasks.returning_round import Wanted, return_round
from tasks.rounds import go_round

FLOW = "return-tracking"


@flow(name=FLOW, flow_run_name="return-tracking", log_prints=False)
async def return_tracking(
    stores: list[str] | None = None, orders: list[str] | None = None, dry_run: bool = False
) -> ReturnReport:
    """Bring labels and voids of the carrier desk back to Shopify and Cin7.

    Safe to run at any time and beside itself: a parcel is told once however often this runs.
    Without a carrier desk it says so and does nothing.

    Args:
        stores: Names of stores in the rules file; all when left empty.
        orders: Order names such as ``#1001``; all that have parcels when left empty.
        dry_run: Read and report; note labels in the ledger, change nothing outside,
            tell nobody.
    """
    async with open_doors() as world, watched(FLOW, dry_run=dry_run):
        whole = not (stores or orders or dry_run)
        wanted = Wanted(
            tuple(stores or world.rules.stores),
            frozenset(orders) if orders else None,
            dry_run,
            whole,
        )
        return await go_round(FLOW, lambda _: return_round(wanted), telling("parcels"), whole=whole)
