"""Inventory levels of one shop and their arithmetic (reference, section 4.1).

``on_hand = available + committed + reserved + damaged + safety_stock + quality_control``. Every
change of what a tracked item shows is journaled, and told to those who subscribed.
"""

from typing import TYPE_CHECKING

from sandbox.journal import ShownChanged
from sandbox.shopify import payloads
from sandbox.shopify.catalogue import Item, Level

if TYPE_CHECKING:
    from sandbox.shopify.state import Shop


class Stock:
    """Moves units between the states of a level, and from level to level."""

    def __init__(self, shop: "Shop") -> None:
        self._shop = shop

    def level(self, item: Item, location_id: int) -> Level | None:
        """The item's level where it is stocked; None where it is not, or no longer."""
        level = item.levels.get(location_id)
        return level if level is not None and level.is_active else None

    def activate(self, item: Item, location_id: int, available: int, *, cause: str) -> Level:
        """Stock an item at a location, beginning with so many units."""
        shop, now = self._shop, self._shop.now()
        level = item.levels.get(location_id)
        if level is None:
            level = Level(item, shop.catalogue.locations[location_id], now, now)
            item.levels[location_id] = level
        level.is_active = True
        level.updated_at = now
        level.counts["available"] = available
        level.touched["available"] = now
        shop.changed()
        self._note(level, cause)
        shop.hooks.fire("INVENTORY_LEVELS_CONNECT", lambda: payloads.level(shop, level), [item.sku])
        return level

    def deactivate(self, level: Level, *, cause: str) -> None:
        """Unstock an item at a location; what was available there is gone."""
        shop = self._shop
        level.is_active = False
        level.updated_at = shop.now()
        had = level.available
        level.counts["available"] = 0
        shop.changed()
        if had:
            self._note(level, cause)
        shop.hooks.fire(
            "INVENTORY_LEVELS_DISCONNECT",
            lambda: {
                "inventory_item_id": level.item.id,
                "location_id": level.location.id,
            },
            [level.item.sku],
        )

    def shift(self, level: Level, cause: str, **by: int) -> None:
        """Add to states of a level (units; negative takes away)."""
        moved = {state: delta for state, delta in by.items() if delta}
        if not moved:
            return
        shop, now = self._shop, self._shop.now()
        for state, delta in moved.items():
            level.counts[state] += delta
            level.touched[state] = now
        level.updated_at = now
        shop.changed()
        if "available" in moved:
            self._note(level, cause)
            shop.hooks.fire(
                "INVENTORY_LEVELS_UPDATE", lambda: payloads.level(shop, level), [level.item.sku]
            )

    def seed(self, item: Item, location_id: int, available: int) -> None:
        """Stock a new item at a location; nobody is told."""
        now = self._shop.now()
        level = Level(item, self._shop.catalogue.locations[location_id], now, now)
        level.counts["available"] = available
        item.levels[location_id] = level
        self._note(level, "seed")

    def tracking_changed(self, item: Item) -> None:
        """Journal what an item shows everywhere, as it counts from now on."""
        for level in item.levels.values():
            if level.is_active:
                self._note(level, "api-write")

    def _note(self, level: Level, cause: str) -> None:
        if level.item.tracked:
            self._shop.note(
                ShownChanged(
                    self._shop.now(),
                    self._shop.domain,
                    level.location.id,
                    level.item.sku or "",
                    level.item.id,
                    level.available,
                    cause,
                )
            )
