"""What a stock round tells: for the run's name, for its table, and for whoever asked for JSON."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from domain.stock_changes import StockChange
from domain.types import location_number


@dataclass(frozen=True, slots=True)
class StockReport:
    """One or more rounds of stock sync.

    Attributes:
        rounds: How often the truth was read.
        read: Counts looked at (rows of item and location).
        applied: Counts that now show what was promised.
        would: What a dry run would have written.
        again: SKUs that moved while we decided: to be decided once more.
        waiting: Counts whose outcome is not known yet.
        held: Why a change waits for a person, if one does.
        untracked: Rows that sell without a count or without a product in Cin7; never written.
        unknown: SKUs asked for that no full run has met in any store.
        calls: What it cost, in calls to each vendor.
        reading: How the shelf was read, and why so; empty where there was no choice.
    """

    rounds: int = 1
    read: int = 0
    applied: tuple[StockChange, ...] = ()
    would: tuple[StockChange, ...] = ()
    again: frozenset[str] = field(default_factory=frozenset)
    waiting: int = 0
    held: str | None = None
    untracked: int = 0
    unknown: frozenset[str] = field(default_factory=frozenset)
    calls: Mapping[str, int] = field(default_factory=dict)
    reading: str = ""

    @property
    def unfinished(self) -> bool:
        """Is there anything this run should look at again by itself?"""
        return bool(self.again)

    def then(self, later: "StockReport") -> "StockReport":
        """Both rounds as one report; what is to be done again is the later one's."""
        return replace(
            later,
            rounds=self.rounds + later.rounds,
            read=self.read + later.read,
            applied=self.applied + later.applied,
            would=self.would + later.would,
            untracked=max(self.untracked, later.untracked),
            held=later.held or self.held,
            unknown=self.unknown | later.unknown,
            reading=self.reading or later.reading,
            calls=dict(Counter(self.calls) + Counter(later.calls)),
        )

    def headline(self) -> str:
        """For the run's name: what happened, in a few words."""
        rounds = f" in {self.rounds} rounds" if self.rounds > 1 else ""
        if self.held:
            return "held back, waits for a person"
        if self.would:
            return f"would change {len(self.would)} counts"
        return f"{len(self.applied)} counts changed{rounds}"

    def sentence(self) -> str:
        """For the table's head."""
        parts = [f"{self.read} counts read, {len(self.applied)} changed."]
        if self.would:
            parts.append(f"Dry run: {len(self.would)} would be changed.")
        if self.again:
            parts.append(f"{len(self.again)} SKUs moved meanwhile and are decided again.")
        if self.waiting:
            parts.append(f"{self.waiting} are in doubt and looked for by the next run.")
        if self.untracked:
            parts.append(f"{self.untracked} rows are untracked or unknown to Cin7: never written.")
        if self.unknown:
            named = ", ".join(sorted(self.unknown)[:10])
            parts.append(f"No full run has met these SKUs in a store, so run one first: {named}.")
        if self.held:
            parts.append(f"**Held back:** {self.held}")
        if self.calls:
            each = ", ".join(f"{number} to {name}" for name, number in sorted(self.calls.items()))
            parts.append(f"Vendor calls: {each}.")
        if self.reading:
            parts.append(self.reading)
        return " ".join(parts)

    def table(self) -> list[dict[str, object]]:
        """A line a changed count, with the reason."""
        return [_line(row) for row in _latest(self.applied or self.would)]

    def to_json(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "rounds": self.rounds,
            "read": self.read,
            "changed": len(self.applied),
            "would_change": len(self.would),
            "again": sorted(self.again),
            "waiting": self.waiting,
            "held": self.held,
            "untracked": self.untracked,
            "unknown": sorted(self.unknown),
            "calls": dict(self.calls),
            "reading": self.reading,
            "changes": self.table(),
        }


def _latest(rows: Iterable[StockChange]) -> list[StockChange]:
    """Of several changes of one count, the last."""
    last = {(row.store, row.location, row.item_id): row for row in rows}
    return list(last.values())


def _line(row: StockChange) -> dict[str, object]:
    return {
        "store": row.store,
        "SKU": row.sku,
        "warehouse": row.warehouse,
        "location": location_number(row.location),
        "showed": row.shown,
        "shows": row.promised,
        "because": row.because.value,
        "unseen": row.unseen,
        "buffer": row.buffer,
        "on hand": row.on_hand,
        "why": row.sentence(),
    }
