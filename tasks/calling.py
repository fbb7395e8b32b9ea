"""Call somebody about what nobody has seen for hours, by name, in a message of its own.

A change of a message tells nobody; only a new one makes a telephone ring. It is changed in place
once somebody has seen the trouble, or it is over.
"""

from datetime import timedelta

from domain import telling
from domain.alert_rules import Lane
from domain.lanes import lane_of
from ledger import exceptions_answers as answers
from ledger import outbox
from ledger.models_work import ExceptionRow
from tasks.outside import outside

LOOKED_AFTER = timedelta(days=30)
"""So long the words of a call follow what becomes of its trouble."""


def call_somebody() -> None:
    """Put down a call for everything to be acted on now that nobody has seen for too long.

    Safe to run twice and at once: an episode is called about once, and the same words are not put
    down again.
    """
    world = outside()
    rules, now = world.rules.alerts, world.now()
    if not rules.escalate_after_hours or not rules.escalate_to:
        return
    before = now - timedelta(hours=rules.escalate_after_hours)
    for row in answers.unseen_since(world.ledger, before, now):
        if lane_of(row.kind, row.detail) is Lane.ACT_NOW:
            answers.called(world.ledger, row.key, row.episode, now)
    for row in answers.escalated(world.ledger, now - LOOKED_AFTER):
        key = f"call|{row.key}#{row.episode}"
        channel = world.channel_of(Lane.ACT_NOW)
        outbox.put(world.ledger, key, channel, _words(row), now, lane=Lane.ACT_NOW)


def _words(row: ExceptionRow) -> str:
    rules = outside().rules.alerts
    said = f"*{telling.title(row.kind)}: {telling.escaped(row.subject)}*"
    if not row.open:
        return f"✅ {said} is over."
    if row.acked_by:
        return f"👀 {said}: {telling.person(row.acked_by)} has seen it."
    return (
        f"<@{rules.escalate_to}> nobody has looked after this for {rules.escalate_after_hours} h: "
        f"{said}\n{telling.escaped(row.what)}\nWhat to do: {telling.escaped(row.todo)}"
    )
