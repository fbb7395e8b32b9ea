"""What still waits, and starting it: hints nobody lowered, effects that are to be looked for."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from clients.errors import ClientError
from ledger import effects_seen as effects
from ledger import hints, inbox
from ledger.models import Delivery, DeliveryState
from tasks.doubts import FLOW_OF, are_words_in_doubt, settle_doubts
from tasks.outside import outside
from tasks.telling import MANY, tell_people

SWEEP = "sweep-hints"
"""The sweep itself: it sends words, and settles doubts about them, and starts nothing for it."""
GRACE_SECONDS = 30.0
"""A hint younger than this is left to its own event (our clock)."""
LEFT_TO_ITS_RUN = 60.0
"""A condition younger than this is told by the run that met it, together with more of its kind."""

FLOWS_OF_TOPIC: dict[str, tuple[str, ...]] = {
    "purchase": ("push-receipts",),
    "stock": ("sync-stock",),
    "sale": ("sync-stock", "hand-off-fulfilment"),
}
"""Which flows a delivery of Cin7 waits for if the receiver died before it raised the hint."""
OF_ORDERS = ("ingest-orders", "sync-stock")
"""The same for every delivery of a shop."""
OF_TAKING_BACK = ("reverse-cancellations",)
"""Besides, for those that say that something was taken back."""
TAKEN_BACK = ("orders/cancelled", "orders/edited", "refunds/create")
OF_PARCELS = ("return-tracking",)
"""The same for every delivery of ShipStation."""


@dataclass(frozen=True, slots=True)
class SweepReport:
    """The flows that have something waiting, why, and which were started."""

    flows: tuple[str, ...]
    because: tuple[str, ...]
    started: tuple[str, ...] = ()
    said: int = 0
    """Messages that this sweep brought to Slack."""

    def and_started(self, names: Sequence[str]) -> "SweepReport":
        """The same, with what was started."""
        return replace(self, started=tuple(names))

    def headline(self) -> str:
        """For the run's name."""
        told = f", {self.said} told in Slack" if self.said else ""
        if not self.flows:
            return f"nothing waits{told}"
        return f"{', '.join(self.flows)} ({'; '.join(self.because)}){told}"


def waiting_flows() -> SweepReport:
    """Look into the ledger for what no run has taken up."""
    world = outside()
    now = world.now()
    grace = now - timedelta(seconds=GRACE_SECONDS)
    reasons: dict[str, str] = {}
    for hint in hints.raised(world.ledger):
        if hint.raised_at <= grace:
            reasons.setdefault(hint.flow, f"hint of {hint.store} raised {hint.raised_at:%H:%M:%S}")
    for effect in effects.due(world.ledger, now):
        flow = FLOW_OF[effect.kind]
        if flow is not None and flow != SWEEP and effect.updated_at <= grace:
            reasons.setdefault(flow, f"{effect.kind.value} of {effect.subject} is due")
    for delivery in inbox.unhandled(world.ledger, state=DeliveryState.RECEIVED):
        if delivery.received_at <= grace:
            for flow in flows_of(delivery):
                reasons.setdefault(flow, f"a delivery of {delivery.source} waits")
    return SweepReport(tuple(sorted(reasons)), tuple(reasons[name] for name in sorted(reasons)))


def flows_of(delivery: Delivery) -> tuple[str, ...]:
    """The flows that a delivery waits for."""
    if delivery.source == "shipstation":
        return OF_PARCELS
    if delivery.source == "slack":
        return ()  # a click is answered by the receiver, or clicked again by who sees no answer
    if delivery.topic in TAKEN_BACK:
        return OF_ORDERS + OF_TAKING_BACK
    return FLOWS_OF_TOPIC.get(delivery.topic, OF_ORDERS)


async def sweep_words() -> int:
    """Say what is due, and settle what is in doubt and overtaken; how many messages were said.

    Slack out of reach fails no sweep: the next one tries again.
    """
    if outside().slack is None:
        return 0
    said = await tell_people(MANY, grace_seconds=LEFT_TO_ITS_RUN)
    if are_words_in_doubt():
        with suppress(ClientError):
            await settle_doubts(SWEEP)
    return said
