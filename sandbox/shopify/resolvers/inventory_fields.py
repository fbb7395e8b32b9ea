"""Fields of locations, inventory items, levels and what a write changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sandbox.shopify.catalogue import ON_HAND_PARTS, QUANTITY_NAMES, Item, Level, Location
from sandbox.shopify.errors import BadRequest
from sandbox.shopify.identifiers import number
from sandbox.shopify.paging import Connection, Key, page
from sandbox.shopify.people import country_name
from sandbox.shopify.resolvers.registry import Info, always, reads, resolves
from sandbox.shopify.resolvers.roots import shop_of
from sandbox.shopify.resolvers.searching import find_by
from sandbox.shopify.search import Test, by_number, by_time


@dataclass(frozen=True, slots=True)
class Quantity:
    """Units of a level in one state."""

    typename: ClassVar[str] = "InventoryQuantity"
    level: Level
    name: str
    quantity: int
    updated_at: datetime | None

    @property
    def gid(self) -> str:
        """Its global id."""
        rest = self.level.gid.rpartition("/")[2]
        return f"gid://shopify/InventoryQuantity/{rest}&name={self.name}"


@resolves("InventoryLevel", "quantities")
def quantities(level: Level, info: Info, names: list[str]) -> list[Quantity]:
    """Units in the states asked for, in that order."""
    for name in names:
        if name not in QUANTITY_NAMES:
            valid = ", ".join(QUANTITY_NAMES)
            raise BadRequest(f"The specified quantity name is invalid. Valid values are: {valid}.")
    return [Quantity(level, n, level.quantity(n), level.touched.get(n)) for n in names]


LEVEL_TESTS: dict[str, Test[Level]] = {
    "created_at": by_time(lambda level: level.created_at),
    "inventory_item_id": by_number(lambda level: level.item.id),
    "updated_at": by_time(lambda level: level.updated_at),
}


def _level_search(info: Info, args: Mapping[str, object]) -> Callable[[Level], bool] | None:
    return find_by(info, args.get("query"), LEVEL_TESTS, lambda level, word: False)


def _level_key(level: Level) -> Key:
    return (level.location.id, level.item.id)


def _item_key(level: Level) -> Key:
    return (level.item.id, level.location.id)


@resolves("InventoryItem", "inventoryLevels")
def levels_of_item(
    item: Item, info: Info, include_inactive: bool = False, **args: object
) -> Connection[Level]:
    """Where an item is stocked."""
    fits = _level_search(info, args)
    rows = [
        level
        for level in item.levels.values()
        if (level.is_active or include_inactive) and (fits is None or fits(level))
    ]
    return page(rows, _level_key, args)


@resolves("InventoryItem", "inventoryLevel")
def level_of_item(
    item: Item, info: Info, location_id: str, include_inactive: bool = False
) -> Level | None:
    """The item at one location; None when it is not stocked there."""
    level = item.levels.get(number(location_id, "Location"))
    return level if level is not None and (level.is_active or include_inactive) else None


@resolves("InventoryItem", "duplicateSkuCount")
def duplicates(item: Item, info: Info) -> int:
    """How many other items bear the same SKU."""
    if not item.sku:
        return 0
    return len(shop_of(info).catalogue.variants_of(item.sku)) - 1


@resolves("InventoryItem", "variants")
def variants_of_item(item: Item, info: Info, **args: object) -> object:
    """The one variant of the item."""
    return page([item.variant], lambda variant: (variant.id, variant.id), args)


@resolves("Location", "inventoryLevels")
def levels_at_location(
    location: Location, info: Info, include_inactive: bool = False, **args: object
) -> Connection[Level]:
    """Everything stocked at a location."""
    fits = _level_search(info, args)
    rows = [
        level
        for item in shop_of(info).catalogue.items.values()
        if (level := item.levels.get(location.id)) is not None
        and (level.is_active or include_inactive)
        and (fits is None or fits(level))
    ]
    return page(rows, _item_key, args)


@resolves("Location", "inventoryLevel")
def level_at_location(
    location: Location, info: Info, inventory_item_id: str, include_inactive: bool = False
) -> Level | None:
    """One item at a location; None when it is not stocked there."""
    item = shop_of(info).catalogue.items.get(number(inventory_item_id, "InventoryItem"))
    level = item.levels.get(location.id) if item else None
    return level if level is not None and (level.is_active or include_inactive) else None


def _address(location: Location) -> dict[str, object]:
    return {
        "address1": "1 Warehouse Way",
        "address2": None,
        "city": location.name,
        "province": None,
        "provinceCode": None,
        "country": country_name(location.country),
        "countryCode": location.country,
        "zip": None,
        "phone": None,
    }


reads("Location", address=_address)
always("InventoryChange", quantityAfterChange=None, ledgerDocumentUri=None)


@resolves("QueryRoot", "inventoryProperties")
def properties(_: object, info: Info) -> dict[str, object]:
    """The names of the states."""
    used = ("available", "committed", "on_hand", "reserved")
    return {
        "quantityNames": [
            {
                "name": name,
                "displayName": name.replace("_", " ").capitalize(),
                "isInUse": name in used,
                "belongsTo": ["on_hand"] if name in ON_HAND_PARTS else [],
                "comprises": list(ON_HAND_PARTS) if name == "on_hand" else [],
            }
            for name in QUANTITY_NAMES
        ]
    }
