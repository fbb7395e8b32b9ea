"""What a person sees while the demo runs: live in a terminal, plain lines anywhere else."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from deployments.day.play import Progress as DayProgress

SHARE_A_LINE = 0.1
"""Without a terminal a line is written for each tenth of the day."""


@dataclass(slots=True)
class Teller:
    """Tells steps and the day's progress.

    Args:
        console: Where to.
    """

    console: Console
    _bar: Progress | None = None
    _told: float = field(default=0.0)

    def step(self, said: str) -> None:
        """A step of the demo has begun or is done."""
        self.console.print(said, style="bold", highlight=False, markup=False)

    @contextmanager
    def day(self, name: str) -> Iterator[None]:
        """While the day is played and comes to rest."""
        if not self.console.is_terminal:
            yield
            return
        self._bar = Progress(
            TextColumn("{task.fields[clock]}"),
            BarColumn(),
            TextColumn("{task.completed}/{task.total}"),
            TimeElapsedColumn(),
            TextColumn("{task.fields[said]}"),
            console=self.console,
            transient=True,
        )
        with self._bar:
            self._bar.add_task(name, total=None, clock="", said="")
            yield
        self._bar = None

    def happened(self, progress: DayProgress) -> None:
        """Something of the day is done."""
        clock = f"{progress.at:%H:%M}"
        if self._bar is not None:
            self._bar.update(
                self._bar.task_ids[0],
                completed=progress.done,
                total=progress.total,
                clock=clock,
                said=progress.said,
            )
        elif progress.done / progress.total >= self._told + SHARE_A_LINE:
            self._told = progress.done / progress.total
            line = f"{clock}  {progress.done}/{progress.total}  {progress.said}"
            self.console.print(line, highlight=False, markup=False)

    def waiting(self, said: str) -> None:
        """The day is over; this is still waited for."""
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], said=f"settling: {said}")
