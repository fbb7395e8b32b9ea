"""What an ingestion tells: for the run's name, for its table, and for ``--json``."""

from collections import Counter
from dataclasses import dataclass, replace

from tasks.effects import Ended


@dataclass(frozen=True, slots=True)
class OrderLine:
    """What became of one order in a run."""

    order: str
    became: str
    """in Cin7 | held | waiting | refused | moved | would go to Cin7 | would be held"""
    where: str
    because: str


BECAME = {
    Ended.DONE: "in Cin7",
    Ended.WAITING: "waiting",
    Ended.REFUSED: "refused",
    Ended.ABANDONED: "waiting",
}


@dataclass(frozen=True, slots=True)
class IngestReport:
    """One or more rounds of order ingestion."""

    rounds: int = 1
    orders: tuple[OrderLine, ...] = ()
    read: frozenset[str] = frozenset()
    """Store and name of every order that Shopify told."""

    @property
    def unfinished(self) -> bool:
        """A round looks at every order once; what waits is the next run's."""
        return False

    def then(self, later: "IngestReport") -> "IngestReport":
        """Both rounds as one report; what an order became in both is told once, as it is later."""
        told = {(line.order, line.became): line for line in (*self.orders, *later.orders)}
        return replace(
            later,
            rounds=self.rounds + later.rounds,
            orders=tuple(told.values()),
            read=self.read | later.read,
        )

    def counted(self) -> Counter[str]:
        """How many orders became what."""
        return Counter(line.became for line in self.orders)

    def headline(self) -> str:
        """For the run's name."""
        counted = self.counted()
        if not counted:
            return "nothing to do"
        return ", ".join(f"{number} {became}" for became, number in sorted(counted.items()))

    def sentence(self) -> str:
        """For the table's head."""
        return f"{len(self.read)} orders read in {self.rounds} rounds: {self.headline()}."

    def table(self) -> list[dict[str, object]]:
        """A line an order."""
        return [
            {
                "order": line.order,
                "became": line.became,
                "where": line.where,
                "because": line.because,
            }
            for line in self.orders
        ]

    def to_json(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "rounds": self.rounds,
            "read": len(self.read),
            "counts": dict(self.counted()),
            "orders": self.table(),
        }
