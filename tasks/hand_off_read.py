"""An order as Shopify shows it right before it is handed over, put into our words.

The address stays in memory: it goes to the carrier desk and nowhere else.
"""

from clients.pace import Lane
from clients.shopify.order_models import Address, FulfillmentOrder, OrderLine
from clients.shopify.shipping_models import OrderShipping
from domain.handoff import Part, PartState, ShipTo, Wanted, WantedLine
from domain.types import LocationId, Sku
from tasks.outside import outside
from tasks.shop_orders import NOTHING_LEFT, PAID

TO_BE_SENT = frozenset({"OPEN", "IN_PROGRESS"})
"""Statuses of fulfilment orders that may be sent; a word nobody knows is not one of them."""


async def read_wanted(store: str, order_id: int) -> Wanted | None:
    """Read one order, in one call; None when Shopify has none.

    Raises:
        ClientError: It could not be read.
    """
    told = (
        await outside()
        .shops[store]
        .order_shipping(f"gid://shopify/Order/{order_id}", lane=Lane.URGENT)
    )
    return None if told is None else wanted_of(told)


def wanted_of(told: OrderShipping) -> Wanted:
    """Put an order into our words; its units are those neither shipped nor taken back."""
    return Wanted(
        cancelled=told.cancelled_at is not None,
        paid=told.financial_status in PAID,
        lines=tuple(_line(line) for line in told.lines),
        parts=tuple(_part(part) for part in told.fulfillment_orders),
        ship_to=_ship_to(told, told.shipping_address) if told.shipping_address else None,
    )


def number_of(gid: str) -> str:
    """The number at the end of a whole id."""
    return gid.rsplit("/", 1)[-1]


def _line(line: OrderLine) -> WantedLine:
    return WantedLine(
        line_id=number_of(line.id),
        sku=Sku(line.sku) if line.sku else None,
        title=line.name,
        units=line.unfulfilled_quantity,
        price=line.unit_price,
        requires_shipping=line.requires_shipping,
        has_variant=line.variant_id is not None,
    )


def _part(part: FulfillmentOrder) -> Part:
    if part.status in NOTHING_LEFT:
        state = PartState.OVER
    else:
        state = PartState.OPEN if part.status in TO_BE_SENT else PartState.ON_HOLD
    return Part(
        location=LocationId(part.location_id) if part.location_id else None,
        state=state,
        units={number_of(line.line_item_id): line.remaining for line in part.lines},
    )


def _ship_to(told: OrderShipping, address: Address) -> ShipTo:
    """The address; a parcel without a name bears the company's or the order's."""
    whole = f"{address.first_name or ''} {address.last_name or ''}".strip()
    return ShipTo(
        name=address.name or whole or address.company or told.name,
        line1=address.address1 or "",
        line2=address.address2 or "",
        city=address.city or "",
        province=address.province_code or address.province or "",
        postcode=address.zip or "",
        country=address.country_code or "",
        company=address.company or "",
        phone=address.phone or told.phone or "",
        email=told.email or "",
    )
