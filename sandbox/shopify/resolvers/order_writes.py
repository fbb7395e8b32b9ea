"""Writes to orders: cancel, refund, tag, move, ship."""

from collections.abc import Mapping
from decimal import Decimal
from typing import cast

from sandbox.shopify import moves, reversals, shipment_changes, shipments
from sandbox.shopify.catalogue import Location
from sandbox.shopify.errors import UserErrors, user_error
from sandbox.shopify.fulfilment import Fulfillment, FulfillmentOrder
from sandbox.shopify.idempotency import Outcome
from sandbox.shopify.identifiers import number
from sandbox.shopify.money import amount
from sandbox.shopify.orders import ZERO, Order
from sandbox.shopify.refunds import Back, Refund
from sandbox.shopify.resolvers.payload import payload, required_key
from sandbox.shopify.resolvers.registry import Info, resolves
from sandbox.shopify.resolvers.roots import find, shop_of
from sandbox.shopify.reversals import TooMany
from sandbox.shopify.state import Shop


@resolves("Mutation", "orderCancel")
def cancel(
    _: object,
    info: Info,
    order_id: str,
    reason: str,
    restock: bool,
    refund: bool | None = None,
    refund_method: dict[str, object] | None = None,
    notify_customer: bool | None = False,
    staff_note: str | None = None,
) -> dict[str, object]:
    """Begin to cancel an order; the job ends a moment later."""
    order = cast(Order | None, find(info, "Order", order_id))
    info.context.refs.append(order_id)
    errors: UserErrors = []
    job = None
    if order is None:
        errors = [user_error(["orderId"], "Order does not exist", "NOT_FOUND")]
    elif refund is not None and refund_method is not None:
        text = "Only one of the arguments `refund` or `refund_method` is allowed."
        errors = [user_error(["refund"], text, "INVALID")]
    else:
        money_back = bool(refund or (refund_method or {}).get("originalPaymentMethodsRefund"))
        job, errors = shop_of(info).jobs.cancel(
            order, restock=restock, money_back=money_back, reason=reason, staff_note=staff_note
        )
    answer = payload(info, errors, jobResult=job, orderCancelUserErrors=errors)
    answer["job"] = {"id": job.job_gid, "done": job.done} if job else None
    return answer


@resolves("Mutation", "refundCreate")
def refund(_: object, info: Info, input: dict[str, object]) -> dict[str, object]:
    """Refund units, money, or both."""
    here = shop_of(info)
    key = required_key(info)
    order = cast(Order | None, find(info, "Order", str(input["orderId"])))
    if order is None:
        error = user_error(["orderId"], "Order does not exist")
        return payload(info, [error], refund=None, order=None)
    found = order
    outcome = here.keys.once(
        info.context.app, key, info.field_name, input, do=lambda: _refund(here, found, input)
    )
    return payload(info, outcome.errors, refund=outcome.value, order=order)


def _refund(here: Shop, order: Order, wanted: Mapping[str, object]) -> Outcome[Refund]:
    rows = cast(list[dict[str, object]], wanted.get("refundLineItems") or [])
    paid = cast(list[dict[str, object]], wanted.get("transactions") or [])
    if not rows and not paid:
        text = (
            "either refund line items or refund duties or transactions or refund methods"
            " must be present"
        )
        return Outcome(errors=[user_error(None, text)])
    back, errors = _rows(here, order, rows)
    money, wrong = _money(order, paid)
    most = order.total - order.refunded
    if not wrong and money > most and not wanted.get("allowOverRefunding"):
        text = f"Refund amount ${money:.2f} is greater than net payment received ${most:.2f}"
        wrong = [user_error(None, text)]
    errors += wrong
    if not errors:
        try:
            reversals.check(back)
        except TooMany as error:
            errors = [user_error(["refundLineItems", "0", "quantity"], str(error))]
    if errors:
        return Outcome(errors=errors)
    note = wanted.get("note")
    made = reversals.refund(
        here, order, back, paid_back=money, note=None if note is None else str(note)
    )
    return Outcome(made)


def _rows(here: Shop, order: Order, rows: list[dict[str, object]]) -> tuple[list[Back], UserErrors]:
    back: list[Back] = []
    for at, row in enumerate(rows):
        where = ["refundLineItems", str(at)]
        line = order.line(number(str(row["lineItemId"]), "LineItem"))
        if line is None:
            return [], [user_error([*where, "lineItemId"], "Line item does not exist")]
        kind = str(row.get("restockType") or "NO_RESTOCK")
        place: int | None = None
        if kind != "NO_RESTOCK":
            if row.get("locationId") is None:
                text = "Location can't be blank when restocking"
                return [], [user_error([*where, "locationId"], text)]
            place = number(str(row["locationId"]), "Location")
            if place not in here.catalogue.locations:
                return [], [user_error([*where, "locationId"], "Location does not exist")]
        back.append(Back(line, cast(int, row["quantity"]), kind, place))
    return back, []


def _money(order: Order, paid: list[dict[str, object]]) -> tuple[Decimal, UserErrors]:
    total = ZERO
    for row in paid:
        kind = str(row["kind"])
        if kind != "REFUND":
            text = f"Kind {kind.lower()} is not a valid transaction"
            return ZERO, [user_error(["transactions"], text)]
        parent = row.get("parentId")
        if parent is None or number(str(parent), "OrderTransaction") != order.sale_transaction_id:
            text = "Transactions require a parent_id associated with the order"
            return ZERO, [user_error(["transactions"], text)]
        total += amount(str(row["amount"]))
    return total, []


@resolves("Mutation", "tagsAdd")
def add_tags(_: object, info: Info, id: str, tags: list[str]) -> dict[str, object]:
    """Tag an order; other things can't be tagged here."""
    here = shop_of(info)
    order = cast(Order | None, find(info, "Order", id))
    info.context.refs.append(id)
    if order is None:
        return payload(info, [user_error(["id"], "Order does not exist")], node=None)
    new = [tag for tag in dict.fromkeys(tags) if tag not in order.tags]
    if new:
        order.tags = sorted([*order.tags, *new])
        here.orders.touch(order, "ORDERS_UPDATED")
    return payload(info, [], node=order)


@resolves("Mutation", "fulfillmentOrderMove")
def move(
    _: object,
    info: Info,
    id: str,
    new_location_id: str,
    fulfillment_order_line_items: list[dict[str, object]] | None = None,
) -> dict[str, object]:
    """Move a fulfilment order, or some units of it, to another location."""
    here = shop_of(info)
    stand = cast(FulfillmentOrder | None, find(info, "FulfillmentOrder", id))
    info.context.refs.append(id)
    to = cast(Location | None, find(info, "Location", new_location_id))
    if stand is None:
        error = user_error(["id"], "Fulfillment order does not exist.")
        moved, errors = moves.Moved(), [error]
    else:
        moved, errors = moves.move(here, stand, to, _units(fulfillment_order_line_items))
    return payload(
        info,
        errors,
        movedFulfillmentOrder=moved.moved,
        originalFulfillmentOrder=moved.original,
        remainingFulfillmentOrder=moved.remaining,
    )


def _units(rows: object) -> list[tuple[int, int]] | None:
    if not isinstance(rows, list) or not rows:
        return None
    return [(number(str(row["id"]), "FulfillmentOrderLineItem"), row["quantity"]) for row in rows]


@resolves("Mutation", "fulfillmentCreate")
def ship(
    _: object, info: Info, fulfillment: dict[str, object], message: str | None = None
) -> dict[str, object]:
    """Ship from one or more fulfilment orders of one order and location."""
    rows = cast(list[dict[str, object]], fulfillment["lineItemsByFulfillmentOrder"])
    wanted = [
        (
            cast(
                FulfillmentOrder | None,
                find(info, "FulfillmentOrder", str(row["fulfillmentOrderId"])),
            ),
            _units(row.get("fulfillmentOrderLineItems")),
        )
        for row in rows
    ]
    info.context.refs += [str(row["fulfillmentOrderId"]) for row in rows]
    tracking = cast(Mapping[str, object] | None, fulfillment.get("trackingInfo"))
    made, errors = shipments.ship(
        shop_of(info), wanted, tracking, notify=bool(fulfillment.get("notifyCustomer"))
    )
    if made is not None:
        info.context.refs.insert(0, made.gid)
    return payload(info, errors, fulfillment=made)


@resolves("Mutation", "fulfillmentCancel")
def cancel_shipment(_: object, info: Info, id: str) -> dict[str, object]:
    """Cancel a shipment; a second time it is a silent success."""
    shipment = cast(Fulfillment | None, find(info, "Fulfillment", id))
    info.context.refs.append(id)
    if shipment is None:
        return payload(info, [user_error(["id"], "Fulfillment not found.")], fulfillment=None)
    shipment_changes.cancel(shop_of(info), shipment)
    return payload(info, [], fulfillment=shipment)


@resolves("Mutation", "fulfillmentTrackingInfoUpdate")
def correct_tracking(
    _: object,
    info: Info,
    fulfillment_id: str,
    tracking_info_input: dict[str, object],
    notify_customer: bool | None = None,
) -> dict[str, object]:
    """Replace the tracking of a shipment, also of a cancelled one."""
    shipment = cast(Fulfillment | None, find(info, "Fulfillment", fulfillment_id))
    info.context.refs.append(fulfillment_id)
    if shipment is None:
        error = user_error(["fulfillmentId"], "Fulfillment does not exist.")
        return payload(info, [error], fulfillment=None)
    shipment_changes.correct_tracking(
        shop_of(info), shipment, tracking_info_input, notify=bool(notify_customer)
    )
    return payload(info, [], fulfillment=shipment)
