"""Shopify's global ids: ``gid://shopify/<Type>/<number>``, some with a tail."""

from sandbox.shopify.errors import NotFoundById

PREFIX = "gid://shopify/"


def gid(kind: str, number: int | str) -> str:
    """The global id of an object."""
    return f"{PREFIX}{kind}/{number}"


def level_gid(location_id: int, item_id: int) -> str:
    """The id of an inventory level, which carries a query string."""
    return f"{PREFIX}InventoryLevel/{location_id}?inventory_item_id={item_id}"


def split(value: str) -> tuple[str, str]:
    """Type and the rest of a global id.

    Raises:
        NotFoundById: It is no id of Shopify's.
    """
    kind, slash, rest = value.removeprefix(PREFIX).partition("/")
    if not value.startswith(PREFIX) or not slash or not rest:
        raise NotFoundById("invalid id")
    return kind, rest


def number(value: str, kind: str) -> int:
    """The numeric id of an object of the given type.

    Raises:
        NotFoundById: The id is malformed, or of another type.
    """
    found, rest = split(value)
    digits = rest.partition("?")[0]
    if found != kind or not digits.isdecimal():
        raise NotFoundById(f"Invalid id: {value}")
    return int(digits)


def level_numbers(value: str) -> tuple[int, int]:
    """Location and inventory item of a level's id.

    Raises:
        NotFoundById: It is not the id of a level.
    """
    location = number(value, "InventoryLevel")
    item = value.partition("?inventory_item_id=")[2]
    if not item.isdecimal():
        raise NotFoundById(f"Invalid id: {value}")
    return location, int(item)
