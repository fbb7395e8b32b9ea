"""One API call on its way through the resolvers."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.shopify.state import Shop


@dataclass(slots=True)
class Call:
    """What the resolvers know of the caller, and what they leave behind for the answer.

    Args:
        shop: The shop that was called.
        app: Who calls.
    """

    shop: "Shop"
    app: str
    refs: list[str] = field(default_factory=list)
    """What a ledger may know the call by: idempotency key, global id of what was changed."""
    searched: list[dict[str, object]] = field(default_factory=list)
    """Queries that named a field no list knows."""
    refused: bool = False
    """Some ``userErrors`` were answered."""
