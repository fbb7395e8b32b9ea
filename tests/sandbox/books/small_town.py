"""One small shop of the sandbox, kept by hand over HTTP: two shops, one warehouse, ten mugs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import httpx

from sandbox.app import create_app
from sandbox.clock import ManualClock
from sandbox.world import World

OPENING = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
UK, EU = "uk.myshopify.example", "eu.myshopify.example"
MAIN = "Main Warehouse"
CLAIMS = {
    "location_map": {UK: {"101": MAIN}, EU: {"201": MAIN}},
    "stores": {UK: "uk", EU: "eu"},
    "mapped_codes": ["POST"],
}
COUNTS = """query { inventoryItems(first: 5) { nodes { id sku } } }"""
SET = """
mutation ($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) { userErrors { message } }
}
"""
CIN7_HEADERS = {"api-auth-accountid": "account", "api-auth-applicationkey": "key"}


class SmallTown:
    """Two shops, one warehouse, ten mugs."""

    def __init__(self, http: httpx.AsyncClient, world: World) -> None:
        self.http, self.world = http, world

    async def panel(self, path: str, body: dict[str, Any]) -> Any:
        answer = await self.http.post(f"/_sandbox/{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def buy(self, shop: str, name: str, *lines: dict[str, Any], note: str = "") -> int:
        body = {"lines": list(lines), "country": "GB", "name": name, "note": note}
        return int((await self.panel(f"shops/{shop}/checkout", body))["order_id"])

    async def ask(self, shop: str, query: str, **variables: Any) -> Any:
        answer = await self.http.post(
            f"/shopify/{shop}/admin/api/2026-10/graphql.json",
            json={"query": query, "variables": variables},
            headers={"X-Shopify-Access-Token": "token"},
        )
        assert "errors" not in answer.json(), answer.text
        return answer.json()["data"]

    async def write(self, shop: str, location: int, units: int, began: datetime) -> str:
        """Set the mug's count; the batch's key is returned."""
        items = (await self.ask(shop, COUNTS))["inventoryItems"]["nodes"]
        [item] = [one for one in items if one["sku"] == "MUG"]
        key = str(uuid5(NAMESPACE_URL, f"{shop} {units} {began}"))
        row = {
            "inventoryItemId": item["id"],
            "locationId": f"gid://shopify/Location/{location}",
            "quantity": units,
            "changeFromQuantity": None,
        }
        stamp = f"{began:%Y%m%dT%H%M%S.%f}Z-{key}"
        wanted = {
            "name": "available",
            "reason": "correction",
            "referenceDocumentUri": f"gid://stocksteady/StockRead/{stamp}",
            "quantities": [row],
        }
        done = await self.ask(shop, SET, input=wanted, key=key)
        assert done["inventorySetQuantities"]["userErrors"] == []
        return key

    async def sale(self, shop: str, order_id: int, name: str, units: int) -> str:
        header = {
            "Customer": "Shopify",
            "Location": MAIN,
            "SkipQuote": True,
            "SaleType": "Advanced",
            "CustomerReference": f"{shop[:2]} {name}",
            "ExternalID": f"{shop}/{order_id}",
        }
        sale_id = (await self.cin7("sale", header))["ID"]
        line = {
            "SKU": "MUG",
            "Name": "Mug",
            "Quantity": units,
            "Price": 1,
            "Tax": 0,
            "TaxRule": "No VAT",
            "Total": units,
        }
        order = {
            "SaleID": sale_id,
            "Memo": "",
            "Status": "AUTHORISED",
            "CombineAdditionalCharges": False,
            "Lines": [line],
            "AdditionalCharges": [],
            "TotalBeforeTax": units,
            "Tax": 0,
            "Total": units,
        }
        await self.cin7("sale/order", order)
        return str(sale_id)

    async def cin7(self, path: str, body: dict[str, Any]) -> Any:
        answer = await self.http.post(
            f"/cin7/ExternalApi/v2/{path}", json=body, headers=CIN7_HEADERS
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def books(self, **claims: Any) -> Any:
        return await self.panel("books", CLAIMS | claims)


@asynccontextmanager
async def open_small_town() -> AsyncIterator[SmallTown]:
    """The town, while it stands."""
    world = World(ManualClock(OPENING))
    transport = httpx.ASGITransport(create_app(world))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http:
        small = SmallTown(http, world)
        await small.panel(
            "catalogue",
            {
                "shops": [
                    {
                        "domain": shop,
                        "name": shop,
                        "locations": [{"id": number, "name": MAIN, "country": "GB"}],
                        "tokens": ["token"],
                    }
                    for shop, number in ((UK, 101), (EU, 201))
                ],
                "cin7": {"account_id": "account", "application_key": "key", "locations": [MAIN]},
                "products": [
                    {
                        "sku": "MUG",
                        "name": "Mug",
                        "stock": {MAIN: 10},
                        "shops": {UK: {"101": 10}, EU: {"201": 10}},
                    },
                    {
                        "sku": "mug",
                        "name": "Mug",
                        "shops": {UK: {}},
                        "tracked": False,
                        "in_cin7": False,
                    },
                ],
            },
        )
        yield small


def mugs(units: int, sku: str = "MUG") -> dict[str, Any]:
    return {"sku": sku, "units": units, "price": "1"}
