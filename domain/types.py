"""Names that must not be mixed up: a SKU is not a store, a warehouse is not a location.

A *warehouse* is where we ship from, in our words. Shopify's picture of it is a *location* (an id),
Cin7's is a location too (a name). The rules map the three; everything here speaks of warehouses.
"""

from typing import NewType

Sku = NewType("Sku", str)
"""A product's code, character for character; nothing here folds its case or trims it."""

StoreName = NewType("StoreName", str)
"""Our short name of a storefront, such as ``uk``: lower case, it also names settings."""

WarehouseName = NewType("WarehouseName", str)
"""Our short name of a warehouse, such as ``main``."""

LocationId = NewType("LocationId", str)
"""Shopify's id of a location, whole: ``gid://shopify/Location/101``."""

ItemId = NewType("ItemId", str)
"""Shopify's id of an inventory item, whole: ``gid://shopify/InventoryItem/7001``."""

LOCATION_PREFIX = "gid://shopify/Location/"


def location_id(number: int | str) -> LocationId:
    """Turn the number a merchant sees in a location's address bar into Shopify's whole id."""
    return LocationId(f"{LOCATION_PREFIX}{number}")


def location_number(location: LocationId) -> str:
    """The number a merchant sees in a location's address bar."""
    return location.removeprefix(LOCATION_PREFIX)
