"""What a return of tracking tells: for the run's name, for its table, and for ``--json``."""

from collections import Counter
from dataclasses import dataclass, replace

from tasks.returning_labels import LabelsRead

NOTHING_READ = LabelsRead()


@dataclass(frozen=True, slots=True)
class ParcelLine:
    """What became of one parcel in a run."""

    order: str
    label: str
    carrier: str
    tracking: str
    became: str
    """told | in Cin7 | corrected | corrected in Cin7 | voided | untold | waiting | refused"""
    because: str
    seconds: float | None = None
    """From the label to the telling (our clock)."""


@dataclass(frozen=True, slots=True)
class ReturnReport:
    """One or more rounds of returning tracking."""

    rounds: int = 1
    parcels: tuple[ParcelLine, ...] = ()
    labels: LabelsRead = NOTHING_READ
    desk: bool = True
    """Whether a carrier desk is set up at all."""

    @property
    def unfinished(self) -> bool:
        """A round looks at every parcel once; what waits is the next run's."""
        return False

    def then(self, later: "ReturnReport") -> "ReturnReport":
        """Both rounds as one report; what a parcel became in both is told once."""
        lines = (*self.parcels, *later.parcels)
        told = {(line.order, line.label, line.became): line for line in lines}
        return replace(
            later,
            rounds=self.rounds + later.rounds,
            parcels=tuple(told.values()),
            labels=replace(later.labels, new=self.labels.new + later.labels.new),
        )

    def counted(self) -> Counter[str]:
        """How many parcels became what."""
        return Counter(line.became for line in self.parcels)

    def headline(self) -> str:
        """For the run's name, such as ``7 told, 7 in Cin7, 1 voided``."""
        if not self.desk:
            return "no carrier desk is set up"
        counted = self.counted()
        if not counted:
            return "nothing to do"
        return ", ".join(f"{number} {became}" for became, number in counted.items())

    def sentence(self) -> str:
        """For the table's head."""
        read = self.labels
        return (
            f"{read.read} labels read, {read.new} new, {read.strangers} of others,"
            f" {read.in_the_making} in the making, in {self.rounds} rounds: {self.headline()}."
        )

    def table(self) -> list[dict[str, object]]:
        """A line a parcel and what it became."""
        return [
            {
                "order": line.order,
                "label": line.label,
                "carrier": line.carrier,
                "tracking": line.tracking,
                "became": line.became,
                "seconds": "" if line.seconds is None else round(line.seconds),
                "because": line.because,
            }
            for line in self.parcels
        ]

    def to_json(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "rounds": self.rounds,
            "read": self.labels.read,
            "counts": dict(self.counted()),
            "parcels": self.table(),
        }
