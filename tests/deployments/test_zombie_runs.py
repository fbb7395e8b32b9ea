"""A run that lost its process does not hold up the next (docs/why/0008)."""

from datetime import timedelta
from pathlib import Path

import pytest
from prefect.events import EventTrigger, Posture

from deployments.events import BY_HAND, BY_ITSELF, GIVEN_UP, OURS, SILENCE, automations
from deployments.prefect_file import PREFECT_FILE, load
from tests.deployments.zombie_drill import drill

FILE = load(Path(__file__).resolve().parents[2] / PREFECT_FILE)

HEARTBEAT = timedelta(seconds=30)
"""What prefect.yaml sets, and the least that Prefect allows."""


def triggers() -> dict[str, EventTrigger]:
    """Action to the trigger that leads to it."""
    found = {}
    for automation in automations():
        assert isinstance(automation.trigger, EventTrigger)
        for action in automation.actions:
            found[action.type] = automation.trigger
    return found


def test_every_run_of_ours_is_given_up_after_three_missed_heartbeats() -> None:
    give_up = triggers()["change-flow-run-state"]
    assert give_up.posture is Posture.Proactive
    assert give_up.within == SILENCE == 3 * HEARTBEAT
    assert OURS in str(give_up.match_related)
    assert all(OURS in deployment.tags for deployment in FILE.deployments)


def test_only_what_runs_by_itself_and_was_given_up_is_started_anew() -> None:
    again = triggers()["run-deployment"]
    assert GIVEN_UP in str(again.match)
    assert again.expect == {"prefect.flow-run.Crashed"}
    assert BY_ITSELF in str(again.match_related)
    by_hand = [each for each in FILE.deployments if BY_HAND in each.tags]
    assert by_hand
    assert not any(BY_ITSELF in deployment.tags for deployment in by_hand)


MAY_BE_LATE = {"watch-thresholds", "reconcile"}
"""They look whether something hurts, and keep no promise that minutes would break."""


def test_after_a_power_cut_the_schedule_alone_is_quick_enough() -> None:
    ten_minutes = 600
    for deployment in FILE.deployments:
        if deployment.name in MAY_BE_LATE:
            continue
        for schedule in deployment.schedules:
            assert SILENCE.total_seconds() + schedule.interval + 60 < ten_minutes


@pytest.mark.slow
async def test_after_sigkill_of_worker_and_run_the_next_run_starts_by_itself(
    tmp_path: Path,
) -> None:
    silence = timedelta(seconds=40)
    found = await drill(tmp_path, silence)
    assert found.first_state == "Crashed"
    assert found.first_parameters == {"seconds": 3600}
    assert found.next_parameters == {}
    assert not found.by_schedule
    assert found.seconds < silence.total_seconds() + 30
