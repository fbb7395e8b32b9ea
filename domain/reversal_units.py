"""Which of the refunded units had left, so that money is credited, and which had not.

Shopify says it by the restock type: CANCEL never left, RETURN left and came back. NO_RESTOCK may be
either; then what was still to be shipped at that moment went first.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from domain.reversal_facts import CANCEL, RETURN, BackLine, LineSeen, RefundSeen


@dataclass(frozen=True, slots=True)
class Split:
    """The units of one refund's line: ``out`` had left, ``kept`` had not; the rest fits nowhere."""

    line: BackLine
    out: int
    kept: int

    @property
    def unmatched(self) -> int:
        """Units that were neither shipped nor taken off what was to be shipped."""
        return self.line.units - self.out - self.kept


def split(lines: Sequence[LineSeen], refunds: Sequence[RefundSeen]) -> dict[str, tuple[Split, ...]]:
    """Split every refund's units, by refund id; refunds in the order in which they were made."""
    by_id = {line.line_id: line for line in lines}
    taken: Counter[str] = Counter()
    """Units of a line that never left and were taken back so far."""
    given: Counter[str] = Counter()
    """Units of a line that had left and were given back so far."""
    cancels: Counter[str] = Counter()
    for refund in refunds:
        for entry in refund.lines:
            if entry.restock == CANCEL:
                cancels[entry.line_id] += entry.units
    free = {
        line.line_id: max(0, line.ordered - line.out - line.unfulfilled - cancels[line.line_id])
        for line in lines
    }
    """Units that never left, went, and were not said to be cancelled: of NO_RESTOCK refunds."""
    found: dict[str, tuple[Split, ...]] = {}
    for refund in refunds:
        parts = []
        for entry in refund.lines:
            line = by_id.get(entry.line_id)
            part = (
                Split(entry, 0, 0)
                if line is None
                else _one(entry, line, refund, taken, given, free)
            )
            taken[entry.line_id] += part.kept
            given[entry.line_id] += part.out
            parts.append(part)
        found[refund.refund_id] = tuple(parts)
    return found


def _one(
    entry: BackLine,
    line: LineSeen,
    refund: RefundSeen,
    taken: Counter[str],
    given: Counter[str],
    free: dict[str, int],
) -> Split:
    if entry.restock == CANCEL:
        return Split(entry, 0, entry.units)
    left = max(0, line.out - given[line.line_id])
    if entry.restock == RETURN:
        return Split(entry, min(entry.units, left), 0)
    by_then = sum(units for at, units in line.shipped if at <= refund.at)
    open_then = max(0, line.ordered - by_then - taken[line.line_id])
    kept = min(entry.units, free[line.line_id], open_then)
    free[line.line_id] -= kept
    return Split(entry, min(entry.units - kept, left), kept)
