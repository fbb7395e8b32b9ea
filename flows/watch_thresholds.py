"""Tell people what runs low, before it hurts.

Cin7 availability -> places that the stores sell from -> alerts (pure) -> ledger -> Slack
"""

from prefect import flow

from flows.doors import open_doors
from tasks.bills import look_at_bills
from tasks.digesting import digest
from tasks.exceptions import watched
from tasks.report import telling
from tasks.rounds import go_round
from tasks.thresholds import ThresholdReport, Watch, look

FLOW = "watch-thresholds"


@flow(name=FLOW, flow_run_name="watch-thresholds", log_prints=False)
async def watch_thresholds(
    warehouses: list[str] | None = None, skus: list[str] | None = None, dry_run: bool = False
) -> ThresholdReport:
    """Compare the shelf with the threshold of the rules; one message a SKU and warehouse.

    Safe to run at any time and beside itself: it changes nothing outside but words, and what
    stands already is not told again. A SKU that is over the threshold again is closed by itself.
    At its end, once an hour, it asks Cin7 whether a kit's components have changed.

    Args:
        warehouses: Names of warehouses in the rules file; all when left empty.
        skus: Only these SKUs, character for character; all when left empty.
        dry_run: Look and report, tell nobody.
    """
    async with open_doors(), watched(FLOW, dry_run=dry_run):
        asked = Watch(
            frozenset(warehouses) if warehouses else None,
            frozenset(skus) if skus else None,
            dry_run,
        )
        whole = not (warehouses or skus or dry_run)
        report = await go_round(FLOW, lambda _: look(asked), telling("thresholds"), whole=whole)
        if whole:
            await digest()
            await look_at_bills()
        return report
