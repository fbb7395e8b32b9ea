"""Fields of refunds and of what Shopify suggests to refund."""

from decimal import Decimal

from sandbox.shopify.errors import user_error
from sandbox.shopify.identifiers import gid, number
from sandbox.shopify.money import bag
from sandbox.shopify.orders import ZERO, Order
from sandbox.shopify.paging import Connection, page
from sandbox.shopify.refunds import Refund, RefundLine
from sandbox.shopify.resolvers.order_fields import money
from sandbox.shopify.resolvers.registry import Info, reads, resolves
from sandbox.shopify.reversals import OUTSTANDING


def sale_transaction(order: Order) -> dict[str, object]:
    """The payment of an order."""
    return {
        "id": gid("OrderTransaction", order.sale_transaction_id),
        "kind": "SALE",
        "status": "SUCCESS",
        "gateway": "bogus",
        "createdAt": order.created_at,
        "amountSet": bag(order.total, order.currency),
        "parentTransaction": None,
    }


reads(
    "Refund",
    processedAt=lambda refund: refund.created_at,
    updatedAt=lambda refund: refund.created_at,
)
money(
    "Refund",
    lambda refund: str(refund.order.currency),
    totalRefundedSet=lambda refund: refund.paid_back,
)
reads("RefundLineItem", lineItem=lambda entry: entry.line)
money(
    "RefundLineItem",
    lambda entry: str(entry.line.order.currency),
    priceSet=lambda entry: entry.line.price,
    subtotalSet=lambda entry: entry.line.price * entry.quantity,
    totalTaxSet=lambda entry: entry.line.tax(entry.quantity),
)


@resolves("Refund", "refundLineItems")
def refund_lines(refund: Refund, info: Info, **args: object) -> Connection[RefundLine]:
    """The units that came back."""
    return page(refund.lines, lambda entry: (entry.id, entry.id), args)


@resolves("Refund", "refundShippingLines")
def delivery(refund: Refund, info: Info, **args: object) -> object:
    """What of the delivery charge went back."""
    rows: list[dict[str, object]] = []
    if refund.shipping:
        rows.append(
            {
                "id": gid("RefundShippingLine", refund.id),
                "shippingLine": refund.order.shipping,
                "subtotalAmountSet": bag(refund.shipping, refund.order.currency),
                "taxAmountSet": bag(ZERO, refund.order.currency),
            }
        )
    return page(rows, lambda row: (str(row["id"]), 0), args)


@resolves("Refund", "orderAdjustments")
def nothing(refund: Refund, info: Info, **args: object) -> Connection[RefundLine]:
    """No amount is ever adjusted here."""
    return page([], lambda entry: (entry.id, entry.id), args)


@resolves("Refund", "transactions")
def transactions(refund: Refund, info: Info, **args: object) -> object:
    """The money that went back."""
    rows: list[dict[str, object]] = []
    if refund.transaction_id is not None:
        rows.append(
            {
                "id": gid("OrderTransaction", refund.transaction_id),
                "kind": "REFUND",
                "status": "SUCCESS",
                "gateway": "bogus",
                "createdAt": refund.created_at,
                "amountSet": bag(refund.paid_back, refund.order.currency),
                "parentTransaction": sale_transaction(refund.order),
            }
        )
    return page(rows, lambda row: (str(row["id"]), 0), args)


@resolves("Order", "suggestedRefund")
def suggested(
    order: Order,
    info: Info,
    refund_line_items: list[dict[str, object]] | None = None,
    refund_shipping: bool | None = None,
) -> dict[str, object]:
    """What refunding these units would give back."""
    total, entries = ZERO, []
    for wanted in refund_line_items or []:
        line = order.line(number(str(wanted["lineItemId"]), "LineItem"))
        units = wanted["quantity"]
        if line is None or not isinstance(units, int):
            continue
        total += line.paid_for(units)
        entries.append(RefundLine(0, line, units, str(wanted.get("restockType") or "CANCEL"), None))
    most: Decimal = order.total - order.refunded
    back = min(total, most)
    return {
        "amountSet": bag(back, order.currency),
        "maximumRefundableSet": bag(most, order.currency),
        "subtotalSet": bag(total, order.currency),
        "refundLineItems": entries,
        "suggestedTransactions": [
            {
                "gateway": "bogus",
                "kind": "SUGGESTED_REFUND",
                "amountSet": bag(back, order.currency),
                "parentTransaction": sale_transaction(order),
            }
        ],
    }


reads(
    "OrderCancelJobResult",
    status=lambda job: "FAILED" if job.failed else "SUCCEEDED" if job.done else "STARTED",
    errors=lambda job: [user_error(["orderId"], OUTSTANDING, "INVALID")] if job.failed else [],
)
