"""Is a change too large to be true?

A half-read catalogue, a wrong location or a mistake in Cin7 looks like a sell-out. It is better to
show yesterday's counts and ask than to close both shops at once.
"""

from collections.abc import Mapping
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
    EMPTY = "empty"
    """Cin7 told of no stock at all."""
    WAREHOUSE_GONE = "warehouse-gone"
    """A warehouse that had stock at the last complete scan is not in the answer."""


FEWEST = 10
"""So many rows do not all sell out and ship between two scans."""


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
        shelf: What is missing of Cin7's answer (``Cin7`` for all of it), when that is what holds
            it; ``before`` are the rows it had, or those that sell. No store is named then.
    """

    store: StoreName
    because: Rashness
    before: int
    after: int
    share: Decimal
    allowed: Decimal
    shelf: str = ""

    @property
    def subject(self) -> str:
        """What is to be looked at: a store, or what is missing of the shelf."""
        return self.shelf or self.store

    def sentence(self) -> str:
        """One sentence for a person, with the numbers."""
        if self.because is Rashness.EMPTY:
            return f"Cin7 told of no stock at all, while {self.before} counts are above zero."
        if self.because is Rashness.WAREHOUSE_GONE:
            return (
                f"{self.shelf}: Cin7 told of no stock in it, and of {self.before} products at the "
                "last complete scan."
            )
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


def gone_from_the_shelf(
    plan: StockPlan, before: Mapping[str, int], now: Mapping[str, int]
) -> Rash | None:
    """Find what is missing of a complete scan that can't all have been sold.

    A warehouse with fewer than `FEWEST` products may well be emptied; so may a small shop.

    Args:
        plan: What would be done.
        before: Products with stock, by warehouse, at the last complete scan that was believed.
        now: The same of this scan.
    """
    nothing = StoreName("")
    if not any(now.values()):
        selling = int((plan.decided["shown"] > 0).sum())
        if selling >= FEWEST:
            whole = Decimal(1)
            return Rash(nothing, Rashness.EMPTY, selling, 0, whole, Decimal(0), "Cin7")
    for warehouse, products in sorted(before.items()):
        if products >= FEWEST and not now.get(warehouse):
            return Rash(
                *(nothing, Rashness.WAREHOUSE_GONE, products, 0, Decimal(1), Decimal(0)),
                shelf=f"warehouse {warehouse}",
            )
    return None
