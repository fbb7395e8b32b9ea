"""Webhook bodies of orders, refunds and shipments (reference, section 8.3)."""

from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.shopify.money import fixed
from sandbox.shopify.payloads import Body, local, money_set
from sandbox.shopify.people import Address, Customer, country_name

if TYPE_CHECKING:
    from sandbox.shopify.fulfilment import Fulfillment
    from sandbox.shopify.orders import Order, OrderLine
    from sandbox.shopify.refunds import Refund
    from sandbox.shopify.state import Shop


def order(shop: "Shop", of: "Order") -> Body:
    """``orders/create``, ``…/updated`` and ``…/cancelled``: one and the same object."""
    hidden = shop.switches.hide_protected
    email = None if hidden or of.customer is None else of.customer.email
    status = {"PARTIALLY_FULFILLED": "partial", "FULFILLED": "fulfilled"}
    body: Body = {
        "id": of.id,
        "admin_graphql_api_id": of.gid,
        "app_id": None,
        "name": of.name,
        "number": of.number - 1000,
        "order_number": of.number,
        "email": email,
        "contact_email": email,
        "phone": None,
        "note": of.note,
        "note_attributes": [],
        "tags": ", ".join(of.tags),
        "test": False,
        "confirmed": True,
        "source_name": "web",
        "source_identifier": None,
        "created_at": local(shop, of.created_at),
        "processed_at": local(shop, of.created_at),
        "updated_at": local(shop, of.updated_at),
        "closed_at": local(shop, of.closed_at),
        "cancelled_at": local(shop, of.cancelled_at),
        "cancel_reason": of.cancel_reason.lower() if of.cancel_reason else None,
        "currency": of.currency,
        "presentment_currency": of.currency,
        "financial_status": of.financial_status.lower(),
        "fulfillment_status": status.get(of.fulfillment_status),
        "taxes_included": of.taxes_included,
        "tax_exempt": False,
        "tax_lines": _tax_lines(of, of.tax),
        "payment_gateway_names": ["bogus"],
        "discount_codes": [],
        "discount_applications": [],
        "customer": _customer(of.customer, hidden=hidden),
        "shipping_address": _address(of.address, hidden=hidden),
        "billing_address": _address(of.address, hidden=hidden),
        "line_items": [_line(line) for line in of.lines],
        "shipping_lines": _shipping(of),
        "fulfillments": [fulfillment(shop, shipment) for shipment in of.fulfillments],
        "refunds": [refund(shop, made) for made in of.refunds],
        "location_id": None,
        "po_number": None,
        "user_id": None,
    }
    totals = {
        "subtotal_price": of.subtotal,
        "total_line_items_price": of.subtotal,
        "total_discounts": Decimal(0),
        "total_tax": of.tax,
        "total_price": of.total,
        "current_subtotal_price": of.current_subtotal,
        "current_total_price": of.current_total,
    }
    for key, value in totals.items():
        body[key] = fixed(value)
        body[f"{key}_set"] = money_set(value, of.currency)
    body["total_shipping_price_set"] = money_set(of.shipping_price, of.currency)
    return body


def _line(of: "OrderLine") -> Body:
    variant, currency = of.variant, of.order.currency
    shipped = {0: None, of.quantity: "fulfilled"}.get(of.fulfilled, "partial")
    return {
        "id": of.id,
        "admin_graphql_api_id": of.gid,
        "sku": of.sku,
        "name": of.title,
        "title": of.title,
        "variant_title": None,
        "vendor": None,
        "quantity": of.quantity,
        "current_quantity": of.current_quantity,
        "fulfillable_quantity": of.unfulfilled_quantity,
        "fulfillment_service": "manual",
        "fulfillment_status": shipped,
        "requires_shipping": of.requires_shipping,
        "gift_card": False,
        "taxable": True,
        "price": fixed(of.price),
        "price_set": money_set(of.price, currency),
        "total_discount": "0.00",
        "total_discount_set": money_set(Decimal(0), currency),
        "discount_allocations": [],
        "tax_lines": _tax_lines(of.order, of.tax(of.quantity)),
        "properties": [],
        "product_exists": variant is not None,
        "product_id": variant.product.id if variant else None,
        "variant_id": variant.id if variant else None,
        "variant_inventory_management": "shopify" if of.counted else None,
    }


def _tax_lines(of: "Order", value: Decimal) -> list[Body]:
    if not of.tax_rate:
        return []
    return [
        {
            "title": of.tax_title,
            "rate": float(of.tax_rate),
            "price": fixed(value),
            "price_set": money_set(value, of.currency),
            "channel_liable": False,
        }
    ]


def _shipping(of: "Order") -> list[Body]:
    if of.shipping is None:
        return []
    price = of.shipping.price
    return [
        {
            "id": of.shipping.id,
            "title": of.shipping.title,
            "code": of.shipping.title,
            "source": "shopify",
            "carrier_identifier": None,
            "price": fixed(price),
            "price_set": money_set(price, of.currency),
            "discounted_price": fixed(price),
            "discounted_price_set": money_set(price, of.currency),
            "is_removed": False,
            "tax_lines": [],
        }
    ]


def _customer(of: Customer | None, *, hidden: bool) -> Body | None:
    if of is None:
        return None
    return {
        "id": of.id,
        "admin_graphql_api_id": of.gid,
        "email": None if hidden else of.email,
        "first_name": None if hidden else of.first_name,
        "last_name": None if hidden else of.last_name,
        "phone": None,
        "tags": "",
    }


def _address(of: Address, *, hidden: bool) -> Body:
    person = None if hidden else of.person
    return {
        "first_name": person.first_name if person else None,
        "last_name": person.last_name if person else None,
        "name": person.name if person else None,
        "company": None,
        "address1": "1 High Street" if not hidden else None,
        "address2": None,
        "city": "Anytown",
        "zip": "00001" if not hidden else None,
        "province": None,
        "province_code": None,
        "country": country_name(of.country),
        "country_code": of.code,
        "phone": None,
        "latitude": None,
        "longitude": None,
    }


def refund(shop: "Shop", of: "Refund") -> Body:
    """``refunds/create``."""
    currency = of.order.currency
    when = local(shop, of.created_at)
    paid: list[Body] = []
    if of.transaction_id is not None:
        paid.append(
            {
                "id": of.transaction_id,
                "admin_graphql_api_id": f"gid://shopify/OrderTransaction/{of.transaction_id}",
                "order_id": of.order.id,
                "parent_id": of.order.sale_transaction_id,
                "kind": "refund",
                "gateway": "bogus",
                "status": "success",
                "amount": fixed(of.paid_back),
                "currency": currency,
                "created_at": when,
                "processed_at": when,
            }
        )
    return {
        "id": of.id,
        "admin_graphql_api_id": of.gid,
        "order_id": of.order.id,
        "created_at": when,
        "processed_at": when,
        "note": of.note,
        "user_id": None,
        "restock": any(line.restocked for line in of.lines),
        "duties": [],
        "return": None,
        "order_adjustments": [],
        "refund_shipping_lines": _shipping_back(of),
        "refund_line_items": [
            {
                "id": line.id,
                "line_item_id": line.line.id,
                "line_item": _line(line.line),
                "quantity": line.quantity,
                "restock_type": line.restock_type.lower(),
                "location_id": line.location.id if line.location else None,
                "subtotal": float(line.line.price * line.quantity),
                "subtotal_set": money_set(line.line.price * line.quantity, currency),
                "total_tax": float(line.line.tax(line.quantity)),
                "total_tax_set": money_set(line.line.tax(line.quantity), currency),
            }
            for line in of.lines
        ],
        "transactions": paid,
    }


def _shipping_back(of: "Refund") -> list[Body]:
    if not of.shipping:
        return []
    return [
        {
            "id": of.id,
            "shipping_line": _shipping(of.order)[0] if of.order.shipping else None,
            "subtotal_amount_set": money_set(of.shipping, of.order.currency),
            "tax_amount_set": money_set(Decimal(0), of.order.currency),
        }
    ]


def edited(shop: "Shop", of: "Order", edit_id: int, line: "OrderLine", less: int) -> Body:
    """``orders/edited``: units of one line were taken off."""
    when = local(shop, of.updated_at)
    return {
        "order_edit": {
            "id": edit_id,
            "app_id": None,
            "order_id": of.id,
            "notify_customer": False,
            "staff_note": None,
            "user_id": None,
            "created_at": when,
            "committed_at": when,
            "line_items": {"additions": [], "removals": [{"id": line.id, "delta": less}]},
            "discounts": {"line_item": {"additions": [], "removals": []}},
            "shipping_lines": {"additions": [], "removals": []},
        }
    }


def fulfillment(shop: "Shop", of: "Fulfillment") -> Body:
    """``fulfillments/create`` and ``…/update``."""
    first = of.tracking[0] if of.tracking else {}
    when = local(shop, of.created_at)
    return {
        "id": of.id,
        "admin_graphql_api_id": of.gid,
        "order_id": of.order.id,
        "name": of.name.replace("-F", "."),
        "status": of.status.lower(),
        "service": "manual",
        "shipment_status": None,
        "location_id": of.location.id,
        "tracking_company": first.get("company"),
        "tracking_number": first.get("number"),
        "tracking_numbers": [row["number"] for row in of.tracking if row["number"]],
        "tracking_url": first.get("url"),
        "tracking_urls": [row["url"] for row in of.tracking if row["url"]],
        "line_items": [_line(line) | {"quantity": units} for _, line, units in of.lines],
        "created_at": when,
        "updated_at": local(shop, of.updated_at),
    }
