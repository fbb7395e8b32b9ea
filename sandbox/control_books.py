"""The panel's part for the books: the promises audited, and products over time."""

from typing import Annotated, Any

from fastapi import APIRouter, Body
from fastapi.routing import APIRoute
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from sandbox import books
from sandbox.books_timeline import timelines
from sandbox.control_bodies import Order
from sandbox.journal import Journal
from sandbox.world import World


class TimelineOrder(Order):
    """``POST books/timeline``: claims as for the books, of which the map and the times count."""

    claims: dict[str, Any]
    skus: tuple[str, ...] = Field(min_length=1)


def router(world: World, route_class: type[APIRoute]) -> APIRouter:
    """Everything that is read out of the whole journal."""
    api = APIRouter(prefix="/books", route_class=route_class)

    @api.post("")
    async def audit(claims: Annotated[dict[str, Any], Body()]) -> Any:
        """Check the promises against everything that happened so far."""
        believed = books.Claims.model_validate(claims)
        report = await run_in_threadpool(books.audit, _so_far(world), believed)
        return report.to_json()

    @api.post("/timeline")
    async def timeline(order: TimelineOrder) -> Any:
        """What was shown of some products over time, beside what the shelf could bear."""
        believed = books.Claims.model_validate(order.claims)
        told = await run_in_threadpool(timelines, _so_far(world), believed, order.skus)
        return told.to_json()

    return api


def _so_far(world: World) -> Journal:
    """The journal goes on while a thread reads; it reads a copy."""
    return Journal(list(world.journal.events))
