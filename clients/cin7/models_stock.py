"""What Cin7 Core tells of the tenant, its locations, its products and the stock they have."""

from pydantic import AliasChoices, Field

from clients.cin7.fields import (
    ZERO,
    Answer,
    Day,
    Figure,
    Flag,
    Guid,
    Moment,
    OptionalFigure,
    OptionalGuid,
    Rows,
    Text,
)


class Me(Answer):
    """The tenant. ``time_zone`` says whose days the business dates are."""

    company: Text = ""
    currency: Text
    time_zone: Text
    lock_date: Day | None = None
    """Documents dated on or before this day cannot be changed."""
    tax_calculation_method: Text = ""
    default_sale_tax_rule_name: Text = ""
    maximum_decimal_places_in_quantity: Text = ""


class Bin(Answer):
    """A place within a location."""

    id: Guid
    name: Text
    is_deprecated: Flag = False


class Location(Answer):
    """A warehouse; a bin comes as a row of its own too, with ``parent_id`` set.

    Names are not always unique. Documents and availability name a location by its name.
    """

    id: Guid
    name: Text
    is_default: Flag = False
    is_deprecated: Flag = Field(
        default=False, validation_alias=AliasChoices("IsDeprecated", "Deprecated")
    )
    parent_id: OptionalGuid = None
    parent_name: Text = ""
    bins: Rows[Bin] = ()


class Product(Answer):
    """A product. Cin7's answers do not say which family (variants) it belongs to."""

    id: Guid
    sku: str
    name: Text = ""
    type: Text = ""
    """``Stock`` or ``Service``; an open set."""
    status: Text = ""
    category: Text = ""
    brand: Text = ""
    tags: Text = ""
    """Divided by commas."""
    barcode: Text = ""
    uom: Text = ""
    costing_method: Text = ""
    default_location: Text = ""
    sale_tax_rule: Text = ""
    drop_ship_mode: Text = ""
    bom_type: Text = ""
    bill_of_material: Flag = False
    auto_assembly: Flag = False
    """Cin7 assembles it when it is sold: what is available comes from its components too."""
    sellable: Flag = True
    last_modified_on: Moment | None = None


class BillLine(Answer):
    """One component of a bill of materials: Cin7 gives its id, its code, or both."""

    component_product_id: OptionalGuid = None
    product_code: Text = ""
    quantity: OptionalFigure = ZERO
    wastage_percent: OptionalFigure = ZERO
    wastage_quantity: OptionalFigure = ZERO


class ProductWithBill(Product):
    """A product with its bill of materials.

    The lines may be missing or empty though ``auto_assembly`` is set: so some tenants answer, and
    Production bills are told elsewhere (``/production/...``).
    """

    auto_disassembly: Flag = False
    """Cin7 opens it when a component of it is sold and none stands alone."""
    quantity_to_produce: OptionalFigure = ZERO
    """What one build makes; 0 where nothing is said."""
    bill_of_materials_products: Rows[BillLine] = ()


class Availability(Answer):
    """Units of one product in one location, bin and batch.

    ``available`` is ``on_hand - allocated`` for ordinary products and may be negative. Rows that
    are all zero are mostly left out, so a pair of product and location without a row stands at 0.
    """

    id: Guid
    sku: str
    name: Text = ""
    barcode: Text = ""
    location: Text
    bin: Text = ""
    batch: Text = ""
    expiry_date: Day | None = None
    on_hand: Figure
    """Units on the shelf, those sold and not yet shipped included."""
    allocated: Figure
    """Units reserved by authorised documents that are not complete."""
    available: Figure
    on_order: OptionalFigure = ZERO
    """Units on authorised purchases; repeated on each bin's row, so never add it up over bins."""
    in_transit: OptionalFigure = ZERO
    """Units on transfers to here; repeated on each bin's row too."""
    stock_on_hand: OptionalFigure = ZERO
    """Money, whatever the name says: the cost value of the stock. Never a count."""
    next_delivery_date: Day | None = None
