"""A scripted Cin7 Core on the end of a transport: what it was asked, and what it answers."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from clients.pace import Lane

ACCOUNT = "00000000-aaaa-4aaa-8aaa-000000000001"
KEY = "5ecret00-bbbb-4bbb-8bbb-000000000002"
BASE = "https://cin7.example/ExternalApi/v2/"

PAYLOADS = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "payloads" / "cin7-core"

Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


@dataclass
class ScriptedCin7:
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
        raise AssertionError("Cin7 tells no budget")

    def refused(self, wait_seconds: float) -> None:
        self.held_back.append(wait_seconds)

    def sent(self, number: int = -1) -> Any:
        return json.loads(self.asked[number].content)


def says(body: object, status: int = 200, **headers: str) -> httpx.Response:
    """An answer in JSON; ``retry_after="3"`` becomes a header."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, json=body, headers=named)


def complains(text: str, code: int = 400) -> list[dict[str, object]]:
    return [{"ErrorCode": code, "Exception": text}]


def pages_of(key: str, rows: Iterable[dict[str, Any]]) -> Callable[[httpx.Request], httpx.Response]:
    """A Cin7 list that pages as the vendor does."""
    every = list(rows)

    def answer(request: httpx.Request) -> httpx.Response:
        number, limit = (int(request.url.params[name]) for name in ("Page", "Limit"))
        part = every[(number - 1) * limit : number * limit]
        return says({"Total": len(every), "Page": number, key: part})

    return answer


def stock_row(number: int, **other: Any) -> dict[str, Any]:
    return {
        "ID": f"{number:08d}-0000-4000-8000-000000000000",
        "SKU": f"SKU-{number}",
        "Name": f"Thing {number}",
        "Location": "Main Warehouse",
        "Bin": None,
        "Batch": None,
        "ExpiryDate": None,
        "OnHand": 10,
        "Allocated": 3,
        "Available": 7,
        "OnOrder": 0,
        "StockOnHand": 123.4567,
        "InTransit": 0,
        "NextDeliveryDate": None,
        **other,
    }


def sale_row(number: int, **other: Any) -> dict[str, Any]:
    return {
        "SaleID": f"{number:08d}-0000-4000-8000-00000000000A",
        "OrderNumber": f"SO-{number:05d}",
        "Status": "ORDERED",
        "OrderStatus": "AUTHORISED",
        "Updated": "2026-11-23T10:00:00.1234567Z",
        "CustomerReference": f"uk #{number}",
        "ExternalID": f"uk.myshopify.example/{number}",
        **other,
    }


def whole_sale(**other: Any) -> dict[str, Any]:
    order = {
        "SaleOrderNumber": "SO-00001",
        "Status": "AUTHORISED",
        "Lines": [{"SKU": "A", "Quantity": 2, "Price": 9.99, "BackorderQuantity": 0}],
    }
    return {"ID": "S1", "Status": "ORDERED", "Order": order, **other}
