"""Named periods with buffer rules of their own, entered and left by themselves.

While a peak lasts, its rules come before those of every day: where one of them speaks of a row, the
most specific of them holds; where none does, the everyday rules do. Of two peaks at once the one
that began later comes first (the shorter exception inside the longer season); of two that began
together, the one that ends sooner; of two alike, the first in the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.buffers import NO_BUFFER, BufferRule
from domain.matching import NOT_DESCRIBED, Product, most_specific
from domain.types import Sku, StoreName, WarehouseName


@dataclass(frozen=True, slots=True)
class Peak:
    """A period: from ``start`` (within) to ``end`` (no more), aware times, and its rules.

    Raises:
        ValueError: A time without zone, or an end that is not after the start.
    """

    name: str
    start: datetime
    end: datetime
    buffers: tuple[BufferRule, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a period that no moment is in."""
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError(f"peak {self.name}: start and end are times with their zone")
        if self.end <= self.start:
            raise ValueError(f"peak {self.name}: it ends after it starts")

    def lasts(self, at: datetime) -> bool:
        """Is the moment in it?"""
        return self.start <= at < self.end


@dataclass(frozen=True, slots=True)
class Layer:
    """Rules that come before those of the layers after them.

    Args:
        peak: The peak's name; empty for everyday rules.
        rules: As in the file.
    """

    peak: str
    rules: tuple[BufferRule, ...]

    def label(self, number: int) -> str:
        """What a person calls a rule of it: its place in the file, and its name if it has one."""
        said = f"buffers[{number}]"
        if self.rules[number].name:
            said += f" ({self.rules[number].name})"
        return f"peak {self.peak}, {said}" if self.peak else said


def peaks_at(peaks: Sequence[Peak], at: datetime) -> tuple[Peak, ...]:
    """The peaks that last at a moment, the one whose rules come first first."""
    lasting = [peak for peak in peaks if peak.lasts(at)]
    return tuple(sorted(lasting, key=lambda peak: (-peak.start.timestamp(), peak.end.timestamp())))


def in_force(
    buffers: Sequence[BufferRule], peaks: Sequence[Peak], at: datetime | None
) -> tuple[Layer, ...]:
    """All rules that hold at a moment, layer before layer.

    Raises:
        ValueError: There are peaks, and no moment is given.
    """
    if at is None and peaks:
        raise ValueError("the rules know peaks: say at what moment to decide")
    lasting = () if at is None else peaks_at(peaks, at)
    return (*(Layer(peak.name, peak.buffers) for peak in lasting), Layer("", tuple(buffers)))


def rule_in_force(
    layers: Sequence[Layer],
    store: StoreName,
    warehouse: WarehouseName,
    sku: Sku,
    product: Product = NOT_DESCRIBED,
) -> tuple[BufferRule, str]:
    """The rule that holds for one row, and what to call it; no name where none speaks."""
    for layer in layers:
        found = most_specific(layer.rules, store, warehouse, sku, product)
        if found is not None:
            number = next(n for n, rule in enumerate(layer.rules) if rule is found)
            return found, layer.label(number)
    return NO_BUFFER, ""
