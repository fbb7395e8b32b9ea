"""What a round of reversals tells: for the run's name, for its table, and for ``--json``."""

from collections import Counter
from dataclasses import dataclass, field, replace

from tasks.stock_report import StockReport


@dataclass(frozen=True, slots=True)
class ReversalLine:
    """What became of one order in a round."""

    order: str
    kind: str
    """What was taken back: cancel, reduce, return, keep, money; several with commas."""
    stage: str
    units: int
    became: str
    """voided | rebuilt | credited | forbidden | noted | waiting | for a person | would be …"""
    because: str
    freed: frozenset[str] = frozenset()
    """SKUs of which units came free."""


@dataclass(frozen=True, slots=True)
class ReversalReport:
    """One or more rounds of reversals."""

    rounds: int = 1
    orders: tuple[ReversalLine, ...] = ()
    stock: StockReport = field(default_factory=lambda: StockReport(rounds=0))

    @property
    def unfinished(self) -> bool:
        """A round looks at every order once; what waits is the next run's."""
        return False

    def then(self, later: "ReversalReport") -> "ReversalReport":
        """Both rounds as one report; an order counts as it stands in the later one."""
        told = {(line.order, line.became): line for line in (*self.orders, *later.orders)}
        return replace(
            later,
            rounds=self.rounds + later.rounds,
            orders=tuple(told.values()),
            stock=self.stock.then(later.stock),
        )

    def counted(self) -> Counter[str]:
        """How many orders became what."""
        return Counter(line.became for line in self.orders)

    def headline(self) -> str:
        """For the run's name."""
        told = [f"{number} {became}" for became, number in sorted(self.counted().items())]
        return ", ".join(told) or "nothing taken back"

    def sentence(self) -> str:
        """For the table's head."""
        freed = len({sku for line in self.orders for sku in line.freed})
        return (
            f"{self.headline()}. Units of {freed} SKUs came free; "
            f"{len(self.stock.applied)} counts were changed with them."
        )

    def table(self) -> list[dict[str, object]]:
        """A line an order."""
        return [
            {
                "order": line.order,
                "kind": line.kind,
                "stage": line.stage,
                "units": line.units,
                "became": line.became,
                "because": line.because,
            }
            for line in self.orders
        ]

    def to_json(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "rounds": self.rounds,
            "counts": dict(self.counted()),
            "orders": self.table(),
            "stock": self.stock.to_json(),
        }
