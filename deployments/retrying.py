"""Trying again what an exception tells of: which flow, for which order, and what holds it back."""

import shlex
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from ledger.models_orders import Order
from ledger.models_work import ExceptionRow
from ledger.order_story_seen import by_names
from ledger.store import Ledger


@dataclass(frozen=True, slots=True)
class Retry:
    """A run that tries again."""

    flow: str
    parameters: dict[str, Any]
    subject: str
    """Whose refused effects are not to hold it back."""

    @property
    def command(self) -> str:
        """What a person types to run it here, without Prefect."""
        words = ["stocksteady", "run", self.flow]
        for store in self.parameters.get("stores", ()):
            words += ["--store", store]
        for order in self.parameters.get("orders", ()):
            words += ["--order", order]
        return shlex.join(words)


def retry_of(ledger: Ledger, row: ExceptionRow, accepts: Collection[str]) -> Retry:
    """The run that tries again what an exception tells of.

    Args:
        ledger: Knows which subjects name an order.
        row: With a ``retry_flow``.
        accepts: The parameters of that flow.
    """
    order = order_of(ledger, row.subject)
    if order is None:
        return Retry(str(row.retry_flow), {}, row.subject)
    narrow = {"stores": [order.store], "orders": [order.name]}
    whole = "orders" in accepts
    kept = {name: value for name, value in narrow.items() if whole and name in accepts}
    return Retry(str(row.retry_flow), kept, f"{order.store} {order.name}")


def order_of(ledger: Ledger, subject: str) -> Order | None:
    """The order that a subject names: ``uk #1001``, or ``uk #1001`` and something of it."""
    store, _, rest = subject.partition(" ")
    words = rest.split(" ")
    for most in range(len(words), 0, -1):
        found = by_names(ledger, [store], [" ".join(words[:most])])
        if found:
            return found[0]
    return None
