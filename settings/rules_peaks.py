"""Peaks of the rules file: local times in a time zone, made moments."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from settings.problems import Problem
from settings.rules_stock_file import PeakTable


def starts(peak: PeakTable) -> datetime:
    """The moment it starts; of an hour that comes twice (clocks go back) the first."""
    return peak.start.replace(tzinfo=ZoneInfo(peak.time_zone), fold=0).astimezone(UTC)


def ends(peak: PeakTable) -> datetime:
    """The moment it ends; of an hour that comes twice the second, so it never ends too soon."""
    return peak.end.replace(tzinfo=ZoneInfo(peak.time_zone), fold=1).astimezone(UTC)


def peak_misfits(peaks: Sequence[PeakTable], number: int) -> Iterator[Problem]:
    """Say what is wrong with one of the peaks."""
    peak, where = peaks[number], f"peaks[{number}]"
    if any(other.name == peak.name for other in peaks[:number]):
        mend = "Give each peak a name of its own: reasons name it."
        yield Problem(f"{where}.name", "another peak has the same", mend, repr(peak.name))
    try:
        zone = ZoneInfo(peak.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        mend = 'Write a zone of the IANA list, such as "Europe/London".'
        at = f"{where}.time_zone"
        yield Problem(at, "there is no such time zone", mend, repr(peak.time_zone))
        return
    for key, local in (("start", peak.start), ("end", peak.end)):
        back = local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None)
        if back != local:
            mend = "Clocks go forward over it: write the hour after."
            at = f"{where}.{key}"
            yield Problem(at, "this time does not exist there", mend, local.isoformat())
    if ends(peak) <= starts(peak):
        mend = "Write a time after start."
        yield Problem(f"{where}.end", "it is not after the start", mend, peak.end.isoformat())
