"""The shop of these tests, seen from both sides: its customers and its API."""

import itertools
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.journal import Called, Event, ShownChanged
from sandbox.shopify.orders import Order
from sandbox.shopify.state import CheckoutLine, Shop
from sandbox.world import World

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
DOMAIN = "uk.myshopify.example"
LONDON, LEEDS = 101, 102
TOKEN = "shpat_test"

SHARED = Path(__file__).resolve().parents[3].parent / "shared"

SET = """
mutation SetQuantities($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id reason referenceDocumentUri changes {
      name delta quantityAfterChange item { id } location { id } } }
    userErrors { code field message }
  }
}
"""


def reference(*parts: str) -> Path:
    """A file of the shared reference; the test is skipped where it is not."""
    path = SHARED.joinpath("reference", *parts)
    if not path.exists():
        pytest.skip(f"the shared reference is not here: {'/'.join(parts)} not found")
    return path


class Merchant:
    """The shop from both sides: what customers do in it, and what the API says of it."""

    def __init__(self, world: World, http: httpx.AsyncClient) -> None:
        self.world = world
        self.http = http
        self.shop: Shop = world.shops[DOMAIN]
        self._keys = itertools.count(1)

    # -- the API ---------------------------------------------------------------------------

    async def post(
        self, document: str, variables: Mapping[str, Any] | None = None, **more: Any
    ) -> httpx.Response:
        body = {"query": document, "variables": dict(variables or {})}
        headers = {"X-Shopify-Access-Token": more.pop("token", TOKEN)}
        path = f"/shopify/{DOMAIN}/admin/api/2026-10/graphql.json"
        return await self.http.post(path, json=body | more, headers=headers)

    async def ask(self, document: str, **variables: Any) -> Any:
        """The ``data`` of an answer without errors."""
        answer = await self.post(document, variables)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert "errors" not in body, body["errors"]
        return body["data"]

    async def errors(self, document: str, **variables: Any) -> Any:
        """The top-level errors of an answer."""
        answer = await self.post(document, variables)
        assert answer.status_code == 200, answer.text
        return answer.json()["errors"]

    async def set(
        self, *rows: tuple[str, int, int, int | None], key: str | None = None, **more: Any
    ) -> Any:
        """Set counts: (SKU, location, units, units expected)."""
        key = key or f"key-{next(self._keys)}"
        answer = await self.ask(SET, input=self.wanted(*rows, **more), key=key)
        return answer["inventorySetQuantities"]

    def wanted(self, *rows: tuple[str, int, int, int | None], **more: Any) -> dict[str, Any]:
        """The input of a call that sets counts."""
        quantities = [
            {
                "inventoryItemId": self.item(sku),
                "locationId": place(at),
                "quantity": units,
                "changeFromQuantity": expected,
            }
            for sku, at, units, expected in rows
        ]
        return {"name": "available", "reason": "correction", "quantities": quantities} | more

    # -- what stands in the shop -----------------------------------------------------------

    def item(self, sku: str) -> str:
        return self.shop.catalogue.variant_of(sku).item.gid

    def counts(self, sku: str, at: int = LONDON) -> dict[str, int]:
        """Available, committed and on hand; empty where it is not stocked."""
        level = self.shop.stock.level(self.shop.catalogue.variant_of(sku).item, at)
        names = ("available", "committed", "on_hand")
        return {name: level.quantity(name) for name in names} if level else {}

    def sell(self, *lines: tuple[str, int], **more: Any) -> Order:
        """A customer buys; the order."""
        result = self.shop.checkout(
            [CheckoutLine(sku, units, "9.99", sku) for sku, units in lines],
            **{"country": "United Kingdom", "customer": "Ann Other"} | more,
        )
        assert result.order_id is not None
        return self.shop.order(result.order_id)

    # -- what was journaled ----------------------------------------------------------------

    def events(self, kind: type[Event]) -> list[Any]:
        return [event for event in self.world.journal.events if isinstance(event, kind)]

    def last_call(self) -> Called:
        return self.events(Called)[-1]

    def shown(self, cause: str) -> list[tuple[str, int, int]]:
        """What came to be shown for this cause: (SKU, location, units)."""
        return [
            (event.sku, event.location_id, event.available)
            for event in self.events(ShownChanged)
            if event.cause == cause
        ]


def place(location: int) -> str:
    return f"gid://shopify/Location/{location}"


def codes(errors: Sequence[Mapping[str, Any]]) -> list[Any]:
    return [error["code"] for error in errors]


def loaded(name: str) -> Any:
    """A payload that somebody recorded at a live shop."""
    path = SHARED / "data" / "payloads" / "shopify" / "graphql-recorded" / name
    if not path.exists():
        pytest.skip(f"the recorded payloads are not here: {name} not found")
    return json.loads(path.read_text(encoding="utf-8"))
