"""Writes to inventory levels."""

from typing import cast

from sandbox.shopify.activation import activate, toggle
from sandbox.shopify.catalogue import Item, Location
from sandbox.shopify.errors import InvalidFieldArguments
from sandbox.shopify.identifiers import number
from sandbox.shopify.quantities import AdjustmentGroup, SetQuantities
from sandbox.shopify.resolvers.payload import payload, required_key
from sandbox.shopify.resolvers.registry import Info, resolves
from sandbox.shopify.resolvers.roots import find, shop_of

NO_COMPARISON = "InventoryQuantityInput must include the following argument: changeFromQuantity."


@resolves("Mutation", "inventorySetQuantities")
def set_quantities(_: object, info: Info, input: dict[str, object]) -> dict[str, object]:
    """Set counts, all rows or none."""
    here = shop_of(info)
    key = required_key(info)
    wanted = SetQuantities(here, input, key)
    if not wanted.says_what_it_changes_from():
        field = info.field_nodes[0]
        raise InvalidFieldArguments(NO_COMPARISON, [field, *(field.arguments or ())][:2])
    outcome = here.keys.once(
        info.context.app,
        key,
        info.field_name,
        input,
        do=wanted.run,
        compare=wanted.compare,
    )
    group: AdjustmentGroup | None = outcome.value
    return payload(info, outcome.errors, inventoryAdjustmentGroup=group)


@resolves("Mutation", "inventoryActivate")
def inventory_activate(
    _: object,
    info: Info,
    inventory_item_id: str,
    location_id: str,
    available: int | None = None,
    on_hand: int | None = None,
) -> dict[str, object]:
    """Stock an item at a location."""
    here = shop_of(info)
    key = required_key(info)
    item = cast(Item | None, find(info, "InventoryItem", inventory_item_id))
    location = cast(Location | None, find(info, "Location", location_id))
    outcome = here.keys.once(
        info.context.app,
        key,
        info.field_name,
        {
            "inventoryItemId": inventory_item_id,
            "locationId": location_id,
            "available": available,
            "onHand": on_hand,
        },
        do=lambda: activate(here, item, location, available, on_hand, key),
    )
    return payload(info, outcome.errors, inventoryLevel=outcome.value)


@resolves("Mutation", "inventoryBulkToggleActivation")
def bulk_toggle(
    _: object,
    info: Info,
    inventory_item_id: str,
    inventory_item_updates: list[dict[str, object]],
) -> dict[str, object]:
    """Stock or unstock an item at many locations."""
    here = shop_of(info)
    info.context.refs.append(inventory_item_id)
    item = cast(Item | None, find(info, "InventoryItem", inventory_item_id))
    updates = [
        (
            here.catalogue.locations.get(number(str(update["locationId"]), "Location")),
            bool(update["activate"]),
        )
        for update in inventory_item_updates
    ]
    outcome = toggle(here, item, updates)
    found = None if outcome.errors else item
    return payload(info, outcome.errors, inventoryItem=found, inventoryLevels=outcome.value)
