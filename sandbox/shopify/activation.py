"""Stocking items at locations, and unstocking them (reference, section 4.6)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sandbox.journal import CountWritten
from sandbox.shopify.catalogue import Item, Level, Location
from sandbox.shopify.errors import UserErrors, user_error
from sandbox.shopify.idempotency import Outcome
from sandbox.shopify.quantities import BOUND

if TYPE_CHECKING:
    from sandbox.shopify.state import Shop

COULD_NOT = "The product couldn't be stocked at {place} because "
BOTH = COULD_NOT + "not allowed to set available and on_hand quantities at the same time."
BOUNDS = COULD_NOT + "the quantity needs to be between -1 billion and 1 billion."
ALREADY = "Not allowed to set an {name} quantity when the item is already active at the location."


def activate(
    shop: "Shop",
    item: Item | None,
    location: Location | None,
    available: int | None,
    on_hand: int | None,
    key: str,
) -> Outcome[Level]:
    """``inventoryActivate``: a level that is active already stays as it is.

    With a quantity besides, an active level is returned *and* an error (recorded).
    """
    if item is None:
        text = "The product couldn't be stocked because it wasn't found."
        return Outcome(errors=[user_error(["inventoryItemId"], text)])
    if location is None or not location.is_active:
        text = "The product couldn't be stocked because the location wasn't found."
        return Outcome(errors=[user_error(["locationId"], text)])
    asked = {"available": available, "on_hand": on_hand}
    given = {name: units for name, units in asked.items() if units is not None}
    fields = {"available": "available", "on_hand": "onHand"}
    if len(given) == 2:
        text = BOTH.format(place=location.name)
        return Outcome(errors=[user_error([field], text) for field in fields.values()])
    level = shop.stock.level(item, location.id)
    errors: UserErrors = []
    if level is not None:
        errors = [user_error([fields[name]], ALREADY.format(name=name)) for name in given]
        return Outcome(level, errors)
    errors = [
        user_error([fields[name]], BOUNDS.format(place=location.name))
        for name, units in given.items()
        if not -BOUND <= units <= BOUND
    ]
    if errors:
        return Outcome(errors=errors)
    units = next(iter(given.values()), 0)
    level = shop.stock.activate(item, location.id, units, cause="api-write")
    if given and item.tracked:
        shop.note(
            CountWritten(
                shop.now(),
                shop.domain,
                location.id,
                item.sku or "",
                item.id,
                units,
                0,
                key,
                None,
            )
        )
    return Outcome(level)


def toggle(
    shop: "Shop", item: Item | None, updates: Sequence[tuple[Location | None, bool]]
) -> Outcome[list[Level]]:
    """``inventoryBulkToggleActivation``: one item at many locations, all or none."""
    where = ["inventoryItemUpdates"]
    if item is None:
        text = "The inventory item was not found."
        return Outcome(errors=[user_error(["inventoryItemId"], text, "INVENTORY_ITEM_NOT_FOUND")])
    errors: UserErrors = []
    for at, (location, active) in enumerate(updates):
        refused = _refuse(shop, item, location, active=active)
        if refused is not None:
            errors.append(user_error([*where, str(at), "locationId"], *refused))
    if errors:
        return Outcome(errors=errors)
    changed: list[Level] = []
    for location, active in updates:
        if location is None:
            continue
        level = shop.stock.level(item, location.id)
        if active and level is None:
            level = shop.stock.activate(item, location.id, 0, cause="api-write")
        elif not active and level is not None:
            shop.stock.deactivate(level, cause="api-write")
        if level is not None:
            changed.append(level)
    return Outcome(changed)


def _refuse(
    shop: "Shop", item: Item, location: Location | None, *, active: bool
) -> tuple[str, str] | None:
    if location is None:
        return "The location was not found.", "LOCATION_NOT_FOUND"
    level = shop.stock.level(item, location.id)
    if active or level is None:
        return None
    cannot = "Cannot unstock this inventory item from this location because it has {} quantities."
    if level.counts["committed"]:
        return cannot.format("committed"), "COMMITTED_INVENTORY_AT_LOCATION"
    if sum(1 for other in item.levels.values() if other.is_active) == 1:
        return (
            "Cannot unstock an inventory item from the only location at which it is stocked.",
            "CANNOT_DEACTIVATE_FROM_ONLY_LOCATION",
        )
    return None
