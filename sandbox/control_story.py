"""The panel's part for drivers of a day: orders from before it, and how far each order has come."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute

from sandbox.control_bodies import Checkout
from sandbox.earlier import Before, place_earlier
from sandbox.shopify.orders import Order
from sandbox.shopify.state import Shop
from sandbox.world import World

Json = dict[str, Any]


class Earlier(Checkout):
    """``POST shops/{domain}/earlier``: a checkout, and how far it had come; see ``Before``."""

    name: str
    placed_at: datetime
    cin7_customer: str
    reference: str = ""
    location: str
    location_id: int
    tax_rule: str
    shipped: bool


def router(world: World, route_class: type[APIRoute]) -> APIRouter:
    """Earlier orders and stories."""
    api = APIRouter(prefix="/shops/{domain}", route_class=route_class)

    @api.post("/earlier")
    async def earlier(domain: str, order: Earlier) -> Json:
        """An order was placed before the day."""
        before = Before(
            order.placed_at,
            order.cin7_customer,
            order.reference,
            order.location,
            order.location_id,
            order.tax_rule,
            order.shipped,
        )
        placed = place_earlier(
            world,
            world.shops[domain],
            order.wanted(),
            country=order.country,
            customer=order.customer,
            name=order.name,
            before=before,
        )
        return {"order_id": placed.id, "name": placed.name}

    @api.get("/story")
    async def story(domain: str, name: str) -> Json:
        """How far an order has come, everywhere; 404 when the shop has none of that name."""
        shop = world.shops[domain]
        for order in shop.orders.by_id.values():
            if order.name == name:
                return tell(world, shop, order)
        raise KeyError(f"{domain} has no order {name}")

    return api


def tell(world: World, shop: Shop, order: Order) -> Json:
    """One order in Shopify, Cin7 and ShipStation."""
    external = f"{shop.domain}/{order.id}"
    sales = [
        {"number": sale.number, "order_status": sale.order.status, "voided": sale.voided}
        for sale in world.cin7.sales
        if sale.header.external_id == external
    ]
    number = f":{order.id}:"
    ours = {s.number for s in world.shipstation.shipments if number in (s.external_id or "")}
    shipments = [
        {
            "shipment_id": one.shipment_id,
            "status": one.status,
            "labels": [label.label_id for label in world.shipstation.labels.live(one.shipment_id)],
        }
        for one in world.shipstation.shipments
        if one.number in ours
    ]
    return {
        "order_id": order.id,
        "cancelled": order.cancelled_at is not None,
        "lines": [
            {
                "line_id": line.id,
                "code": line.sku or line.title,
                "unfulfilled": line.unfulfilled_quantity,
                "fulfilled": line.fulfilled,
                "current": line.current_quantity,
            }
            for line in order.lines
        ],
        "sales": sales,
        "shipments": shipments,
        "fulfilments": [
            {"name": one.name, "cancelled": one.is_cancelled} for one in order.fulfillments
        ],
    }
