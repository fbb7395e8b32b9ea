"""Start what is still waiting, and say what is still untold.

Hints that no event turned into a run, effects in doubt, words to Slack. Latency comes from events,
certainty from this sweep: it runs every minute, and calls nobody but Slack, and that only for words
that are due.
"""

from dataclasses import replace

from prefect import flow

from flows.doors import open_doors
from tasks.exceptions_shown import show_open_exceptions
from tasks.report import name_run
from tasks.starting import start
from tasks.sweeping import SWEEP, SweepReport, sweep_words, waiting_flows

FLOW = SWEEP


@flow(name=FLOW, flow_run_name="sweep-hints", log_prints=False)
async def sweep_hints(dry_run: bool = False) -> SweepReport:
    """Start the flows whose hints are still raised or whose effects are due; send waiting words.

    Safe to run at any time: a flow that is running already refuses a second run, one that finds
    nothing to do changes nothing, and a message is posted once.

    Args:
        dry_run: Say what would be started, start and send nothing.
    """
    async with open_doors():
        waiting = waiting_flows()
        started = [] if dry_run else [await start(flow_name) for flow_name in waiting.flows]
        said = 0 if dry_run else await sweep_words()
        report = replace(waiting.and_started([name for name in started if name]), said=said)
        if not dry_run:
            await show_open_exceptions()
        await name_run(report.headline())
        return report
