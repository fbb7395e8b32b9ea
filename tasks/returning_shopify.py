"""A parcel in Shopify's words, and the three calls that change what it shows."""

from typing import Any

from clients.shopify.shipping_models import OrderShipping
from domain.carriers import company_for
from domain.parcels import FulfilPlan, OpenLine, OpenPart, Packed
from domain.types import LocationId, StoreName, WarehouseName
from ledger.models import Effect, Order, Parcel
from tasks.outside import outside
from tasks.ports_carrier import DeskLabel
from tasks.returning_looks import number_of

SHIPPABLE = frozenset({"OPEN", "IN_PROGRESS"})
"""Fulfilment orders of these statuses can be shipped from."""


async def create(effect: Effect) -> str:
    """``fulfillmentCreate`` as the effect says."""
    told = effect.detail
    parts = {part: [(line, units) for line, units in rows] for part, rows in told["parts"].items()}
    made = (
        await outside()
        .shops[str(told["store"])]
        .create_fulfillment(
            parts,
            company=told["company"],
            numbers=told["tracking"],
            urls=told["urls"],
            notify=bool(told["notify"]),
        )
    )
    return made.id


async def cancel(effect: Effect) -> str:
    """``fulfillmentCancel``; a repeat is a silent success."""
    told = effect.detail
    done = await outside().shops[str(told["store"])].cancel_fulfillment(str(told["fulfillment"]))
    return done.id


async def correct(effect: Effect) -> str:
    """``fulfillmentTrackingInfoUpdate``, without a notice."""
    told = effect.detail
    done = (
        await outside()
        .shops[str(told["store"])]
        .update_tracking(
            str(told["fulfillment"]),
            company=told["company"],
            numbers=told["tracking"],
            urls=told["urls"],
            notify=False,
        )
    )
    return done.id


def open_parts(shown: OrderShipping) -> list[OpenPart]:
    """The fulfilment orders that can be shipped from."""
    return [
        OpenPart(
            part.id,
            LocationId(part.location_id) if part.location_id else None,
            tuple(
                OpenLine(line.id, number_of(line.line_item_id), line.remaining)
                for line in part.lines
            ),
        )
        for part in shown.fulfillment_orders
        if part.status in SHIPPABLE
    ]


def taken_back_of(shown: OrderShipping) -> dict[str, int]:
    """Units of each line that were refunded or edited away."""
    return {number_of(line.id): line.quantity - line.current_quantity for line in shown.lines}


def packed_in(row: Parcel) -> list[Packed]:
    """What is in the parcel."""
    return [
        Packed(str(line["line_id"]), str(line["sku"]), int(line["units"])) for line in row.lines
    ]


def routed_location(order: Order) -> LocationId | None:
    """The location of the warehouse that ships the order, if the store has one."""
    if order.routed_to is None:
        return None
    store = outside().rules.stores[StoreName(order.store)]
    return store.location_of(WarehouseName(order.routed_to))


def by_part(plan: FulfilPlan) -> list[tuple[str, tuple[tuple[str, int], ...]]]:
    """The plan in an order that is always the same."""
    return sorted(plan.parts.items())


def tracking_of(row: Parcel, label: DeskLabel) -> dict[str, Any]:
    """Numbers, company and links as the effect keeps them; a link only where Shopify has none."""
    company = company_for(row.carrier_code, outside().rules.shipping.companies)
    linked = not company.known and len(row.tracking) == 1 and bool(label.tracking_url)
    return {
        "tracking": list(row.tracking),
        "company": company.name,
        "urls": [label.tracking_url] if linked else [],
    }


def order_gid(order: Order) -> str:
    """Shopify's whole id of the order."""
    return f"gid://shopify/Order/{order.order_id}"
