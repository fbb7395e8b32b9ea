"""What a machine can't decide: one open row a condition, closed when a later run finds it gone."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import case, select, update
from sqlmodel import col

from ledger.columns import JsonObject
from ledger.exceptions_seen import export, get, key_of, list_open
from ledger.models_work import ExceptionRow, ExceptionState
from ledger.store import Ledger

__all__ = [
    "ExceptionRow",
    "ExceptionState",
    "close_absent",
    "close_exception",
    "export",
    "get",
    "list_open",
    "raise_exception",
    "resolve",
    "snooze",
]


def raise_exception(
    ledger: Ledger,
    kind: str,
    subject: str,
    what: str,
    todo: str,
    retry_flow: str | None,
    detail: JsonObject,
    now: datetime,
) -> ExceptionRow:
    """Say that a condition stands; the row, whose ``count`` is 1 when this opened it.

    Safe to run twice, by any number of processes: met again, an open row counts one more and takes
    the newest words; a closed one reopens as a new episode. One statement.
    """
    insert = ledger.insert(ExceptionRow).values(
        key=key_of(kind, subject),
        kind=kind,
        subject=subject,
        open=True,
        state=ExceptionState.OPEN,
        episode=1,
        first_seen=now,
        last_seen=now,
        count=1,
        what=what,
        todo=todo,
        retry_flow=retry_flow,
        detail=detail,
    )
    was_open = col(ExceptionRow.open)
    again = insert.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "open": True,
            "state": case(
                (was_open, col(ExceptionRow.state)),
                else_=insert.excluded.state,
            ),
            "episode": case(
                (was_open, col(ExceptionRow.episode)),
                else_=col(ExceptionRow.episode) + 1,
            ),
            "first_seen": case(
                (was_open, col(ExceptionRow.first_seen)), else_=insert.excluded.first_seen
            ),
            "last_seen": insert.excluded.last_seen,
            "count": case((was_open, col(ExceptionRow.count) + 1), else_=1),
            "what": insert.excluded.what,
            "todo": insert.excluded.todo,
            "retry_flow": insert.excluded.retry_flow,
            "detail": insert.excluded.detail,
            "snoozed_until": case((was_open, col(ExceptionRow.snoozed_until)), else_=None),
            "closed_at": None,
            "closed_because": None,
            "told_in": case((was_open, col(ExceptionRow.told_in)), else_=None),
            "acked_by": case((was_open, col(ExceptionRow.acked_by)), else_=None),
            "acked_at": case((was_open, col(ExceptionRow.acked_at)), else_=None),
            "escalated_at": case((was_open, col(ExceptionRow.escalated_at)), else_=None),
        },
    )
    with ledger.session() as session:
        return session.scalars(again.returning(ExceptionRow)).one()


def close_exception(ledger: Ledger, kind: str, subject: str, because: str, now: datetime) -> bool:
    """The cause is gone; False when it was not open: that is the rule, and costs a look only."""
    known = get(ledger, kind, subject)
    if known is None or not known.open:
        return False
    return _close(ledger, [known.key], because, now) == 1


def close_absent(
    ledger: Ledger,
    kind: str,
    still_there: Collection[str],
    because: str,
    now: datetime,
    subjects_from: str = "",
) -> list[str]:
    """Close those of a class that a complete look did not find; their subjects.

    Args:
        ledger: Where they stand.
        kind: Their class.
        still_there: Subjects that the look found.
        because: Why the others are closed.
        now: When the look began: what was seen later than that stays open.
        subjects_from: How subjects that the look covered begin (one store's, say); all when empty.
    """
    query = select(col(ExceptionRow.subject)).where(
        col(ExceptionRow.kind) == kind,
        col(ExceptionRow.open).is_(True),
        col(ExceptionRow.last_seen) <= now,
        col(ExceptionRow.subject).startswith(subjects_from, autoescape=True),
    )
    with ledger.reading() as session:
        open_ones = list(session.scalars(query))
    gone = sorted(set(open_ones) - set(still_there))
    return [
        subject for subject in gone if _close(ledger, [key_of(kind, subject)], because, now, now)
    ]


def snooze(ledger: Ledger, kind: str, subject: str, until: datetime) -> bool:
    """Hide an open one from people until a time; it stays open. False when it is not open."""
    change = (
        update(ExceptionRow)
        .where(col(ExceptionRow.key) == key_of(kind, subject), col(ExceptionRow.open).is_(True))
        .values(state=ExceptionState.SNOOZED, snoozed_until=until)
    )
    with ledger.session() as session:
        return session.scalar(change.returning(col(ExceptionRow.id))) is not None


def resolve(ledger: Ledger, kind: str, subject: str, by: str, now: datetime) -> bool:
    """A person says it is settled; it reopens if a run meets it again. False when not open."""
    return close_exception(ledger, kind, subject, f"resolved by {by}", now)


def _close(
    ledger: Ledger,
    keys: Collection[str],
    because: str,
    now: datetime,
    seen_until: datetime | None = None,
) -> int:
    change = update(ExceptionRow).where(
        col(ExceptionRow.key).in_(keys), col(ExceptionRow.open).is_(True)
    )
    if seen_until is not None:
        change = change.where(col(ExceptionRow.last_seen) <= seen_until)
    closed = change.values(
        open=False,
        state=ExceptionState.RESOLVED,
        snoozed_until=None,
        closed_at=now,
        closed_because=because,
    )
    with ledger.session() as session:
        return len(session.scalars(closed.returning(col(ExceptionRow.id))).all())
