"""Words to Slack: what the ledger holds open becomes messages, sent once and changed in place.

    exception rows -> messages and their words (pure) -> outbox -> Slack

Called at the end of every run and by the sweep. Nothing here fails or delays the work of a flow:
what can't be said waits in the outbox, longer each time, and ``stocksteady doctor`` shows it.
"""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from clients.errors import ClientError, Denied, Throttled, Unreachable
from domain import telling
from domain.alert_rules import Lane
from domain.lanes import lane_of
from domain.telling import Condition
from ledger import exceptions_answers, outbox, outbox_carried
from ledger import exceptions_seen as seen
from ledger.columns import JsonObject
from ledger.models_work import ExceptionRow, OutboxMessage
from tasks.calling import call_somebody
from tasks.outside import outside
from tasks.saying import say
from tasks.step import step

log = logging.getLogger(__name__)

A_FEW = 5
"""Messages that a flow's run sends at its end; Slack takes one a second, the sweep has time."""
MANY = 40
"""Messages that one sweep sends."""
FIRST_WAIT = 60.0
LONGEST_WAIT = 1800.0
"""Seconds of our clock before what could not be said is tried again; it doubles in between."""
MOST_TROUBLES = 2
"""After so many messages that could not be said, a run leaves the rest to the next one."""


async def tell_people(most: int = A_FEW, *, grace_seconds: float = 0.0) -> int:
    """Put down what is to be said and say what is due; how many messages were said.

    Never raises: a run's own end is more important than its words, which stand in the ledger.
    Without a Slack nothing is put down either: conditions wait until there is one.

    Args:
        most: Messages at once.
        grace_seconds: Conditions younger than this are left to the run that met them, which may
            be about to meet more of their kind (our clock).
    """
    world = outside()
    if world.slack is None or not world.channel:
        return 0
    try:
        prepare(grace_seconds)
        if not outbox.due(world.ledger, world.now(), limit=1):
            return 0
        return await send_waiting(most)
    except Exception:
        log.exception("words could not be said; they wait in the ledger")
        return 0


def prepare(grace_seconds: float = 0.0) -> None:
    """Bring the outbox in line with the conditions of the ledger; no vendor is called.

    Safe to run twice and at once: an episode is taken for one message only, and words that have not
    changed are not put down again.
    """
    exceptions_answers.wake(outside().ledger, outside().now())
    _open_messages(grace_seconds)
    _reword()
    call_somebody()


def _open_messages(grace_seconds: float) -> None:
    """Find a message for every open condition that has none: its predecessor's, or a new one."""
    world = outside()
    now = world.now()
    latest = now - timedelta(seconds=grace_seconds)
    untold = [row for row in seen.untold(world.ledger, now) if row.first_seen <= latest]
    for lane in (Lane.ACT_NOW, Lane.TODAY):
        _open_in(lane, [row for row in untold if _lane_of(row) is lane], now)


def _open_in(lane: Lane, rows: list[ExceptionRow], now: datetime) -> None:
    """The same for one lane; what is of the digest alone gets no message of its own."""
    world = outside()
    new = {row.key: row for row in rows}
    told = {key: _condition(row, now) for key, row in new.items()}
    olds = {key: telling.inherits_from(one) for key, one in told.items()}
    before = seen.by_keys(world.ledger, [old for some in olds.values() for old in some])
    for key, some in olds.items():
        there = (before[old].told_in for old in some if old in before)
        messages = (_single(message, lane) for message in there if message)
        if any(m and outbox_carried.carry_too(world.ledger, m, new[key]) for m in messages):
            del told[key]
    for fresh in telling.gather(list(told.values()), world.rules.thresholds.burst):
        told_of = [new[one.key] for one in fresh.conditions]
        channel = world.channel_of(lane)
        outbox_carried.open_message(world.ledger, fresh.key, channel, told_of, now, lane)


def _single(key: str, lane: Lane) -> str | None:
    """The message of this key, if it tells of one condition only, in this lane's channel."""
    message = outbox.get(outside().ledger, key)
    if message is None or not message.standing or key.startswith(telling.BURST):
        return None
    there = outside().channel_of(message.lane)
    return key if there == outside().channel_of(lane) else None


def _lane_of(row: ExceptionRow) -> Lane:
    return lane_of(row.kind, row.detail)


def _reword() -> None:
    """Give every standing message the words that its conditions now need."""
    world = outside()
    now = world.now()
    messages = outbox_carried.standing(world.ledger)
    keys = {str(one["key"]) for message in messages for one in message.carries}
    rows = seen.by_keys(world.ledger, keys)
    for message in messages:
        told = [_as_carried(one, rows.get(str(one["key"])), now) for one in message.carries]
        said = [one["ended"] for one in message.carries]
        answers = [one.answer for one in told]
        answered = answers != [one.get("answer", "") for one in message.carries]
        at = message.updated_at
        if not told or not telling.worth_saying(said, told, at, now, answered=answered):
            continue
        text, ended = telling.words(told), [one.ended for one in told]
        if text != message.text or ended != said:
            outbox_carried.say(world.ledger, message, text, ended, now, answers)


def _as_carried(carried: JsonObject, row: ExceptionRow | None, now: datetime) -> Condition:
    """One condition of a message as it is now, over if its row is gone or tells of a later time."""
    since = datetime.fromisoformat(str(carried["since"]))
    if row is None:
        kind, _, subject = str(carried["key"]).partition("|")
        return Condition(
            str(carried["key"]), kind, subject, int(carried["episode"]),
            what="", todo="", since=since, last_seen=since, count=1, ended=True,
        )  # fmt: skip
    found = _condition(row, now)
    if row.episode == carried["episode"]:
        return found
    because = "it came back, and is told anew"
    return replace(found, ended=True, because=because, since=since, ended_at=None)


def _condition(row: ExceptionRow, now: datetime) -> Condition:
    return Condition(
        key=row.key,
        kind=row.kind,
        subject=row.subject,
        episode=row.episode,
        what=row.what,
        todo=row.todo,
        since=row.first_seen,
        last_seen=row.last_seen,
        count=row.count,
        ended=not row.open,
        snoozed=row.snoozed_until is not None and row.snoozed_until > now,
        because=row.closed_because or "",
        ended_at=row.closed_at,
        seen_by=row.acked_by or "",
        until=row.snoozed_until,
        links=outside().links.of(row.detail),
        again=f"@{row.snoozed_until:%Y%m%dT%H%M}" if row.snoozed_until else "",
    )


@step("tell Slack", run_name="tell Slack", tags=("slack",), retries=0)
async def send_waiting(most: int) -> int:
    """Say what is due, oldest first; how many messages were said.

    Safe to run twice and at once: each post and each change is an effect made once. A Slack that
    is down, throttles or refuses our token makes everything wait; words it will not take as they
    are wait alone, for long.
    """
    world = outside()
    waiting = outbox.due(world.ledger, world.now(), limit=most)
    said = troubles = 0
    for place, message in enumerate(waiting):
        try:
            ended = await say(message.key)
        except (Unreachable, Throttled, Denied) as error:
            for one in waiting[place:]:
                _wait(one, error)
            break
        except ClientError as error:
            _wait(message, error)
            ended = False
        said += ended
        troubles += not ended
        if troubles >= MOST_TROUBLES:
            break
    return said


def _wait(message: OutboxMessage, error: ClientError) -> None:
    """Try again later: after a minute, then two, four and so on; sooner never than Slack asked."""
    world = outside()
    seconds = min(FIRST_WAIT * 2.0 ** min(message.attempts, 10), LONGEST_WAIT)
    if isinstance(error, Throttled) and error.wait_seconds is not None:
        seconds = max(seconds, error.wait_seconds)
    due = world.now() + timedelta(seconds=seconds)
    outbox.failed(world.ledger, message.key, message.version, str(error), due)
