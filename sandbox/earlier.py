"""Orders from before the day: placed, in Cin7 and, if so wanted, sent already.

They go the ordinary way through the pretend vendors, only with an earlier date in the shop, so the
figures of both are as if the day before had really been.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sandbox.cin7.documents import Sale
from sandbox.cin7.wire import ZERO_GUID, day
from sandbox.shopify.checkout import CheckoutLine, checkout
from sandbox.shopify.orders import Order
from sandbox.shopify.shipments import ship
from sandbox.shopify.state import Shop
from sandbox.world import World

CARRIER = "Royal Mail"


@dataclass(frozen=True, slots=True)
class Before:
    """How far an earlier order had come.

    Args:
        placed_at: When the customer bought.
        customer: The Cin7 customer it was booked to.
        reference: Its CustomerReference; empty: Cin7 never heard of it.
        location: The Cin7 location it was, or is to be, sent from.
        location_id: The same place in the shop.
        tax_rule: Of its lines in Cin7.
        shipped: Whether it left, in Shopify and in Cin7.
    """

    placed_at: datetime
    customer: str
    reference: str
    location: str
    location_id: int
    tax_rule: str
    shipped: bool


def place_earlier(
    world: World,
    shop: Shop,
    lines: Sequence[CheckoutLine],
    *,
    country: str,
    customer: str | None,
    name: str,
    before: Before,
) -> Order:
    """Let an order have been placed before the day.

    Raises:
        ValueError: The storefront refused some of its units: there is too little stock for it.
    """
    result = checkout(
        shop,
        lines,
        country=country,
        customer=customer,
        name=name,
        note="",
        shipping=None,
        at=before.location_id,
    )
    if result.order_id is None or result.refused:
        raise ValueError(f"{name}: the storefront has too little for it: {result.refused}")
    order = shop.order(result.order_id)
    order.created_at = before.placed_at
    if before.reference:
        sale = _sell_in_cin7(world, shop, order, before)
        if before.shipped:
            _send_in_cin7(world, sale, order.name)
            _bill_in_cin7(world, sale, before)
    if before.shipped:
        for stand in list(order.fulfillment_orders):
            tracking = {"company": CARRIER, "number": f"EARLIER{order.id}"}
            ship(shop, [(stand, None)], tracking)
    order.touches[:] = [before.placed_at]
    return order


def _sell_in_cin7(world: World, shop: Shop, order: Order, before: Before) -> Sale:
    sales = world.cin7.sales
    sales.add_customer(before.customer)
    sale = sales.create(
        {
            "Customer": before.customer,
            "Location": before.location,
            "ExternalID": f"{shop.domain}/{order.id}",
            "CustomerReference": before.reference,
            "SkipQuote": True,
            "SaleType": "Advanced",
            "SaleOrderDate": day(before.placed_at),
        }
    )
    goods = [line for line in order.lines if line.variant is not None]
    charges = [line for line in order.lines if line.variant is None]
    sales.post_order(
        {
            "SaleID": sale.sale_id,
            "Status": "AUTHORISED",
            "Memo": f"Shopify order {order.name}",
            "CombineAdditionalCharges": False,
            "TotalBeforeTax": str(order.subtotal),
            "Tax": 0,
            "Total": str(order.subtotal),
            "Lines": [
                {
                    "SKU": line.sku,
                    "Name": line.title,
                    "Quantity": line.quantity,
                    "Price": str(line.price),
                    "Tax": 0,
                    "TaxRule": before.tax_rule,
                }
                for line in goods
            ],
            "AdditionalCharges": [
                {
                    "Description": "Manual",
                    "Quantity": line.quantity,
                    "Price": str(line.price),
                    "Tax": 0,
                    "TaxRule": before.tax_rule,
                    "Comment": line.title,
                }
                for line in charges
            ],
        }
    )
    return sale


def _bill_in_cin7(world: World, sale: Sale, before: Before) -> None:
    paper = sale.order
    on = day(before.placed_at)
    world.cin7.billing.invoice(
        {
            "SaleID": sale.sale_id,
            "TaskID": ZERO_GUID,
            "CombineAdditionalCharges": False,
            "Status": "AUTHORISED",
            "Memo": f"Shopify order {before.reference}",
            "InvoiceDate": on,
            "InvoiceDueDate": on,
            "Lines": [
                {
                    "SKU": line.product.sku,
                    "Name": line.name,
                    "Quantity": line.quantity,
                    "Price": str(line.price),
                    "Tax": 0,
                    "TaxRule": before.tax_rule,
                    "Total": str(line.price * line.quantity),
                }
                for line in paper.lines
            ],
            "AdditionalCharges": [],
        }
    )


def _send_in_cin7(world: World, sale: Sale, name: str) -> None:
    desk = world.cin7.fulfilments
    task = sale.fulfilments[0].task_id
    place = sale.location.name
    lines = [
        {"SKU": line.product.sku, "Quantity": line.quantity, "Location": place, "Box": name}
        for line in sale.order.lines
    ]
    desk.pick({"TaskID": task, "Status": "AUTHORISED", "Lines": lines})
    desk.pack({"TaskID": task, "Status": "AUTHORISED", "Lines": lines}, replace=False)
    parcel = {
        "ShipmentDate": day(world.clock.now()),
        "Carrier": CARRIER,
        "Box": name,
        "TrackingNumber": f"EARLIER {name}",
        "IsShipped": True,
    }
    desk.ship({"TaskID": task, "Status": "AUTHORISED", "Lines": [parcel]}, replace=False)
