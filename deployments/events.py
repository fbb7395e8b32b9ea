"""The automations that prefect.yaml can't say: what becomes of a run that lost its process.

When worker and run are killed together nobody reports the end: the run stays RUNNING and keeps the
one slot of its deployment, and every later run is cancelled (docs/why/0008-zombie-runs.md). So a
run that falls silent is marked Crashed, which frees the slot, and its deployment is started anew.
A run that a person started is only marked: nobody should find their dry run repeated for real.
"""

from datetime import timedelta

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import StateType
from prefect.events import AutomationCore, EventTrigger, Posture, ResourceSpecification
from prefect.events.actions import ChangeFlowRunState, RunDeployment

SILENCE = timedelta(seconds=90)
"""Wall time without a sign of life after which a run is given up: three missed heartbeats."""

AGAIN_AFTER = timedelta(seconds=5)
"""Wall time between giving a run up and the next, so that the slot is free when it asks."""

OURS = "stocksteady"
"""Tag of every deployment of ours (prefect.yaml)."""

BY_ITSELF = "by-itself"
"""Tag of the deployments that schedules and events start (prefect.yaml)."""

BY_HAND = "by-hand"
"""Tag of the deployments that people start (prefect.yaml)."""

GIVEN_UP = "No sign of life: its process is gone."
"""The state's message by which a run that was given up here is told from any other crash."""

_HEARTBEAT = "prefect.flow-run.heartbeat"
_PENDING = "prefect.flow-run.Pending"
_CRASHED = "prefect.flow-run.Crashed"
_ENDS = {f"prefect.flow-run.{name}" for name in ("Completed", "Failed", "Cancelled")} | {_CRASHED}
_RUNS = {"prefect.resource.id": "prefect.flow-run.*"}


def automations(silence: timedelta = SILENCE) -> list[AutomationCore]:
    """Every automation of ours that no deployment of prefect.yaml owns.

    Args:
        silence: Wall time without a sign of life after which a run is given up.
    """
    return [_give_up(silence), _start_anew()]


async def ensure_automations(client: PrefectClient, silence: timedelta = SILENCE) -> list[str]:
    """Make the server's automations what ``automations()`` says; running it twice changes nothing.

    Returns:
        What was done, one line an automation.
    """
    done = []
    for wanted in automations(silence):
        found = await client.read_automations_by_name(wanted.name)
        for double in found[1:]:
            await client.delete_automation(double.id)
        if found:
            await client.update_automation(found[0].id, wanted)
        else:
            await client.create_automation(wanted)
        done.append(f"{'renewed' if found else 'made'}: {wanted.name}")
    return done


def _give_up(silence: timedelta) -> AutomationCore:
    """Fires for a run of ours that began or was alive, and then said nothing more.

    A heartbeat that overtakes its run's end fires it too; the server then refuses the change of a
    finished run, says so in its log, and nothing happens.
    """
    return AutomationCore(
        name="stocksteady: give up a silent run",
        description="docs/why/0008-zombie-runs.md",
        trigger=EventTrigger(
            match=ResourceSpecification(_RUNS),
            match_related=_tagged(OURS),
            after={_PENDING, _HEARTBEAT},
            expect={_HEARTBEAT, *_ENDS},
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=silence,
        ),
        actions=[ChangeFlowRunState(state=StateType.CRASHED, message=GIVEN_UP)],
    )


def _start_anew() -> AutomationCore:
    """Fires when a run that started by itself was given up; not at any other crash.

    A flow that crashes each time for a reason of its own is thus not started over and over.
    """
    return AutomationCore(
        name="stocksteady: start anew what was given up",
        description="docs/why/0008-zombie-runs.md",
        trigger=EventTrigger(
            match=ResourceSpecification({**_RUNS, "prefect.state-message": GIVEN_UP}),
            match_related=_tagged(BY_ITSELF),
            expect={_CRASHED},
            for_each={"prefect.resource.id"},
            posture=Posture.Reactive,
            threshold=1,
            within=timedelta(0),
        ),
        actions=[RunDeployment(source="inferred", schedule_after=AGAIN_AFTER)],
    )


def _tagged(tag: str) -> ResourceSpecification:
    return ResourceSpecification(
        {"prefect.resource.role": "tag", "prefect.resource.id": f"prefect.tag.{tag}"}
    )
