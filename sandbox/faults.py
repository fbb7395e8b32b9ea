"""Troubles planned ahead: which call of which operation goes wrong, and how.

A planned fault is used up by the first call that meets it; an outage answers every call of a
system alike until its time is over. Who asks, obeys: the vendor's routes give the answer.
"""

from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta

from sandbox.clock import Clock

KINDS = frozenset(
    {
        "429",
        "500",
        "503",
        "throttled",
        "lost-before",
        "lost-after",
        "malformed",
        "internal",
        "truncated",
    }
)
"""``throttled``: the vendor's own shape of it, as its switches say; ``lost-before``: no answer, and
nothing was done; ``lost-after``: no answer, and it was done; ``malformed``: cut JSON;
``internal``: the vendor's own "internal error"; ``truncated``: half of a page is missing."""

TIMED = ("slow", "late")
"""``slow:<s>``: the answer takes that long; ``late:<s>``: no answer, and the effect lands that many
seconds later. Seconds of the world's clock."""

ANY = "*"
"""The operation name that stands for every operation."""


class UnknownFault(ValueError):
    """A kind of trouble that the sandbox cannot make."""


def check(kind: str) -> str:
    """Return the kind, or raise ``UnknownFault``."""
    if kind in KINDS:
        return kind
    name, _, seconds = kind.partition(":")
    if name in TIMED:
        try:
            float(seconds)
        except ValueError:
            raise UnknownFault(f"{kind!r}: say how many seconds, such as {name}:30") from None
        return kind
    raise UnknownFault(f"{kind!r} is none of {sorted(KINDS)}, slow:<s>, late:<s>")


def seconds_of(kind: str) -> float:
    """The seconds in ``slow:<s>`` or ``late:<s>``."""
    return float(kind.partition(":")[2])


class Faults:
    """The plan of troubles. Systems are named ``shopify:<domain>`` and ``cin7``."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._planned: dict[tuple[str, str], deque[str]] = {}
        self._outages: dict[str, tuple[datetime, str]] = {}

    def plan(self, system: str, operation: str, kinds: Sequence[str]) -> None:
        """Let the next calls of an operation (``*``: of any) meet these troubles, in this order."""
        checked = [check(kind) for kind in kinds]
        self._planned.setdefault((system, operation), deque()).extend(checked)

    def outage(self, system: str, seconds: float, kind: str = "503") -> None:
        """Answer every call of a system with this trouble for so many seconds from now."""
        self._outages[system] = (self._clock.now() + timedelta(seconds=seconds), check(kind))

    async def take(self, system: str, operation: str) -> str | None:
        """The trouble of this call, used up by asking; ``None`` when all is well.

        An outage comes first and uses up nothing; then what is planned for the operation; then
        what is planned for any.
        """
        if (outage := self._outages.get(system)) is not None:
            until, kind = outage
            if self._clock.now() < until:
                return kind
            del self._outages[system]
        for name in (operation, ANY):
            if waiting := self._planned.get((system, name)):
                return waiting.popleft()
        return None

    def waiting(self) -> dict[str, list[str]]:
        """What is planned and not met yet, by ``"<system> <operation>"``."""
        return {f"{s} {op}": list(kinds) for (s, op), kinds in self._planned.items() if kinds}

    def clear(self) -> None:
        """Forget all plans and outages."""
        self._planned.clear()
        self._outages.clear()
