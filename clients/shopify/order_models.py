"""Shopify's words for an order: its lines, charges, address and fulfilment orders.

Ids are gids unless a name says ``legacy``; quantities are units; money is ``Decimal`` in the shop's
currency. Customer fields may be None: Shopify nulls them for apps without approval.
"""

from decimal import Decimal

from pydantic import AliasPath, Field

from clients.shopify.models import Money, ShopifyModel, Units, Utc


class TaxLine(ShopifyModel):
    """One tax on a line: ``rate`` as a fraction (0.2), ``amount`` for the whole line."""

    title: str
    rate: Decimal | None
    amount: Money = Field(validation_alias=AliasPath("priceSet", "shopMoney", "amount"))


class OrderLine(ShopifyModel):
    """A line of an order. Its SKU is the text of the time of the order and never changes."""

    id: str
    sku: str | None
    name: str
    quantity: Units
    """As ordered."""
    current_quantity: Units = Field(alias="currentQuantity")
    """After refunds and edits; a line an edit took away stays with 0."""
    unfulfilled_quantity: Units = Field(alias="unfulfilledQuantity")
    """Still to be shipped."""
    requires_shipping: bool = Field(alias="requiresShipping")
    unit_price: Money = Field(
        validation_alias=AliasPath("discountedUnitPriceAfterAllDiscountsSet", "shopMoney", "amount")
    )
    """For one unit, after all discounts."""
    tax_lines: list[TaxLine] = Field(alias="taxLines")
    variant_id: str | None = Field(default=None, validation_alias=AliasPath("variant", "id"))
    """None for a custom line and for a variant deleted since."""
    tracked: bool | None = Field(
        default=None, validation_alias=AliasPath("variant", "inventoryItem", "tracked")
    )
    """Whether the storefront counts it; None when there is no variant."""
    item_id: str | None = Field(
        default=None, validation_alias=AliasPath("variant", "inventoryItem", "id")
    )


class ShippingLine(ShopifyModel):
    """A charge for delivery, after discounts, for the whole order."""

    title: str
    code: str | None
    price: Money = Field(validation_alias=AliasPath("discountedPriceSet", "shopMoney", "amount"))
    tax_lines: list[TaxLine] = Field(alias="taxLines")


class Customer(ShopifyModel):
    """Who bought; only the id is sure to be there."""

    id: str
    first_name: str | None = Field(alias="firstName")
    last_name: str | None = Field(alias="lastName")
    display_name: str | None = Field(alias="displayName")
    email: str | None = Field(
        default=None, validation_alias=AliasPath("defaultEmailAddress", "emailAddress")
    )
    phone: str | None = Field(
        default=None, validation_alias=AliasPath("defaultPhoneNumber", "phoneNumber")
    )


class Address(ShopifyModel):
    """Where the parcel goes. ``country_code`` is ISO 3166-1, two letters."""

    first_name: str | None = Field(alias="firstName")
    last_name: str | None = Field(alias="lastName")
    name: str | None
    company: str | None
    address1: str | None
    address2: str | None
    city: str | None
    province: str | None
    province_code: str | None = Field(alias="provinceCode")
    country: str | None
    country_code: str | None = Field(alias="countryCodeV2")
    zip: str | None
    phone: str | None


class FulfillmentOrderLine(ShopifyModel):
    """Units of an order's line that are to be shipped from one place."""

    id: str
    line_item_id: str = Field(validation_alias=AliasPath("lineItem", "id"))
    sku: str | None
    inventory_item_id: str | None = Field(alias="inventoryItemId")
    total: Units = Field(alias="totalQuantity")
    remaining: Units = Field(alias="remainingQuantity")


class FulfillmentOrder(ShopifyModel):
    """What one location is to ship of an order."""

    id: str
    status: str
    """OPEN, IN_PROGRESS, SCHEDULED, ON_HOLD, INCOMPLETE, CLOSED, CANCELLED, or a newer word."""
    location_id: str | None = Field(
        default=None, validation_alias=AliasPath("assignedLocation", "location", "id")
    )
    """None when the location has been deleted."""
    lines: list[FulfillmentOrderLine] = Field(validation_alias=AliasPath("lineItems", "nodes"))


class Order(ShopifyModel):
    """An order, whole: every nested page has been read to its end."""

    id: str
    legacy_id: int = Field(alias="legacyResourceId")
    name: str
    created_at: Utc = Field(alias="createdAt")
    updated_at: Utc = Field(alias="updatedAt")
    cancelled_at: Utc | None = Field(alias="cancelledAt")
    test: bool
    note: str | None = None
    """What was written on it, by the customer or the merchant."""
    financial_status: str | None = Field(alias="displayFinancialStatus")
    """PAID, PENDING, REFUNDED and so on; None has been seen on a cancelled test order."""
    currency: str = Field(alias="currencyCode")
    taxes_included: bool = Field(alias="taxesIncluded")
    customer: Customer | None
    shipping_address: Address | None = Field(alias="shippingAddress")
    lines: list[OrderLine] = Field(validation_alias=AliasPath("lineItems", "nodes"))
    shipping_lines: list[ShippingLine] = Field(validation_alias=AliasPath("shippingLines", "nodes"))
    fulfillment_orders: list[FulfillmentOrder] = Field(
        validation_alias=AliasPath("fulfillmentOrders", "nodes")
    )


class OrdersPage(ShopifyModel):
    """One page of orders, least lately changed first, and the next page's cursor."""

    orders: list[Order]
    next: str | None
