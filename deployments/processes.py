"""Starts and stops the processes of the house: each in its own group, with its own log.

All times are seconds on the wall.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import httpx

from deployments.lifeline import GRACE_SECONDS

Sleep = Callable[[float], Awaitable[None]]
"""Sleeps for wall seconds."""

_POLL_SECONDS = 0.05
_LOG_LINES = 15


class HouseFault(Exception):
    """A part of the house did not start, or ended by itself. Names the part and quotes its log."""


@dataclass(slots=True)
class Process:
    """One part of the house, run in a process group of its own."""

    name: str
    log: Path
    popen: "subprocess.Popen[bytes]"

    @property
    def running(self) -> bool:
        """Has it not ended yet?"""
        return self.popen.poll() is None

    def fault(self, what: str) -> HouseFault:
        """An error that quotes the end of the log."""
        text = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
        tail = "\n".join(text.splitlines()[-_LOG_LINES:])
        return HouseFault(f"{self.name} {what}; the end of {self.log}:\n{tail}")


@dataclass(slots=True)
class Processes:
    """Everything the house started, in the order of starting.

    Args:
        logs: Folder for one log a process.
        sleep: Sleeps for wall seconds.
    """

    logs: Path
    sleep: Sleep
    started: list[Process] = field(default_factory=list)
    lent: list[Path] = field(default_factory=list)
    _lifeline: "subprocess.Popen[bytes] | None" = None

    def start(
        self,
        name: str,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: Path | None = None,
        user: int | None = None,
    ) -> Process:
        """Start a process in its own group; ``user`` is a uid to become (only as root)."""
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.logs / f"{name}.log"
        with log.open("ab") as out:
            popen = subprocess.Popen(
                list(command),
                env=dict(env),
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=user,
                group=user,
                extra_groups=None if user is None else [],
            )
        process = Process(name, log, popen)
        self.started.append(process)
        self.tell_lifeline(f"group {popen.pid}")
        return process

    async def healthy(self, process: Process, url: str, *, within: float = 90.0) -> None:
        """Wait until ``url`` answers 2xx.

        Raises:
            HouseFault: The process ended, or ``within`` seconds went by.
        """
        async with httpx.AsyncClient(timeout=2.0) as http:

            async def answers() -> bool:
                try:
                    return (await http.get(url)).is_success
                except httpx.HTTPError:
                    return False

            await self.until(process, answers, within=within)

    async def until(
        self, process: Process, ready: Callable[[], Awaitable[bool]], *, within: float
    ) -> None:
        """Wait until ``ready`` says so; raises HouseFault as ``healthy`` does."""
        waited = 0.0
        while not await ready():
            if not process.running:
                raise process.fault(f"ended with {process.popen.returncode} while starting")
            if waited > within:
                raise process.fault(f"is not ready after {within:g} s")
            await self.sleep(_POLL_SECONDS)
            waited += _POLL_SECONDS

    def check(self) -> None:
        """Raise HouseFault when a part has ended by itself."""
        for process in self.started:
            if not process.running:
                raise process.fault(f"ended by itself with {process.popen.returncode}")

    async def run(
        self, name: str, command: Sequence[str], *, env: Mapping[str, str], cwd: Path | None = None
    ) -> None:
        """Run a command to its end; raises HouseFault when it fails."""
        process = self.start(name, command, env=env, cwd=cwd)
        try:
            while process.running:
                await self.sleep(_POLL_SECONDS)
        finally:
            await self.stop(process)
        if process.popen.returncode:
            raise process.fault(f"ended with {process.popen.returncode}")

    async def stop(self, process: Process, *, first: signal.Signals = signal.SIGTERM) -> None:
        """End a process and whatever is left of its group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.popen.pid, first)
        waited = 0.0
        while process.running and waited < GRACE_SECONDS:
            await self.sleep(_POLL_SECONDS)
            waited += _POLL_SECONDS
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.popen.pid, signal.SIGKILL)
        process.popen.wait()
        self.started.remove(process)
        self.tell_lifeline(f"ended {process.popen.pid}")

    def lend_folder(self, prefix: str) -> Path:
        """A folder of the system's for temporary things, removed when everything has stopped."""
        folder = Path(tempfile.mkdtemp(prefix=prefix))
        self.lent.append(folder)
        self.tell_lifeline(f"folder {folder}")
        return folder

    async def stop_all(self) -> None:
        """End everything, the last started first, and let the lifeline go."""
        while self.started:
            await self.stop(self.started[-1])
        for folder in self.lent:
            shutil.rmtree(folder, ignore_errors=True)
        self.lent.clear()
        if self._lifeline is not None:
            self.tell_lifeline("done")
            _pipe(self._lifeline).close()
            self._lifeline.wait()
            self._lifeline = None

    def tell_lifeline(self, line: str) -> None:
        """Let the lifeline know of a group or a folder; it is started with the first line."""
        if self._lifeline is None:
            self._lifeline = subprocess.Popen(
                [sys.executable, "-m", "deployments.lifeline"],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        with contextlib.suppress(BrokenPipeError):
            _pipe(self._lifeline).write(f"{line}\n".encode())
            _pipe(self._lifeline).flush()


def _pipe(process: "subprocess.Popen[bytes]") -> IO[bytes]:
    if process.stdin is None:
        raise RuntimeError("the lifeline has no pipe")
    return process.stdin
