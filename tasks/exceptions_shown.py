"""The open exceptions as a table in the Prefect UI, published anew when they have changed."""

import hashlib
from collections.abc import Sequence

from domain.alerts import Alert
from ledger import cursors, exceptions_seen
from ledger.models import ExceptionRow
from tasks.outside import outside
from tasks.report import show_table

ARTIFACT = "open-exceptions"
SHOWN = "shown:open-exceptions"
"""The cursor that remembers what the last table showed."""
NOTHING_OPEN = hashlib.sha256(repr([]).encode()).hexdigest()


def as_table(found: Sequence[ExceptionRow]) -> list[dict[str, object]]:
    """A line an exception, for people."""
    return [
        {
            "number": row.id,
            "class": row.kind,
            "subject": row.subject,
            "since": row.first_seen.isoformat(timespec="seconds"),
            "what": row.what,
            "to do": row.todo,
        }
        for row in found
    ]


def description(lines: Sequence[object]) -> str:
    """What the table shows."""
    if not lines:
        return "No exception is open."
    return (
        f"{len(lines)} open. `stocksteady exceptions show <number>` says all, "
        "`stocksteady exceptions retry <number>` tries again."
    )


async def show_open_exceptions() -> bool:
    """Publish the table if it differs from the last one; True when it was published.

    Costs one read of the ledger when nothing has changed. Does nothing outside Prefect.
    """
    world = outside()
    found = [
        row
        for row in exceptions_seen.list_open(world.ledger, world.now())
        if row.kind not in set(Alert)
    ]
    lines = as_table(found)
    which = [(row.id, row.first_seen.isoformat()) for row in found]
    digest = hashlib.sha256(repr(which).encode()).hexdigest()
    before = cursors.read(world.ledger, SHOWN)
    if (before.value if before is not None else NOTHING_OPEN) == digest:
        return False
    if not await show_table(ARTIFACT, lines, description(lines)):
        return False
    cursors.advance(world.ledger, SHOWN, world.now(), world.now(), digest)
    return True
