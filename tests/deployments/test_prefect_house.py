"""A real Prefect server does with a prefect.yaml like ours what we count on.

These are the traps of the pinned versions: with SQLAlchemy 2.1, for one, the server starts, events
work, and no schedule ever starts a run.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from prefect.client.orchestration import PrefectClient
from prefect.states import Scheduled

from clients.prefect import PrefectEvents, hint_event
from deployments.doctor.check import Verdict
from deployments.doctor.engine import look_at_prefect
from deployments.events import automations, ensure_automations
from deployments.prefect_server import FIRST, POOL
from settings.clock import Clock
from settings.load import load_settings
from tests.deployments.conftest import Say, beside
from tests.deployments.probe import Probe, probe
from tests.town import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def there(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Probe]:
    folder: Path = tmp_path_factory.mktemp("probe")
    async with (
        probe(folder) as found,
        httpx.AsyncClient(base_url=found.house.api_url) as http,
    ):

        async def at_work() -> bool:
            workers = await http.post(f"/work_pools/{POOL}/workers/filter", json={})
            return bool(workers.json())

        worker = found.house.start_worker(folder)
        await found.house.processes.until(worker, at_work, within=90)
        yield found


async def hint(there: Probe, number: int) -> None:
    async with httpx.AsyncClient() as http:
        event = hint_event("probed", "uk", number, Clock().now())
        await PrefectEvents(http, there.house.api_url).post([event])


def started(there: Probe, name: str) -> list[dict[str, object]]:
    return [note for note in there.noted() if note["by"] == name]


async def test_a_schedule_starts_runs_by_itself(there: Probe) -> None:
    await there.until(lambda: len(there.noted()) >= 1, within=90)
    async with PrefectClient(there.house.api_url) as client:
        runs = await client.read_flow_runs()
        assert any(run.auto_scheduled and run.start_time for run in runs)
        deployment = await client.read_deployment_by_name("probed/probed-by-clock")
        await client.pause_deployment(deployment.id)


async def test_a_hint_starts_one_run_however_often_its_event_is_posted(there: Probe) -> None:
    for _ in range(3):
        await hint(there, number=1)
    await there.until(lambda: any(note["only_news"] for note in there.noted()), within=60)
    await there.house.processes.sleep(3)
    (note,) = [note for note in there.noted() if note["only_news"]]
    assert note["only_news"] is True
    assert note["stores"] is None


async def test_a_second_run_is_cancelled_while_the_first_works(there: Probe) -> None:
    async with PrefectClient(there.house.api_url) as client:
        deployment = (await client.read_deployment_by_name("probed/probed")).id
        await client.create_flow_run_from_deployment(
            deployment, parameters={"seconds": 15}, name="first"
        )
        await there.until(lambda: bool(started(there, "first")), within=60)
        second = await client.create_flow_run_from_deployment(deployment, name="second")
        for _ in range(100):
            state = (await client.read_flow_run(second.id)).state_name
            if state == "Cancelled":
                break
            await there.house.processes.sleep(0.2)
        assert state == "Cancelled"
        assert not started(there, "second")


async def test_what_waits_in_the_first_queue_is_started_before_what_waited_longer(
    there: Probe,
) -> None:
    later = Clock().now() + timedelta(minutes=5)
    async with PrefectClient(there.house.api_url) as client:
        waiting = []
        for name, minutes in (("probed-by-clock", 0), ("probed", 1)):
            deployment = await client.read_deployment_by_name(f"probed/{name}")
            at = later + timedelta(minutes=minutes)
            run = await client.create_flow_run_from_deployment(
                deployment.id, state=Scheduled(scheduled_time=at)
            )
            waiting.append(run.id)
        handed_out = await client.get_scheduled_flow_runs_for_work_pool(
            POOL, scheduled_before=later + timedelta(minutes=2)
        )
        in_order = [one.flow_run.id for one in handed_out if one.flow_run.id in waiting]
        assert in_order == list(reversed(waiting))
        for run_id in waiting:
            await client.delete_flow_run(run_id)


async def test_deploying_again_doubles_nothing(there: Probe) -> None:
    async with PrefectClient(there.house.api_url) as client:
        before = sorted(each.name for each in await client.read_automations())
        deployed = sorted(each.name for each in await client.read_deployments())
        await there.house.deploy(there.file, there.folder)
        assert sorted(each.name for each in await client.read_automations()) == before
        assert sorted(each.name for each in await client.read_deployments()) == deployed
        assert {each.name for each in automations()} <= set(before)


async def test_an_automation_made_twice_by_mistake_is_made_one(there: Probe) -> None:
    async with PrefectClient(there.house.api_url) as client:
        wanted = automations()[0]
        await client.create_automation(wanted)
        done = await ensure_automations(client)
        assert len(await client.read_automations_by_name(wanted.name)) == 1
        assert done[0] == f"renewed: {wanted.name}"


async def test_the_doctor_sees_what_is_there_and_what_is_not(
    there: Probe, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOCKSTEADY_PREFECT__API_URL", there.house.api_url)
    found = {check.name: check for check in await look_at_prefect(load_settings(), ROOT)}
    assert found["prefect: server"].verdict is Verdict.GOOD
    assert found["prefect: workers"].found == "1 at work"
    assert found["prefect: queues"].verdict is Verdict.GOOD
    assert found["prefect: automations"].verdict is Verdict.GOOD
    assert "sync-stock" in found["prefect: deployments"].found
    assert found["prefect: deployments"].mend == "Run `stocksteady deploy`."


async def test_the_doctor_sees_that_counts_would_wait(
    there: Probe, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOCKSTEADY_PREFECT__API_URL", there.house.api_url)
    async with httpx.AsyncClient(base_url=there.house.api_url) as http:
        await http.patch(f"/work_pools/{POOL}/queues/default", json={"priority": 1})
        try:
            found = {check.name: check for check in await look_at_prefect(load_settings(), ROOT)}
            assert found["prefect: queues"].verdict is Verdict.BAD
            assert "priority 1" in found["prefect: queues"].mend
        finally:
            await http.patch(f"/work_pools/{POOL}/queues/{FIRST}", json={"priority": 1})


async def test_the_command_deploys_all_of_ours(
    there: Probe, stocksteady: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOCKSTEADY_PREFECT__API_URL", there.house.api_url)
    said = await beside(stocksteady, "deploy", "--json", "--file", str(ROOT / "prefect.yaml"))
    assert said.code == 0, said.text
    found = {check.name: check for check in await look_at_prefect(load_settings(), ROOT)}
    assert found["prefect: deployments"].verdict is Verdict.GOOD
    async with PrefectClient(there.house.api_url) as client:
        deployment = await client.read_deployment_by_name("sync-stock/sync-stock")
        assert deployment.entrypoint == "flows.sync_stock.sync_stock"
        assert deployment.pull_steps in (None, [])
        await client.pause_deployment(deployment.id)
