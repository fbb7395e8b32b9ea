"""What still waits, and starting it: hints nobody lowered, effects that are to be looked for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from prefect.context import FlowRunContext
from prefect.deployments.flow_runs import arun_deployment

from ledger import effects_seen as effects
from ledger import hints, inbox
from ledger.models import DeliveryState
from tasks.doubts import FLOW_OF
from tasks.outside import outside
from tasks.step import step

GRACE_SECONDS = 30.0
"""A hint younger than this is left to its own event (our clock)."""

FLOWS_OF_TOPIC: dict[str, tuple[str, ...]] = {
    "purchase": ("push-receipts",),
    "stock": ("sync-stock",),
    "sale": ("sync-stock",),
}
"""Which flows a delivery of Cin7 waits for if the receiver died before it raised the hint."""
OF_ORDERS = ("ingest-orders", "sync-stock")
"""The same for every delivery of a shop."""


@dataclass(frozen=True, slots=True)
class SweepReport:
    """The flows that have something waiting, why, and which were started."""

    flows: tuple[str, ...]
    because: tuple[str, ...]
    started: tuple[str, ...] = ()

    def and_started(self, names: Sequence[str]) -> "SweepReport":
        """The same, with what was started."""
        return replace(self, started=tuple(names))

    def headline(self) -> str:
        """For the run's name."""
        if not self.flows:
            return "nothing waits"
        return f"{', '.join(self.flows)} ({'; '.join(self.because)})"


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
        if flow is not None and effect.updated_at <= grace:
            reasons.setdefault(flow, f"{effect.kind.value} of {effect.subject} is due")
    for delivery in inbox.unhandled(world.ledger, state=DeliveryState.RECEIVED):
        if delivery.received_at <= grace:
            for flow in FLOWS_OF_TOPIC.get(delivery.topic, OF_ORDERS):
                reasons.setdefault(flow, f"a delivery of {delivery.source} waits")
    return SweepReport(tuple(sorted(reasons)), tuple(reasons[name] for name in sorted(reasons)))


@step("start a flow", run_name="start {flow}")
async def start(flow: str) -> str | None:
    """Start a deployment without waiting for it; its name, or None outside Prefect.

    Prefect cancels the new run if one is going already, so starting twice is harmless.
    """
    if FlowRunContext.get() is None:
        return None
    await arun_deployment(f"{flow}/{flow}", timeout=0, as_subflow=False)
    return flow
