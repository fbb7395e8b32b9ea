"""Words to say, kept until they are said: a slow or silent Slack delays words, never work."""

from datetime import datetime

from sqlalchemy import case, select, update
from sqlmodel import col

from ledger.columns import JsonObject
from ledger.models_work import OutboxMessage, OutboxState
from ledger.store import Ledger


def put(
    ledger: Ledger,
    key: str,
    channel: str,
    text: str,
    now: datetime,
    blocks: list[JsonObject] | None = None,
) -> bool:
    """Put a message down to be said; True when there is something new to say.

    Safe to run twice: the same words under the same key are said once. Other words make a new
    version, to be said by changing the message in place.
    """
    insert = ledger.insert(OutboxMessage).values(
        key=key,
        channel=channel,
        text=text,
        blocks=blocks or [],
        state=OutboxState.WAITING,
        version=1,
        attempts=0,
        created_at=now,
        updated_at=now,
        due_at=now,
    )
    changed = insert.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "text": text,
            "blocks": insert.excluded.blocks,
            "state": insert.excluded.state,
            "version": col(OutboxMessage.version) + 1,
            "attempts": 0,
            "updated_at": now,
            "due_at": now,
        },
        where=col(OutboxMessage.text) != text,
    )
    with ledger.session() as session:
        return session.scalar(changed.returning(col(OutboxMessage.id))) is not None


def due(ledger: Ledger, now: datetime, limit: int = 100) -> list[OutboxMessage]:
    """What is to be said now, oldest first."""
    query = (
        select(OutboxMessage)
        .where(col(OutboxMessage.state) == OutboxState.WAITING, col(OutboxMessage.due_at) <= now)
        .order_by(col(OutboxMessage.id))
        .limit(limit)
    )
    with ledger.reading() as session:
        return list(session.scalars(query))


def sent(ledger: Ledger, key: str, version: int, message_id: str, now: datetime) -> bool:
    """This version was said; False when there are newer words by now, which stay to be said."""
    is_latest = col(OutboxMessage.version) == version
    said = (
        update(OutboxMessage)
        .where(col(OutboxMessage.key) == key)
        .values(
            state=case(
                (is_latest, OutboxState.SENT.value),
                else_=col(OutboxMessage.state),
            ),
            message_id=message_id,
            error=None,
            sent_at=now,
        )
    )
    with ledger.session() as session:
        latest = session.scalar(said.returning(col(OutboxMessage.version)))
        return latest == version


def failed(ledger: Ledger, key: str, version: int, error: str, due_at: datetime) -> bool:
    """It could not be said: try again from ``due_at`` on. False when there are newer words."""
    later = (
        update(OutboxMessage)
        .where(col(OutboxMessage.key) == key, col(OutboxMessage.version) == version)
        .values(attempts=col(OutboxMessage.attempts) + 1, error=error, due_at=due_at)
    )
    with ledger.session() as session:
        return session.scalar(later.returning(col(OutboxMessage.id))) is not None
