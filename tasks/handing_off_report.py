"""What a hand-off tells: for the run's name, for its table, and for ``--json``."""

from collections import Counter
from dataclasses import dataclass, replace

from tasks.effects import Ended


@dataclass(frozen=True, slots=True)
class HandOffLine:
    """What became of one order in a run."""

    order: str
    became: str
    """handed off | not ready | refused | waiting | would be handed off | filled | authorised anew
    """
    warehouse: str = ""
    service: str = ""
    because: str = ""


BECAME = {
    Ended.DONE: "handed off",
    Ended.WAITING: "waiting",
    Ended.REFUSED: "refused",
    Ended.ABANDONED: "waiting",
}


@dataclass(frozen=True, slots=True)
class HandOffReport:
    """One or more rounds of handing orders to the carrier desk."""

    rounds: int = 1
    orders: tuple[HandOffLine, ...] = ()
    no_desk: bool = False
    """No carrier desk is set up: nothing was looked at."""

    @property
    def unfinished(self) -> bool:
        """A round looks at every order once; what waits is the next run's."""
        return False

    def then(self, later: "HandOffReport") -> "HandOffReport":
        """Both rounds as one report; an order that went out later is not told as not ready."""
        told = {(line.order, line.became): line for line in (*self.orders, *later.orders)}
        out = {line.order for line in told.values() if line.became == BECAME[Ended.DONE]}
        kept = [
            line
            for line in told.values()
            if line.order not in out or line.became not in ("not ready", "waiting", "refused")
        ]
        return replace(later, rounds=self.rounds + later.rounds, orders=tuple(kept))

    def counted(self) -> Counter[str]:
        """How many orders became what."""
        return Counter(line.became for line in self.orders)

    def headline(self) -> str:
        """For the run's name."""
        if self.no_desk:
            return "no carrier desk"
        counted = self.counted()
        if not counted:
            return "nothing to do"
        return ", ".join(f"{number} {became}" for became, number in sorted(counted.items()))

    def sentence(self) -> str:
        """For the table's head."""
        if self.no_desk:
            return "No carrier desk is set up, so no order is handed over."
        return f"{len(self.orders)} orders looked at in {self.rounds} rounds: {self.headline()}."

    def table(self) -> list[dict[str, object]]:
        """A line an order."""
        return [
            {
                "order": line.order,
                "became": line.became,
                "warehouse": line.warehouse,
                "service": line.service,
                "because": line.because,
            }
            for line in self.orders
        ]

    def to_json(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "rounds": self.rounds,
            "carrier_desk": not self.no_desk,
            "counts": dict(self.counted()),
            "orders": self.table(),
        }
