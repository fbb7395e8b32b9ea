"""Shopify's words for what became of an order: what was shipped, and what was given back.

Ids are gids unless a name says ``legacy``; quantities are units; money is ``Decimal`` in the shop's
currency, with or without tax as ``OrderShipping.taxes_included`` says; times are aware UTC.
"""

from decimal import Decimal

from pydantic import AliasPath, Field

from clients.shopify.models import Money, ShopifyModel, Units, Utc
from clients.shopify.order_models import Address, FulfillmentOrder, OrderLine


class Tracking(ShopifyModel):
    """One parcel's number, who carries it, and where the customer can follow it."""

    company: str | None
    number: str | None
    url: str | None


class Fulfillment(ShopifyModel):
    """A shipment as it is told to the customer."""

    id: str
    name: str
    """Such as ``#1001-F1``."""
    status: str
    """SUCCESS, CANCELLED, or another word of ``FulfillmentStatus``."""
    display_status: str | None = Field(alias="displayStatus")
    """FULFILLED, CANCELED (so spelt), IN_TRANSIT, DELIVERED and so on."""
    created_at: Utc = Field(alias="createdAt")
    location_id: str | None = Field(default=None, validation_alias=AliasPath("location", "id"))
    tracking: list[Tracking] = Field(alias="trackingInfo")

    @property
    def is_live(self) -> bool:
        """It stands: it was not cancelled, and did not fail."""
        return self.status not in ("CANCELLED", "ERROR", "FAILURE")

    @property
    def numbers(self) -> tuple[str, ...]:
        """The tracking numbers, in Shopify's order."""
        return tuple(each.number for each in self.tracking if each.number)


class FulfilledLine(ShopifyModel):
    """Units of an order's line in a shipment."""

    line_item_id: str = Field(validation_alias=AliasPath("lineItem", "id"))
    units: Units = Field(alias="quantity")


class ShippedFulfillment(Fulfillment):
    """A shipment with all that was in it."""

    lines: list[FulfilledLine] = Field(validation_alias=AliasPath("fulfillmentLineItems", "nodes"))


class RefundedLine(ShopifyModel):
    """Units of an order's line that were given back."""

    line_item_id: str = Field(validation_alias=AliasPath("lineItem", "id"))
    sku: str | None = Field(validation_alias=AliasPath("lineItem", "sku"))
    units: Units = Field(alias="quantity")
    restock_type: str = Field(alias="restockType")
    """CANCEL: never shipped, back in stock. RETURN: shipped, came back. NO_RESTOCK: neither."""
    location_id: str | None = Field(default=None, validation_alias=AliasPath("location", "id"))
    """Where they went back on the shelf; None when they did not."""
    subtotal: Money = Field(validation_alias=AliasPath("subtotalSet", "shopMoney", "amount"))
    """For all these units."""
    tax: Money = Field(validation_alias=AliasPath("totalTaxSet", "shopMoney", "amount"))
    """For all these units; part of ``subtotal`` where prices hold the tax."""


class RefundedCharge(ShopifyModel):
    """What of a delivery charge was given back."""

    subtotal: Money = Field(validation_alias=AliasPath("subtotalAmountSet", "shopMoney", "amount"))
    tax: Money = Field(validation_alias=AliasPath("taxAmountSet", "shopMoney", "amount"))


class Refund(ShopifyModel):
    """What was given back in one go. Without lines only money was."""

    id: str
    created_at: Utc | None = Field(alias="createdAt")
    note: str | None
    amount: Money = Field(validation_alias=AliasPath("totalRefundedSet", "shopMoney", "amount"))
    """Money that went back; 0 when only units did."""
    lines: list[RefundedLine] = Field(validation_alias=AliasPath("refundLineItems", "nodes"))
    charges: list[RefundedCharge] = Field(
        validation_alias=AliasPath("refundShippingLines", "nodes")
    )

    @property
    def shipping(self) -> Decimal:
        """What of the delivery was given back, as ``charges`` say, without tax of its own."""
        return sum((charge.subtotal for charge in self.charges), Decimal(0))


class OrderShipping(ShopifyModel):
    """An order with all that stands, was shipped and was given back, each list whole."""

    id: str
    legacy_id: int = Field(alias="legacyResourceId")
    name: str
    created_at: Utc = Field(alias="createdAt")
    updated_at: Utc = Field(alias="updatedAt")
    cancelled_at: Utc | None = Field(alias="cancelledAt")
    financial_status: str | None = Field(alias="displayFinancialStatus")
    currency: str = Field(alias="currencyCode")
    taxes_included: bool = Field(alias="taxesIncluded")
    email: str | None
    """The buyer's; None for apps without approval."""
    phone: str | None
    shipping_address: Address | None = Field(alias="shippingAddress")
    lines: list[OrderLine] = Field(validation_alias=AliasPath("lineItems", "nodes"))
    fulfillment_orders: list[FulfillmentOrder] = Field(
        validation_alias=AliasPath("fulfillmentOrders", "nodes")
    )
    """Closed ones too. One that closed when a shipment of it was cancelled shows its units as
    remaining although another, open one holds them now (recorded): count open ones only."""
    fulfillments: list[ShippedFulfillment]
    """Cancelled ones too."""
    refunds: list[Refund]
