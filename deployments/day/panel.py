"""The sandbox's control panel over HTTP: what the driver of a day may do to the pretend world."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import httpx

from deployments.day.crew import Habits
from deployments.day.script import Adjustment, Cin7Outage, Earlier, Order, Receipt, WebhooksErr

PANEL = "/_sandbox"

SLOWEST_ANSWER = 120.0
"""Wall seconds; filling the catalogue and the audit of a whole day take the longest."""

Json = dict[str, Any]


class PanelRefused(Exception):
    """The control panel did not do what the script says; the day can't go on."""


class ShippedAlready(PanelRefused):
    """The shop won't cancel an order of which something was shipped."""


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

    async def open_carrier_desk(self, api_key: str, warehouses: Sequence[str]) -> None:
        """ShipStation knows our key and the places goods leave from."""
        base = self._base.removesuffix(PANEL) + "/shipstation"
        told = {"api_keys": [api_key], "warehouses": list(warehouses), "base_url": base}
        await self._post("/shipstation/setup", told)

    async def open_workspace(self, token: str, channel: str) -> None:
        """Slack knows our app, and a channel for it."""
        told = {"bots": [{"token": token}], "channels": {channel: "stock-and-orders"}}
        await self._post("/slack/setup", told)

    async def check_out(self, order: Order) -> dict[str, int]:
        """Let a customer buy; returns the units refused by SKU."""
        sold = await self._post(f"/shops/{order.shop}/checkout", _basket(order))
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

    async def place_earlier(self, what: Earlier, booked: Json) -> None:
        """An order from before the day; ``booked`` says how it stands in Cin7."""
        order = what.order
        told = {
            **_basket(order),
            "placed_at": order.at.isoformat(),
            "location": what.location,
            "shipped": what.shipped,
            **booked,
        }
        await self._post(f"/shops/{order.shop}/earlier", told)

    async def story(self, shop: str, name: str) -> Json | None:
        """How far an order has come everywhere; None when the shop has none of that name."""
        path = f"{self._base}/shops/{shop}/story"
        answer = await self._http.get(path, params={"name": name}, timeout=SLOWEST_ANSWER)
        return None if answer.status_code == 404 else _answer(path, answer)

    async def cancel(self, shop: str, order_id: int) -> None:
        """Cancel an order whole.

        Raises:
            ShippedAlready: Some of it was shipped: it has to be refunded.
        """
        path = f"/shops/{shop}/orders/{order_id}/cancel"
        answer = await self._http.post(self._base + path, json={}, timeout=SLOWEST_ANSWER)
        if answer.status_code == 409:
            raise ShippedAlready(answer.text)
        _answer(path, answer)

    async def refund(
        self, shop: str, order_id: int, lines: list[Json], amount: Decimal | None = None
    ) -> None:
        """Take units of an order back, or only money."""
        told: Json = {"lines": lines}
        if amount is not None:
            told["amount"] = str(amount)
        await self._post(f"/shops/{shop}/orders/{order_id}/refund", told)

    async def crew(self, habits: Habits) -> None:
        """The warehouse's people go to work."""
        await self._post("/shipstation/crew", {"at_work": True, **habits})

    async def label(self, shipment_id: str) -> str:
        """Somebody buys a label now; its id."""
        bought = await self._post(f"/shipstation/shipments/{shipment_id}/label", {})
        return str(bought["label_id"])

    async def refuse_void(self, label_id: str, reason: str) -> None:
        """The carrier will not take a label back."""
        await self._post(f"/shipstation/labels/{label_id}/refuse-void", {"reason": reason})

    async def void(self, label_id: str) -> None:
        """Somebody voids a label."""
        await self._post(f"/shipstation/labels/{label_id}/void", {})

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

    async def timeline(self, claims: Mapping[str, Any], skus: Sequence[str]) -> Json:
        """What was shown of these products over time, and what the shelf could bear."""
        return await self._post("/books/timeline", {"claims": dict(claims), "skus": list(skus)})

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


def _basket(order: Order) -> Json:
    return {
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
    }
