"""Is a change too large to be true?

A half-read catalogue, a wrong location or a mistake in Cin7 looks like a sell-out. It is better to
show yesterday's counts and ask than to close both shops at once.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from domain.rules import Guards
from domain.stock_plan import StockPlan
from domain.types import StoreName


class Rashness(StrEnum):
    """What makes a change too large."""

    ZEROED = "zeroed"
    """Too many of the rows that sell would sell no more."""
    JUMPED = "jumped"
    """The store's total would rise or fall too far at once."""


@dataclass(frozen=True, slots=True)
class Rash:
    """A change that waits for a person.

    Args:
        store: Where it would happen.
        because: Which guard holds it.
        before: Rows above zero now (zeroed), or units shown now (jumped).
        after: Of these rows, how many stay above zero; or units that would be shown.
        share: How much of ``before`` changes, 0 to 1 (a rise may be more).
        allowed: The guard's share.
    """

    store: StoreName
    because: Rashness
    before: int
    after: int
    share: Decimal
    allowed: Decimal

    def sentence(self) -> str:
        """One sentence for a person, with the numbers."""
        what = "rows that sell" if self.because is Rashness.ZEROED else "units shown"
        return (
            f"{self.store}: {self.before} {what} would become {self.after} "
            f"({self.share:.0%} at once, {self.allowed:.0%} allowed)."
        )


def rash(plan: StockPlan, guards: Guards, *, whole: bool = True) -> Rash | None:
    """Find the first store whose change waits for a person, if there is one.

    A store with fewer than ``small_catalogue`` rows above zero is never held: its first fill, or a
    few SKUs that sell out, are large shares of very little.

    Args:
        plan: What would be done.
        guards: The merchant's shares.
        whole: Whether the plan is of the whole catalogue. For some SKUs only, a jump says nothing
            (a receipt is one), so totals are not compared.
    """
    for name, rows in plan.decided.groupby("store", sort=True):
        store = StoreName(str(name))
        selling = rows[rows["shown"] > 0]
        before = len(selling)
        if before < max(guards.small_catalogue, 1):
            continue
        after = int((selling["promised"] > 0).sum())
        share = Decimal(before - after) / before
        if share > guards.zero_share:
            return Rash(store, Rashness.ZEROED, before, after, share, guards.zero_share)
        units = int(selling["shown"].sum())
        will = int(rows["promised"].sum())
        share = Decimal(abs(will - units)) / units
        if whole and share > guards.jump_share:
            return Rash(store, Rashness.JUMPED, units, will, share, guards.jump_share)
    return None
