"""Does Prefect answer, and does it hold what prefect.yaml and the automations say?"""

from pathlib import Path

import httpx

from deployments.doctor.check import Check, bad, good, note
from deployments.events import automations
from deployments.prefect_file import PREFECT_FILE, BadPrefectFile, check, load
from deployments.prefect_server import FIRST, POOL, WORKER_LIMIT
from settings.settings import Settings

TIMEOUT_SECONDS = 10.0
"""Wall seconds for one question."""

MEND = "Run `stocksteady deploy`."


async def look_at_prefect(settings: Settings, project: Path) -> list[Check]:
    """The server, the pool and its workers, the deployments, the automations."""
    where = settings.prefect.api_url
    if not where:
        mend = "Set PREFECT_API_URL to the server's address, such as http://127.0.0.1:4200/api."
        return [bad("prefect: server", "no address is set", mend)]
    auth = (
        settings.prefect.auth.get_secret_value().partition(":") if settings.prefect.auth else None
    )
    async with httpx.AsyncClient(
        base_url=where,
        timeout=TIMEOUT_SECONDS,
        auth=httpx.BasicAuth(auth[0], auth[2]) if auth else None,
    ) as http:
        try:
            (await http.get("/health")).raise_for_status()
            return [
                good("prefect: server", f"answers at {where}"),
                await _workers(http),
                await _queues(http),
                await _deployments(http, project),
                await _automations(http),
            ]
        except httpx.HTTPError as error:
            mend = "Start it, or mend PREFECT_API_URL and STOCKSTEADY_PREFECT__AUTH."
            return [bad("prefect: server", f"{where}: {type(error).__name__} {error}", mend)]


async def _workers(http: httpx.AsyncClient) -> Check:
    answer = await http.post(f"/work_pools/{POOL}/workers/filter", json={})
    if answer.status_code == httpx.codes.NOT_FOUND:
        return bad("prefect: workers", f"there is no work pool {POOL}", MEND)
    awake = [each["name"] for each in _rows(answer) if each["status"] == "ONLINE"]
    if not awake:
        start = f"prefect worker start --pool {POOL} --type process --limit {WORKER_LIMIT}"
        mend = f"Start one: {start}."
        return bad("prefect: workers", f"nobody works in the pool {POOL}", mend)
    return good("prefect: workers", f"{len(awake)} at work")


async def _queues(http: httpx.AsyncClient) -> Check:
    answer = await http.post(f"/work_pools/{POOL}/queues/filter", json={})
    if answer.status_code == httpx.codes.NOT_FOUND:
        return bad("prefect: queues", f"there is no work pool {POOL}", MEND)
    priorities = {str(row["name"]): int(str(row["priority"])) for row in _rows(answer)}
    before = priorities.pop(FIRST, None)
    if before is None:
        return bad("prefect: queues", f"the pool has no queue {FIRST!r}", MEND)
    if any(other <= before for other in priorities.values()):
        mend = f"Give the queue {FIRST!r} priority 1 in Prefect's UI (Work Pools, {POOL})."
        return bad("prefect: queues", f"others go before {FIRST!r}: counts would wait", mend)
    return good("prefect: queues", "counts wait behind nothing else for a worker")


async def _deployments(http: httpx.AsyncClient, project: Path) -> Check:
    path = project / PREFECT_FILE
    if not path.exists():
        return note("prefect: deployments", f"{path} is not here to compare with")
    try:
        wanted = load(path)
        check(wanted)
    except BadPrefectFile as error:
        return bad("prefect: deployments", str(error), f"Mend {PREFECT_FILE}.")
    there = {each["name"] for each in _rows(await http.post("/deployments/filter", json={}))}
    missing = sorted({each.name for each in wanted.deployments} - there)
    if missing:
        return bad("prefect: deployments", f"missing: {', '.join(missing)}", MEND)
    return good("prefect: deployments", f"all {len(wanted.deployments)} are there")


async def _automations(http: httpx.AsyncClient) -> Check:
    answer = await http.post("/automations/filter", json={})
    there = {each["name"] for each in _rows(answer) if each["enabled"]}
    missing = sorted({each.name for each in automations()} - there)
    if missing:
        return bad("prefect: automations", f"missing: {', '.join(missing)}", MEND)
    return good("prefect: automations", "a run that loses its process is started anew")


def _rows(answer: httpx.Response) -> list[dict[str, object]]:
    answer.raise_for_status()
    found: list[dict[str, object]] = answer.json()
    return found
