"""The pretend world over HTTP: the vendors, and a control panel under ``/_sandbox``.

The same app serves a test through ``httpx.ASGITransport`` and the demo under uvicorn. Under a
running clock its lifespan sends webhooks and does what falls due; under a manual one each request
first does what is due, and webhooks go when a test says so.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox import control
from sandbox.cin7 import routes as cin7
from sandbox.shipstation import routes as shipstation
from sandbox.shopify import routes as shopify
from sandbox.slack import routes as slack
from sandbox.world import World


class DoDueFirst:
    """Middleware: before a request is answered, what is due by a manual clock is done."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        self._app = app
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Do what is due, then pass the request on."""
        if scope["type"] == "http" and not self._world.clock.runs:
            await self._world.run_due()
        await self._app(scope, receive, send)


def create_app(world: World) -> FastAPI:
    """The world's HTTP server."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        if not world.clock.runs:
            yield
            return
        async with httpx.AsyncClient() as http:
            world.webhooks.http = world.webhooks.http or http
            loops = [
                asyncio.create_task(world.webhooks.pump()),
                asyncio.create_task(world.keep_appointments()),
            ]
            try:
                yield
            finally:
                for loop in loops:
                    loop.cancel()
                for loop in loops:
                    with suppress(asyncio.CancelledError):
                        await loop
                world.webhooks.http = None if world.webhooks.http is http else world.webhooks.http

    app = FastAPI(title="sandbox", lifespan=lifespan, openapi_url=None)
    app.add_middleware(DoDueFirst, world=world)
    app.include_router(shopify.router(world), prefix="/shopify")
    app.include_router(cin7.router(world), prefix="/cin7")
    app.include_router(shipstation.router(world), prefix="/shipstation")
    app.include_router(slack.router(world), prefix="/slack")
    app.include_router(control.router(world), prefix="/_sandbox")
    return app
