"""What may stand in a shipment that is sent in, and what is wrong with it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sandbox.shipstation.errors import Json, Refusal, bad_field, missing

if TYPE_CHECKING:
    from sandbox.shipstation.state import ShipStation

EXTERNAL_ID_MOST = 50
"""Characters of an external id; the rest is cut off without a word."""
NUMBER_MOST = 50
"""Characters of a shipment number."""

READ_ONLY = frozenset(
    {
        "shipment_id",
        "created_at",
        "modified_at",
        "shipment_status",
        "tags",
        "total_weight",
        "validate_address",
        "errors",
        "address_validation",
    }
)
"""Fields of an update that change nothing."""

LISTED_FOR_CREATE = frozenset(
    {
        "validate_address",
        "external_shipment_id",
        "carrier_id",
        "create_sales_order",
        "store_id",
        "notes_from_buyer",
        "notes_for_gift",
        "is_gift",
        "zone",
        "display_scheme",
        "assigned_user",
        "shipment_status",
        "amount_paid",
        "shipping_paid",
        "tax_paid",
        "ship_to",
        "ship_from",
        "items",
        "packages",
    }
)
"""What the OpenAPI of July 2025 lets a POST carry."""

LOOSE = ("name", "address_line1", "city_locality", "postal_code", "country_code")
STRICT = (*LOOSE, "phone", "state_province", "address_residential_indicator")
WEIGHT_UNITS = frozenset({"pound", "ounce", "gram", "kilogram"})


def check(station: "ShipStation", body: Mapping[str, Json]) -> None:
    """Refuse a shipment that cannot be."""
    ship_to = body.get("ship_to")
    if not isinstance(ship_to, dict):
        raise missing("ship_to")
    strict = station.ground.switches.address_required == "schema"
    for name in STRICT if strict else LOOSE:
        if not ship_to.get(name) and not (strict and name == "state_province"):
            raise missing(f"ship_to.{name}")
    if not body.get("ship_from") and not body.get("warehouse_id"):
        raise missing("ship_from or warehouse_id")
    warehouse = body.get("warehouse_id")
    if warehouse and warehouse not in station.warehouses:
        raise bad_field("warehouse_id", "there is no such warehouse", warehouse)
    number = body.get("shipment_number")
    if isinstance(number, str) and len(number) > NUMBER_MOST:
        raise Refusal(
            "invalid_string_length",
            f"shipment_number must be at most {NUMBER_MOST} characters",
            field="shipment_number",
            value=number,
        )
    _check_service(station, body)
    _check_items(body.get("items") or [])
    _check_packages(body.get("packages") or [])


def _check_service(station: "ShipStation", body: Mapping[str, Json]) -> None:
    wanted, service = body.get("carrier_id"), body.get("service_code")
    if not wanted:
        return
    carrier = station.carriers.get(str(wanted))
    if carrier is None:
        raise bad_field("carrier_id", "there is no such carrier", wanted)
    if service and service not in carrier.services:
        raise bad_field("service_code", f"{carrier.name} has no such service", service)


def _check_items(items: object) -> None:
    if not isinstance(items, list):
        raise bad_field("items", "must be a list")
    for item in items:
        if not isinstance(item, dict) or not item.get("name"):
            raise missing("items.name")
        units = item.get("quantity")
        if not isinstance(units, int) or isinstance(units, bool) or units < 0:
            raise bad_field("items.quantity", "must be a whole number from 0", units)
        price = item.get("unit_price", 0)
        if not isinstance(price, (int, float)) or price < 0:
            raise bad_field("items.unit_price", "must be a number from 0", price)


def _check_packages(packages: object) -> None:
    if not isinstance(packages, list):
        raise bad_field("packages", "must be a list")
    for package in packages:
        weight = package.get("weight") if isinstance(package, dict) else None
        if not isinstance(weight, dict) or not isinstance(weight.get("value"), (int, float)):
            raise missing("packages.weight")
        if weight.get("unit") not in WEIGHT_UNITS:
            raise bad_field("packages.weight.unit", "is no unit of weight", weight.get("unit"))
