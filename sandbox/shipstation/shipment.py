"""One shipment, and how it goes over the wire."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.shipstation.errors import Json
from sandbox.shipstation.wire import moment, money


@dataclass(slots=True)
class Shipment:
    """One shipment; ``body`` is what was sent in, field for field."""

    shipment_id: str
    external_id: str | None
    body: dict[str, Json]
    created_at: datetime
    modified_at: datetime
    status: str = "pending"
    split_from: str = ""
    import_batch_id: str = ""
    tags: list[str] = field(default_factory=list)

    @property
    def items(self) -> list[dict[str, Json]]:
        """The items as they were sent."""
        items = self.body.get("items")
        return [one for one in items if isinstance(one, dict)] if isinstance(items, list) else []

    @property
    def packages(self) -> list[dict[str, Json]]:
        """The packages as they were sent; one of a pound when none was."""
        packages = self.body.get("packages")
        sent = packages if isinstance(packages, list) else []
        return [one for one in sent if isinstance(one, dict)] or [
            {"package_code": "package", "weight": {"value": 1.0, "unit": "pound"}}
        ]

    @property
    def number(self) -> str:
        """The human number; not unique."""
        return str(self.body.get("shipment_number") or "")

    def lines(self) -> tuple[tuple[str, str, int], ...]:
        """(external_order_item_id, SKU, units) of each item."""
        return tuple(
            (
                str(item.get("external_order_item_id") or ""),
                str(item.get("sku") or ""),
                units_of(item),
            )
            for item in self.items
        )

    def skus(self) -> tuple[str, ...]:
        """The SKUs in it."""
        return tuple(sku for _, sku, _ in self.lines())

    def to_json(self) -> dict[str, Json]:
        """As it goes over the wire."""
        total = sum(_weight(package) for package in self.packages)
        return {
            "carrier_id": None,
            "service_code": None,
            "requested_shipment_service": None,
            "external_order_id": None,
            "hold_until_date": None,
            "ship_by_date": None,
            "store_id": None,
            "notes_from_buyer": None,
            "notes_for_gift": None,
            "is_gift": False,
            "assigned_user": None,
            "amount_paid": money(),
            "shipping_paid": money(),
            "tax_paid": money(),
            "zone": None,
            "ship_date": self.created_at.strftime("%Y-%m-%dT00:00:00Z"),
            "warehouse_id": None,
            "is_return": False,
            "confirmation": "none",
            "customs": None,
            "advanced_options": {},
            "insurance_provider": "none",
            "order_source_code": None,
            **self.body,
            "shipment_number": self.number or self.shipment_id,
            "items": self.items,
            "packages": self.packages,
            "shipment_id": self.shipment_id,
            "external_shipment_id": self.external_id,
            "shipment_status": self.status,
            "created_at": moment(self.created_at),
            "modified_at": moment(self.modified_at),
            "tags": [{"name": name} for name in self.tags],
            "total_weight": {"value": total, "unit": "gram"},
        }


def units_of(item: Mapping[str, Json]) -> int:
    """The units of an item."""
    units = item.get("quantity")
    return units if isinstance(units, int) else 0


GRAMS = {"gram": 1.0, "kilogram": 1000.0, "ounce": 28.349523, "pound": 453.59237}


def _weight(package: Mapping[str, Json]) -> float:
    weight = package.get("weight")
    if not isinstance(weight, dict):
        return 0.0
    return round(float(weight["value"]) * GRAMS[str(weight["unit"])], 2)
