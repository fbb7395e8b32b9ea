"""What the Prefect server did, in figures for the report."""

from collections import Counter

import httpx

PAGE = 200
"""Rows a page; the server gives no more."""


async def prefect_figures(api_url: str) -> dict[str, object]:
    """Runs by flow and by end, and how many task runs there were.

    Raises:
        httpx.HTTPError: The server does not answer.
    """
    async with httpx.AsyncClient(base_url=api_url, timeout=30) as http:
        tasks = (await http.post("/task_runs/count", json={})).raise_for_status().json()
        flows = (await http.post("/flows/filter", json={})).raise_for_status().json()
        names = {flow["id"]: flow["name"] for flow in flows}
        ended: dict[str, Counter[str]] = {}
        offset = 0
        while True:
            asked = {"limit": PAGE, "offset": offset, "sort": "ID_DESC"}
            runs = (await http.post("/flow_runs/filter", json=asked)).raise_for_status().json()
            for run in runs:
                if run["state_type"] != "SCHEDULED":
                    ended.setdefault(names[run["flow_id"]], Counter())[run["state_name"]] += 1
            if len(runs) < PAGE:
                return {
                    "task_runs": tasks,
                    "flow_runs": {flow: dict(ends) for flow, ends in sorted(ended.items())},
                }
            offset += PAGE
