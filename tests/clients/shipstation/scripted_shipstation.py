"""A scripted ShipStation on the end of a transport: what it was asked, and what it answers."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from clients.pace import Lane

KEY = "5ecret-key-of-v2"
BASE = "https://shipstation.example/v2"
SHARED = Path(__file__).resolve().parents[3].parent / "shared"
PAYLOADS = SHARED / "data" / "payloads" / "shipstation-v2"
OPENAPI = SHARED / "reference" / "data" / "shipstation-v2-openapi.yaml"

Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]

ADDRESS = {
    "name": "Ann Buyer",
    "phone": "555-0100",
    "address_line1": "1 High Street",
    "city_locality": "Austin",
    "state_province": "TX",
    "postal_code": "78701",
    "country_code": "US",
    "address_residential_indicator": "yes",
}


@dataclass
class ScriptedShipStation:
    """Answers in the order given; the last answer stays."""

    answers: list[Answer]
    asked: list[httpx.Request] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    lanes: list[Lane] = field(default_factory=list)
    held_back: list[float] = field(default_factory=list)

    def handle(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers[min(len(self.asked), len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            return httpx.Response(
                answer.status_code, headers=answer.headers, content=answer.content
            )
        return answer(request)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def wait(self, lane: Lane, cost: float = 1) -> None:
        self.lanes.append(lane)

    def told(self, *, available: float, maximum: float, restore_per_second: float) -> None:
        raise AssertionError("ShipStation tells no budget")

    def refused(self, wait_seconds: float) -> None:
        self.held_back.append(wait_seconds)

    def sent(self, number: int = -1) -> Any:
        return json.loads(self.asked[number].content)


def says(body: object, status: int = 200, **headers: str) -> httpx.Response:
    """An answer in JSON; ``retry_after="3"`` becomes a header."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, json=body, headers=named)


def complains(code: str, text: str = "no", status: int = 400, **more: str) -> httpx.Response:
    error = {
        "error_source": "ShipStation",
        "error_type": "business_rules",
        "error_code": code,
        "message": text,
        **more,
    }
    return says({"request_id": "11111111-2222-4333-8444-555555555555", "errors": [error]}, status)


def page(key: str, rows: list[dict[str, Any]], **other: Any) -> dict[str, Any]:
    links = {"first": {"href": BASE}, "last": {"href": BASE}, "prev": {}, "next": {}}
    return {key: rows, "total": len(rows), "page": 1, "pages": 1, "links": links, **other}


def pages_of(key: str, rows: list[dict[str, Any]]) -> Callable[[httpx.Request], httpx.Response]:
    """A list that pages as the vendor does."""

    def answer(request: httpx.Request) -> httpx.Response:
        number, size = (int(request.url.params[name]) for name in ("page", "page_size"))
        part = rows[(number - 1) * size : number * size]
        said = page(key, part, total=len(rows), page=number, pages=-(-len(rows) // size))
        return says(said)

    return answer


def shipment(number: int = 1, **other: Any) -> dict[str, Any]:
    return {
        "shipment_id": f"se-{number}",
        "external_shipment_id": f"uk:{number}:1",
        "shipment_number": f"uk #{number}",
        "shipment_status": "pending",
        "created_at": "2026-11-23T10:00:00.8Z",
        "modified_at": "2026-11-23T10:00:00Z",
        "warehouse_id": "se-77",
        "ship_to": ADDRESS,
        "ship_from": ADDRESS,
        "return_to": ADDRESS,
        "confirmation": "none",
        "advanced_options": {"custom_field1": "SO-00001"},
        "insurance_provider": "none",
        "tags": [],
        "items": [
            {"name": "Tee", "sku": "A", "quantity": 2, "external_order_item_id": "L1"},
            {"name": "Tee", "sku": "A", "quantity": 1, "external_order_item_id": "L1"},
        ],
        "packages": [
            {"shipment_package_id": "se-9", "weight": {"value": 12.5, "unit": "ounce"}},
        ],
        "total_weight": {"value": 12.5, "unit": "ounce"},
        **other,
    }


def label(number: int = 1, **other: Any) -> dict[str, Any]:
    return {
        "label_id": f"se-{number}",
        "status": "completed",
        "shipment_id": "se-1",
        "external_shipment_id": "uk:1:1",
        "created_at": "2026-11-23T10:00:00.067Z",
        "ship_date": "2026-11-23T08:00:00Z",
        "tracking_number": f"1Z{number}",
        "tracking_status": "in_transit",
        "carrier_id": "se-5",
        "carrier_code": "ups",
        "service_code": "ups_ground",
        "is_return_label": False,
        "voided": False,
        "shipment_cost": {"currency": "usd", "amount": 21.96},
        "packages": [
            {"package_id": 1, "sequence": 1, "weight": {"value": 18, "unit": "ounce"}},
        ],
        **other,
    }
