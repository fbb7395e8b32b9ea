"""What prefect.yaml may say: every key that we use, and no other.

Prefect ignores an unknown deployment or trigger key and deploys without it, so a misspelt
``concurrency_limit`` would mean no limit at all. Here every unknown key is an error.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator


def _written_as_text(value: object) -> object:
    if isinstance(value, datetime):
        raise ValueError("put the date in quotes: Prefect reads it as text")
    return value


QuotedDate = Annotated[datetime, BeforeValidator(_written_as_text)]


class Strict(BaseModel):
    """A block of the file in which an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Collision(StrEnum):
    """What happens to a run that finds no free slot."""

    CANCEL_NEW = "CANCEL_NEW"
    ENQUEUE = "ENQUEUE"


class ConcurrencyLimit(Strict):
    """How many runs of one deployment may live at once."""

    limit: int = Field(ge=1)
    collision_strategy: Collision
    grace_period_seconds: int | None = Field(default=None, ge=60, le=86_400)


class JobVariables(Strict):
    """How a process worker starts the run."""

    command: str | None = None
    env: dict[str, str] = Field(default_factory=dict)


class WorkPool(Strict):
    """Where the run is started, and in which of the pool's queues it waits for a free worker."""

    name: str
    work_queue_name: str | None = None
    job_variables: JobVariables = JobVariables()


class Schedule(Strict):
    """One interval on the wall, in seconds, counted from the anchor."""

    slug: str
    interval: float = Field(ge=1)
    anchor_date: QuotedDate
    timezone: str | None = None
    active: bool = True
    parameters: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _aware(self) -> Self:
        if self.anchor_date.tzinfo is None:
            raise ValueError(f"anchor_date {self.anchor_date} needs a time zone, such as Z")
        return self


class Jinja(Strict):
    """A value rendered from the event, as text."""

    prefect_kind: Literal["jinja"] = Field(alias="__prefect_kind")
    template: str


class Structured(Strict):
    """A parameter that keeps its type: JSON, written out or rendered from the event."""

    prefect_kind: Literal["json"] = Field(alias="__prefect_kind")
    value: str | Jinja


class EventTrigger(Strict):
    """An event that starts the deployment."""

    type: Literal["event"]
    name: str
    description: str = ""
    enabled: bool = True
    posture: Literal["Reactive"]
    expect: list[str] = Field(min_length=1)
    match: dict[str, str | list[str]] = Field(min_length=1)
    match_related: dict[str, str | list[str]] | None = None
    threshold: int | None = Field(default=None, ge=1)
    within: float | None = Field(default=None, ge=0)
    parameters: dict[str, Structured] = Field(default_factory=dict)


class Deployment(Strict):
    """One way of setting one flow going."""

    name: str
    description: str
    entrypoint: str = Field(pattern=r"^flows\.[a-z_]+\.[a-z_]+$")
    tags: list[str] = Field(min_length=1)
    work_pool: WorkPool
    concurrency_limit: ConcurrencyLimit | None = None
    schedules: list[Schedule] = Field(default_factory=list)
    triggers: list[EventTrigger] = Field(default_factory=list)
    parameters: dict[str, Any] = Field(default_factory=dict)


class PrefectFile(Strict):
    """The whole file. ``definitions`` only holds the anchors that the deployments repeat."""

    name: str
    pull: list[Any] = Field(max_length=0)
    definitions: dict[str, Any] = Field(default_factory=dict)
    deployments: list[Deployment] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_once(self) -> Self:
        names = [deployment.name for deployment in self.deployments]
        double = sorted({name for name in names if names.count(name) > 1})
        if double:
            raise ValueError(f"deployments named twice: {', '.join(double)}")
        return self
