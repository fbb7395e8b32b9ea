"""Everything shown against everything promised: each difference explained, repaired, listed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from domain.drift import Drifted, TooMuch, in_words, too_much
from domain.stock_changes import StockPlan
from domain.unseen import Unseen
from ledger import counts_drift
from ledger.counts_drift import Drift
from tasks.drifting import Difference, Look, differences, number_of
from tasks.exceptions import Trouble, gone, tell
from tasks.hand_edits import changes_of, waiting_places
from tasks.outside import outside
from tasks.stock_report import StockReport
from tasks.stock_round import Scope, stock_round

FLOW = "reconcile"
SUSPECTED = {Drifted.HAND_EDIT: Drifted.SUSPECTED}
"""What is kept as something else than it is listed as."""
NAMED = 5
"""SKUs that an exception names."""


@dataclass(frozen=True, slots=True)
class DriftReport:
    """One comparison, and what came of it.

    Attributes:
        found: Every difference, with what explains it.
        stock: The round of stock that repaired them.
        held: Why nothing was repaired, if so.
    """

    found: tuple[Difference, ...] = ()
    stock: StockReport = field(default_factory=lambda: StockReport(rounds=0))
    held: str | None = None

    @property
    def unfinished(self) -> bool:
        """SKUs that moved while they were compared."""
        return self.stock.unfinished

    def then(self, later: "DriftReport") -> "DriftReport":
        """Both rounds as one report; a count's difference counts as it was met first."""
        met = {one.place: one for one in (*later.found, *self.found)}
        return replace(
            later,
            found=tuple(met.values()),
            stock=self.stock.then(later.stock),
            held=later.held or self.held,
        )

    @property
    def repaired(self) -> int:
        """Differences whose count was written since."""
        written = {(row.store, row.location, row.item_id) for row in self.stock.applied}
        return sum(
            (one.row.store, one.row.location, one.row.item_id) in written for one in self.found
        )

    def headline(self) -> str:
        """For the run's name: ``12 differences: 9 late, 2 hand edits, 1 unknown; 12 repaired``."""
        if not self.found:
            return f"no difference in {self.stock.read} counts"
        number = len(self.found)
        differences = "1 difference" if number == 1 else f"{number} differences"
        ended = "held back" if self.held or self.stock.held else f"{self.repaired} repaired"
        if self.stock.would:
            ended = "dry run"
        return f"{differences}: {in_words([one.explained for one in self.found])}; {ended}"

    def sentence(self) -> str:
        """For the table's head."""
        held = f" **Held back:** {self.held}" if self.held and not self.stock.held else ""
        return f"{self.headline()}.{held} {self.stock.sentence()}"

    def table(self) -> list[dict[str, object]]:
        """A line a difference."""
        return [
            {
                "store": one.row.store,
                "SKU": one.row.sku,
                "warehouse": one.row.warehouse,
                "location": number_of(one.row),
                "showed": one.row.shown,
                "should show": one.row.promised,
                "was": one.before,
                "explained by": one.explained.because.value,
                "because": one.explained.sentence,
            }
            for one in self.found
        ]

    def to_json(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "headline": self.headline(),
            "differences": self.table(),
            "held": self.held,
            "stock": self.stock.to_json(),
        }


async def reconcile_round(
    last: DriftReport | None, *, dry_run: bool, approved: bool
) -> DriftReport:
    """Compare everything once; after that, only what moved meanwhile.

    Safe to run twice, and beside any other run: the repair is an ordinary round of stock, which
    writes differences only and within its guards.

    Raises:
        ClientError: Something could not be read: nothing is changed.
    """
    found: list[Difference] = []

    def inspect(at: Look, decided: StockPlan, unseen: Unseen) -> str | None:
        found.extend(differences(at, changes_of(decided), unseen))
        explained = [one.explained for one in found]
        much = too_much(explained, len(decided.decided), outside().rules.guards)
        if not dry_run:
            _remember(found, at)
            if at.skus is None:
                _tell(None if approved else much, found)
        return much.sentence() if much else None

    again = None if last is None else last.stock.again
    scope = Scope(skus=again, dry_run=dry_run, approved=approved)
    stock = await stock_round(scope, inspect)
    return DriftReport(tuple(found), stock, stock.held)


def _remember(found: Sequence[Difference], at: Look) -> None:
    """Keep each difference with its count; a suspicion stays one until it is judged."""
    world = outside()
    waiting = waiting_places()
    rows = [
        Drift(
            *one.place,
            drift=one.row.shown - one.expected,
            drift_at=world.now(),
            drift_from=at.since or at.began,
            drift_because=SUSPECTED.get(one.explained.because, one.explained.because),
        )
        for one in found
        if one.place not in waiting
    ]
    counts_drift.note(world.ledger, rows)


def _tell(much: TooMuch | None, found: Sequence[Difference]) -> None:
    subject = "all stores"
    if much is None:
        gone(Trouble.DRIFT, subject, "no more is unexplained than is repaired, or it was approved")
        return
    unknown = [one.row for one in found if one.explained.because is Drifted.UNKNOWN]
    named = ", ".join(f"{row.sku} in {row.store} ({row.shown})" for row in unknown[:NAMED])
    tell(
        Trouble.DRIFT,
        subject,
        f"{much.sentence()} Such as {named}. The comparison repaired nothing.",
        "Look at some of them with `stocksteady why sku`. If the promises are right, "
        "`stocksteady stock approve` with the number of this exception.",
        flow=FLOW,
        detail={
            "unexplained": much.unexplained,
            "counts": much.counts,
            "allowed": much.allowed,
            "skus": sorted({row.sku for row in unknown})[:100],
        },
    )
