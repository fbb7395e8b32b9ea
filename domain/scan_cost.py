"""Is it cheaper to read all of the shelf, or to ask first which documents changed?

A scan costs a call for each thousand rows. The other way costs a call for each list of documents,
one for each document that changed (lists name no SKUs), and one for each SKU on them. It sees no
adjustment, transfer or assembly, whose lists can't be asked for changes: those come by webhook, and
at the latest with the next scan. So a scan is due after a stated time, whatever it costs.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

ROWS_A_CALL = 1000
"""Rows of availability in one answer."""
LISTS = 2
"""Lists that are asked for changed documents: sales and purchases."""


class Reading(StrEnum):
    """How the shelf is read."""

    SCAN = "scan"
    """All of it."""
    DOCUMENTS = "documents"
    """The SKUs on documents that changed, and those that news named."""


@dataclass(frozen=True, slots=True)
class Choice:
    """How to read, in calls, and why; ``documents`` is what is known of the other way so far."""

    reading: Reading
    scan: int
    documents: int
    because: str

    def but_scan(self, because: str) -> "Choice":
        """A scan all the same."""
        return replace(self, reading=Reading.SCAN, because=because)

    def sentence(self) -> str:
        """One sentence for the report."""
        return (
            f"Shelf read by {self.reading.value} ({self.because}; a scan is {_calls(self.scan)}, "
            f"changed documents {self.documents} or more)."
        )


def scan_calls(rows: int) -> int:
    """Calls of a scan of so many rows."""
    return max(1, -(-rows // ROWS_A_CALL))


def choose(
    *,
    scan: int,
    age_seconds: float | None,
    due_seconds: float,
    documents: int | None = None,
    skus: int | None = None,
) -> Choice:
    """Choose, as far as is known: first nothing, then how many documents, then how many SKUs.

    What is not known yet counts as the least it can be, so it is asked on as long as that may pay;
    the answer may turn to a scan with every step.

    Args:
        scan: Calls of the last scan.
        age_seconds: How long ago that was; None if there was none.
        due_seconds: After so long a scan is due in any case; 0: always.
        documents: How many documents have changed.
        skus: How many SKUs are to be read.
    """
    least = LISTS + (1 if documents is None else documents)
    least += min(documents or 0, 1) if skus is None else skus
    if age_seconds is None:
        return Choice(Reading.SCAN, scan, least, "there was none yet")
    if due_seconds == 0:
        return Choice(Reading.SCAN, scan, least, "the rules ask for one every time")
    if age_seconds >= due_seconds:
        return Choice(Reading.SCAN, scan, least, "one is due")
    if least >= scan:
        return Choice(Reading.SCAN, scan, least, "it costs no more")
    return Choice(Reading.DOCUMENTS, scan, least, "it costs less")


def _calls(number: int) -> str:
    return "1 call" if number == 1 else f"{number} calls"
