"""The lines and charges of the documents we send."""

from decimal import Decimal
from typing import Literal, Self

from pydantic import computed_field, model_validator

from clients.cin7.fields import ZERO, Guid
from clients.cin7.writing import (
    Body,
    Key50,
    Key256,
    Money,
    Percent,
    Quantity,
    Sku,
    Total,
    Words256,
    Words1024,
    line_total,
)

StageStatus = Literal["DRAFT", "AUTHORISED"]
"""A draft reserves nothing; an authorised order reserves its units."""


class PricedBody(Body):
    """What lines and charges have in common: units, their price and their tax.

    ``price`` is for one unit, before the discount; ``tax`` is for the whole line.
    """

    quantity: Quantity
    price: Money
    discount: Percent = ZERO
    tax: Money
    tax_rule: Key50
    comment: Words256 = ""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def total(self) -> Total:
        """What Cin7 checks against its own sum, to 4 places."""
        return line_total(self.quantity, self.price, self.discount)


class OrderLineBody(PricedBody):
    """One line of goods, by SKU or by product id."""

    sku: Sku | None = None
    product_id: Guid | None = None
    name: Words1024

    @model_validator(mode="after")
    def _names_its_product(self) -> Self:
        if self.sku is None and self.product_id is None:
            raise ValueError("a line needs a SKU or a product id")
        return self


class ChargeBody(PricedBody):
    """A charge beside the goods. ``description`` is the name of a service product in Cin7."""

    description: Key256
    quantity: Quantity = Decimal(1)
