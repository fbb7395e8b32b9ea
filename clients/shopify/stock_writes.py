"""Changing what a shop shows: counts in batches, and stocking an item at a location."""

from collections.abc import Sequence

from clients.pace import Lane
from clients.shopify.answers import Json
from clients.shopify.models import MOST_UNITS, LevelChange
from clients.shopify.subject import MOST_ROWS, Subject, gid


class StockWrites(Subject):
    """Writes of counts and of stocked places. Only the effect mechanism may call them."""

    async def set_available(
        self,
        rows: Sequence[LevelChange],
        *,
        key: str,
        reference: str,
        lane: Lane = Lane.STOCK,
    ) -> None:
        """Set the sellable counts of up to 250 (item, location) pairs in one call, all or none.

        Shopify compares before it writes: if any count is no longer ``change_from``, the whole
        batch is refused, so a sale that lands while we decide is never undone. A count at a
        location where the item is not active may be ignored without a word: activate it first.

        A repeat with the same key and the same rows is not written twice, but it may be answered
        ``StaleQuantities`` although the first call succeeded (seen on live shops): after a doubt
        read the counts, and take those that equal the wanted ones as done. With ``change_from``
        None there is no such guard; give a number.

        Args:
            rows: 1 to 250 changes, each pair once; quantities in units, 0 to 1,000,000,000.
            key: Idempotency key, stored before sending and fresh for each decision, never made
                from the counts alone; Shopify keeps it for 24 hours.
            reference: URI shown in the merchant's inventory history, ``gid://app/Kind/id``.
            lane: Who pays the points.

        Raises:
            StaleQuantities: Some counts have moved; ``rows`` names them. Nothing was written.
            InProgress: The first call with this key still runs; the same call may be sent again.
            PreviousAttemptFailed: It failed; decide again, with a new key.
            KeyParameterMismatch: The key was used for other rows.
            UnknownItem: ``rows`` names items that are gone; UnknownLocation, NotCountable,
                NotStocked, RepeatedRow and OutOfBounds alike.
            Rejected: Any other refusal.
            OutcomeUnknown: No answer, or none that can be read.
            ValueError: The batch breaks the bounds above; nothing was sent.

        Source: ``inventorySetQuantities``, Admin GraphQL 2026-10.
        """
        _check(rows, key, reference)
        variables: Json = {
            "input": {
                "name": "available",
                "reason": "correction",
                "referenceDocumentUri": reference,
                "quantities": [row.model_dump() for row in rows],
            },
            "key": key,
        }
        answer = await self._graphql.run("SetQuantities", variables, lane=lane)
        answer.payload("inventorySetQuantities")

    async def activate(
        self, item_id: str, location_id: str, *, key: str, lane: Lane = Lane.STOCK
    ) -> None:
        """Stock an item at a location, with no units yet.

        An item that is active there already is left as it is, so a repeat does no harm.

        Args:
            item_id: Gid of the inventory item.
            location_id: Gid of the location.
            key: Idempotency key, stored before sending.
            lane: Who pays the points.

        Raises:
            UnknownItem: The item is gone.
            UnknownLocation: There is no such location.
            Rejected: Shopify will not stock it there.
            OutcomeUnknown: No answer, or none that can be read.
            ValueError: An id of something else, or a blank key; nothing was sent.

        Source: ``inventoryActivate``, Admin GraphQL 2026-10.
        """
        variables: Json = {
            "inventoryItemId": gid("InventoryItem", item_id),
            "locationId": gid("Location", location_id),
            "key": _key(key),
        }
        answer = await self._graphql.run("ActivateInventory", variables, lane=lane)
        payload = answer.payload("inventoryActivate")
        if answer.child(payload, "inventoryLevel").get("isActive") is not True:
            raise answer.odd("neither refused nor active")


def _check(rows: Sequence[LevelChange], key: str, reference: str) -> None:
    if not 1 <= len(rows) <= MOST_ROWS:
        raise ValueError(f"a batch of {len(rows)} rows; 1 to {MOST_ROWS} may be sent")
    pairs: set[tuple[str, str]] = set()
    for place, row in enumerate(rows):
        pair = gid("InventoryItem", row.item_id), gid("Location", row.location_id)
        if pair in pairs:
            raise ValueError(f"row {place}: {pair[0]} at {pair[1]} stands in the batch twice")
        pairs.add(pair)
        if not 0 <= row.quantity <= MOST_UNITS:
            raise ValueError(f"row {place}: {row.quantity} units; 0 to {MOST_UNITS:,} may be shown")
        if row.change_from is not None and abs(row.change_from) > MOST_UNITS:
            raise ValueError(f"row {place}: no count can be {row.change_from} units now")
    _key(key)
    scheme, _, rest = reference.partition("://")
    if not scheme or not rest:
        raise ValueError(f"{reference!r} is no URI; give gid://app/Kind/id")


def _key(key: str) -> str:
    if not key.strip():
        raise ValueError("a blank idempotency key")
    return key
