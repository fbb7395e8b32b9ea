"""What we send to make a sale: its header, then its order."""

from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, computed_field, model_validator

from clients.cin7.bodies_lines import ChargeBody, OrderLineBody, PricedBody, StageStatus
from clients.cin7.fields import ZERO, Guid
from clients.cin7.writing import (
    Body,
    Key50,
    Key256,
    Rate,
    SentDay,
    Total,
    Words20,
    Words50,
    Words128,
    Words256,
    Words512,
    Words1024,
)


class AddressBody(Body):
    """An address; what is longer than Cin7 keeps is cut."""

    line1: Words256 = Field(repr=False)
    line2: Words256 | None = Field(default=None, repr=False)
    city: Words256 | None = Field(default=None, repr=False)
    state: Words256 | None = Field(default=None, repr=False)
    postcode: Words20 | None = Field(default=None, repr=False)
    country: Words256


class ShippingAddressBody(AddressBody):
    """Where a sale goes. Without ``ship_to_other`` Cin7 adds it to the customer's addresses."""

    company: Words128 | None = Field(default=None, repr=False)
    contact: Words512 | None = Field(default=None, repr=False)
    ship_to_other: bool = True


class SaleHeader(Body):
    """The header of a new sale; its lines follow with ``SaleOrderBody``.

    ``external_id`` and ``customer_reference`` are how the sale is found again. Cin7 keeps neither
    unique: sending a header twice makes two sales. With ``skip_quote`` the order can follow at
    once; Cin7 fills what is left out from the customer's record.
    """

    customer: Key256 | None = Field(default=None, repr=False)
    customer_id: Guid | None = None
    location: Key256
    external_id: Key256
    customer_reference: Key256
    skip_quote: bool = True
    sale_order_date: SentDay | None = None
    ship_by: SentDay | None = None
    contact: Words256 | None = Field(default=None, repr=False)
    phone: Words50 | None = Field(default=None, repr=False)
    email: Words256 | None = Field(default=None, repr=False)
    billing_address: AddressBody | None = None
    shipping_address: ShippingAddressBody | None = None
    shipping_notes: Words1024 | None = Field(default=None, repr=False)
    tax_rule: Key50 | None = None
    tax_inclusive: bool | None = None
    terms: Key256 | None = None
    price_tier: Key50 | None = None
    currency_rate: Rate | None = None
    """Needed when the customer's currency is foreign."""
    carrier: Key256 | None = None
    sales_representative: Key256 | None = None
    note: Words1024 | None = Field(default=None, repr=False)
    sale_type: Literal["Simple", "Advanced"] = "Simple"

    @model_validator(mode="after")
    def _has_a_customer(self) -> Self:
        if self.customer is None and self.customer_id is None:
            raise ValueError("a sale needs a customer, by name or by id")
        return self


class SaleOrderBody(Body):
    """The order stage, which replaces what stood there.

    More units than are available are not refused: the rest is backordered. An order of nothing but
    charges (carriage paid afterwards) has no lines; that Cin7 takes it is not confirmed.

    ``tax_inclusive`` is not sent; say what the sale's header says, since it decides whether the
    lines' totals hold the tax already. Cin7 says that it does not need the document's totals; we
    send them all the same, as its own sample does.
    """

    sale_id: Guid
    status: StageStatus = "AUTHORISED"
    lines: tuple[OrderLineBody, ...]
    additional_charges: tuple[ChargeBody, ...] = ()
    memo: Words1024 = ""
    combine_additional_charges: Literal[False] = False
    auto_pick_pack_ship_mode: Literal["NOPICK"] = "NOPICK"
    tax_inclusive: bool = Field(default=False, exclude=True)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.lines and not self.additional_charges:
            raise ValueError("an order needs a line or a charge")
        return self

    @computed_field  # type: ignore[prop-decorator]
    @property
    def tax(self) -> Total:
        """The tax of all lines and charges."""
        return sum((row.tax for row in self._rows), ZERO)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def total_before_tax(self) -> Total:
        """All lines and charges, without tax."""
        return self._rows_together - (self.tax if self.tax_inclusive else ZERO)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def total(self) -> Total:
        """All lines and charges, with tax."""
        return self.total_before_tax + self.tax

    @property
    def _rows(self) -> tuple[PricedBody, ...]:
        return (*self.lines, *self.additional_charges)

    @property
    def _rows_together(self) -> Decimal:
        return sum((row.total for row in self._rows), ZERO)
