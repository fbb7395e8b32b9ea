"""The demo's house: Prefect, sandbox, receiver and worker, on loopback, up and down together.

    postgres -> prefect server -> deployments     (entering the house)
    sandbox; ledger -> receiver                   (``open``: the clock begins)
    worker                                        (``start_worker``: the flows begin)

What takes long comes before the clock begins, so the day is not half over when the doors open.
Whatever ends the demo (its end, Ctrl-C, a fault, a SIGKILL) ends the house: processes.py,
lifeline.py.
"""

import asyncio
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from deployments.demo_settings import Addresses, Keys, demo_env, leave_env, new_keys
from deployments.ports import free_ports
from deployments.prefect_file import (
    PREFECT_FILE,
    check,
    intervals,
    load,
    scaled,
    with_intervals,
    write,
)
from deployments.prefect_house import PrefectHouse, start_prefect
from deployments.prefect_server import plain_env
from deployments.processes import HouseFault, Processes
from domain.rules import Rules
from ledger.store import upgrade
from settings.clock import Clock
from settings.group import PREFIX

MARK = ".demo"
"""A file that says that a folder is a house's, to be emptied by the next."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a house is built for.

    Args:
        folder: Where its data and logs go; what is in it from the last time is removed.
        project: The project's root, where prefect.yaml is.
        rules: The merchant's rules.
        rules_file: The file they were read from.
        speed: Seconds of our clock a second of the wall.
        seed: Of the sandbox's chance.
    """

    folder: Path
    project: Path
    rules: Rules
    rules_file: Path
    speed: float
    seed: int


class House:
    """An ``async with``: entering brings Prefect up, leaving takes everything down.

    Attributes:
        at: Where everything listens.
        keys: The secrets of the pretend vendors.
        file: What was deployed: prefect.yaml with the rules' intervals, at the demo's speed.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.processes = Processes(plan.folder / "logs", Clock().sleep)
        sandbox, receiver, prefect = free_ports(3)
        self.at = Addresses(sandbox=sandbox, receiver=receiver, prefect=prefect)
        self.keys: Keys = new_keys(plan.rules)
        self.file = load(plan.project / PREFECT_FILE)
        self._prefect: PrefectHouse | None = None
        self._settings: dict[str, str] | None = None

    @property
    def prefect(self) -> PrefectHouse:
        """The Prefect server, once the house is up."""
        if self._prefect is None:
            raise RuntimeError("the house is not up")
        return self._prefect

    @property
    def settings(self) -> dict[str, str]:
        """Our settings as all processes get them, once the house is open."""
        if self._settings is None:
            raise RuntimeError("the house is not open")
        return self._settings

    @property
    def ledger_url(self) -> str:
        """Of the ledger that every process of this house writes."""
        return self.settings[f"{PREFIX}LEDGER_URL"]

    async def __aenter__(self) -> Self:
        """Bring Prefect up and deploy; raises HouseFault when a part does not start."""
        _empty(self.plan.folder)
        try:
            async with asyncio.TaskGroup() as starting:
                starting.create_task(asyncio.to_thread(self._faster_file))
                server = starting.create_task(
                    start_prefect(
                        self.processes, self.plan.folder, self._plain_env(), self.at.prefect
                    )
                )
            self._prefect = server.result()
            await self._prefect.deploy(self.plan.folder / PREFECT_FILE, self.plan.folder)
        except BaseException as error:
            await asyncio.shield(self.processes.stop_all())
            raise _first(error) from None
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take everything down, the last started first."""
        await asyncio.shield(self.processes.stop_all())

    async def open(self, clock: Clock) -> None:
        """Start sandbox and receiver on this clock; raises HouseFault when one does not start."""
        self._settings = demo_env(
            rules=self.plan.rules,
            rules_file=self.plan.rules_file.resolve(),
            ledger=self.plan.folder.resolve() / "ledger.db",
            clock=clock,
            at=self.at,
            keys=self.keys,
        )
        leave_env(self._settings, self.plan.folder)
        try:
            async with asyncio.TaskGroup() as starting:
                starting.create_task(self._start_sandbox(clock))
                starting.create_task(self._start_receiver())
        except ExceptionGroup as error:
            raise _first(error) from None

    def start_worker(self) -> None:
        """Let the flows begin."""
        self.prefect.env.update(self.settings)
        self.prefect.start_worker(self.plan.folder)

    def check(self) -> None:
        """Raise HouseFault when a part has ended by itself."""
        self.processes.check()

    def _faster_file(self) -> None:
        check(self.file)
        usual = with_intervals(self.file, intervals(self.plan.rules))
        self.file = scaled(usual, self.plan.speed)
        write(self.file, self.plan.folder / PREFECT_FILE)

    def _plain_env(self) -> dict[str, str]:
        return plain_env(os.environ) | {"PYTHONPATH": str(self.plan.project.resolve())}

    async def _start_sandbox(self, clock: Clock) -> None:
        command = [sys.executable, "-m", "sandbox", "--port", str(self.at.sandbox)]
        command += ["--origin", clock.origin.isoformat(), "--start", clock.start.isoformat()]
        command += ["--speed", repr(clock.speed), "--seed", str(self.plan.seed)]
        await self._start("sandbox", command, f"{self.at.sandbox_url}/_sandbox/clock")

    async def _start_receiver(self) -> None:
        await asyncio.to_thread(upgrade, self.ledger_url)
        command = [sys.executable, "-m", "receiver"]
        await self._start("receiver", command, f"{self.at.receiver_url}/healthz")

    async def _start(self, name: str, command: list[str], healthy: str) -> None:
        # In the demo's own folder: a .env of the user's must not reach it.
        env = self._plain_env() | self.settings
        process = self.processes.start(name, command, env=env, cwd=self.plan.folder)
        await self.processes.healthy(process, healthy)


def _empty(folder: Path) -> None:
    """Make the folder anew; one with things in it that no house put there is left alone."""
    ours = folder / MARK
    if folder.exists() and any(folder.iterdir()) and not ours.exists():
        raise HouseFault(f"{folder} holds other things; name a folder that may be emptied")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    ours.write_text("The next demo empties this folder.\n", encoding="utf-8")


def _first(error: BaseException) -> BaseException:
    """The first of several faults; the others follow from it."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
