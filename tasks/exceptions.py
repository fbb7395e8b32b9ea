"""What a machine can't decide is a row for a person: said once, closed when the cause is gone."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from clients.errors import ClientError, Denied, Malformed
from domain.troubles import Trouble as Trouble
from ledger import exceptions as rows
from ledger.exceptions_seen import all_open
from tasks.outside import outside
from tasks.step import reached
from tasks.telling import tell_people

only_looking: ContextVar[bool] = ContextVar("only_looking", default=False)
"""Is this a dry run? Then what it meets is said in its report, and in no row."""


def tell(
    trouble: str,
    subject: str,
    what: str,
    todo: str,
    *,
    flow: str,
    detail: dict[str, Any] | None = None,
) -> None:
    """Raise an exception, or count one more sighting of the open one; a dry run does neither."""
    if only_looking.get():
        return
    world = outside()
    rows.raise_exception(
        world.ledger,
        trouble,
        subject,
        what=what,
        todo=todo,
        retry_flow=flow,
        detail=detail or {},
        now=world.now(),
    )


def gone(trouble: str, subject: str, because: str) -> None:
    """Close an exception whose cause a run found gone; nothing happens when none is open.

    A dry run closes none.
    """
    if only_looking.get():
        return
    world = outside()
    rows.close_exception(world.ledger, trouble, subject, because=because, now=world.now())


def gone_since(troubles: Iterable[str], began: datetime, *, of: str = "") -> None:
    """Close what a whole look, begun then, has not said again.

    Args:
        troubles: Classes that such a look says anew each time.
        began: What was seen then or later, by anybody, stays open.
        of: How the subjects begin that it looked at; all when empty.
    """
    if only_looking.get():
        return
    ledger = outside().ledger
    before = began - timedelta(microseconds=1)
    for trouble in sorted({row.kind for row in all_open(ledger, list(troubles))}):
        rows.close_absent(ledger, trouble, (), "a later run met it no more", before, of)


@asynccontextmanager
async def watched(flow: str, *, dry_run: bool = False) -> AsyncIterator[None]:
    """Turn a read that fails into one open exception, and close it when a run gets through.

    A run that had nothing to ask a vendor says nothing about it. The error goes on: the run is to
    be Failed in the Prefect UI, and the next run is the retry. At the end, however it ends, people
    are told what is new; that never fails the run, and never hides its error.

    Args:
        flow: Who reads.
        dry_run: Write nothing down and tell nobody, whatever the run meets; its error goes on.
    """
    if dry_run:
        before = only_looking.set(True)
        try:
            yield
        finally:
            only_looking.reset(before)
        return
    try:
        async with _reads_watched(flow):
            yield
    except Exception:
        await tell_people()
        raise
    await tell_people()


@asynccontextmanager
async def _reads_watched(flow: str) -> AsyncIterator[None]:
    systems: set[str] = set()
    before = reached.set(systems)
    try:
        yield
    except Denied as error:
        tell(
            Trouble.ACCESS_DENIED,
            error.system,
            str(error),
            "Check the credentials and scopes with `stocksteady doctor`.",
            flow=flow,
        )
        raise
    except ClientError as error:
        malformed = isinstance(error, Malformed)
        tell(
            Trouble.READ_FAILED,
            f"{flow}/{error.system}",
            f"{error}. Nothing was changed.",
            "Look at the answer in the run's log and report it to the vendor."
            if malformed
            else "Nothing, if the vendor is back soon: the next run reads anew.",
            flow=flow,
        )
        raise
    finally:
        reached.reset(before)
    for system in sorted(systems):
        gone(Trouble.READ_FAILED, f"{flow}/{system}", "a run got through")
        gone(Trouble.ACCESS_DENIED, system, "a run got through")
