"""Shopify's words for an order, put into ours."""

from decimal import Decimal

from clients.shopify.order_models import FulfillmentOrder, Order, OrderLine, ShippingLine, TaxLine
from domain.orders import ShippingCharge, ShopLine, ShopOrder, Stand, StandLine
from domain.rules import Store
from domain.types import LocationId, Sku

PAID = frozenset({"PAID", "PARTIALLY_REFUNDED", "REFUNDED"})
"""``displayFinancialStatus`` of an order whose money came in; a refund gives some of it back."""
MONEY_BACK = frozenset({"PARTIALLY_REFUNDED", "REFUNDED"})
"""``displayFinancialStatus`` of an order some of whose money was given back."""
NOTHING_LEFT = frozenset({"CLOSED", "CANCELLED", "INCOMPLETE"})
"""Fulfilment orders of these statuses can neither be shipped nor moved."""


def shop_order(store: Store, told: Order) -> ShopOrder:
    """Put an order into our words.

    Units are those still wanted (``currentQuantity``); a line's tax is that of these units, its
    share of what was charged for the units ordered. A closed fulfilment order holds no units to be
    shipped, whatever it shows: one that closed because its shipment was cancelled goes on showing
    them while another holds them (recorded at a live shop).
    """
    address = told.shipping_address
    return ShopOrder(
        store=store.name,
        shop_domain=store.shop_domain,
        order_id=told.legacy_id,
        gid=told.id,
        name=told.name,
        placed_at=told.created_at,
        updated_at=told.updated_at,
        cancelled=told.cancelled_at is not None,
        paid=told.financial_status in PAID,
        test=told.test,
        currency=told.currency,
        taxes_included=told.taxes_included,
        country=address.country_code if address else None,
        note=told.note,
        lines=tuple(_line(line) for line in told.lines),
        shipping=tuple(_shipping(line) for line in told.shipping_lines),
        stands=tuple(_stand(part) for part in told.fulfillment_orders),
        money_back=told.financial_status in MONEY_BACK,
        customer=told.customer.id.rsplit("/", 1)[-1] if told.customer else "",
    )


def _line(line: OrderLine) -> ShopLine:
    share = Decimal(line.current_quantity) / line.quantity if line.quantity else Decimal(0)
    return ShopLine(
        line_id=line.id,
        sku=Sku(line.sku) if line.sku else None,
        title=line.name,
        units=line.current_quantity,
        unit_price=line.unit_price,
        tax=_tax(line.tax_lines) * share,
        tracked=line.tracked,
        has_variant=line.variant_id is not None,
        requires_shipping=line.requires_shipping,
        ordered=line.quantity,
        unfulfilled=line.unfulfilled_quantity,
    )


def _shipping(line: ShippingLine) -> ShippingCharge:
    return ShippingCharge(line.title, line.price, _tax(line.tax_lines))


def _stand(part: FulfillmentOrder) -> Stand:
    is_open = part.status not in NOTHING_LEFT
    return Stand(
        fulfillment_order_id=part.id,
        location=LocationId(part.location_id) if part.location_id else None,
        open=is_open,
        units=tuple(
            StandLine(
                line.line_item_id,
                Sku(line.sku) if line.sku else None,
                line.remaining if is_open else 0,
                line.total - line.remaining,
            )
            for line in part.lines
        ),
    )


def _tax(lines: list[TaxLine]) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0))
