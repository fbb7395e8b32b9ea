"""Which message carries which condition: taken by one run only, and looked after until told ended.

A condition's episode is in one message (``exceptions.told_in``); a message keeps what its words say
of each (``outbox.carries``), so that closing, reopening and new words can be told apart.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, case, select, update
from sqlmodel import col

from ledger.columns import JsonObject
from ledger.models_work import ExceptionRow, OutboxMessage, OutboxState
from ledger.store import Ledger


def open_message(
    ledger: Ledger,
    key: str,
    channel: str,
    rows: Sequence[ExceptionRow],
    now: datetime,
    lane: str = "",
) -> int:
    """Take these conditions for a message that is yet to get its words; how many were to be had.

    Safe for two runs at once: each episode is taken once. One transaction, rows in one order.
    """
    with ledger.session() as session:
        taken = list(session.scalars(_free(rows).order_by(col(ExceptionRow.id)).with_for_update()))
        if not taken:
            return 0
        for row in taken:
            row.told_in = key
        insert = ledger.insert(OutboxMessage).values(
            key=key,
            channel=channel,
            text="",
            blocks=[],
            carries=[_carried(row) for row in taken],
            lane=lane,
            standing=True,
            posts=1,
            state=OutboxState.WAITING,
            version=0,
            attempts=0,
            created_at=now,
            updated_at=now,
            due_at=now,
        )
        fresh = insert.on_conflict_do_nothing(index_elements=["key"])
        if session.scalar(fresh.returning(col(OutboxMessage.id))) is None:
            # Another run opened it for most of them a moment ago: the rest joins.
            there = session.scalars(_named(key).with_for_update()).one()
            there.carries = [*there.carries, *(_carried(row) for row in taken)]
            there.standing = True
        return len(taken)


def carry_too(ledger: Ledger, key: str, row: ExceptionRow) -> bool:
    """Let a message that still stands carry one condition more, the heir of one of its own.

    False when the condition is told elsewhere by now, or the message was told as ended.
    """
    with ledger.session() as session:
        found = session.scalars(_free([row]).with_for_update()).one_or_none()
        message = session.scalars(_named(key).with_for_update()).one_or_none()
        if found is None or message is None or not message.standing:
            return False
        found.told_in = key
        message.carries = [*message.carries, _carried(found)]
        return True


def standing(ledger: Ledger) -> list[OutboxMessage]:
    """Messages that tell of a condition which was not told as ended, oldest first."""
    query = select(OutboxMessage).where(col(OutboxMessage.standing).is_(True))
    with ledger.reading() as session:
        return list(session.scalars(query.order_by(col(OutboxMessage.id))))


def say(
    ledger: Ledger,
    message: OutboxMessage,
    text: str,
    ended: Sequence[bool],
    now: datetime,
    answers: Sequence[str] = (),
) -> bool:
    """Give a message its (new) words; False when another run gave it others since it was read.

    Args:
        ledger: Where it stands.
        message: As it was read.
        text: What it says.
        ended: Of each condition it carries, whether these words tell it as ended.
        now: Our clock.
        answers: Of each, what these words say that people answered; nothing when left out.
    """
    said = answers or [""] * len(ended)
    carries = [
        {**one, "ended": over, "answer": answer}
        for one, over, answer in zip(message.carries, ended, said, strict=True)
    ]
    with ledger.session() as session:
        row = session.scalars(_named(message.key).with_for_update()).one()
        if row.version != message.version or len(row.carries) != len(carries):
            return False
        words = update(OutboxMessage).where(col(OutboxMessage.id) == row.id)
        session.execute(
            words.values(
                text=text,
                carries=carries,
                standing=not all(ended),
                version=case(
                    (col(OutboxMessage.text) == text, col(OutboxMessage.version)),
                    else_=col(OutboxMessage.version) + 1,
                ),
                state=OutboxState.WAITING.value,
                attempts=0,
                updated_at=now,
                due_at=now,
            )
        )
        return True


def _carried(row: ExceptionRow) -> JsonObject:
    """``ended`` is None until words speak of it."""
    return {
        "key": row.key,
        "episode": row.episode,
        "since": row.first_seen.isoformat(),
        "ended": None,
    }


def _named(key: str) -> Select[tuple[OutboxMessage]]:
    return select(OutboxMessage).where(col(OutboxMessage.key) == key)


def _free(rows: Sequence[ExceptionRow]) -> Select[tuple[ExceptionRow]]:
    """Those of them that are still open and told nowhere."""
    return select(ExceptionRow).where(
        col(ExceptionRow.id).in_([row.id for row in rows]),
        col(ExceptionRow.open).is_(True),
        col(ExceptionRow.told_in).is_(None),
    )
