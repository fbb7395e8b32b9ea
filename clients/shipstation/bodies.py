"""What we send to ShipStation V2: our slips are refused before anything leaves."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    SecretStr,
    field_serializer,
    model_validator,
)

from clients.shipstation.fields import Amount, Dimensions, Money, SeId, Weight

LONGEST_KEY = 50
"""Characters of an external id; ShipStation cuts what is longer, so we refuse it."""


def _zulu(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _cut(most: int) -> BeforeValidator:
    return BeforeValidator(lambda text: text[:most] if isinstance(text, str) else text)


ExternalId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:#-]{0,49}$")]
"""Our key of a shipment: at most 50 characters, all of them fit to stand in a URL's path."""

SentMoment = Annotated[AwareDatetime, PlainSerializer(_zulu, when_used="json")]
Words50 = Annotated[str, _cut(50)]
Words100 = Annotated[str, _cut(100)]
"""Texts for people; what is too long is cut."""


class Body(BaseModel):
    """Base of all that we send."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, hide_input_in_errors=True
    )

    def as_json(self) -> dict[str, object]:
        """The body as ShipStation reads it; what is None is left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


class AddressBody(Body):
    """An address. V2's schema asks for a phone; whether it insists is not known."""

    name: str = Field(min_length=1)
    address_line1: str = Field(min_length=1)
    city_locality: str = Field(min_length=1)
    state_province: str = ""
    postal_code: str = ""
    country_code: str = Field(pattern=r"^[A-Z]{2}$")
    phone: str | None = Field(default=None, min_length=1)
    email: str | None = None
    company_name: str | None = Field(default=None, min_length=1)
    address_line2: str | None = Field(default=None, min_length=1)
    address_line3: str | None = Field(default=None, min_length=1)
    address_residential_indicator: Literal["unknown", "yes", "no"] = "unknown"


class ItemBody(Body):
    """A line; give it our own id, so that a parcel can be traced back to the order's line."""

    name: str
    sku: str = Field(min_length=1)
    quantity: int = Field(gt=0)
    external_order_item_id: str = Field(min_length=1)
    external_order_id: str | None = None
    unit_price: Amount | None = None
    tax_amount: Amount | None = None
    shipping_amount: Amount | None = None
    weight: Weight | None = None
    inventory_location: str | None = None
    upc: str | None = None
    fulfillment_sku: str | None = Field(default=None, serialization_alias="fullfilment_sku")


class PackageBody(Body):
    """A box; its weight must be known and more than nothing."""

    weight: Weight
    package_code: str | None = None
    dimensions: Dimensions | None = None


class AdvancedOptions(Body):
    """Our references, where the warehouse's people see and search them (100 characters each)."""

    custom_field1: Words100 | None = None
    custom_field2: Words100 | None = None
    custom_field3: Words100 | None = None


class Contents(Body):
    """What may be given when a shipment is made, and changed while it is pending."""

    shipment_number: Words50 | None = None
    carrier_id: SeId | None = None
    service_code: str | None = None
    requested_shipment_service: str | None = None
    ship_to: AddressBody | None = Field(default=None, repr=False)
    ship_from: AddressBody | None = Field(default=None, repr=False)
    warehouse_id: SeId | None = None
    ship_date: date | None = None
    ship_by_date: SentMoment | None = None
    hold_until_date: SentMoment | None = None
    confirmation: (
        Literal["none", "delivery", "signature", "adult_signature", "direct_signature"] | None
    ) = None
    notes_from_buyer: str | None = None
    notes_for_gift: str | None = None
    internal_notes: str | None = None
    is_gift: bool | None = None
    amount_paid: Money | None = None
    shipping_paid: Money | None = None
    tax_paid: Money | None = None
    advanced_options: AdvancedOptions | None = None
    items: tuple[ItemBody, ...] | None = None
    packages: tuple[PackageBody, ...] | None = None


class ShipmentChanges(Contents):
    """Fields to replace; those left out stay as ShipStation has them."""

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if self.ship_from is not None and self.warehouse_id is not None:
            raise ValueError("a shipment leaves from a warehouse or from an address, not from both")
        return self


class ShipmentBody(ShipmentChanges):
    """A new shipment under our key, from one warehouse or one address."""

    external_shipment_id: ExternalId
    ship_to: AddressBody = Field(repr=False)
    items: tuple[ItemBody, ...] = Field(min_length=1)
    packages: tuple[PackageBody, ...] = Field(min_length=1)
    store_id: str | None = None
    create_sales_order: bool = False
    validate_address: Literal["no_validation", "validate_only", "validate_and_clean"] = (
        "no_validation"
    )

    @model_validator(mode="after")
    def _some_origin(self) -> Self:
        if self.ship_from is None and self.warehouse_id is None:
            raise ValueError("neither a warehouse nor an address to ship from")
        return self


class HeaderBody(Body):
    """A header to be sent with each delivery, such as a token of ours."""

    key: str = Field(min_length=1)
    value: SecretStr

    @field_serializer("value", when_used="json")
    def _in_clear(self, value: SecretStr) -> str:
        return value.get_secret_value()


class WebhookChanges(Body):
    """Where events go, and what with."""

    url: str = Field(min_length=1)
    name: str | None = None
    headers: tuple[HeaderBody, ...] | None = None


class WebhookBody(WebhookChanges):
    """A new subscription; ``event`` is such as ``label_created_v2``."""

    event: str = Field(min_length=1)
    store_id: str | None = None
