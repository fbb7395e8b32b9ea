"""Start what is still waiting: hints that no event turned into a run, and effects in doubt.

Latency comes from events, certainty from this sweep: it runs every minute and costs no vendor call.
"""

from prefect import flow

from flows.doors import open_doors
from tasks.report import name_run
from tasks.sweeping import SweepReport, start, waiting_flows

FLOW = "sweep-hints"


@flow(name=FLOW, flow_run_name="sweep-hints", log_prints=False)
async def sweep_hints(dry_run: bool = False) -> SweepReport:
    """Start the flows whose hints are still raised or whose effects are due.

    Safe to run at any time: a flow that is running already refuses a second run, and one that
    finds nothing to do changes nothing.

    Args:
        dry_run: Say what would be started, start nothing.
    """
    async with open_doors():
        waiting = waiting_flows()
        started = [] if dry_run else [await start(flow_name) for flow_name in waiting.flows]
        report = waiting.and_started([name for name in started if name])
        await name_run(report.headline())
        return report
