"""What the control panel takes: plain snake_case JSON, unknown keys refused."""

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from sandbox.shopify.checkout import CheckoutLine


class Order(BaseModel):
    """The common part of what is posted to the panel."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ShopLocation(Order):
    """A location of a shop; its id is the number in the gid."""

    id: int
    name: str
    country: str


class ShopSetup(Order):
    """A shop to open (or, if it is open, to add to)."""

    domain: str
    name: str
    currency: str = "GBP"
    country: str = "GB"
    locations: tuple[ShopLocation, ...] = ()
    tokens: tuple[str, ...] = ()
    """Static access tokens."""
    apps: dict[str, str] = Field(default_factory=dict)
    """Client id -> client secret, for the client-credentials grant."""
    webhook_secret: str | None = None


class Cin7Setup(Order):
    """The Cin7 company."""

    account_id: str
    application_key: str
    locations: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


class ProductSetup(Order):
    """A product in Cin7 and on storefronts."""

    sku: str
    name: str
    price: Decimal = Decimal(0)
    stock: dict[str, int] = Field(default_factory=dict)
    """Units on hand by Cin7 location."""
    shops: dict[str, dict[int, int]] = Field(default_factory=dict)
    """Units shown by shop domain and location id."""
    tracked: bool = True
    in_cin7: bool = True
    made_of: dict[str, int] = Field(default_factory=dict)
    """Units of each component, by SKU: Cin7 assembles it when it is sold."""
    makes: int = 1
    """Kits that come of one build."""
    opens: bool = False
    """Cin7 opens finished ones when a component is sold and none stands alone."""


class Setup(Order):
    """``POST catalogue``: everything at once."""

    shops: tuple[ShopSetup, ...] = ()
    cin7: Cin7Setup | None = None
    products: tuple[ProductSetup, ...] = ()


class Basket(Order):
    """A line of a checkout."""

    sku: str | None
    units: int
    price: Decimal = Decimal(0)
    title: str = ""
    custom: bool = False
    requires_shipping: bool = True


class Checkout(Order):
    """``POST shops/{domain}/checkout``."""

    lines: tuple[Basket, ...]
    country: str
    customer: str | None = None
    name: str | None = None
    note: str = ""
    shipping: Decimal | None = None

    def wanted(self) -> list[CheckoutLine]:
        """The lines as the shop's checkout takes them."""
        return [
            CheckoutLine(
                line.sku,
                line.units,
                line.price,
                line.title or line.sku or "item",
                line.custom,
                line.requires_shipping,
            )
            for line in self.lines
        ]


class Cancel(Order):
    """``POST shops/{domain}/orders/{id}/cancel``."""

    restock: bool = True
    reason: str = "CUSTOMER"


class RefundLine(Order):
    """Units of a line that are taken back; the line by its id or its SKU.

    Without a location CANCEL puts them back where they stand, RETURN where they were shipped from.
    """

    line_id: int | None = None
    sku: str | None = None
    units: int
    restock_type: Literal["CANCEL", "RETURN", "NO_RESTOCK"] = "CANCEL"
    location_id: int | None = None


class RefundOrder(Order):
    """``POST shops/{domain}/orders/{id}/refund``."""

    lines: tuple[RefundLine, ...] = ()
    """None when only money goes back."""
    note: str = ""
    amount: Decimal | None = None
    """Money that goes back; the price of the lines and ``shipping`` when left out."""
    shipping: Decimal = Decimal(0)
    """What of it is for the delivery."""


class EditLine(Order):
    """``POST shops/{domain}/orders/{id}/edit``: so many units are left; by line id or SKU."""

    line_id: int | None = None
    sku: str | None = None
    units: int = Field(ge=0)


class HandEdit(Order):
    """``POST shops/{domain}/hand-edit``."""

    sku: str
    location_id: int
    available: int


class Adjust(Order):
    """``POST cin7/adjust``: by so many units, or to so many on hand."""

    sku: str
    location: str
    delta: int | None = None
    set: int | None = None


class PurchaseOrder(Order):
    """``POST cin7/purchases``: units by SKU."""

    lines: dict[str, int]
    location: str
    kind: Literal["Simple Purchase", "Advanced Purchase"] = "Advanced Purchase"
    required_by: str | None = None


class Receive(Order):
    """``POST cin7/purchases/{id}/receive``: units by SKU; all that is to come when left out."""

    lines: dict[str, int] | None = None


class PlanFaults(Order):
    """``POST faults``."""

    system: str
    operation: str = "*"
    kinds: tuple[str, ...]


class Outage(Order):
    """``POST outage``; seconds of the world's clock."""

    system: str
    seconds: float
    kind: str = "503"


class PlanWebhooks(Order):
    """``POST webhooks/plan``: so many of the next, or a share of all."""

    source: str
    mode: Literal["lose", "double", "reorder"]
    count: int = 0
    share: float | None = None


class Switches(Order):
    """``POST switches``: new values by name."""

    cin7: dict[str, object] = Field(default_factory=dict)
    shopify: dict[str, object] = Field(default_factory=dict)
    shipstation: dict[str, object] = Field(default_factory=dict)
    slack: dict[str, object] = Field(default_factory=dict)


class Seed(Order):
    """``POST reset`` and ``POST seed``: start over, with another seed if one is given."""

    seed: int | None = None


class Advance(Order):
    """``POST clock/advance``; seconds."""

    seconds: float = Field(ge=0)
