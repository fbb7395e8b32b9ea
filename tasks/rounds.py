"""Go round while there is news: lower the hints, work, look whether they were raised again."""

from collections.abc import Awaitable, Callable
from typing import Protocol, Self, TypeVar

from tasks import hints
from tasks.outside import outside

MOST_ROUNDS = 20
"""After so many the run ends and the hint stays raised: the sweep starts a fresh one."""
PAUSE_SECONDS = 20.0
"""Between two rounds of a run (our clock): gathers a burst, and leaves Cin7's budget for orders.
It is never shorter than a start, which would have gathered as much."""
LOOKS = 10
"""So often a run that lingers looks whether news has come."""


class Report(Protocol):
    """What one round has to tell; rounds of a run add up."""

    @property
    def unfinished(self) -> bool:
        """Did the round leave something that this run should look at again?"""
        ...

    def then(self, later: Self) -> Self:
        """Both rounds as one report."""
        ...


R = TypeVar("R", bound=Report)


async def go_round(
    flow: str,
    one_round: Callable[[R | None], Awaitable[R]],
    tell: Callable[[R], Awaitable[None]],
    *,
    whole: bool = True,
    lingers: bool = False,
) -> R:
    """Run a round at least once, and again while news has come or something is left over.

    Hints are lowered before a round reads, so news that arrives during it raises them again; a
    round that fails raises them too, so that the sweep comes back before the schedule does.

    Args:
        flow: Whose hints.
        one_round: Is given the report of the round before it, None for the first.
        tell: Shows the report on the run's page. It takes a while, and a run that begins meanwhile
            is cancelled for being the second; so the hints are looked at once more after it.
        whole: Whether the run acts on all that a hint may mean. A dry run, or one for some stores
            or SKUs, does not: it leaves the hints to a run that does.
        lingers: Whether the run waits for more news before it ends, as long as a fresh run would
            take to begin: news that comes meanwhile saves that start (docs/why/0009).
    """
    told: R | None = None
    last: R | None = None
    usual = pause = max(PAUSE_SECONDS, outside().start_seconds)
    for _ in range(MOST_ROUNDS):
        if last is not None:
            await outside().sleep(pause)
            pause = usual
        lowered = whole and hints.lower(flow)
        try:
            last = await one_round(last)
        except BaseException:
            if lowered:
                hints.raise_again(flow)
            raise
        told = last if told is None else told.then(last)
        if last.unfinished or (whole and hints.is_raised(flow)):
            continue
        if whole and lingers and await _news_came(flow):
            pause = outside().start_seconds  # as late as a fresh run would have read, not later
            continue
        await tell(told)
        if not (whole and hints.is_raised(flow)):
            return told
    assert told is not None
    await tell(told)
    if told.unfinished:
        hints.raise_again(flow)
    return told


async def _news_came(flow: str) -> bool:
    """Wait as long as a start takes, or until news has come."""
    world = outside()
    for _ in range(LOOKS if world.start_seconds else 0):
        await world.sleep(world.start_seconds / LOOKS)
        if hints.is_raised(flow):
            return True
    return False
