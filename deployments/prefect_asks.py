"""What a command asks of the Prefect server: start a run by hand, publish an artifact."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from settings.settings import Memory

SECONDS = 10.0
"""Wall seconds that an answer may take."""


class PrefectOut(Exception):
    """The server can't be reached, or says no; the text says why."""


def start_by_hand(settings: Memory, flow: str, parameters: Mapping[str, Any]) -> str:
    """Start ``<flow>-by-hand``, which is never cancelled for another run; the run's name.

    Safe to repeat: a second run finds nothing left to do.

    Raises:
        PrefectOut: No server, or no such deployment.
    """
    deployment = _ask(settings, "GET", f"/deployments/name/{flow}/{flow}-by-hand")
    run = _ask(
        settings,
        "POST",
        f"/deployments/{deployment['id']}/create_flow_run",
        {"parameters": dict(parameters)},
    )
    return str(run["name"])


def publish_table(
    settings: Memory, key: str, lines: Sequence[Mapping[str, object]], description: str
) -> None:
    """Publish a table artifact; a newer one under the same key takes its place.

    Raises:
        PrefectOut: No server.
    """
    shown = [{name: str(value) for name, value in line.items()} for line in lines]
    _publish(settings, key, "table", json.dumps(shown), description)


def publish_markdown(settings: Memory, key: str, text: str, description: str) -> None:
    """Publish a Markdown artifact; a newer one under the same key takes its place.

    Raises:
        PrefectOut: No server.
    """
    _publish(settings, key, "markdown", text, description)


def publish_image(settings: Memory, key: str, url: str, description: str) -> None:
    """Publish a picture; ``url`` may hold it whole (``data:image/png;base64,...``).

    The UI shows the picture of an image artifact, but takes ``data:`` out of Markdown. A newer one
    under the same key takes its place.

    Raises:
        PrefectOut: No server.
    """
    _publish(settings, key, "image", url, description)


def _publish(settings: Memory, key: str, kind: str, data: str, description: str) -> None:
    body = {"key": key, "type": kind, "data": data, "description": description}
    _ask(settings, "POST", "/artifacts/", body)


def _ask(
    settings: Memory, method: str, path: str, body: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    of = settings.prefect
    if not of.api_url:
        raise PrefectOut("PREFECT_API_URL is not set, so no Prefect is asked")
    auth = of.auth.get_secret_value().partition(":") if of.auth else None
    try:
        answer = httpx.request(
            method,
            f"{of.api_url.rstrip('/')}{path}",
            json=body,
            timeout=SECONDS,
            auth=(auth[0], auth[2]) if auth else None,
        )
        if answer.status_code == httpx.codes.NOT_FOUND:
            raise PrefectOut(f"Prefect knows no {path}; `stocksteady deploy` makes it")
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise PrefectOut(f"Prefect at {of.api_url} does not answer as it should: {error}") from None
    return found
