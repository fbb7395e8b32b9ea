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
    lane: str = "",
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
        carries=[],
        lane=lane,
        standing=False,
        posts=1,
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


def get(ledger: Ledger, key: str) -> OutboxMessage | None:
    """One message, said or not."""
    with ledger.reading() as session:
        return session.scalars(
            select(OutboxMessage).where(col(OutboxMessage.key) == key)
        ).one_or_none()


def due(ledger: Ledger, now: datetime, limit: int = 100) -> list[OutboxMessage]:
    """What is to be said now, what waits longest first; a message without words is not."""
    query = (
        select(OutboxMessage)
        .where(
            col(OutboxMessage.state) == OutboxState.WAITING,
            col(OutboxMessage.due_at) <= now,
            col(OutboxMessage.text) != "",
        )
        .order_by(col(OutboxMessage.due_at), col(OutboxMessage.id))
        .limit(limit)
    )
    with ledger.reading() as session:
        return list(session.scalars(query))


def unsaid(ledger: Ledger) -> list[OutboxMessage]:
    """Everything that waits, due or not, longest first: for whoever looks why Slack is silent."""
    waits = col(OutboxMessage.state) == OutboxState.WAITING
    with ledger.reading() as session:
        return list(
            session.scalars(
                select(OutboxMessage).where(waits).order_by(col(OutboxMessage.updated_at))
            )
        )


def sent(
    ledger: Ledger,
    key: str,
    version: int,
    message_id: str,
    now: datetime,
    channel: str | None = None,
) -> bool:
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
            **({} if channel is None else {"channel": channel}),
        )
    )
    with ledger.session() as session:
        latest = session.scalar(said.returning(col(OutboxMessage.version)))
        return latest == version


def failed(ledger: Ledger, key: str, version: int, error: str, due_at: datetime) -> bool:
    """It could not be said: try again from ``due_at`` on. False when there are newer words."""
    return _while_it_waits(
        ledger, key, version, attempts=col(OutboxMessage.attempts) + 1, error=error, due_at=due_at
    )


def postpone(ledger: Ledger, key: str, version: int, due_at: datetime) -> bool:
    """Another run is at it, or it is in doubt: not to be looked at before ``due_at``."""
    return _while_it_waits(ledger, key, version, due_at=due_at)


def give_up(ledger: Ledger, key: str, version: int, error: str) -> bool:
    """These words are not said any more, for the reason that is written down; newer ones may be."""
    return _while_it_waits(ledger, key, version, state=OutboxState.SENT.value, error=error)


def post_anew(ledger: Ledger, key: str, posts: int) -> bool:
    """The post of this number came to nothing, or was deleted: the next one is another decision."""
    anew = (
        update(OutboxMessage)
        .where(col(OutboxMessage.key) == key, col(OutboxMessage.posts) == posts)
        .values(posts=posts + 1, message_id=None, state=OutboxState.WAITING.value)
    )
    with ledger.session() as session:
        return session.scalar(anew.returning(col(OutboxMessage.id))) is not None


def _while_it_waits(ledger: Ledger, key: str, version: int, **values: object) -> bool:
    change = update(OutboxMessage).where(
        col(OutboxMessage.key) == key,
        col(OutboxMessage.version) == version,
        col(OutboxMessage.state) == OutboxState.WAITING,
    )
    with ledger.session() as session:
        return session.scalar(change.values(**values).returning(col(OutboxMessage.id))) is not None
