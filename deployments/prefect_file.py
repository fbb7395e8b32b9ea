"""Reads prefect.yaml strictly, checks it against the flows, and makes the demo's faster copy.

Wall time only: Prefect lives on the wall, so a day at speed 180 needs schedules 180 times as dense,
but no denser than a worker can start processes.
"""

import importlib
import inspect
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from prefect import Flow
from pydantic import ValidationError

from deployments.prefect_schema import Deployment, PrefectFile, Schedule
from domain.rules import Rules

PREFECT_FILE = "prefect.yaml"

FLOOR_SECONDS = 30.0
"""No schedule is denser than this on the wall: a run's process alone takes two seconds to start."""

USUAL_SECONDS = 300.0
"""An interval of this length ends at the floor; rarer ones stay as much rarer than it."""

ANCHOR = datetime(2026, 1, 1, tzinfo=UTC)
"""Where scaled schedules are counted from."""


class BadPrefectFile(Exception):
    """prefect.yaml says something that Prefect would ignore or that no flow understands."""


def load(path: Path) -> PrefectFile:
    """Read a prefect.yaml.

    Raises:
        BadPrefectFile: Unknown key, impossible value, or not YAML; the message names the place.
    """
    try:
        return PrefectFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except yaml.YAMLError as error:
        raise BadPrefectFile(f"{path}: not YAML: {error}") from error
    except ValidationError as error:
        lines = [f"{path}: {len(error.errors())} mistake(s)"]
        for mistake in error.errors():
            place = ".".join(str(part) for part in mistake["loc"])
            strange = mistake["type"] == "extra_forbidden"
            lines.append(f"  {place}: {'there is no such key' if strange else mistake['msg']}")
        raise BadPrefectFile("\n".join(lines)) from error


def check(file: PrefectFile) -> None:
    """Hold the file against the flows it names.

    Raises:
        BadPrefectFile: An entrypoint that does not import or is no flow, or a parameter that the
            flow does not have. All mistakes are named at once.
    """
    mistakes = [mistake for deployment in file.deployments for mistake in _mistakes(deployment)]
    if mistakes:
        raise BadPrefectFile("\n".join(mistakes))


def flow_of(deployment: Deployment) -> Flow[..., Any]:
    """The flow that a deployment starts.

    Raises:
        BadPrefectFile: Its entrypoint does not import, or is not a flow.
    """
    module, _, name = deployment.entrypoint.rpartition(".")
    try:
        found = getattr(importlib.import_module(module), name, None)
    except ImportError as error:
        raise BadPrefectFile(f"{deployment.name}: can't import {module}: {error}") from error
    if not isinstance(found, Flow):
        raise BadPrefectFile(f"{deployment.name}: {deployment.entrypoint} is not a flow")
    return found


def scaled(file: PrefectFile, speed: float, floor_seconds: float = FLOOR_SECONDS) -> PrefectFile:
    """The same file with its intervals divided by ``speed``, none below the floor (wall seconds).

    A flow that runs more rarely than others goes on to: its floor is as much higher.

    The schedules are spread evenly over their own intervals, so that flows which all end at the
    floor do not start in the same second. At speed 1 the file is left as it is written.
    """
    if speed <= 0:
        raise ValueError(f"speed must be above 0, not {speed}")
    if speed == 1:
        return file
    total = sum(len(deployment.schedules) for deployment in file.deployments)
    place = iter(range(total))

    def faster(_: Deployment, schedule: Schedule) -> Schedule:
        rarer = max(schedule.interval / USUAL_SECONDS, 1)
        interval = max(schedule.interval / speed, floor_seconds * rarer)
        anchor = ANCHOR + timedelta(seconds=interval * next(place) / total)
        return schedule.model_copy(update={"interval": interval, "anchor_date": anchor})

    return _each_schedule(file, faster)


def with_intervals(file: PrefectFile, seconds: Mapping[str, float]) -> PrefectFile:
    """The same file with the intervals that the merchant's rules name.

    Args:
        file: What prefect.yaml says.
        seconds: Deployment name to seconds between two runs at speed 1.

    Raises:
        BadPrefectFile: A name that is no deployment, or one without a schedule.
    """
    strange = set(seconds) - {each.name for each in file.deployments if each.schedules}
    if strange:
        raise BadPrefectFile(f"no deployment with a schedule: {', '.join(sorted(strange))}")
    return _each_schedule(
        file,
        lambda deployment, schedule: schedule.model_copy(
            update={"interval": seconds.get(deployment.name, schedule.interval)}
        ),
    )


def intervals(rules: Rules) -> dict[str, float]:
    """Deployment name to seconds between two runs, as the rules say."""
    schedules = rules.schedules
    return {
        "sync-stock": schedules.sync_stock,
        "ingest-orders": schedules.ingest_orders,
        "push-receipts": schedules.push_receipts,
        "sweep-hints": schedules.sweep_hints,
        "hand-off-fulfilment": schedules.hand_off_fulfilment,
        "return-tracking": schedules.return_tracking,
        "reverse-cancellations": schedules.reverse_cancellations,
        "watch-thresholds": schedules.watch_thresholds,
        "reconcile": schedules.reconcile,
    }


def write(file: PrefectFile, path: Path) -> None:
    """Write a file that ``prefect deploy --prefect-file`` reads."""
    content = file.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    path.write_text(yaml.safe_dump(content | {"pull": []}, sort_keys=False), encoding="utf-8")


def _each_schedule(
    file: PrefectFile, change: Callable[[Deployment, Schedule], Schedule]
) -> PrefectFile:
    deployments = [
        deployment.model_copy(
            update={"schedules": [change(deployment, each) for each in deployment.schedules]}
        )
        for deployment in file.deployments
    ]
    return file.model_copy(update={"deployments": deployments, "definitions": {}})


def _mistakes(deployment: Deployment) -> list[str]:
    try:
        flow = flow_of(deployment)
    except BadPrefectFile as error:
        return [str(error)]
    known = set(inspect.signature(flow.fn).parameters)
    given = set(deployment.parameters)
    for schedule in deployment.schedules:
        given |= set(schedule.parameters)
    for trigger in deployment.triggers:
        given |= set(trigger.parameters)
    return [
        f"{deployment.name}: flow {flow.name} has no parameter {name!r} (it has: "
        f"{', '.join(sorted(known)) or 'none'})"
        for name in sorted(given - known)
    ]
