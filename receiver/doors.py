"""What the receiver holds while it runs: the ledger, the secrets, the way to post a hint."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

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
