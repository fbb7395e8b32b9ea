"""``stocksteady deploy``: prefect.yaml, checked strictly, onto the Prefect server."""

import asyncio
import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from deployments.commands.say import AsJson, DryRun, Exit, answer, fail, rows, told
from deployments.project import ROOT
from settings.load import load

if TYPE_CHECKING:
    from deployments.prefect_schema import PrefectFile


@told
def deploy(
    file: Annotated[Path, typer.Option(help="The list of deployments.")] = ROOT / "prefect.yaml",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Deploy every flow with its schedules, events and limits, and the automations beside them.

    Intervals come from [schedules] of the rules and are divided by the clock's speed. Running it
    twice changes nothing the second time.
    """
    from deployments.prefect_file import BadPrefectFile, check, intervals, scaled, with_intervals
    from deployments.prefect_file import load as load_file

    settings, rules = load()
    if not settings.prefect.api_url:
        raise fail(
            "set PREFECT_API_URL to the server's address, such as http://127.0.0.1:4200/api, "
            "in the environment or in .env",
            Exit.SETTINGS,
        )
    if not file.is_file():
        raise fail(f"there is no {file.absolute()}; name yours with --file", Exit.SETTINGS)
    try:
        wanted = load_file(file)
        check(wanted)
        wanted = scaled(with_intervals(wanted, intervals(rules)), settings.clock.speed)
    except (BadPrefectFile, OSError) as error:
        raise fail(error, Exit.SETTINGS) from error
    auth = settings.prefect.auth.get_secret_value() if settings.prefect.auth else None
    done = [] if dry_run else _deploy(wanted, settings.prefect.api_url, auth)
    lines = [
        {
            "deployment": each.name,
            "every (s)": each.schedules[0].interval if each.schedules else None,
            "on": ", ".join(trigger.name for trigger in each.triggers),
            "at once": each.concurrency_limit.limit if each.concurrency_limit else "any number",
        }
        for each in wanted.deployments
    ]
    title = "Would be deployed" if dry_run else "Deployed"
    answer(
        {"deployments": lines, "done": done, "dry_run": dry_run},
        as_json=as_json,
        table=rows(title, lines, "Nothing."),
    )


def _deploy(file: "PrefectFile", api_url: str, auth: str | None) -> list[str]:
    from deployments.prefect_file import write
    from deployments.prefect_server import deploy_command

    asyncio.run(_prepare(api_url, auth))
    env = os.environ | {"PREFECT_API_URL": api_url}
    if auth:
        env["PREFECT_API_AUTH_STRING"] = auth
    with TemporaryDirectory() as folder:
        path = Path(folder) / "prefect.yaml"
        write(file, path)
        # In the project's root, where the modules of the entrypoints are found.
        ran = subprocess.run(deploy_command(path), env=env, capture_output=True, text=True)
    if ran.returncode:
        raise fail(f"prefect deploy failed:\n{ran.stdout}{ran.stderr}", Exit.OUTSIDE)
    return asyncio.run(_automate(api_url, auth))


async def _prepare(api_url: str, auth: str | None) -> None:
    from httpx import HTTPError
    from prefect.client.orchestration import PrefectClient

    from deployments.prefect_server import ensure_pool

    try:
        async with PrefectClient(api_url, auth_string=auth) as client:
            await ensure_pool(client)
    except HTTPError as error:
        raise fail(f"Prefect at {api_url} does not answer: {error}", Exit.OUTSIDE) from error


async def _automate(api_url: str, auth: str | None) -> list[str]:
    from prefect.client.orchestration import PrefectClient

    from deployments.events import ensure_automations

    async with PrefectClient(api_url, auth_string=auth) as client:
        return await ensure_automations(client)
