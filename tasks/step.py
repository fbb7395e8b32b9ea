"""A step of a flow: a Prefect task inside a flow run, the plain function outside one.

So the same flow runs under Prefect, where each step is a line on the run's page, and through
``flow.fn`` inside tests and simulations, where a step costs half a microsecond and no server.
"""

import functools
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

from prefect import Task
from prefect.cache_policies import NO_CACHE
from prefect.context import FlowRunContext

from tasks.retry import RETRIES, RETRY_DELAYS, if_transient

P = ParamSpec("P")
R = TypeVar("R")


reached: ContextVar[set[str] | None] = ContextVar("reached", default=None)
"""Systems that answered a step of this run, by the step's tags; whoever wants to know sets it."""


def step(
    name: str, *, run_name: str | None = None, tags: tuple[str, ...] = (), retries: int = RETRIES
) -> Callable[[Callable[P, Awaitable[R]]], Callable[P, Awaitable[R]]]:
    """Make an async function a step.

    Args:
        name: What it is called in the Prefect UI.
        run_name: Template over the arguments, so that the run's page reads as a story.
        tags: Which outside systems it speaks to, as errors name them.
        retries: Further tries on a transient error; 0 for steps that must look before they repeat.

    Results are never cached: our ledger remembers, and a cache could answer for another decision.
    """

    def wrap(function: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
        as_task = Task(
            function,
            name=name,
            task_run_name=run_name,
            tags=list(tags),
            retries=retries,
            retry_delay_seconds=RETRY_DELAYS[:retries],
            retry_condition_fn=if_transient,
            cache_policy=NO_CACHE,
            persist_result=False,
        )

        @functools.wraps(function)
        async def call(*args: P.args, **kwargs: P.kwargs) -> R:
            inside = FlowRunContext.get() is not None
            result = await (as_task if inside else function)(*args, **kwargs)
            systems = reached.get()
            if systems is not None:
                systems.update(tags)
            return result

        return call

    return wrap
