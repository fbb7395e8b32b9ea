"""How many webhooks the receiver takes in a second, and how long a vendor waits for the answer."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from contextlib import closing
from time import perf_counter

import httpx

from ledger import inbox
from ledger.store import Ledger, open_ledger, upgrade
from receiver.app import create_app
from receiver.doors import Doors
from tests.benchmarks.databases import DATABASES, Statements
from tests.benchmarks.figures import Figure, Subject, share_below
from tests.town import DOMAINS, MORNING

SECRET = "shpss_of_a_benchmark"
MANY = 1000
AT_ONCE = 16
ALLOWED = 1.0
"""Seconds an answer may take (the issue); Shopify itself gives up after five."""


def measure(folder: str) -> list[Subject]:
    """Signed orders, each new, one after the other and many at a time."""
    return asyncio.run(_measure(folder))


async def _measure(folder: str) -> list[Subject]:
    subjects = []
    for name, database in DATABASES.items():
        with database(folder) as url:
            upgrade(url)
            with closing(open_ledger(url)) as ledger:
                subjects.append(Subject(f"The receiver on {name}", await _knock(ledger)))
    return subjects


async def _knock(ledger: Ledger) -> tuple[Figure, ...]:
    async def nowhere(flow: str, store: str, number: int) -> None:
        """Prefect is not there."""

    doors = Doors(ledger, lambda: MORNING, nowhere, DOMAINS, {"uk": [SECRET]})
    transport = httpx.ASGITransport(create_app(doors))
    figures: list[Figure] = []
    counted = Statements(ledger)
    async with httpx.AsyncClient(transport=transport, base_url="http://receiver") as http:

        async def deliver(body: bytes, arrived: float) -> float:
            answer = await http.post("/webhooks/shopify/uk", content=body, headers=_headers(body))
            assert answer.status_code == 200
            return perf_counter() - arrived

        for start, at_once in ((0, 1), (MANY, AT_ONCE)):
            counted.begin()
            figures += await _rate(deliver, start, at_once)
            figures.append(
                Figure(
                    f"{at_once} at a time: transactions a delivery",
                    counted.commits / MANY,
                    "commits",
                    1,
                    "the delivery, and its hints with it",
                )
            )
    assert len(inbox.unhandled(ledger, limit=10 * MANY)) == 2 * MANY
    return tuple(figures)


async def _rate(
    deliver: Callable[[bytes, float], Awaitable[float]], start: int, at_once: int
) -> list[Figure]:
    """``at_once`` arrive at the same moment; when all are answered, the next do."""
    seconds: list[float] = []
    began = perf_counter()
    for first in range(start, start + MANY, at_once):
        bodies = [_order(number) for number in range(first, min(first + at_once, start + MANY))]
        arrived = perf_counter()
        seconds += await asyncio.gather(*(deliver(body, arrived) for body in bodies))
    whole = perf_counter() - began
    note = f"{MANY:,} new orders of about 2 kB"
    allowed = f"{ALLOWED * 1000:g} ms are allowed"
    said = f"{at_once} at a time"
    return [
        Figure(f"{said}: accepted", MANY / whole, "deliveries/s", note=note),
        Figure(f"{said}: answer, p50", share_below(seconds, 0.5) * 1000, "ms"),
        Figure(f"{said}: answer, p95", share_below(seconds, 0.95) * 1000, "ms", note=allowed),
    ]


def _order(number: int) -> bytes:
    lines = [{"id": n, "sku": f"SKU-{n:04}", "title": "A" * 60, "quantity": 1} for n in range(16)]
    return json.dumps({"id": 5_000_000 + number, "line_items": lines}).encode()


def _headers(body: bytes) -> dict[str, str]:
    digest = hmac.new(SECRET.encode(), body, hashlib.sha256).digest()
    return {
        "X-Shopify-Topic": "orders/create",
        "X-Shopify-Hmac-Sha256": base64.b64encode(digest).decode(),
        "X-Shopify-Shop-Domain": DOMAINS["uk"],
        "X-Shopify-API-Version": "2026-10",
        "X-Shopify-Webhook-Id": hashlib.sha256(body).hexdigest(),
        "X-Shopify-Triggered-At": MORNING.isoformat(),
    }
