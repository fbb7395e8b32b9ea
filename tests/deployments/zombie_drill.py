"""Kill a worker together with its run, start the worker again, and time the next run.

By hand, with the true silence of 90 s: ``python -m tests.deployments.zombie_drill [--server]``
(``--server`` kills the Prefect server too, as a power cut would).
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

from prefect.client.orchestration import PrefectClient

from deployments.events import SILENCE, ensure_automations
from deployments.ports import free_ports
from deployments.prefect_house import start_prefect
from deployments.prefect_server import plain_env, server_command
from deployments.processes import Process, Processes
from settings.clock import Clock

ROOT = Path(__file__).resolve().parents[2]

FLOW = '''
"""Notes that it runs, and then takes its time."""
import asyncio
from pathlib import Path
from prefect import flow

@flow(name="drilled")
async def drilled(seconds: float = 0) -> None:
    with Path("{notes}").open("a") as notes:
        notes.write("running\\n")
    await asyncio.sleep(seconds)
'''

FILE = """
name: drill
pull: []
deployments:
  - name: drilled
    entrypoint: drilledflows.drilled.drilled
    tags: [stocksteady, by-itself]
    work_pool:
      name: stocksteady
      job_variables:
        command: python -m prefect.engine
        env: {PREFECT_FLOWS_HEARTBEAT_FREQUENCY: "30"}
    concurrency_limit: {limit: 1, collision_strategy: CANCEL_NEW, grace_period_seconds: 120}
"""


@dataclass(frozen=True)
class Drilled:
    """What the drill found: wall seconds from the kill to the next run, and the states."""

    seconds: float
    first_state: str
    first_parameters: dict[str, object]
    next_parameters: dict[str, object]


async def drill(folder: Path, silence: timedelta, *, kill_server: bool = False) -> Drilled:
    """Start everything in ``folder``, kill, start the worker again, wait for the next run."""
    notes = folder / "notes"
    notes.touch()
    package = folder / "code" / "drilledflows"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "drilled.py").write_text(FLOW.replace("{notes}", str(notes)))
    file = folder / "prefect.yaml"
    file.write_text(FILE)
    processes = Processes(folder / "logs", Clock().sleep)

    async def runs_noted(count: int, within: float) -> None:
        began = monotonic()
        while len(notes.read_text().splitlines()) < count:
            assert monotonic() - began < within, f"no run number {count} within {within:g} s"
            await processes.sleep(0.2)

    try:
        (port,) = free_ports(1)
        paths = os.pathsep.join([str(package.parent), str(ROOT)])
        env = plain_env(os.environ) | {"PYTHONPATH": paths}
        house = await start_prefect(processes, folder, env, port)
        await house.deploy(file, folder)
        async with PrefectClient(house.api_url) as client:
            await ensure_automations(client, silence)
            worker = house.start_worker(folder)
            deployment = await client.read_deployment_by_name("drilled/drilled")
            first = await client.create_flow_run_from_deployment(
                deployment.id, parameters={"seconds": 3600}
            )
            await runs_noted(1, within=60)
            await processes.sleep(3)  # its first heartbeat
            kill(processes, worker)
            killed = monotonic()
            if kill_server:
                kill(processes, house.server)
                again = processes.start("prefect-server", server_command(port), env=house.env)
                await processes.healthy(again, f"{house.api_url}/health")
            house.start_worker(folder)
            await runs_noted(2, within=600)
            seconds = monotonic() - killed
            runs = await client.read_flow_runs()
            (later,) = [run for run in runs if run.id != first.id]
            ended = await client.read_flow_run(first.id)
            return Drilled(seconds, str(ended.state_name), ended.parameters, later.parameters)
    finally:
        await processes.stop_all()


def kill(processes: Processes, process: Process) -> None:
    """SIGKILL a process with its whole group: a worker together with its runs."""
    os.killpg(process.popen.pid, signal.SIGKILL)
    process.popen.wait()
    processes.started.remove(process)


if __name__ == "__main__":
    with TemporaryDirectory() as there:
        found = asyncio.run(drill(Path(there), SILENCE, kill_server="--server" in sys.argv))
    sys.stdout.write(f"{found}\n")
