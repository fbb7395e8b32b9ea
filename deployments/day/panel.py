"""The sandbox's control panel over HTTP: what the driver of a day may do to the pretend world."""

from collections.abc import Mapping
from typing import Any

import httpx

from deployments.day.script import Adjustment, Cin7Outage, Order, Receipt, WebhooksErr

PANEL = "/_sandbox"

SLOWEST_ANSWER = 120.0
"""Wall seconds; filling the catalogue and the audit of a whole day take the longest."""

Json = dict[str, Any]


class PanelRefused(Exception):
    """The control panel did not do what the script says; the day can't go on."""


class Panel:
    """Speaks to one sandbox.

    Args:
        http: Who sends.
        base: The sandbox's address, without the panel's path.
    """

    def __init__(self, http: httpx.AsyncClient, base: str) -> None:
        self._http = http
        self._base = base.rstrip("/") + PANEL

    async def set_up(self, setup: Json) -> None:
        """Open shops and the Cin7 company, put products on sale."""
        await self._post("/catalogue", setup)

    async def check_out(self, order: Order) -> dict[str, int]:
        """Let a customer buy; returns the units refused by SKU."""
        sold = await self._post(
            f"/shops/{order.shop}/checkout",
            {
                "lines": [
                    {
                        "sku": line.code,
                        "units": line.units,
                        "price": str(line.price),
                        "title": line.title,
                        "custom": line.custom,
                        "requires_shipping": not line.custom,
                    }
                    for line in order.lines
                ],
                "country": order.country,
                "customer": order.customer or None,
                "name": order.name,
                "note": order.note,
            },
        )
        return {str(sku): int(units) for sku, units in sold["refused"]}

    async def adjust(self, what: Adjustment) -> None:
        """Correct Cin7's stock on hand."""
        told = {"sku": what.sku, "location": what.location, "delta": what.units}
        await self._post("/cin7/adjust", told)

    async def order_stock(self, what: Receipt) -> str:
        """Order from a supplier; returns the purchase's id."""
        told = {"lines": dict(what.units), "location": what.location}
        return str((await self._post("/cin7/purchases", told))["id"])

    async def receive(self, purchase_id: str) -> None:
        """All of a purchase comes in."""
        await self._post(f"/cin7/purchases/{purchase_id}/receive", {})

    async def outage(self, what: Cin7Outage) -> None:
        """Cin7 is away."""
        await self._post("/outage", {"system": "cin7", "seconds": what.seconds, "kind": "503"})

    async def plan_webhooks(self, what: WebhooksErr) -> None:
        """Deliveries go astray."""
        told = {"source": what.source, "mode": what.mode, "count": what.count}
        await self._post("/webhooks/plan", told)

    async def switch(self, *, cin7: Json | None = None, shopify: Json | None = None) -> None:
        """Let the vendors behave otherwise from now on."""
        await self._post("/switches", {"cin7": cin7 or {}, "shopify": shopify or {}})

    async def calls(self) -> Json:
        """Calls by system, operation and outcome, and what is left of the budgets."""
        return await self._get("/calls")

    async def state(self) -> Json:
        """The world in figures."""
        return await self._get("/state")

    async def books(self, claims: Mapping[str, Any]) -> Json:
        """Have the promises audited."""
        return await self._post("/books", dict(claims))

    async def _post(self, path: str, body: Json) -> Json:
        return _answer(
            path, await self._http.post(self._base + path, json=body, timeout=SLOWEST_ANSWER)
        )

    async def _get(self, path: str) -> Json:
        return _answer(path, await self._http.get(self._base + path, timeout=SLOWEST_ANSWER))


def _answer(path: str, response: httpx.Response) -> Json:
    if response.is_error:
        raise PanelRefused(f"{path} was answered {response.status_code}: {response.text[:500]}")
    told: Json = response.json()
    return told
