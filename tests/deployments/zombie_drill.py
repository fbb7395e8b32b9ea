"""Kill a worker together with its run, start the worker again, and time the next run.

By hand, with the true silence of 90 s: ``python -m tests.deployments.zombie_drill [--server]``
(``--server`` kills the Prefect server too, as a power cut would; then the schedule has to do).
"""

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from uuid import UUID

from prefect.client.orchestration import PrefectClient

from deployments.events import SILENCE, ensure_automations
from deployments.prefect_server import server_command
from deployments.processes import Process, Processes
from tests.deployments.probe import probe


@dataclass(frozen=True)
class Drilled:
    """What the drill found: wall seconds from the kill to the next run, and both runs."""

    seconds: float
    first_state: str
    first_parameters: dict[str, object]
    next_parameters: dict[str, object]
    by_schedule: bool
    """Was the next run a scheduled one, and not the automation's?"""


async def drill(
    folder: Path, silence: timedelta, *, kill_server: bool = False, every: float | None = None
) -> Drilled:
    """Start everything in ``folder``, kill, start the worker again, wait for the next run.

    Args:
        folder: For all of it.
        silence: Wall time after which a run is given up.
        kill_server: Kill and restart the Prefect server as well.
        every: Wall seconds between two scheduled runs; None: only the automation can start one.
    """
    async with probe(folder, every) as there, PrefectClient(there.house.api_url) as client:
        house, processes = there.house, there.house.processes
        await client.pause_deployment(await _id_of(client, "probed/probed-by-clock"))
        await ensure_automations(client, silence)
        worker = house.start_worker(folder)
        deployment = await _id_of(client, "probed/probed")
        first = await client.create_flow_run_from_deployment(
            deployment, parameters={"seconds": 3600}, name="the lost one"
        )
        await there.until(lambda: _by(there.noted(), first.name), within=90)
        await processes.sleep(3)  # its first heartbeat
        kill(processes, worker)
        killed, before = monotonic(), len(there.noted())
        if kill_server:
            kill(processes, house.server)
            again = processes.start("prefect-server", server_command(house.port), env=house.env)
            await processes.healthy(again, f"{house.api_url}/health")
        house.start_worker(folder)
        await there.until(lambda: len(there.noted()) > before, within=600)
        seconds = monotonic() - killed
        later = next(
            run
            for run in await client.read_flow_runs()
            if run.deployment_id == deployment and run.start_time and run.id != first.id
        )
        lost = await client.read_flow_run(first.id)
        return Drilled(
            *(seconds, str(lost.state_name), lost.parameters, later.parameters),
            by_schedule=later.auto_scheduled,
        )


def kill(processes: Processes, process: Process) -> None:
    """SIGKILL a process with its whole group: a worker together with its runs."""
    os.killpg(process.popen.pid, signal.SIGKILL)
    process.popen.wait()
    processes.started.remove(process)


def _by(noted: list[dict[str, object]], name: str) -> bool:
    return any(note["by"] == name for note in noted)


async def _id_of(client: PrefectClient, name: str) -> UUID:
    return (await client.read_deployment_by_name(name)).id


if __name__ == "__main__":
    with TemporaryDirectory() as where:
        power_cut = "--server" in sys.argv
        doing = drill(Path(where), SILENCE, kill_server=power_cut, every=300 if power_cut else None)
        found = asyncio.run(doing)
    sys.stdout.write(f"{found}\n")
