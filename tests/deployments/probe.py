"""A flow that only notes how it was started, deployed as ours are, on a real Prefect server."""

import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from deployments.ports import free_ports
from deployments.prefect_house import PrefectHouse, start_prefect
from deployments.prefect_server import plain_env
from deployments.processes import Processes
from settings.clock import Clock

ROOT = Path(__file__).resolve().parents[2]

FLOW = '''
"""Notes how it was started, and then takes its time."""
import asyncio, json
from pathlib import Path
from prefect import flow
from prefect.runtime import flow_run

@flow(name="probed")
async def probed(stores: list[str] | None = None, only_news: bool = False, seconds: float = 0):
    note = {"by": flow_run.name, "stores": stores, "only_news": only_news}
    with Path("{notes}").open("a") as notes:
        notes.write(json.dumps(note) + chr(10))
    await asyncio.sleep(seconds)
'''

FILE = """
name: probe
pull: []
deployments:
  - name: probed
    entrypoint: probeflows.probed.probed
    tags: [stocksteady, by-itself]
    work_pool:
      <<: &pool
        name: stocksteady
        job_variables:
          command: python -m deployments.engine
          env: {PREFECT_FLOWS_HEARTBEAT_FREQUENCY: "30"}
      work_queue_name: first
    concurrency_limit: {limit: 1, collision_strategy: CANCEL_NEW, grace_period_seconds: 120}
    triggers:
      - type: event
        name: probed on a hint
        posture: Reactive
        expect: [stocksteady.hint.raised]
        match: {stocksteady.flow: probed}
        parameters:
          stores: {__prefect_kind: json, value: "null"}
          only_news: {__prefect_kind: json, value: "true"}
    schedules: []
  - name: probed-by-clock
    entrypoint: probeflows.probed.probed
    tags: [stocksteady, by-itself]
    work_pool: *pool
    schedules:
      - {slug: by-clock, interval: 5, anchor_date: "2026-01-01T00:00:00Z"}
"""


@dataclass(frozen=True)
class Probe:
    """A server with the probe deployed; no worker yet."""

    house: PrefectHouse
    folder: Path
    file: Path
    notes: Path

    def noted(self) -> list[dict[str, Any]]:
        """How each run so far was started, oldest first."""
        return [json.loads(line) for line in self.notes.read_text().splitlines()]

    async def until(self, claim: Callable[[], bool], within: float) -> None:
        """Wait for it; fail when it does not come true within so many wall seconds."""
        began = monotonic()
        while not claim():
            assert monotonic() - began < within, f"not within {within:g} s; noted: {self.noted()}"
            await self.house.processes.sleep(0.1)


@asynccontextmanager
async def probe(folder: Path, every: float | None = None) -> AsyncIterator[Probe]:
    """Start PostgreSQL and the server, deploy; everything is stopped at the end.

    Args:
        folder: For all of it.
        every: Wall seconds between two scheduled runs of ``probed``; without, it has no schedule.
    """
    notes = folder / "notes"
    notes.touch()
    package = folder / "code" / "probeflows"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "probed.py").write_text(FLOW.replace("{notes}", str(notes)))
    file = folder / "prefect.yaml"
    schedule = f'{{slug: s, interval: {every}, anchor_date: "2026-01-01T00:00:00Z"}}'
    file.write_text(FILE.replace("schedules: []", f"schedules: [{schedule if every else ''}]"))
    processes = Processes(folder / "logs", Clock().sleep)
    try:
        (port,) = free_ports(1)
        paths = os.pathsep.join([str(package.parent), str(ROOT)])
        env = plain_env(os.environ) | {"PYTHONPATH": paths}
        house = await start_prefect(processes, folder, env, port)
        await house.deploy(file, folder)
        yield Probe(house, folder, file, notes)
    finally:
        await processes.stop_all()
