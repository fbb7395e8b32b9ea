"""What is worth a word before it hurts: shelves that run low, or show more than they bear."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.alert_rules import Lane
from domain.rules import Thresholds

Place = tuple[str, str]
"""A SKU and the warehouse it stands in."""


class Alert(StrEnum):
    """Classes of condition that tell of a shelf, not of a trouble of ours."""

    LOW_STOCK = "low-stock"
    """Units are left, at or below the threshold."""
    SOLD_OUT = "sold-out"
    """None is left, or more are sold than there are."""
    LOW_COVER = "low-cover"
    """Goods ordered today would come after the shelf is empty, or within the margin."""
    OVERSELL_RISK = "oversell-risk"
    """A store shows more than was promised of a shelf."""
    VELOCITY_SPIKE = "velocity-spike"
    """It sells much faster than it did, or one or two customers bought a lot at once."""
    DEAD_STOCK = "dead-stock"
    """Units stand there and none was sold for long."""


EMPTYING = (Alert.SOLD_OUT, Alert.LOW_STOCK, Alert.LOW_COVER)
"""A shelf is in one of these at a time, the worst it fits."""
HEIRS: Mapping[str, tuple[str, ...]] = {
    kind: tuple(other for other in EMPTYING if other is not kind) for kind in EMPTYING
}
"""What a condition may have been before it became this one: it stays in that one's message."""


@dataclass(frozen=True, slots=True)
class ShelfAlert:
    """One SKU in one warehouse of which something is to be said.

    Attributes:
        units: Available (below 0: oversold).
        more: Further sentences: how soon, how much money a day, because of what.
        advice: What to do about it; empty for what is always true.
        facts: The same as plain data, for the ledger and the digest.
        lane: How soon people hear of it, where a rule says so.
        store: Of what a store shows, which one.
    """

    alert: Alert
    sku: str
    warehouse: str
    units: int
    more: str = ""
    advice: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    lane: Lane | None = None
    store: str = ""

    @property
    def subject(self) -> str:
        """What a person calls it."""
        shelf = f"{self.sku} at {self.warehouse}"
        return f"{shelf} in {self.store}" if self.store else shelf

    @property
    def what(self) -> str:
        """What it is, for a person."""
        unit = "unit" if self.units == 1 else "units"
        if self.alert is Alert.OVERSELL_RISK:
            said = f"{self.subject}: {self.units} {unit} may be promised."
        elif self.units > 0:
            said = f"{self.subject}: {self.units} {unit} available."
        else:
            oversold = f", {-self.units} more sold than there are" if self.units < 0 else ""
            said = f"{self.subject}: none available{oversold}."
        return f"{said} {self.more}".strip()

    @property
    def todo(self) -> str:
        """What to do about it."""
        if self.advice:
            return self.advice
        if self.alert is Alert.LOW_STOCK:
            return "Order more, or lower low_units in the rules file if this is enough."
        return "Order more; the storefronts sell none from there until some come in."


def crosses(before: int, after: int, thresholds: Thresholds) -> bool:
    """Whether a count that went from one number of units to another is worth a look at the shelf.

    It is when it is low now, or was low and came over the threshold.
    """
    return min(before, after) <= thresholds.low_units and before != after
