"""Fields of fulfilment orders and shipments."""

from sandbox.shopify.fulfilment import Fulfillment, FulfillmentOrder, FulfillmentOrderLine
from sandbox.shopify.identifiers import gid
from sandbox.shopify.moves import Candidate, candidates
from sandbox.shopify.paging import Connection, page
from sandbox.shopify.resolvers.registry import Info, always, reads, resolves
from sandbox.shopify.resolvers.roots import shop_of

ACTIONS = ("CREATE_FULFILLMENT", "REPORT_PROGRESS", "MOVE", "HOLD")
"""What a fresh fulfilment order allows; a closed one allows nothing."""


def _assigned(stand: FulfillmentOrder) -> dict[str, object]:
    return {
        "name": stand.location.name,
        "address1": "1 Warehouse Way",
        "address2": None,
        "city": stand.location.name,
        "province": None,
        "zip": None,
        "phone": None,
        "countryCode": stand.location.country,
        "location": stand.location,
    }


def _actions(stand: FulfillmentOrder) -> list[dict[str, object]]:
    allowed = ACTIONS if stand.is_open else ()
    return [{"action": action, "externalUrl": None} for action in allowed]


always(
    "FulfillmentOrder",
    fulfillBy=None,
    fulfillmentHolds=[],
)
reads(
    "FulfillmentOrder",
    requestStatus=lambda stand: "UNSUBMITTED" if stand.is_open else "CLOSED",
    orderId=lambda stand: stand.order.gid,
    orderName=lambda stand: stand.order.name,
    fulfillAt=lambda stand: stand.created_at,
    assignedLocation=_assigned,
    supportedActions=_actions,
    deliveryMethod=lambda stand: {
        "id": gid("DeliveryMethod", stand.id),
        "methodType": "SHIPPING",
        "serviceCode": None,
        "presentedName": None,
    },
)


@resolves("FulfillmentOrder", "lineItems")
def lines(stand: FulfillmentOrder, info: Info, **args: object) -> Connection[FulfillmentOrderLine]:
    """The units that stand here."""
    return page(stand.lines, _by_number, args)


@resolves("FulfillmentOrder", "destination")
def destination(stand: FulfillmentOrder, info: Info) -> dict[str, object]:
    """Where it goes; all but the country is protected."""
    address = stand.order.address
    hidden = shop_of(info).switches.hide_protected
    person = None if hidden else address.person
    return {
        "id": gid("FulfillmentOrderDestination", stand.order.id),
        "firstName": person.first_name if person else None,
        "lastName": person.last_name if person else None,
        "company": None,
        "address1": None if hidden else "1 High Street",
        "address2": None,
        "city": None if hidden else "Anytown",
        "province": None,
        "countryCode": address.code,
        "zip": None if hidden else "00001",
        "phone": None,
        "email": person.email if person else None,
    }


@resolves("FulfillmentOrder", "locationsForMove")
def locations_for_move(
    stand: FulfillmentOrder, info: Info, **args: object
) -> Connection[Candidate]:
    """Where it could be moved, and why not elsewhere."""
    rows = candidates(shop_of(info), stand)
    return page(rows, lambda row: (row.location.id, row.location.id), args)


@resolves("FulfillmentOrderLocationForMove", "availableLineItems")
def stocked_lines(row: Candidate, info: Info, **args: object) -> Connection[FulfillmentOrderLine]:
    """Lines the location stocks."""
    return page(row.stocked, _by_number, args)


@resolves("FulfillmentOrderLocationForMove", "unavailableLineItems")
def unstocked_lines(row: Candidate, info: Info, **args: object) -> Connection[FulfillmentOrderLine]:
    """Lines it does not."""
    return page(row.unstocked, _by_number, args)


reads(
    "FulfillmentOrderLineItem",
    totalQuantity=lambda part: part.total,
    remainingQuantity=lambda part: part.remaining,
    sku=lambda part: part.line.sku,
    inventoryItemId=lambda part: part.line.item.gid if part.line.item else None,
    productTitle=lambda part: part.line.title,
    requiresShipping=lambda part: part.line.requires_shipping,
    lineItem=lambda part: part.line,
    variant=lambda part: part.line.variant,
)


@resolves("Fulfillment", "trackingInfo")
def tracking(shipment: Fulfillment, info: Info, first: int | None = None) -> list[object]:
    """The parcels' numbers."""
    return list(shipment.tracking[:first])


@resolves("Fulfillment", "fulfillmentLineItems")
def shipped_lines(shipment: Fulfillment, info: Info, **args: object) -> object:
    """What was in it."""
    rows = [
        {"id": gid("FulfillmentLineItem", number), "quantity": units, "lineItem": line}
        for number, line, units in shipment.lines
    ]
    return page(rows, lambda row: (str(row["id"]), 0), args)


def _by_number(part: FulfillmentOrderLine) -> tuple[int, int]:
    return (part.id, part.id)
