"""One message of the outbox, posted once and changed in place: two kinds of effect.

Slack has no idempotency key, so each post and each change bears a mark that people don't see:
the message's key, the number of the post and the version of the words. After a doubt the message is
looked for by it. Words that a later version has overtaken are not sent any more, and a later
version waits until it is known what became of the one before it.
"""

from datetime import UTC, datetime, timedelta

from clients.errors import Denied, Malformed, Rejected, Throttled
from clients.slack.client import Block, SlackClient, cut
from clients.slack.errors import CODES, SYSTEM, MessageGone
from clients.slack.models import KEY, Message, Metadata
from domain.buttons import blocks_of
from ledger import effects as rows
from ledger import effects_end as ends
from ledger import effects_seen, outbox
from ledger.columns import JsonObject
from ledger.models import Effect, EffectKind, EffectState
from ledger.models_work import OutboxMessage, OutboxState
from tasks.effects import Deed, Ended, Outcome, carry_out
from tasks.outside import outside

MOST_POSTS = 2
"""A message that people deleted is posted anew once."""
STEPS = 4
"""Post, change, find it deleted, post anew: no message needs more at once."""
REFUSED_SECONDS = 6 * 3600.0
"""So long words wait that Slack will not take as they are (our clock)."""
SKEW = timedelta(seconds=60)
"""How far Slack's clock may be behind ours."""


async def say(key: str) -> bool:
    """Bring one message to its latest words; True when they stand in the channel.

    Safe to run twice and at once: see above.

    Raises:
        ClientError: Slack is out of reach, throttles, or refuses our token or channel; the words
            wait as they were.
    """
    ledger = outside().ledger
    for _ in range(STEPS):
        message = outbox.get(ledger, key)
        if message is None or message.state is OutboxState.SENT:
            return message is not None and message.error is None
        if message.message_id is None:
            going_on = await _post(message)
        else:
            going_on = await _change(message, message.message_id)
        if not going_on:
            break
    message = outbox.get(ledger, key)
    return message is not None and message.state is OutboxState.SENT and message.error is None


async def _post(message: OutboxMessage) -> bool:
    """Post it; False when there is nothing more to do about it in this run."""
    world = outside()
    if _posted_before(message) >= MOST_POSTS:
        why = "its message was deleted, and so was the next one"
        outbox.give_up(world.ledger, message.key, message.version, why)
        return False
    key = message.key if message.posts == 1 else f"{message.key} #{message.posts}"
    planned = effects_seen.by_key(world.ledger, EffectKind.POST_MESSAGE, key)
    if planned is not None and _out_of_date(planned, message):
        return _withdraw(planned) and outbox.post_anew(world.ledger, message.key, message.posts)
    outcome = await carry_out(
        Deed(
            EffectKind.POST_MESSAGE,
            key,
            subject=message.key,
            detail={**_detail(message), "channel": world.channel_of(message.lane)},
            act=post,
            look=look_for_post,
        )
    )
    if outcome.ended is Ended.DONE and outcome.vendor_id is not None:
        done = effects_seen.by_key(world.ledger, EffectKind.POST_MESSAGE, key)
        told: JsonObject = {} if done is None else done.detail
        outbox.sent(
            world.ledger,
            message.key,
            int(told.get("version", 0)),
            outcome.vendor_id,
            world.now(),
            channel=str(told.get("channel", world.channel_of(message.lane))),
        )
        return True
    if outcome.ended is Ended.WAITING:
        return _later(message)
    anew = outbox.post_anew(world.ledger, message.key, message.posts)
    return anew if outcome.ended is Ended.ABANDONED else _refused(message, outcome)


async def _change(message: OutboxMessage, ts: str) -> bool:
    """Change it in place; False when there is nothing more to do about it in this run."""
    world = outside()
    deed = Deed(
        EffectKind.UPDATE_MESSAGE,
        f"{message.key} v{message.version} #{message.posts}",
        subject=message.key,
        detail={**_detail(message), "channel": message.channel, "ts": ts},
        act=change,
        look=look_for_change,
    )
    try:
        outcome = await carry_out(deed)
    except Throttled as error:
        if error.system == SYSTEM:
            raise
        return _later(message)
    if outcome.ended is Ended.DONE:
        outbox.sent(world.ledger, message.key, message.version, ts, world.now())
        return True
    if outcome.ended is Ended.WAITING:
        return _later(message)
    if isinstance(outcome.error, MessageGone) or any(
        kind is MessageGone and code in outcome.because for code, kind in CODES.items()
    ):
        return outbox.post_anew(world.ledger, message.key, message.posts)
    latest = outbox.get(world.ledger, message.key)
    if latest is None or (latest.version, latest.posts) != (message.version, message.posts):
        return latest is not None
    return _refused(message, outcome)


async def post(effect: Effect) -> str:
    """``chat.postMessage`` with the words that stand in the effect; the message's ``ts``."""
    said = effect.detail
    posted = await _slack().post(
        str(said["channel"]), str(said["text"]), _blocks(said), metadata=_mark(said)
    )
    return posted.ts


async def look_for_post(effect: Effect) -> str | None:
    """Read the channel since this was decided: the message that bears this post's mark."""
    said = effect.detail
    found = await _slack().history(
        str(said["channel"]), str(said["key"]), since=effect.created_at - SKEW
    )
    marks = [one for one in found if _marked(one, "post") == said["post"]]
    return marks[-1].ts if marks else None


async def change(effect: Effect) -> str:
    """``chat.update`` with the words that stand in the effect, unless they are overtaken.

    Raises:
        Rejected: There are newer words, or the message was posted anew: not sent.
        Throttled: An earlier version is under way or in doubt: to be tried later, not sent.
    """
    said, operation = effect.detail, "chat.update"
    latest = outbox.get(outside().ledger, str(said["key"]))
    if latest is None or (latest.version, latest.message_id) != (said["version"], said["ts"]):
        raise Rejected("there are newer words", system="ledger", operation=operation)
    if _under_way(effect):
        raise Throttled("earlier words are under way", system="ledger", operation=operation)
    words = str(said["text"])
    await _slack().update(
        str(said["channel"]), str(said["ts"]), words, _blocks(said), metadata=_mark(said)
    )
    return str(said["ts"])


async def look_for_change(effect: Effect) -> str | None:
    """Read the message: it bears the mark of these words, or of later ones, or is as it was."""
    said = effect.detail
    posted_at = datetime.fromtimestamp(float(said["ts"]), UTC)
    try:
        found = await _slack().history(
            str(said["channel"]), str(said["key"]), since=posted_at - SKEW
        )
    except Malformed:
        return None  # too far back in a busy channel: the same change again does no harm
    for one in found:
        version = _marked(one, "version")
        if one.ts == said["ts"] and isinstance(version, int) and version >= int(said["version"]):
            return one.ts
    return None


def wanted(effect: Effect) -> bool:
    """Whether the outbox still wants this post or change, and so takes it up by itself."""
    message = outbox.get(outside().ledger, str(effect.detail["key"]))
    if message is None or message.state is not OutboxState.WAITING:
        return False
    if effect.kind is EffectKind.POST_MESSAGE:
        return message.message_id is None and bool(message.posts == effect.detail["post"])
    return bool(message.version == effect.detail["version"])


def _detail(message: OutboxMessage) -> JsonObject:
    return {
        "key": message.key,
        "post": message.posts,
        "version": message.version,
        "text": message.text,
        "buttons": message.id if outside().buttons and message.standing else None,
    }


def _blocks(said: JsonObject) -> list[Block] | None:
    """The words as blocks, where there are buttons under them."""
    number = said.get("buttons")
    return None if number is None else blocks_of(cut(str(said["text"])), int(number))


def _mark(said: JsonObject) -> Metadata:
    return Metadata(
        event_payload={KEY: said["key"], "post": said["post"], "version": said["version"]}
    )


def _marked(message: Message, name: str) -> object:
    return message.metadata.event_payload.get(name) if message.metadata else None


def _slack() -> SlackClient:
    slack = outside().slack
    if slack is None:
        raise Denied("no Slack is configured", system="slack", operation="any")
    return slack


def _posted_before(message: OutboxMessage) -> int:
    """How often it has stood in a channel and does no more."""
    done = effects_seen.by_subject(outside().ledger, message.key, EffectKind.POST_MESSAGE)
    return sum(
        row.state is EffectState.DONE and int(row.detail["post"]) < message.posts for row in done
    )


def _out_of_date(planned: Effect, message: OutboxMessage) -> bool:
    """Nothing was sent of it yet, and it has other words or another channel than now."""
    if planned.state is not EffectState.INTENDED:
        return False
    said = planned.detail
    return (said["version"], said["channel"]) != (
        message.version,
        outside().channel_of(message.lane),
    )


def _withdraw(planned: Effect) -> bool:
    """Give up a post that nobody has begun; False when another run has it by now."""
    world = outside()
    kind, key, owner = planned.kind, planned.key, world.owner
    claim = rows.claim(world.ledger, kind, key, owner, world.now(), world.lease_seconds)
    if claim is None:
        return False
    if claim.must_look:
        ends.release(world.ledger, kind, key, owner, world.now())
        return False
    return ends.abandon(world.ledger, kind, key, owner, "there are newer words", world.now())


def _under_way(effect: Effect) -> bool:
    """Whether another change of this message is claimed, or may have happened."""
    others = effects_seen.by_subject(outside().ledger, effect.subject, EffectKind.UPDATE_MESSAGE)
    unsettled = (EffectState.CLAIMED, EffectState.DOUBTFUL)
    return any(row.id != effect.id and row.state in unsettled for row in others)


def _later(message: OutboxMessage) -> bool:
    """Another run is at it, or Slack did not answer: it may be looked for a settle time later."""
    world = outside()
    due = world.now() + timedelta(seconds=world.settle_seconds)
    outbox.postpone(world.ledger, message.key, message.version, due)
    return False


def _refused(message: OutboxMessage, outcome: Outcome) -> bool:
    """Slack will not take these words: newer ones are tried at once, these again after long."""
    world = outside()
    due = world.now() + timedelta(seconds=REFUSED_SECONDS)
    outbox.failed(world.ledger, message.key, message.version, outcome.because, due)
    return False
