"""Shopify's words for what this client reads and writes, as frozen models.

Ids are gids (``gid://shopify/Order/1``) unless a name says ``legacy``; quantities are units; money
is ``Decimal`` in the shop's currency; times are aware UTC. Fields that Shopify holds back from apps
without approval for protected customer data may be None everywhere.
"""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import (
    AfterValidator,
    AliasPath,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    model_validator,
)

MOST_UNITS = 1_000_000_000
"""Shopify's bound of a count, either way."""


def _to_utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


Utc = Annotated[AwareDatetime, AfterValidator(_to_utc)]
Units = Annotated[int, Field(ge=0)]
Money = Annotated[Decimal, Field(allow_inf_nan=False)]


class ShopifyModel(BaseModel):
    """Read by Shopify's names, made by ours; unknown fields are ignored, values never printed."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        hide_input_in_errors=True,
    )


class Probe(ShopifyModel):
    """The shop behind the credentials, and what they allow."""

    shop_domain: str = Field(alias="myshopifyDomain")
    name: str
    currency: str = Field(alias="currencyCode")
    time_zone: str = Field(alias="ianaTimezone")
    taxes_included: bool = Field(alias="taxesIncluded")
    scopes: frozenset[str]
    """As granted; a ``write_x`` implies ``read_x``."""

    def missing(self, needed: frozenset[str]) -> frozenset[str]:
        """The scopes that are needed and not granted."""
        implied = {f"read_{scope[6:]}" for scope in self.scopes if scope.startswith("write_")}
        return needed - self.scopes - implied


class Location(ShopifyModel):
    """A place that holds stock, in the merchant's list."""

    id: str
    legacy_id: int = Field(alias="legacyResourceId")
    name: str
    is_active: bool = Field(alias="isActive")
    is_fulfillment_service: bool = Field(alias="isFulfillmentService")
    fulfills_online_orders: bool = Field(alias="fulfillsOnlineOrders")
    ships_inventory: bool = Field(alias="shipsInventory")


class Level(ShopifyModel):
    """One item at one location: what is shown, on the shelf, and sold but not shipped (units)."""

    location_id: str = Field(validation_alias=AliasPath("location", "id"))
    is_active: bool = Field(alias="isActive")
    available: int
    on_hand: int
    committed: int

    @model_validator(mode="before")
    @classmethod
    def _by_name(cls, said: object) -> object:
        """Spread ``quantities: [{name, quantity}]``; a name that is missing is an error."""
        if not isinstance(said, dict) or not isinstance(said.get("quantities"), list):
            return said
        rows = [row for row in said["quantities"] if isinstance(row, dict)]
        return {**said, **{str(row.get("name")): row.get("quantity") for row in rows}}


class ItemCounts(ShopifyModel):
    """An inventory item and its levels, all of them, inactive ones too."""

    id: str
    sku: str | None
    """Character for character; may be None, empty, or shared by several items."""
    tracked: bool
    levels: list[Level] = Field(validation_alias=AliasPath("inventoryLevels", "nodes"))


class CountsPage(ShopifyModel):
    """One page of items, and the cursor of the next page (None: that was all)."""

    items: list[ItemCounts]
    next: str | None


class LevelChange(ShopifyModel):
    """One row of a batch: show ``quantity`` units, if ``change_from`` units still show.

    ``change_from`` None means "whatever shows now"; it is always sent, as Shopify demands.
    """

    item_id: str = Field(alias="inventoryItemId")
    location_id: str = Field(alias="locationId")
    quantity: int
    change_from: int | None = Field(alias="changeFromQuantity")


class MoveTarget(ShopifyModel):
    """A location a fulfilment order could go to, or why it could not."""

    location_id: str = Field(validation_alias=AliasPath("location", "id"))
    name: str = Field(validation_alias=AliasPath("location", "name"))
    movable: bool
    message: str | None


class MovedFulfillmentOrder(ShopifyModel):
    """Where a move ended. A whole move keeps the id; of a partial one something remains."""

    id: str = Field(validation_alias=AliasPath("movedFulfillmentOrder", "id"))
    status: str = Field(validation_alias=AliasPath("movedFulfillmentOrder", "status"))
    location_id: str = Field(
        validation_alias=AliasPath("movedFulfillmentOrder", "assignedLocation", "location", "id")
    )
    original_id: str | None = Field(
        default=None, validation_alias=AliasPath("originalFulfillmentOrder", "id")
    )
    remaining_id: str | None = Field(
        default=None, validation_alias=AliasPath("remainingFulfillmentOrder", "id")
    )


class Subscription(ShopifyModel):
    """A webhook subscription made by this app through the API."""

    id: str
    topic: str
    """As the enum says it: ``ORDERS_CREATE``."""
    uri: str
    name: str | None
    format: str
    filter: str | None
    api_version: str = Field(validation_alias=AliasPath("apiVersion", "handle"))
