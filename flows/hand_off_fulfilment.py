"""Hand orders that are ready to be sent to the carrier desk, each once.

ready sales (ledger) -> Shopify once more -> decide (pure) -> ShipStation order
"""

from prefect import flow

from flows.doors import open_doors
from tasks.asked import Asked
from tasks.exceptions import watched
from tasks.hand_off_round import FLOW, hand_off_round
from tasks.handing_off_report import HandOffReport
from tasks.report import telling
from tasks.rounds import go_round


@flow(name=FLOW, flow_run_name="hand-off-fulfilment", log_prints=False)
async def hand_off_fulfilment(
    stores: list[str] | None = None, orders: list[str] | None = None, dry_run: bool = False
) -> HandOffReport:
    """Turn authorised sales into orders of the carrier desk, by warehouse and service.

    Safe to run at any time and beside itself: an order stands there once however often this runs.
    What is held, cancelled, unpaid or backordered is left alone.

    Args:
        stores: Names of stores in the rules file; all when left empty.
        orders: Order names such as ``#1001``; all that are due when left empty.
        dry_run: Decide and report, change nothing.
    """
    async with open_doors() as world, watched(FLOW, dry_run=dry_run):
        asked = Asked(
            tuple(stores or world.rules.stores), frozenset(orders) if orders else None, dry_run
        )
        whole = not (stores or orders or dry_run)
        return await go_round(
            FLOW, lambda _: hand_off_round(asked), telling("handed-off"), whole=whole
        )
