"""A figure, what the least possible would be, and how a run of the benchmarks is shown."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from math import ceil

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that was measured.

    Attributes:
        what: What it is, in words.
        value: As measured.
        unit: Of ``value``: calls, ms, s, statements, deliveries/s.
        least: The least (of a rate: the most) that would be possible, in the same unit; None where
            nobody can say.
        note: What a reader has to know to read it right.
    """

    what: str
    value: float
    unit: str
    least: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times the least it is."""
        return self.value / self.least if self.least else None


@dataclass(frozen=True, slots=True)
class Subject:
    """Figures that belong together, under a heading."""

    title: str
    figures: tuple[Figure, ...]

    def to_json(self) -> dict[str, object]:
        """Plain data, ratios included."""
        return {
            "title": self.title,
            "figures": [{**asdict(figure), "ratio": figure.ratio} for figure in self.figures],
        }


def share_below(values: Iterable[float], share: float) -> float:
    """The smallest of the values that this share of them do not exceed."""
    rising = sorted(values)
    return rising[max(0, ceil(len(rising) * share) - 1)]


def show(subjects: Sequence[Subject], console: Console) -> None:
    """Print a table a subject."""
    for subject in subjects:
        table = Table(title=subject.title, title_justify="left")
        for heading in ("what", "measured", "least", "ratio", "note"):
            table.add_column(heading, justify="left" if heading in ("what", "note") else "right")
        for figure in subject.figures:
            least = "" if figure.least is None else _said(figure.least, figure.unit)
            ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
            table.add_row(figure.what, _said(figure.value, figure.unit), least, ratio, figure.note)
        console.print(table)


def as_json(subjects: Sequence[Subject]) -> str:
    """One JSON document."""
    return json.dumps([subject.to_json() for subject in subjects], indent=2)


def _said(value: float, unit: str) -> str:
    digits = 0 if value == int(value) or value >= 100 else 2
    return f"{value:,.{digits}f} {unit}"
