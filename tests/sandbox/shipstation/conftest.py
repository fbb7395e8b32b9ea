"""A ShipStation account with two warehouses, called over HTTP on a clock that stands still."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from sandbox.app import create_app
from sandbox.clock import ManualClock
from sandbox.journal import Called, Event
from sandbox.world import World

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ADDRESS = {
    "name": "Ada Lovelace",
    "phone": "+44 20 7946 0001",
    "address_line1": "12 St James's Square",
    "city_locality": "London",
    "state_province": "",
    "postal_code": "SW1Y 4JH",
    "country_code": "GB",
    "address_residential_indicator": "yes",
}


class Account:
    """The account as an integrator sees it: paths and bodies."""

    def __init__(self, world: World, http: httpx.AsyncClient) -> None:
        self.world = world
        self.http = http

    async def call(self, method: str, path: str, json: Any = None, **params: Any) -> httpx.Response:
        return await self.http.request(method, path, params=params or None, json=json)

    async def get(self, path: str, **params: Any) -> Any:
        answer = await self.call("GET", path, **params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def put(self, path: str, json: Any = None) -> Any:
        answer = await self.call("PUT", path, json)
        assert answer.status_code in (200, 204), answer.text
        return answer.json() if answer.content else None

    async def refused(self, method: str, path: str, json: Any = None, status: int = 400) -> str:
        answer = await self.call(method, path, json)
        assert answer.status_code == status, answer.text
        return str(answer.json()["errors"][0]["error_code"])

    def shipment(self, key: str = "uk/1001/1", *lines: tuple[str, int], **more: Any) -> Any:
        items = [
            {
                "name": sku,
                "sku": sku,
                "quantity": units,
                "unit_price": 10,
                "external_order_item_id": f"line-{sku}",
            }
            for sku, units in lines or (("TEE", 2),)
        ]
        warehouse = next(iter(self.world.shipstation.warehouses))
        return {
            "external_shipment_id": key,
            "shipment_number": f"#{key}",
            "warehouse_id": warehouse,
            "carrier_id": "se-700001",
            "service_code": "royal_mail_tracked_48",
            "ship_to": ADDRESS,
            "items": items,
            "packages": [{"weight": {"value": 400, "unit": "gram"}}],
        } | more

    async def made(self, key: str = "uk/1001/1", *lines: tuple[str, int], **more: Any) -> Any:
        """A new shipment, as the API answers it."""
        body = {"shipments": [self.shipment(key, *lines, **more)]}
        answer = await self.call("POST", "shipments", body)
        assert answer.status_code == 200, answer.text
        return answer.json()["shipments"][0]

    async def labelled(self, shipment_id: str) -> Any:
        answer = await self.call("POST", f"labels/shipment/{shipment_id}", {})
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def panel(self, path: str, body: Any = None, status: int = 200) -> Any:
        url = f"http://sandbox/_sandbox/{path}"
        answer = await self.http.post(url, json={} if body is None else body)
        assert answer.status_code == status, answer.text
        return answer.json()

    def events(self, kind: type[Event]) -> list[Any]:
        return [event for event in self.world.journal.events if isinstance(event, kind)]

    def last_call(self) -> Called:
        return self.events(Called)[-1]


class Receiver:
    """Answers as told and keeps what it got."""

    def __init__(self) -> None:
        self.status = 200
        self.got: list[httpx.Request] = []

    def handle(self, request: httpx.Request) -> httpx.Response:
        self.got.append(request)
        return httpx.Response(self.status)


@pytest.fixture
def world() -> World:
    world = World(ManualClock(MONDAY))
    world.shipstation.api_keys.add("key")
    world.shipstation.add_warehouse("London")
    world.shipstation.add_warehouse("Leeds")
    return world


@pytest.fixture
def receiver(world: World) -> Receiver:
    receiver = Receiver()
    world.webhooks.http = httpx.AsyncClient(transport=httpx.MockTransport(receiver.handle))
    return receiver


@pytest.fixture
async def account(world: World) -> AsyncIterator[Account]:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(create_app(world)),
        base_url="http://sandbox/shipstation/v2/",
        headers={"api-key": "key"},
    ) as http:
        yield Account(world, http)
