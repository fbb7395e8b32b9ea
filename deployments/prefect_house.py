"""The part of the house that is Prefect: PostgreSQL, the server on it, the worker.

postgres -> server -> work pool -> (deployments | worker)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from prefect.client.orchestration import PrefectClient

from deployments.events import ensure_automations
from deployments.ports import free_ports
from deployments.postgres import start_postgres
from deployments.prefect_server import (
    deploy_command,
    ensure_pool,
    server_command,
    server_env,
    worker_command,
)
from deployments.processes import Process, Processes


@dataclass(slots=True)
class PrefectHouse:
    """A server that answers, and how to speak to it.

    Args:
        processes: Who keeps and stops its parts.
        env: The environment of everything that speaks to this server.
        port: Of the API and the UI, on 127.0.0.1.
        server: Its process.
    """

    processes: Processes
    env: dict[str, str]
    port: int
    server: Process

    @property
    def api_url(self) -> str:
        """Where the API answers."""
        return f"http://127.0.0.1:{self.port}/api"

    @property
    def ui_url(self) -> str:
        """Where a person looks at it."""
        return f"http://127.0.0.1:{self.port}"

    async def deploy(self, file: Path, cwd: Path) -> None:
        """Make the work pool, deploy every deployment of ``file``, and the automations.

        Raises:
            HouseFault: ``prefect deploy`` failed; its log is quoted.
        """
        async with PrefectClient(self.api_url) as client:
            await ensure_pool(client)
            await self.processes.run("deploy", deploy_command(file), env=self.env, cwd=cwd)
            await ensure_automations(client)

    def start_worker(self, cwd: Path) -> Process:
        """Start a worker; it polls until it finds its pool."""
        return self.processes.start("worker", worker_command(), env=self.env, cwd=cwd)


async def start_prefect(
    processes: Processes, folder: Path, env: Mapping[str, str], port: int
) -> PrefectHouse:
    """Start PostgreSQL and a Prefect server on it, and wait until the server answers.

    Args:
        processes: Who keeps and stops them.
        folder: For the database and the server's own files.
        env: What the processes get beside Prefect's settings.
        port: For the server.
    """
    (database_port,) = free_ports(1)
    postgres = await start_postgres(processes, folder / "postgres", database_port)
    postgres.create_database("prefect")
    settings = server_env(folder / "prefect", port, postgres.url("prefect", "postgresql+asyncpg"))
    whole = {**env, **settings}
    server = processes.start("prefect-server", server_command(port), env=whole)
    house = PrefectHouse(processes, whole, port, server)
    await processes.healthy(server, f"{house.api_url}/health")
    return house
