"""What a person sees of a run: a name that says what happened, and a table of what and why.

Outside a Prefect run (tests, simulations, ``stocksteady run``) these do nothing.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol

from prefect.artifacts import acreate_table_artifact
from prefect.client.orchestration import get_client
from prefect.context import FlowRunContext

MOST_ROWS = 500
"""A table longer than this is cut and says so: nobody reads on, and the server stores it all."""


async def show_table(key: str, rows: Sequence[Mapping[str, object]], description: str) -> bool:
    """Publish a table on the run's page; False outside a run, where nobody would see it.

    Args:
        key: Lower case with dashes; the artifact's history goes by it.
        rows: One mapping a line, the same keys in each.
        description: One or two sentences (Markdown): what these lines are, and how many.
    """
    if FlowRunContext.get() is None:
        return False
    shown = [{k: str(v) for k, v in row.items()} for row in rows[:MOST_ROWS]]
    if len(rows) > MOST_ROWS:
        description += f" The first {MOST_ROWS} of {len(rows)} are shown."
    await acreate_table_artifact(table=shown, key=key, description=description)
    return True


async def name_run(says: str) -> None:
    """Rename the present flow run so that the list of runs reads as a story."""
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        return
    async with get_client() as client:
        await client.update_flow_run(context.flow_run.id, name=f"{context.flow_run.name}: {says}")


def run_id() -> str:
    """The id of the present flow run, for a link to its page; empty outside one."""
    context = FlowRunContext.get()
    return "" if context is None or context.flow_run is None else str(context.flow_run.id)


class Told(Protocol):
    """What a report has to show on a run's page."""

    def table(self) -> list[dict[str, object]]:
        """A line a thing that changed, and why."""
        ...

    def sentence(self) -> str:
        """What the table shows, in one or two sentences."""
        ...

    def headline(self) -> str:
        """What happened, in a few words for the run's name."""
        ...


def telling(artifact: str) -> Callable[[Told], Awaitable[None]]:
    """Show reports of a flow: a table under this artifact's key, and a name that says it."""

    async def tell(report: Told) -> None:
        await show_table(artifact, report.table(), report.sentence())
        await name_run(report.headline())

    return tell
