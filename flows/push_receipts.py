"""Show goods on the storefronts as soon as they are received.

purchase orders received since -> their SKUs -> the same stock round as sync-stock
"""

from prefect import flow

from flows.doors import open_doors
from tasks.exceptions import watched
from tasks.receipts import ReceiptReport, receipt_round
from tasks.report import telling
from tasks.rounds import go_round

FLOW = "push-receipts"


@flow(name=FLOW, flow_run_name="push-receipts", log_prints=False)
async def push_receipts(purchases: list[str] | None = None, dry_run: bool = False) -> ReceiptReport:
    """Bring received goods to every storefront, and record how long it took.

    Safe to run twice: it reads availability anew and writes differences only.

    Args:
        purchases: Purchase order numbers such as ``PO-00012``; all that changed since the last run
            when left empty.
        dry_run: Decide and report, write nothing, tell nobody.
    """
    async with open_doors(), watched(FLOW, dry_run=dry_run):
        return await go_round(
            FLOW,
            lambda _: receipt_round(purchases, dry_run=dry_run),
            telling("receipts"),
            whole=not (purchases or dry_run),
        )
