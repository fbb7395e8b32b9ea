"""``/_sandbox/…``: what people, customers and mishaps do to the pretend world; what it tells."""

from collections.abc import Callable, Coroutine
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from sandbox import control_books, control_reports, control_story, control_vendors
from sandbox.cin7.errors import Refusal
from sandbox.clock import ManualClock
from sandbox.control_bodies import (
    Adjust,
    Advance,
    Cancel,
    Checkout,
    EditLine,
    HandEdit,
    Outage,
    PlanFaults,
    PlanWebhooks,
    PurchaseOrder,
    Receive,
    RefundLine,
    RefundOrder,
    Seed,
    Setup,
    Switches,
)
from sandbox.control_setup import Impossible, set_up, turn
from sandbox.shopify.orders import Order
from sandbox.shopify.reversals import CannotCancel
from sandbox.world import World

Json = dict[str, object]


class PlainSpoken(APIRoute):
    """A route whose refusals say in JSON what was wrong.

    400; 404 for what is not there; 409 for an order that can't be cancelled once it was shipped.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with its refusals put into words."""
        handle = super().get_route_handler()

        async def speak(request: Request) -> Response:
            try:
                return await handle(request)
            except CannotCancel as error:
                return JSONResponse({"error": str(error)}, 409)
            except (ValueError, Refusal) as error:
                return JSONResponse({"error": str(error)}, 400)
            except KeyError as error:
                return JSONResponse({"error": f"not found: {error.args[0]}"}, 404)

        return speak


def router(world: World) -> APIRouter:
    """The whole panel; mount it under ``/_sandbox``."""
    api = APIRouter(route_class=PlainSpoken)
    api.include_router(_time(world))
    api.include_router(_shops(world))
    api.include_router(control_story.router(world, PlainSpoken))
    api.include_router(_cin7(world))
    api.include_router(control_vendors.router(world, PlainSpoken))
    api.include_router(_mishaps(world))
    api.include_router(_reports(world))
    api.include_router(control_books.router(world, PlainSpoken))
    return api


def _time(world: World) -> APIRouter:
    api = APIRouter(route_class=PlainSpoken)

    @api.post("/reset")
    async def reset(order: Seed) -> Json:
        """Empty the world."""
        world.start_over(order.seed)
        return {"seed": world.seed}

    @api.post("/seed")
    async def seed(order: Seed) -> Json:
        """Empty the world and let chance begin anew from this seed."""
        world.start_over(order.seed)
        return {"seed": world.seed}

    @api.get("/clock")
    async def clock() -> Json:
        """What time it is."""
        return {"now": world.clock.now().isoformat(), "runs": world.clock.runs}

    @api.post("/clock/advance")
    async def advance(order: Advance) -> Json:
        """Move a manual clock; what falls due on the way is done, webhooks too."""
        if not isinstance(world.clock, ManualClock):
            raise Impossible("this clock runs by itself")
        await world.advance(order.seconds)
        return {"now": world.clock.now().isoformat()}

    return api


def _shops(world: World) -> APIRouter:
    api = APIRouter(route_class=PlainSpoken)

    @api.post("/catalogue")
    async def catalogue(setup: Setup) -> Json:
        """Shops, the Cin7 company and products, all at once."""
        return set_up(world, setup)

    @api.post("/shops/{domain}/checkout")
    async def checkout(domain: str, order: Checkout) -> Json:
        """A customer buys."""
        result = world.shops[domain].checkout(
            order.wanted(),
            country=order.country,
            customer=order.customer,
            name=order.name,
            note=order.note,
            shipping=order.shipping,
        )
        return asdict(result)

    @api.post("/shops/{domain}/orders/{order_id}/cancel")
    async def cancel(domain: str, order_id: int, order: Cancel) -> Json:
        """An order is cancelled; 409 in Shopify's words when some of it was shipped."""
        world.shops[domain].cancel_order(order_id, restock=order.restock, reason=order.reason)
        return {"order_id": order_id}

    @api.post("/shops/{domain}/orders/{order_id}/refund")
    async def refund(domain: str, order_id: int, order: RefundOrder) -> Json:
        """Units of an order are taken back, or only money."""
        shop = world.shops[domain]
        bought = shop.order(order_id)
        lines = [
            (_line_id(bought, line), line.units, line.restock_type, line.location_id)
            for line in order.lines
        ]
        made = shop.refund(
            order_id, lines, order.note, amount=order.amount, shipping=order.shipping
        )
        return {"order_id": order_id, "refund_id": made.id}

    @api.post("/shops/{domain}/orders/{order_id}/edit")
    async def edit(domain: str, order_id: int, order: EditLine) -> Json:
        """Units of a line are edited away."""
        shop = world.shops[domain]
        line_id = _line_id(shop.order(order_id), order)
        made = shop.edit_down(order_id, line_id, order.units)
        return {"order_id": order_id, "refund_id": made.id}

    @api.post("/shops/{domain}/hand-edit")
    async def hand_edit(domain: str, order: HandEdit) -> Json:
        """Somebody types another count into the admin."""
        world.shops[domain].hand_edit(order.sku, order.location_id, order.available)
        return {"sku": order.sku, "available": order.available}

    return api


def _line_id(order: Order, wanted: RefundLine | EditLine) -> int:
    if wanted.line_id is not None:
        return wanted.line_id
    for line in order.lines:
        if line.sku == wanted.sku:
            return line.id
    raise KeyError(f"{order.name} has no line of {wanted.sku!r}")


def _cin7(world: World) -> APIRouter:
    api = APIRouter(prefix="/cin7", route_class=PlainSpoken)

    @api.post("/adjust")
    async def adjust(order: Adjust) -> Json:
        """Stock on hand is corrected."""
        if (order.delta is None) == (order.set is None):
            raise Impossible("say either delta or set")
        if order.delta is not None:
            world.cin7.adjust(order.sku, order.location, order.delta)
        elif order.set is not None:
            world.cin7.set_on_hand(order.sku, order.location, order.set)
        return {
            "sku": order.sku,
            "on_hand": world.cin7.on_hand(order.sku, order.location),
            "available": world.cin7.available(order.sku, order.location),
        }

    @api.post("/purchases")
    async def order_stock(order: PurchaseOrder) -> Json:
        """Units are ordered from a supplier, authorised at once."""
        purchase_id = world.cin7.create_purchase(
            order.lines, order.location, order.kind, order.required_by
        )
        return {"id": purchase_id, "number": world.cin7.purchases.get(purchase_id).number}

    @api.post("/purchases/{purchase_id}/receive")
    async def receive(purchase_id: str, order: Receive) -> Json:
        """Units of a purchase come in."""
        world.cin7.receive(purchase_id, order.lines)
        return {"id": purchase_id, "receiving": world.cin7.purchases.get(purchase_id).receiving}

    @api.post("/sales/{sale_id}/void")
    async def void(sale_id: str) -> Json:
        """Somebody voids a sale in Cin7 itself."""
        return {"id": world.cin7.sales.void(sale_id).sale_id}

    @api.post("/sales/{sale_id}/undo")
    async def undo(sale_id: str) -> Json:
        """Somebody undoes a sale in Cin7 itself."""
        return {"id": world.cin7.sales.undo(sale_id).sale_id}

    return api


def _mishaps(world: World) -> APIRouter:
    api = APIRouter(route_class=PlainSpoken)

    @api.post("/faults")
    async def faults(order: PlanFaults) -> Json:
        """The next calls of an operation go wrong."""
        world.faults.plan(order.system, order.operation, order.kinds)
        return {"waiting": world.faults.waiting()}

    @api.post("/outage")
    async def outage(order: Outage) -> Json:
        """A system answers every call alike for a while."""
        world.faults.outage(order.system, order.seconds, order.kind)
        return {"system": order.system, "seconds": order.seconds}

    @api.post("/webhooks/plan")
    async def webhooks(order: PlanWebhooks) -> Json:
        """Deliveries are lost, doubled or overtaken."""
        if order.count:
            world.webhooks.plan(order.source, order.mode, order.count)
        if order.share is not None:
            world.webhooks.share(order.source, order.mode, order.share)
        return {"source": order.source, "mode": order.mode}

    @api.post("/switches")
    async def switches(order: Switches) -> Json:
        """The vendors behave otherwise from now on."""
        turn(world.cin7_switches, order.cin7)
        turn(world.shopify_switches, order.shopify)
        turn(world.shipstation_switches, order.shipstation)
        turn(world.slack_switches, order.slack)
        return control_reports.switches(world)

    return api


def _reports(world: World) -> APIRouter:
    api = APIRouter(route_class=PlainSpoken)

    @api.get("/calls")
    async def calls() -> Json:
        """Calls by system, operation and outcome; budgets left."""
        return control_reports.calls(world)

    @api.get("/state")
    async def state() -> Json:
        """The world in figures."""
        return control_reports.state(world)

    @api.get("/journal")
    async def journal(since: int = 0, limit: int = 1000) -> Json:
        """Events from number ``since`` on."""
        events = world.journal.events[since : since + limit]
        return {
            "next": since + len(events),
            "total": len(world.journal.events),
            "events": control_reports.journal(events),
        }

    return api
