"""From what Shopify says in ``userErrors`` and top-level ``errors`` to our classes, by table.

Codes are those of the 2026-10 schema; texts are those recorded from live shops where a payload has
no codes (``inventoryActivate``, webhook subscriptions).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clients.errors import (
    ClientError,
    Denied,
    Malformed,
    OutcomeUnknown,
    Rejected,
    Unreachable,
)
from clients.shopify.errors import (
    AddressRefused,
    AlreadySubscribed,
    CannotMove,
    CostTooHigh,
    FulfillmentOrderClosed,
    InProgress,
    KeyParameterMismatch,
    NotCountable,
    NotStocked,
    OutOfBounds,
    PreviousAttemptFailed,
    QuantityTooLarge,
    RepeatedRow,
    RowsRefused,
    ServiceBusy,
    ShopUnavailable,
    StaleQuantities,
    UnknownFulfillment,
    UnknownFulfillmentOrder,
    UnknownItem,
    UnknownLocation,
    UnknownSubscription,
)

REFUSALS: Mapping[str, type[Rejected]] = {
    # What no second reading of the counts can heal stands first: it wins in a mixed answer.
    "IDEMPOTENCY_KEY_PARAMETER_MISMATCH": KeyParameterMismatch,
    "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED": PreviousAttemptFailed,
    "IDEMPOTENCY_CONCURRENT_REQUEST": InProgress,
    "INVALID_LOCATION": UnknownLocation,
    "LOCATION_NOT_FOUND": UnknownLocation,
    "INVALID_INVENTORY_ITEM": UnknownItem,
    "INVENTORY_ITEM_NOT_FOUND": UnknownItem,
    "NON_MUTABLE_INVENTORY_ITEM": NotCountable,
    "ITEM_NOT_STOCKED_AT_LOCATION": NotStocked,
    "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR": RepeatedRow,
    "INVALID_QUANTITY_NEGATIVE": OutOfBounds,
    "INVALID_QUANTITY_TOO_HIGH": OutOfBounds,
    "INVALID_QUANTITY_TOO_LOW": OutOfBounds,
    "CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS": CannotMove,
    "SERVICE_UNAVAILABLE": ServiceBusy,
    "CHANGE_FROM_QUANTITY_STALE": StaleQuantities,
    "COMPARE_QUANTITY_STALE": StaleQuantities,
}
"""``userErrors[].code`` to our class; a code that is not here is a plain ``Rejected``."""

REFUSALS_BY_TEXT: Mapping[str, type[Rejected]] = {
    "Address for this topic has already been taken": AlreadySubscribed,
    "Webhook subscription does not exist": UnknownSubscription,
    "Address protocol": AddressRefused,
    "Address cannot be": AddressRefused,
    "Address can't be blank": AddressRefused,
    "Fulfillment order does not exist.": UnknownFulfillmentOrder,
    "Fulfillment not found.": UnknownFulfillment,
    "Fulfillment does not exist.": UnknownFulfillment,
    "Invalid fulfillment order line item quantity": QuantityTooLarge,
    "Location not found.": UnknownLocation,
    "Cannot change location.": CannotMove,
    "Cannot move": CannotMove,
    "The specified inventory item could not be found.": UnknownItem,
    "The specified location could not be found.": UnknownLocation,
    "The specified inventory item is not stocked": NotStocked,
}
"""How the text begins: for payloads without codes, and where a code says less than the text."""

REFUSALS_BY_WORDS: Mapping[str, type[Rejected]] = {
    "has an unfulfillable status": FulfillmentOrderClosed,
}
"""What the text says somewhere, where it begins with a number of its own."""

TOP_LEVEL: Mapping[str, type[ClientError]] = {
    "INTERNAL_SERVER_ERROR": Unreachable,
    "ACCESS_DENIED": Denied,
    "MAX_COST_EXCEEDED": CostTooHigh,
    "SHOP_INACTIVE": ShopUnavailable,
    "RESOURCE_NOT_FOUND": Rejected,
    "BAD_REQUEST": Rejected,
    "INVALID_FIELD_ARGUMENTS": Rejected,
    "INVALID_VARIABLE": Rejected,
    "MAX_INPUT_SIZE_EXCEEDED": Rejected,
}
"""``errors[].extensions.code`` to our class. On a write, ``Unreachable`` is ``OutcomeUnknown``."""


@dataclass(frozen=True, slots=True)
class UserError:
    """One line of ``userErrors``: the path of the argument, what it says, its code if any."""

    message: str
    code: str | None
    field: tuple[str, ...]

    @property
    def kind(self) -> type[Rejected]:
        """Our class for it: by a text we know, else by its code."""
        for text, kind in REFUSALS_BY_TEXT.items():
            if self.message.startswith(text):
                return kind
        for words, kind in REFUSALS_BY_WORDS.items():
            if words in self.message:
                return kind
        return REFUSALS.get(self.code or "", Rejected)

    @property
    def row(self) -> int | None:
        """Which row of a batch it is about, from 0: Shopify writes the index as a string."""
        return next((int(part) for part in self.field if part.isdecimal()), None)


_ORDER = {kind: place for place, kind in enumerate(dict.fromkeys(REFUSALS.values()))}


def refusal(
    said: Sequence[UserError], *, system: str, operation: str, request_id: str | None
) -> Rejected:
    """One error for all ``userErrors`` of an answer: the gravest class, every text, its rows.

    A batch may hold several kinds of refusal. The rows are those of the class that is raised, so
    that who drops them and sends the rest hears of the next kind then.
    """
    kind = min((one.kind for one in said), key=lambda each: _ORDER.get(each, -1))
    texts = dict.fromkeys(f"{one.code or 'refused'}: {one.message}" for one in said)
    message = "; ".join(list(texts)[:5])
    if not issubclass(kind, RowsRefused):
        return kind(message, system=system, operation=operation, request_id=request_id)
    rows = {one.row for one in said if one.kind is kind and one.row is not None}
    return kind(
        message,
        system=system,
        operation=operation,
        request_id=request_id,
        rows=tuple(sorted(rows)),
    )


def kind_of(code: str | None, *, write: bool, began: bool) -> type[ClientError]:
    """Our class for a top-level error.

    Args:
        code: ``extensions.code``.
        write: Whether the call changes the outside world.
        began: The answer has a ``data`` key. Without one nothing was executed (GraphQL
            specification, "Response": an error before execution leaves ``data`` out).
    """
    known = TOP_LEVEL.get(code or "")
    if known is Unreachable and write:
        return OutcomeUnknown
    if known is not None:
        return known
    if not began:
        return Rejected
    return OutcomeUnknown if write else Malformed
