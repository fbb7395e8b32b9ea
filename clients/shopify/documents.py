"""The GraphQL documents of this client: one operation a file, with the fragments it spreads.

An unused fragment is a validation error at Shopify, so each document gets exactly its own.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_SPREAD = re.compile(r"\.\.\.\s*([A-Z]\w*)")
_FOLDER = files("clients.shopify") / "queries"

COSTS: Mapping[str, float] = {
    "ShopProbe": 3,
    "Locations": 9,
    "CountsPage": 167,
    "CountsOf": 15,
    "ItemLevels": 36,
    "OrdersPage": 486,
    "OrderById": 121,
    "OrderLines": 47,
    "OrderShippingLines": 25,
    "OrderFulfillmentOrders": 256,
    "FulfillmentOrderLines": 25,
    "OrderShipping": 168,
    "FulfillmentLines": 25,
    "RefundLines": 36,
    "RefundShippingLines": 14,
    "SetQuantities": 10,
    "ActivateInventory": 10,
    "LocationsForMove": 17,
    "MoveFulfillmentOrder": 12,
    "CreateFulfillment": 12,
    "UpdateTracking": 52,
    "CancelFulfillment": 12,
    "Webhooks": 16,
    "SubscribeWebhook": 11,
    "UpdateWebhook": 11,
    "DeleteWebhook": 10,
}
"""Requested cost in points at the page sizes this client asks for, until an answer tells it.

Reckoned by a formula that was fitted to recorded answers; a test keeps it true.
"""


@dataclass(frozen=True, slots=True)
class Document:
    """One operation as it is sent."""

    operation: str
    text: str
    write: bool


@cache
def document(operation: str) -> Document:
    """The document of that name, with its fragments behind it."""
    text = (_FOLDER / f"{operation}.graphql").read_text(encoding="utf-8")
    fragments: dict[str, str] = {}
    waiting = _SPREAD.findall(text)
    while waiting:
        name = waiting.pop()
        if name not in fragments:
            path = _FOLDER / "fragments" / f"{name}.graphql"
            fragments[name] = path.read_text(encoding="utf-8")
            waiting += _SPREAD.findall(fragments[name])
    whole = "\n".join([text, *(fragments[name] for name in sorted(fragments))])
    return Document(operation, whole, write=text.startswith("mutation"))


def operations() -> list[str]:
    """The names of all documents."""
    names = (path.name.removesuffix(".graphql") for path in _FOLDER.iterdir() if path.is_file())
    return sorted(name for name in names if not name.startswith("_"))


class LearnedCosts:
    """What each operation costs, in points: the table above until Shopify has said it itself."""

    def __init__(self) -> None:
        self._learned: dict[str, float] = {}

    def expect(self, operation: str) -> float:
        """The points to set aside before the call."""
        return self._learned.get(operation, COSTS[operation])

    def learn(self, operation: str, points: float) -> None:
        """Remember what an answer asked for."""
        self._learned[operation] = points
