"""``inventorySetQuantities``: compare and set, all rows or none (reference, section 4.2).

Items that are not tracked are refused (NON_MUTABLE_INVENTORY_ITEM): nobody has shown what Shopify
does, and a client that writes counts nobody keeps shall hear of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sandbox.journal import CountWritten
from sandbox.shopify import identifiers
from sandbox.shopify.catalogue import Item, Level, Location
from sandbox.shopify.errors import UserErrors, user_error
from sandbox.shopify.idempotency import Outcome

if TYPE_CHECKING:
    from sandbox.shopify.state import Shop

BOUND = 1_000_000_000

REASONS = (
    "correction",
    "cycle_count_available",
    "damaged",
    "movement_canceled",
    "movement_created",
    "movement_received",
    "movement_updated",
    "other",
    "promotion",
    "quality_control",
    "received",
    "reservation_created",
    "reservation_deleted",
    "reservation_updated",
    "restock",
    "safety_stock",
    "shrinkage",
)

STALE = "The changeFromQuantity argument no longer matches the persisted quantity."
NO_ITEM = "The specified inventory item could not be found."
NO_LOCATION = "The specified location could not be found."
NOT_STOCKED = "The specified inventory item is not stocked at the location."
NOT_TRACKED = "The specified inventory item is not allowed to be adjusted via API."
TWICE = "The combination of inventoryItemId and locationId must be unique."
NO_NAME = "The quantity name must be either 'available' or 'on_hand'."

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Change:
    """One state of one level, changed by so much."""

    name: str
    delta: int
    item: Item
    location: Location


@dataclass(frozen=True, slots=True)
class AdjustmentGroup:
    """What one call changed."""

    id: int
    created_at: datetime
    reason: str
    reference_document_uri: str | None
    changes: tuple[Change, ...]

    @property
    def gid(self) -> str:
        """Its global id."""
        return identifiers.gid("InventoryAdjustmentGroup", self.id)


class SetQuantities:
    """One call of the mutation.

    Args:
        shop: The shop.
        arguments: The mutation's ``input``.
        key: Its idempotency key.
    """

    def __init__(self, shop: "Shop", arguments: Row, key: str) -> None:
        self._shop = shop
        self._key = key
        self._name = str(arguments["name"])
        self._reason = str(arguments["reason"])
        uri = arguments.get("referenceDocumentUri")
        self._uri = None if uri is None else str(uri)
        rows = arguments["quantities"]
        self._rows: Sequence[Row] = rows if isinstance(rows, list) else []

    def says_what_it_changes_from(self) -> bool:
        """Whether every row has ``changeFromQuantity``, if only null: it may not be left out."""
        return all("changeFromQuantity" in row for row in self._rows)

    def compare(self) -> UserErrors:
        """Rows whose stored quantity is not what the caller thinks."""
        return [error for at, row in enumerate(self._rows) for error in self._stale(at, row)]

    def run(self) -> Outcome[AdjustmentGroup]:
        """Set everything, or say what is wrong and set nothing."""
        errors = self._check() or self.compare()
        if errors:
            return Outcome(errors=errors)
        changes = [change for row in self._rows for change in self._set(row)]
        if not changes:
            return Outcome()
        follows = "on_hand" if self._name == "available" else "available"
        mirrored = [Change(follows, c.delta, c.item, c.location) for c in changes]
        group = AdjustmentGroup(
            self._shop.world.ids(),
            self._shop.now(),
            self._reason,
            self._uri,
            (*changes, *mirrored),
        )
        return Outcome(group)

    # -- checks ----------------------------------------------------------------------------

    def _check(self) -> UserErrors:
        if self._name not in ("available", "on_hand"):
            return [user_error(["input", "name"], NO_NAME, "INVALID_NAME")]
        if self._reason not in REASONS:
            text = f"The specified reason is invalid. Valid values are: {', '.join(REASONS)}."
            return [user_error(["input", "reason"], text, "INVALID_REASON")]
        if self._uri is not None and ":" not in self._uri.strip(": "):
            text = "The specified reference document is invalid."
            where = ["input", "referenceDocumentUri"]
            return [user_error(where, text, "INVALID_REFERENCE_DOCUMENT")]
        errors: UserErrors = []
        seen: set[tuple[object, object]] = set()
        for at, row in enumerate(self._rows):
            errors += self._check_row(at, row, seen)
        return errors

    def _check_row(self, at: int, row: Row, seen: set[tuple[object, object]]) -> UserErrors:
        errors: UserErrors = []
        where = ["input", "quantities", str(at)]
        item, location = self._item(row), self._location(row)
        if item is None:
            errors.append(
                user_error([*where, "inventoryItemId"], NO_ITEM, "INVALID_INVENTORY_ITEM")
            )
        if location is None or not location.is_active:
            errors.append(user_error([*where, "locationId"], NO_LOCATION, "INVALID_LOCATION"))
        pair = (row["inventoryItemId"], row["locationId"])
        if pair in seen:
            errors.append(user_error(where, TWICE, "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR"))
        seen.add(pair)
        errors += self._check_quantity([*where, "quantity"], _whole(row["quantity"]))
        if item is None or location is None or errors:
            return errors
        if not item.tracked:
            text = [*where, "inventoryItemId"]
            errors.append(user_error(text, NOT_TRACKED, "NON_MUTABLE_INVENTORY_ITEM"))
        elif self._level(row) is None and self._shop.switches.not_stocked == "error":
            errors.append(user_error([*where, "locationId"], NOT_STOCKED, "INVALID_LOCATION"))
        return errors

    def _check_quantity(self, where: list[str], quantity: int) -> UserErrors:
        if quantity < 0 and self._name == "on_hand":
            text = "The quantity can't be negative."
            return [user_error(where, text, "INVALID_QUANTITY_NEGATIVE")]
        if quantity < -BOUND:
            text = "The quantity can't be lower than -1,000,000,000."
            return [user_error(where, text, "INVALID_QUANTITY_TOO_LOW")]
        if quantity > BOUND:
            text = "The quantity can't be higher than 1,000,000,000."
            return [user_error(where, text, "INVALID_QUANTITY_TOO_HIGH")]
        return []

    def _stale(self, at: int, row: Row) -> UserErrors:
        level, expected = self._level(row), row["changeFromQuantity"]
        if level is None or expected is None or level.quantity(self._name) == expected:
            return []
        where = ["input", "quantities", str(at), "changeFromQuantity"]
        return [user_error(where, STALE, "CHANGE_FROM_QUANTITY_STALE")]

    # -- the change ------------------------------------------------------------------------

    def _set(self, row: Row) -> list[Change]:
        shop, item, location = self._shop, self._item(row), self._location(row)
        if item is None or location is None:
            return []
        level = self._level(row)
        if level is None:
            if shop.switches.not_stocked != "activates":
                return []
            level = shop.stock.activate(item, location.id, 0, cause="api-write")
        was = level.available
        delta = _whole(row["quantity"]) - level.quantity(self._name)
        shop.note(
            CountWritten(
                shop.now(),
                shop.domain,
                location.id,
                item.sku or "",
                item.id,
                was + delta,
                was,
                self._key,
                self._uri,
            )
        )
        if not delta:
            return []
        shop.stock.shift(level, "api-write", available=delta)
        return [Change(self._name, delta, item, location)]

    def _item(self, row: Row) -> Item | None:
        wanted = identifiers.number(str(row["inventoryItemId"]), "InventoryItem")
        return self._shop.catalogue.items.get(wanted)

    def _location(self, row: Row) -> Location | None:
        wanted = identifiers.number(str(row["locationId"]), "Location")
        return self._shop.catalogue.locations.get(wanted)

    def _level(self, row: Row) -> Level | None:
        item, location = self._item(row), self._location(row)
        if item is None or location is None:
            return None
        return self._shop.stock.level(item, location.id)


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is no whole number")
    return value
