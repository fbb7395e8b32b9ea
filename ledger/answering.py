"""Take a person's answer to what a message tells of, or to one condition."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from domain.answers import SNOOZES, Answer
from ledger import exceptions_answers as answers
from ledger.models_work import OutboxMessage
from ledger.store import Ledger


def answer(ledger: Ledger, key: str, episode: int, said: Answer, by: str, now: datetime) -> bool:
    """Answer one episode of a condition; False when that changes nothing.

    Safe to run twice: the same answer again changes nothing but the end of a snooze.
    """
    if said is Answer.ACK:
        return answers.acknowledge(ledger, key, episode, by, now)
    if said in SNOOZES:
        return answers.put_off(ledger, key, episode, by, now + SNOOZES[said], now)
    return answers.settle(ledger, key, episode, f"settled by {by}", now)


def answer_message(ledger: Ledger, number: int, said: Answer, by: str, now: datetime) -> int:
    """Answer every condition that a message of this number carries; how many that changed."""
    with ledger.reading() as session:
        query = select(col(OutboxMessage.carries)).where(col(OutboxMessage.id) == number)
        carries = session.scalars(query).one_or_none() or []
    return sum(
        answer(ledger, str(one["key"]), int(one["episode"]), said, by, now) for one in carries
    )
