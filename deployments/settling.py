"""After the day: wait until nothing is under way and every flow has looked once more.

A lost webhook is made good by the next whole run, so each flow must have begun and finished one
after the last thing that happened. Bounded: what does not settle is said, and the books judge it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from sqlalchemy import and_, exists, func, or_, select
from sqlmodel import col

from deployments.day.panel import Panel
from deployments.prefect_schema import PrefectFile
from ledger import hints, inbox
from ledger.models_effects import Effect, EffectState
from ledger.models_orders import Order
from ledger.models_parcels import Parcel, ParcelState
from ledger.models_reversals import Reversal, ReversalState
from ledger.models_work import ExceptionRow, OutboxMessage, OutboxState
from ledger.store import Ledger

UNFINISHED = (EffectState.INTENDED, EffectState.CLAIMED, EffectState.DOUBTFUL)

RARE_SECONDS = 3600.0
"""A flow that runs more rarely than this is not waited for (wall)."""
LONGEST = 180.0
"""Wall seconds after which the demo stops waiting."""

_POLL_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Settled:
    """How the day came to rest: wall seconds, and what was still under way (empty when nothing)."""

    seconds: float
    open_ends: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Watch:
    """Where to look.

    Args:
        ledger: Hints, deliveries, effects.
        panel: Webhooks on their way.
        prefect: Flow runs.
        file: Which flows have a schedule.
    """

    ledger: Ledger
    panel: Panel
    prefect: PrefectClient
    file: PrefectFile

    async def settle(
        self,
        since: datetime,
        sleep: Callable[[float], Awaitable[None]],
        tell: Callable[[str], None],
        longest: float = LONGEST,
    ) -> Settled:
        """Wait until nothing is under way.

        Args:
            since: Wall time after which every flow must have begun a run that looks at everything.
            sleep: Waits wall seconds.
            tell: Called with what is still waited for.
            longest: Wall seconds at most.
        """
        began = monotonic()
        while True:
            open_ends = await self.open_ends(since)
            passed = monotonic() - began
            if not open_ends or passed > longest:
                return Settled(round(passed, 1), open_ends)
            tell("; ".join(open_ends))
            await sleep(_POLL_SECONDS)

    async def open_ends(self, since: datetime) -> tuple[str, ...]:
        """What is under way or still to come, in words; empty when all is quiet."""
        found = []
        state = await self.panel.state()
        on_the_way = state["webhooks"]["waiting"]
        if on_the_way:
            found.append(f"{on_the_way} webhooks on their way")
        packing = state["shipstation"]["crew"]["waiting"]
        if packing:
            found.append(f"{packing} pieces of work in the warehouse")
        raised = sorted({hint.flow for hint in hints.raised(self.ledger)})
        if raised:
            found.append(f"hints raised for {', '.join(raised)}")
        if inbox.unhandled(self.ledger, limit=1):
            found.append("deliveries not handled")
        found += self._waiting()
        return tuple(found + await self._runs(since))

    def _waiting(self) -> list[str]:
        """What the ledger still has to do, and no person."""
        named = col(Order.store) + " " + col(Order.name)
        subject = col(ExceptionRow.subject)
        wanted = {
            "effects under way": col(Effect.state).in_(UNFINISHED),
            "parcels untold": and_(
                col(Parcel.state) == ParcelState.BOUGHT,
                # The label of an order that was taken back may stand; nobody is told of it.
                exists().where(
                    col(Order.store) == col(Parcel.store),
                    col(Order.order_id) == col(Parcel.order_id),
                    col(Order.live).is_(True),
                    ~exists().where(
                        col(ExceptionRow.open).is_(True),
                        or_(subject == named, subject.startswith(named + " ")),
                    ),
                ),
            ),
            "reversals open": col(Reversal.state) == ReversalState.OPEN,
            "messages unsaid": col(OutboxMessage.state) == OutboxState.WAITING,
        }
        found = []
        with self.ledger.reading() as session:
            for what, condition in wanted.items():
                number = int(session.scalar(select(func.count()).where(condition)) or 0)
                if number:
                    found.append(f"{number} {what}")
        return found

    async def _runs(self, since: datetime) -> list[str]:
        names: dict[UUID | None, str] = {
            each.id: each.name for each in await self.prefect.read_deployments()
        }
        running = await self.prefect.read_flow_runs(flow_run_filter=_in(StateType.RUNNING))
        done = await self.prefect.read_flow_runs(flow_run_filter=_in(StateType.COMPLETED, since))
        # A run that news began looks at all there is, unless its trigger narrows it.
        narrowed = {
            each.name
            for each in self.file.deployments
            for trigger in each.triggers
            if any(given.value != "null" for given in trigger.parameters.values())
        }
        looked = {
            name
            for run in done
            if (name := names.get(run.deployment_id)) not in narrowed or run.auto_scheduled
        }
        wanted = {
            each.name
            for each in self.file.deployments
            if any(schedule.interval <= RARE_SECONDS for schedule in each.schedules)
        }
        busy = {names.get(run.deployment_id) for run in running} - {"sweep-hints", None}
        found = []
        if busy:
            found.append(f"{', '.join(sorted(str(name) for name in busy))} running")
        if wanted - looked:
            found.append(f"no whole run yet of {', '.join(sorted(wanted - looked))}")
        return found


def _in(state: StateType, since: datetime | None = None) -> FlowRunFilter:
    return FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[state])),
        start_time=None if since is None else FlowRunFilterStartTime(after_=since),
    )
