"""Setting another flow going from within a run: its hint, and a run of it without the wait."""

from prefect.context import FlowRunContext
from prefect.deployments.flow_runs import arun_deployment

from ledger import hints as rows
from tasks.hints import EVERY_STORE
from tasks.outside import outside
from tasks.step import step


@step("start a flow", run_name="start {flow}")
async def start(flow: str) -> str | None:
    """Start a deployment without waiting for it; its name, or None outside Prefect.

    Prefect cancels the new run if one is going already, so starting twice is harmless.
    """
    if FlowRunContext.get() is None:
        return None
    await arun_deployment(f"{flow}/{flow}", timeout=0, as_subflow=False)
    return flow


async def ask_for(flow: str) -> None:
    """Raise a flow's hint, and start a run of it unless its hint was up already.

    The hint is what is certain: a start that Prefect loses or cancels is made good by the sweep.
    """
    world = outside()
    if rows.raise_hint(world.ledger, flow, EVERY_STORE, world.now()) is not None:
        await start(flow)
