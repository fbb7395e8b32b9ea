"""Product records of the pretend Cin7."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

from sandbox.cin7.errors import Json
from sandbox.cin7.wire import moment, number

Kind = Literal["Stock", "Service"]

TIERS = range(1, 11)

EMPTY: dict[str, Json] = {
    "Category": "Other",
    "Brand": None,
    "CostingMethod": "FIFO",
    "DropShipMode": "No Drop Ship",
    "DefaultLocation": None,
    "Length": 0,
    "Width": 0,
    "Height": 0,
    "Weight": 0,
    "UOM": "Item",
    "WeightUnits": "g",
    "DimensionsUnits": "cm",
    "Barcode": None,
    "MinimumBeforeReorder": 0,
    "ReorderQuantity": 0,
    "ShortDescription": None,
    "Description": None,
    "InternalNote": "",
    **{f"AdditionalAttribute{n}": None for n in TIERS},
    "AttributeSet": None,
    "DiscountRule": None,
    "Tags": None,
    "Status": "Active",
    "StockLocator": None,
    "COGSAccount": None,
    "RevenueAccount": None,
    "ExpenseAccount": None,
    "InventoryAccount": None,
    "PurchaseTaxRule": None,
    "SaleTaxRule": None,
    "Sellable": True,
    "PickZones": None,
    "BillOfMaterial": False,
    "AutoAssembly": False,
    "AutoDisassembly": False,
    "QuantityToProduce": 0,
    "AssemblyInstructionURL": None,
    "AssemblyCostEstimationMethod": "Average Cost",
    "BOMType": "None",
    "CartonHeight": 0,
    "CartonWidth": 0,
    "CartonLength": 0,
    "CartonQuantity": 0,
    "CartonInnerQuantity": 0,
    "HSCode": None,
    "CountryOfOrigin": None,
    "CountryOfOriginCode": None,
}
"""The writable fields of a product nobody has said anything about."""

BOM = "BillOfMaterialsProducts"

INCLUDED = {
    "includesuppliers": "Suppliers",
    "includereorderlevels": "ReorderLevels",
    "includebom": BOM,
    "includemovements": "Movements",
    "includeattachments": "Attachments",
    "includecustomprices": "CustomPrices",
}
"""Arrays that are there only when asked for."""


@dataclass(slots=True, eq=False)
class Product:
    """A product record; ``fields`` are those a client may write, by Cin7's name."""

    product_id: str
    sku: str
    name: str
    kind: Kind
    price: Decimal
    cost: Decimal
    modified: datetime
    fields: dict[str, Json] = field(default_factory=lambda: dict(EMPTY))
    _written: str | None = None

    def touch(self, now: datetime) -> None:
        """Take note that the record changed."""
        self.modified, self._written = now, None

    @property
    def barcode(self) -> str | None:
        """The barcode, if the record has one."""
        barcode = self.fields["Barcode"]
        return barcode if isinstance(barcode, str) and barcode else None

    def to_json(self) -> dict[str, Json]:
        """The record as ``/product`` shows it."""
        tiers = {n: number(self.price) if n == 1 else 0 for n in TIERS}
        return {
            "ID": self.product_id,
            "SKU": self.sku,
            "Name": self.name,
            "Type": self.kind,
            **self.fields,
            **{f"PriceTier{n}": price for n, price in tiers.items()},
            "PriceTiers": {f"Tier {n}": price for n, price in tiers.items()},
            "AverageCost": number(self.cost),
            "LastModifiedOn": moment(self.modified),
        }

    def written(self) -> str:
        """The record as JSON text, kept until it changes."""
        if self._written is None:
            self._written = json.dumps(self.to_json(), separators=(",", ":"))
        return self._written
