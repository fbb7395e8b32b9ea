"""Fields of orders and their lines."""

from collections.abc import Callable
from decimal import Decimal

from sandbox.shopify.money import bag
from sandbox.shopify.orders import ZERO, Order, OrderLine, ShippingLine
from sandbox.shopify.paging import Connection, page
from sandbox.shopify.people import Address, Customer, country_name
from sandbox.shopify.resolvers.registry import Info, always, reads, resolves
from sandbox.shopify.resolvers.roots import shop_of


def money(type_name: str, currency: Callable[..., str], **fields: Callable[..., Decimal]) -> None:
    """Let fields be amounts, each read off its object by a function."""

    def bagged(of: Callable[..., Decimal]) -> Callable[..., object]:
        return lambda source: bag(of(source), currency(source))

    reads(type_name, **{name: bagged(of) for name, of in fields.items()})


def tax_lines(order: Order, value: Decimal) -> list[dict[str, object]]:
    """The one tax, or none when the shop has no rate."""
    if not order.tax_rate:
        return []
    return [
        {
            "title": order.tax_title,
            "rate": float(order.tax_rate),
            "ratePercentage": float(order.tax_rate * 100),
            "priceSet": bag(value, order.currency),
        }
    ]


always(
    "Order",
    sourceName="web",
    sourceIdentifier=None,
    test=False,
    poNumber=None,
    phone=None,
    confirmed=True,
    taxExempt=False,
    returnStatus="NO_RETURN",
    paymentGatewayNames=["bogus"],
    fullyPaid=True,
    customAttributes=[],
    discountCodes=[],
    risk={"recommendation": "NONE", "assessments": []},
)
reads(
    "Order",
    processedAt=lambda order: order.created_at,
    closed=lambda order: order.closed_at is not None,
    cancellation=lambda order: {"staffNote": order.staff_note} if order.cancelled_at else None,
    currencyCode=lambda order: order.currency,
    presentmentCurrencyCode=lambda order: order.currency,
    displayFinancialStatus=lambda order: order.financial_status,
    displayFulfillmentStatus=lambda order: order.fulfillment_status,
    requiresShipping=lambda order: any(line.requires_shipping for line in order.lines),
    taxLines=lambda order: tax_lines(order, order.tax),
    shippingAddress=lambda order: order.address,
    billingAddress=lambda order: order.address,
)
money(
    "Order",
    lambda order: str(order.currency),
    subtotalPriceSet=lambda order: order.subtotal,
    totalPriceSet=lambda order: order.total,
    currentTotalPriceSet=lambda order: order.current_total,
    totalTaxSet=lambda order: order.tax,
    totalDiscountsSet=lambda order: ZERO,
    totalShippingPriceSet=lambda order: order.shipping_price,
    totalRefundedSet=lambda order: order.refunded,
    currentSubtotalPriceSet=lambda order: order.current_subtotal,
)


@resolves("Order", "email")
def order_email(order: Order, info: Info) -> str | None:
    """The buyer's address; protected."""
    if order.customer is None or shop_of(info).switches.hide_protected:
        return None
    return order.customer.email


@resolves("Order", "lineItems")
def line_items(order: Order, info: Info, **args: object) -> Connection[OrderLine]:
    """The lines; those taken back stay, with no current quantity."""
    return page(order.lines, lambda line: (line.id, line.id), args)


@resolves("Order", "shippingLines")
def shipping_lines(order: Order, info: Info, **args: object) -> Connection[ShippingLine]:
    """What delivery costs."""
    rows = [order.shipping] if order.shipping else []
    return page(rows, lambda line: (line.id, line.id), args)


@resolves("Order", "refunds")
def refunds(order: Order, info: Info, first: int | None = None) -> list[object]:
    """What was given back."""
    return list(order.refunds[:first])


@resolves("Order", "fulfillments")
def fulfillments(order: Order, info: Info, first: int | None = None) -> list[object]:
    """What was shipped."""
    return list(order.fulfillments[:first])


@resolves("Order", "fulfillmentOrders")
def fulfillment_orders(order: Order, info: Info, **args: object) -> object:
    """Where the order stands; closed ones too."""
    return page(order.fulfillment_orders, lambda stand: (stand.id, stand.id), args)


always(
    "LineItem",
    variantTitle=None,
    isGiftCard=False,
    taxable=True,
    restockable=True,
    vendor=None,
    customAttributes=[],
    lineItemGroup=None,
)
reads(
    "LineItem",
    name=lambda line: line.title,
    refundableQuantity=lambda line: line.current_quantity,
    nonFulfillableQuantity=lambda line: line.removed,
    taxLines=lambda line: tax_lines(line.order, line.tax(line.quantity)),
    product=lambda line: line.variant.product if line.variant else None,
)
money(
    "LineItem",
    lambda line: str(line.order.currency),
    originalUnitPriceSet=lambda line: line.price,
    discountedUnitPriceSet=lambda line: line.price,
    discountedUnitPriceAfterAllDiscountsSet=lambda line: line.price,
    totalDiscountSet=lambda line: ZERO,
)

always("ShippingLine", source="shopify", carrierIdentifier=None, isRemoved=False, taxLines=[])
reads("ShippingLine", code=lambda line: line.title)


def _shipping_price(line: ShippingLine, info: Info) -> object:
    return bag(line.price, shop_of(info).currency)


resolves("ShippingLine", "originalPriceSet", "discountedPriceSet")(_shipping_price)


def _protected(info: Info, value: str | None) -> str | None:
    return None if shop_of(info).switches.hide_protected else value


@resolves("Customer", "firstName")
def first_name(customer: Customer, info: Info) -> str | None:
    """Protected."""
    return _protected(info, customer.first_name)


@resolves("Customer", "lastName")
def last_name(customer: Customer, info: Info) -> str | None:
    """Protected."""
    return _protected(info, customer.last_name)


@resolves("Customer", "displayName")
def display_name(customer: Customer, info: Info) -> str:
    """Protected; the schema forbids null, so it is empty then."""
    return _protected(info, customer.name) or ""


@resolves("Customer", "defaultEmailAddress")
def email_address(customer: Customer, info: Info) -> dict[str, str] | None:
    """Protected; the address inside may not be null by the schema, so all of it is."""
    held = _protected(info, customer.email)
    return {"emailAddress": held} if held else None


always("Customer", defaultPhoneNumber=None)
always(
    "MailingAddress",
    company=None,
    address2=None,
    city="Anytown",
    province=None,
    provinceCode=None,
    phone=None,
    latitude=None,
    longitude=None,
)
reads(
    "MailingAddress",
    id=lambda address: f"gid://shopify/MailingAddress/{address.person.id if address.person else 0}",
    country=lambda address: country_name(address.country),
    countryCodeV2=lambda address: address.code,
)


def _of_person(field: str, attribute: str) -> None:
    @resolves("MailingAddress", field)
    def resolve(address: Address, info: Info) -> str | None:
        return _protected(info, getattr(address.person, attribute) if address.person else None)


for _field in (("firstName", "first_name"), ("lastName", "last_name"), ("name", "name")):
    _of_person(*_field)


@resolves("MailingAddress", "address1")
def address1(address: Address, info: Info) -> str | None:
    """Protected."""
    return _protected(info, "1 High Street")


@resolves("MailingAddress", "zip")
def postcode(address: Address, info: Info) -> str | None:
    """Protected."""
    return _protected(info, "00001")
