"""The pace one vendor account allows, shared by every process of ours.

The clients only ask; the limiter itself is built at the doors (state that all processes can see).
"""

from enum import StrEnum
from typing import Protocol


class Lane(StrEnum):
    """Who is asking, so that neither urgent work nor stock reads starve on one budget."""

    URGENT = "urgent"
    """Orders and cancellations: at most the urgent share of the budget."""
    STOCK = "stock"
    """Stock reads: may use the whole budget, and always find the share urgent work may not take."""
    IDLE = "idle"
    """Reports and checks: take what nobody else wants."""


class Pace(Protocol):
    """A budget of calls, or of points where a vendor counts cost."""

    async def wait(self, lane: Lane, cost: float = 1) -> None:
        """Return when ``cost`` (calls, or points) may be spent; waits on our clock."""
        ...

    def told(self, *, available: float, maximum: float, restore_per_second: float) -> None:
        """Correct the budget by what the vendor's own answer says is left (points)."""
        ...

    def refused(self, wait_seconds: float) -> None:
        """The vendor throttled us: hold everybody back for ``wait_seconds`` of our clock."""
        ...


class Unpaced:
    """No budget at all, for tests and for systems without a limit."""

    async def wait(self, lane: Lane, cost: float = 1) -> None:
        """Return at once."""

    def told(self, *, available: float, maximum: float, restore_per_second: float) -> None:
        """Forget it."""

    def refused(self, wait_seconds: float) -> None:
        """Forget it."""
