"""The Prefect server and its worker as our shapes run them: settings, commands, work pool."""

import os
import sys
from collections.abc import Awaitable, Mapping
from pathlib import Path

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.exceptions import ObjectAlreadyExists
from prefect.workers.process import ProcessWorker

POOL = "stocksteady"
"""The one work pool of prefect.yaml."""

FIRST = "first"
"""Its queue whose runs no other run is started before; prefect.yaml says which wait in it."""

WORKER_LIMIT = 5
"""Runs that one worker keeps going at once: three that go first, two others."""


def plain_env(environ: Mapping[str, str]) -> dict[str, str]:
    """The caller's environment without any Prefect or Stocksteady setting of theirs.

    Our interpreter's folder comes first on PATH: prefect.yaml starts runs with ``python``.
    """
    kept = {
        name: value
        for name, value in environ.items()
        if not name.startswith(("PREFECT_", "STOCKSTEADY_", "PYTHONPATH"))
    }
    # The folder of the link, not of its target: a virtual environment's python is a link.
    binaries = str(Path(sys.executable).parent)
    return kept | {"PATH": os.pathsep.join([binaries, kept.get("PATH", os.defpath)])}


def server_env(home: Path, port: int, database_url: str) -> dict[str, str]:
    """Settings of a server on PostgreSQL at a loopback port, and of all who speak to it.

    Args:
        home: Folder of its own, so that nothing of the user's Prefect is read or changed.
        port: Of the API and the UI.
        database_url: ``postgresql+asyncpg://…``.
    """
    return {
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": database_url,
        # Leases in memory die with the server, and the slots they hold are then never freed
        # (docs/why/0008-zombie-runs.md).
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": (
            "prefect.server.concurrency.lease_storage.filesystem"
        ),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        "PREFECT_API_LOG_RETRYABLE_ERRORS": "true",
        "PREFECT_WORKER_QUERY_SECONDS": "1",
        "PREFECT_CLI_PROMPT": "false",
        "PREFECT_CLI_COLORS": "false",
        "DO_NOT_TRACK": "1",
    }


def server_command(port: int) -> list[str]:
    """Starts the server in the foreground."""
    return [*_prefect(), "server", "start", "--host", "127.0.0.1", "--port", str(port)]


def worker_command() -> list[str]:
    """Starts a process worker in the foreground."""
    return [
        *_prefect(),
        *("worker", "start", "--pool", POOL, "--type", "process"),
        *("--limit", str(WORKER_LIMIT)),
    ]


def deploy_command(file: Path) -> list[str]:
    """Deploys every deployment of a file."""
    return [*_prefect(), "--no-prompt", "deploy", "--all", "--prefect-file", str(file)]


async def ensure_pool(client: PrefectClient) -> bool:
    """Make the work pool and its first queue unless they are there; True when one was made.

    A queue that is there keeps the priority that somebody gave it.
    """
    template = ProcessWorker.get_default_base_job_template()
    pool = WorkPoolCreate(name=POOL, type="process", base_job_template=template)
    made = await _made(client.create_work_pool(pool))
    # Prefect moves the default queue, which every pool is made with, from 1 to 2.
    queue = client.create_work_queue(FIRST, priority=1, work_pool_name=POOL)
    return await _made(queue) or made


async def _made(making: Awaitable[object]) -> bool:
    try:
        await making
    except ObjectAlreadyExists:
        return False
    return True


def _prefect() -> list[str]:
    """Our own interpreter's Prefect, whatever is first on PATH."""
    return [sys.executable, "-m", "prefect"]
