"""Times as Cin7 Core wants them in a filter."""

from datetime import UTC, datetime


def as_sent(moment: datetime) -> str:
    """``2026-11-23T10:00:00.123``: UTC without a zone, as its page on date formats shows.

    Cut to the millisecond, so a filter reaches back a little further, never less.
    """
    if moment.tzinfo is None:
        raise ValueError("a time without a zone can't be sent")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds")
