"""The outside world as one flow run sees it: opened by ``flows/doors.py``, asked for by the steps.

Arguments of a step are data; clients, ledger and clock come from here.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from clients.cin7.client import Cin7Client
from clients.shopify.client import ShopifyClient
from domain.rules import Rules
from ledger.store import Ledger
from tasks.ports import InventorySystem


@dataclass(frozen=True, slots=True)
class Outside:
    """Doors and measures of one run."""

    shops: Mapping[str, ShopifyClient]
    """By store name."""
    inventory: InventorySystem
    cin7: Cin7Client
    """Only for its webhook subscriptions; stock, sales and receipts go through ``inventory``."""
    ledger: Ledger
    rules: Rules
    now: Callable[[], datetime]
    """Our clock, aware UTC."""
    sleep: Callable[[float], Awaitable[None]]
    """Seconds of our clock."""
    owner: str
    """Who claims effects: unique to this run."""
    settle_seconds: float
    """How long Cin7's figures may lag behind its documents (our clock)."""
    lease_seconds: float
    """How long a claimed effect is ours: longer than the call's time-out plus the settle time."""


_outside: ContextVar[Outside | None] = ContextVar("outside", default=None)


def outside() -> Outside:
    """The world this run opened.

    Raises:
        RuntimeError: No doors are open: call it inside ``async with open_doors()``.
    """
    found = _outside.get()
    if found is None:
        raise RuntimeError("no doors are open: steps run inside `async with open_doors()`")
    return found


def standing() -> Outside | None:
    """The world somebody opened already (a test, a simulation), if any."""
    return _outside.get()


class Standing:
    """Makes a world the one that ``outside()`` answers, for the length of a ``with``."""

    def __init__(self, world: Outside) -> None:
        self._world = world

    def __enter__(self) -> Outside:
        """Put it up."""
        self._token = _outside.set(self._world)
        return self._world

    def __exit__(self, *_: object) -> None:
        """Take it down."""
        _outside.reset(self._token)
