"""A shop with two warehouses, called over HTTP on a clock that stands still."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from sandbox.clock import ManualClock
from sandbox.shopify.routes import router
from sandbox.world import World
from tests.sandbox.shopify.merchant import DOMAIN, LEEDS, LONDON, MONDAY, TOKEN, Merchant


@pytest.fixture
def world() -> World:
    world = World(ManualClock(MONDAY))
    shop = world.add_shop(DOMAIN, "UK shop")
    shop.static_tokens.add(TOKEN)
    shop.add_location(LONDON, "London", "GB")
    shop.add_location(LEEDS, "Leeds", "GB")
    shop.add_item("TEE", "Plain tee", "9.99", levels={LONDON: 10, LEEDS: 4})
    shop.add_item("MUG", "Blue mug", "5.50", levels={LONDON: 3})
    shop.add_item("WRAP", "Gift wrap", "1.00", tracked=False, levels={LONDON: 0})
    return world


@pytest.fixture
async def http(world: World) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(router(world), prefix="/shopify")
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
        yield client


@pytest.fixture
def merchant(world: World, http: httpx.AsyncClient) -> Merchant:
    return Merchant(world, http)
