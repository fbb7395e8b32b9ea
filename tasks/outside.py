"""The outside world as one flow run sees it: opened by ``flows/doors.py``, asked for by the steps.

Arguments of a step are data; clients, ledger and clock come from here.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from clients.cin7.client import Cin7Client
from clients.shipstation.client import ShipStationClient
from clients.shopify.client import ShopifyClient
from clients.slack.client import SlackClient
from domain.links import Links
from domain.rules import Rules
from ledger.store import Ledger
from tasks.ports import InventorySystem
from tasks.ports_carrier import CarrierDesk


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
    start_seconds: float = 0
    """How long a fresh run takes from the event to its first read (our clock)."""
    desk: CarrierDesk | None = None
    """Where labels are bought; None for a merchant without one."""
    shipstation: ShipStationClient | None = None
    """Only for its webhook subscriptions; orders and labels go through ``desk``."""
    slack: SlackClient | None = None
    """Where words go; None keeps them in the ledger."""
    channel: str = ""
    """The id of the Slack channel they go to."""
    channels: Mapping[str, str] = field(default_factory=dict)
    """Other channels by lane (``domain.alert_rules.Lane``)."""
    buttons: bool = False
    """Whether clicks reach us, so that messages may have buttons."""
    links: Links = field(default_factory=Links)
    """Where the links of messages lead."""
    orders_since: datetime | None = None
    """Orders placed from then on are ours, when a store is looked after for the first time; None:
    from that first time on."""

    def channel_of(self, lane: str) -> str:
        """The channel that words of this lane go to."""
        return self.channels.get(lane) or self.channel


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
