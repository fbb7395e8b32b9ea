"""A Cin7 company with three warehouses, called over HTTP on a clock that stands still."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from sandbox.cin7.routes import router
from sandbox.clock import ManualClock
from sandbox.journal import Called, Event
from sandbox.world import World

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ACCOUNT = "5b7d1c52-5f3b-4a43-9a8e-0c1f3a2b7d10"
KEY = "c0a1b2c3-d4e5-46f7-8899-aabbccddeeff"


class Tenant:
    """The company as an integrator sees it: paths and bodies."""

    def __init__(self, world: World, http: httpx.AsyncClient) -> None:
        self.world = world
        self.http = http

    async def call(
        self, method: str, path: str, params: dict[str, Any] | None = None, json: Any = None
    ) -> httpx.Response:
        return await self.http.request(method, path, params=params, json=json)

    async def get(self, path: str, **params: Any) -> Any:
        return _said(await self.call("GET", path, params))

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        return _said(await self.call("POST", path, json=body))

    async def put(self, path: str, body: dict[str, Any]) -> Any:
        return _said(await self.call("PUT", path, json=body))

    async def delete(self, path: str, **params: Any) -> Any:
        return _said(await self.call("DELETE", path, params))

    async def refused(
        self, method: str, path: str, body: dict[str, Any] | None = None, **params: Any
    ) -> str:
        answer = await self.call(method, path, params or None, body)
        assert answer.status_code == 400, answer.text
        return "; ".join(complaint["Exception"] for complaint in answer.json())

    async def header(self, **more: Any) -> str:
        body = {
            "Customer": "Web customer",
            "Location": "London",
            "SkipQuote": True,
            "CustomerReference": "uk #1001",
            "ExternalID": "uk.myshopify.example/1001",
        }
        sale = await self.post("sale", body | more)
        return str(sale["ID"])

    def order_body(self, sale_id: str, lines: list[tuple[str, int]], **more: Any) -> dict[str, Any]:
        rows = [
            {
                "SKU": sku,
                "Name": sku,
                "Quantity": units,
                "Price": 10,
                "Tax": 0,
                "TaxRule": "Tax Exempt",
                "Total": units * 10,
            }
            for sku, units in lines
        ]
        total = sum(units * 10 for _, units in lines)
        return {
            "SaleID": sale_id,
            "Memo": "",
            "Status": "AUTHORISED",
            "Lines": rows,
            "AdditionalCharges": [],
            "TotalBeforeTax": total,
            "Tax": 0,
            "Total": total,
        } | more

    async def order(self, sale_id: str, *lines: tuple[str, int], **more: Any) -> Any:
        return await self.post("sale/order", self.order_body(sale_id, list(lines), **more))

    async def sold(self, *lines: tuple[str, int], **header: Any) -> str:
        """A sale whose order is authorised; its id."""
        sale_id = await self.header(**header)
        await self.order(sale_id, *lines)
        return sale_id

    async def shipped(self, *lines: tuple[str, int], **header: Any) -> str:
        """A sale that was picked, packed and shipped; its id."""
        sale_id = await self.header(**header)
        await self.order(sale_id, *lines, AutoPickPackShipMode="AUTOPICKPACKSHIP")
        return sale_id

    async def billed(self, *lines: tuple[str, int]) -> tuple[str, str]:
        """A shipped sale with an authorised invoice; its id and the invoice's number."""
        sale_id = await self.shipped(*lines)
        body = self.order_body(sale_id, list(lines)) | {
            "InvoiceDate": "2026-11-23T00:00:00",
            "InvoiceDueDate": "2026-12-23T00:00:00",
        }
        answer = await self.post("sale/invoice", body)
        return sale_id, str(answer["Invoices"][0]["InvoiceNumber"])

    async def figures(self, sku: str, location: str = "London") -> tuple[int, int, int]:
        """OnHand, Allocated and Available as availability shows them; zeros for no row."""
        page = await self.get("ref/productavailability", Sku=sku, Location=location)
        rows = page["ProductAvailabilityList"]
        return (
            sum(row["OnHand"] for row in rows),
            sum(row["Allocated"] for row in rows),
            sum(row["Available"] for row in rows),
        )

    def events(self, kind: type[Event]) -> list[Any]:
        return [event for event in self.world.journal.events if isinstance(event, kind)]

    def last_call(self) -> Called:
        return self.events(Called)[-1]


def _said(answer: httpx.Response) -> Any:
    assert answer.status_code in (200, 204), f"{answer.status_code}: {answer.text}"
    return answer.json() if answer.content else None


@pytest.fixture
def world() -> World:
    world = World(ManualClock(MONDAY))
    world.cin7_switches.rate_limit_per_minute = 10_000
    cin7 = world.cin7
    cin7.set_credentials(ACCOUNT, KEY)
    cin7.add_location("London")
    cin7.add_location("Leeds")
    cin7.add_location("Paris", bins=("A-1", "B-2"))
    cin7.add_product("TEE", "Plain tee", 10, {"London": 10, "Leeds": 4})
    cin7.add_product("MUG", "Blue mug", 8, {"London": 3})
    cin7.add_product("Carriage", "Carriage", kind="Service")
    return world


@pytest.fixture
async def http(world: World) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(router(world), prefix="/cin7")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://sandbox/cin7/ExternalApi/v2/",
        headers={"api-auth-accountid": ACCOUNT, "api-auth-applicationkey": KEY},
    ) as client:
        yield client


@pytest.fixture
def tenant(world: World, http: httpx.AsyncClient) -> Tenant:
    return Tenant(world, http)
