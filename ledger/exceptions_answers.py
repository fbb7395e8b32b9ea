"""What people answer to a condition: seen, later, settled. An answer is to one episode of it.

A late click on the words of an episode that is over changes nothing of the next one.
"""

from datetime import datetime

from sqlalchemy import Update, select, update
from sqlmodel import col

from ledger.exceptions_seen import awake
from ledger.models_work import ExceptionRow, ExceptionState
from ledger.store import Ledger


def acknowledge(ledger: Ledger, key: str, episode: int, by: str, now: datetime) -> bool:
    """Somebody has seen it; False when somebody had before, or it is over.

    Safe to run twice: the first to see it stays.
    """
    change = _open_episode(key, episode).where(col(ExceptionRow.acked_by).is_(None))
    return _done(ledger, change.values(acked_by=by, acked_at=now))


def put_off(
    ledger: Ledger, key: str, episode: int, by: str, until: datetime, now: datetime
) -> bool:
    """Not before ``until``; who says so has seen it. False when it is over."""
    change = _open_episode(key, episode).values(
        state=ExceptionState.SNOOZED, snoozed_until=until, acked_by=by, acked_at=now
    )
    return _done(ledger, change)


def settle(ledger: Ledger, key: str, episode: int, because: str, now: datetime) -> bool:
    """A person says it is settled; a run that meets it opens it again. False when it is over."""
    change = _open_episode(key, episode).values(
        open=False,
        state=ExceptionState.RESOLVED,
        snoozed_until=None,
        closed_at=now,
        closed_because=because,
    )
    return _done(ledger, change)


def wake(ledger: Ledger, now: datetime) -> int:
    """Let what was put off until now be told anew; how many. ``snoozed_until`` stays, as a name."""
    change = update(ExceptionRow).where(
        col(ExceptionRow.open).is_(True),
        col(ExceptionRow.state) == ExceptionState.SNOOZED,
        col(ExceptionRow.snoozed_until) <= now,
    )
    anew = change.values(state=ExceptionState.OPEN, told_in=None)
    with ledger.session() as session:
        return len(session.scalars(anew.returning(col(ExceptionRow.id))).all())


def unseen_since(ledger: Ledger, before: datetime, now: datetime) -> list[ExceptionRow]:
    """Open ones that began before a time, that people were told of, and nobody has seen.

    Nobody was called about them either. Snoozed ones are left out: somebody has seen those.
    """
    query = select(ExceptionRow).where(
        col(ExceptionRow.open).is_(True),
        awake(now),
        col(ExceptionRow.first_seen) <= before,
        col(ExceptionRow.told_in).is_not(None),
        col(ExceptionRow.acked_by).is_(None),
        col(ExceptionRow.escalated_at).is_(None),
    )
    with ledger.reading() as session:
        return list(session.scalars(query.order_by(col(ExceptionRow.id))))


def called(ledger: Ledger, key: str, episode: int, now: datetime) -> bool:
    """Somebody else is being called about it; False when another run has done so."""
    change = _open_episode(key, episode).where(
        col(ExceptionRow.escalated_at).is_(None), col(ExceptionRow.acked_by).is_(None)
    )
    return _done(ledger, change.values(escalated_at=now))


def escalated(ledger: Ledger, since: datetime) -> list[ExceptionRow]:
    """Those about which somebody was called since then, open or over by now, oldest first."""
    query = select(ExceptionRow).where(col(ExceptionRow.escalated_at) >= since)
    with ledger.reading() as session:
        return list(session.scalars(query.order_by(col(ExceptionRow.id))))


def _open_episode(key: str, episode: int) -> Update:
    return update(ExceptionRow).where(
        col(ExceptionRow.key) == key,
        col(ExceptionRow.episode) == episode,
        col(ExceptionRow.open).is_(True),
    )


def _done(ledger: Ledger, change: Update) -> bool:
    with ledger.session() as session:
        return session.scalar(change.returning(col(ExceptionRow.id))) is not None
