"""Once a day, everything that is open in one message, with a chart of the riskiest shelves."""

import logging
from datetime import date, timedelta

from clients.errors import ClientError
from domain.alert_rules import Lane
from domain.digest import Open, digest_due, riskiest, words
from ledger import cursors, effects_seen, exceptions_seen, outbox
from ledger.models import EffectKind
from ledger.models_work import ExceptionRow
from tasks.doubts import FLOW_OF, settle_doubts
from tasks.outside import outside
from tasks.uploading import send_chart

log = logging.getLogger(__name__)

DIGEST = "digest"
"""The cursor of the last digest, with its local day beside it."""
FIRST = timedelta(days=1)
"""What the first digest takes for lately."""


async def digest() -> bool:
    """Put down the day's digest when it is due, and show its chart; True when it was put down.

    Safe to run twice and at once: a day has one message and one chart. Slack out of reach fails
    nobody: the words wait in the outbox, and the chart is tried again by the next run of that day.
    """
    world = outside()
    rules, now = world.rules.alerts, world.now()
    if world.slack is None or not world.channel or rules.digest_at is None:
        return False
    cursor = cursors.read(world.ledger, DIGEST)
    last = date.fromisoformat(cursor.value) if cursor and cursor.value else None
    day = digest_due(now, rules.digest_at, rules.time_zone, last)
    if day is not None:
        rows = [_open(row) for row in exceptions_seen.every_open(world.ledger)]
        since = cursor.at if cursor else now - FIRST
        over = [_open(row) for row in exceptions_seen.closed_since(world.ledger, since)]
        text = words(day, rows, over)
        channel = world.channel_of(Lane.DIGEST)
        outbox.put(world.ledger, f"{DIGEST}|{day}", channel, text, now, lane=Lane.DIGEST)
        cursors.advance(world.ledger, DIGEST, now, now, day.isoformat())
    await _chart(day or last, fresh=day is not None)
    return day is not None


async def _chart(day: date | None, *, fresh: bool) -> None:
    """Show the chart of the last digest, unless it stands, was refused, or nothing is at risk."""
    world = outside()
    if day is None:
        return
    key = f"digest chart {day.isoformat()}"
    begun = effects_seen.by_key(world.ledger, EffectKind.UPLOAD_FILE, key)
    rows = [_open(row) for row in exceptions_seen.every_open(world.ledger)]
    risks = riskiest(rows)
    try:
        if begun is not None or (fresh and risks):
            await send_chart(day, risks)
        if any(
            effect.kind is EffectKind.UPLOAD_FILE and effect.key != key
            for effect in effects_seen.due(world.ledger, world.now())
        ):
            await settle_doubts(FLOW_OF[EffectKind.UPLOAD_FILE])
    except ClientError as error:
        log.warning("the digest's chart waits: %s", error)


def _open(row: ExceptionRow) -> Open:
    return Open(row.kind, row.subject, row.detail)
