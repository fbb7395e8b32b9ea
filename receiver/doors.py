"""What the receiver holds while it runs: the ledger, the secrets, the way to post a hint."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from clients.shipstation.keys import KeyRing
from ledger.store import Ledger

PostHint = Callable[[str, str, int], Awaitable[None]]
"""Posts the event of one raised hint: (flow, store, number of the raise)."""


@dataclass(frozen=True, slots=True)
class Doors:
    """Secrets are kept out of every ``repr``."""

    ledger: Ledger
    now: Callable[[], datetime]
    post_hint: PostHint
    shop_domains: Mapping[str, str]
    """Store name to the shop domain its deliveries must name."""
    shop_secrets: Mapping[str, Sequence[str]] = field(repr=False, default_factory=dict)
    """Store name to signing secrets; two while one is being rotated."""
    cin7_bearer: str = field(repr=False, default="")
    window_seconds: float = 172_800
    """A delivery triggered longer ago than this is refused (our clock)."""
    shipstation_keys: KeyRing | None = field(repr=False, default=None)
    """What ShipStation signs with; None for a merchant without an account there."""
    shipstation_window_seconds: float = 300
    """A delivery of ShipStation's may be off by so much, either way (our clock)."""
    slack_secrets: Sequence[str] = field(repr=False, default=())
    """What Slack signs clicks with; two while one is being rotated, none without buttons."""
    slack_people: frozenset[str] = frozenset()
    """Slack ids of those whose clicks count; everybody's when empty."""

    def may_answer(self, user: str) -> bool:
        """Whether a click of this person counts."""
        return not self.slack_people or user in self.slack_people
