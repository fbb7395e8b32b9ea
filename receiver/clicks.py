"""A button under one of our messages in Slack: is the click Slack's, whose is it, what does it say?

    click --POST--> verify --> written down once --> answer in the ledger --> 200 --> hint

Slack waits three seconds. Nothing is read from a vendor: the answer is a row in the ledger, and the
run that the hint starts changes the message.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from fastapi import BackgroundTasks, Response

from clients.slack.signatures import verify
from domain.answers import Answer
from ledger import hints, inbox
from ledger.answering import answer_message
from receiver.doors import Doors
from receiver.topics import EVERY_STORE

SOURCE = "slack"
TOPIC = "click"
FLOW = "watch-thresholds"
"""The flow that is hinted: at its end people are told what is new, and what they answered."""


@dataclass(frozen=True, slots=True)
class Click:
    """One press of a button; ``user`` is Slack's id, ``message`` the number of our message."""

    user: str
    said: Answer
    message: int


def take_click(
    doors: Doors, headers: Mapping[str, str], raw: bytes, after: BackgroundTasks
) -> Response:
    """Judge a click and do what it says; a replay of one, or one by a stranger, does nothing."""
    if not doors.slack_secrets:
        return Response("no buttons are set up here", status_code=404)
    now = doors.now()
    if not verify(raw, headers, doors.slack_secrets, now):
        return Response("not signed by Slack, or too long ago", status_code=401)
    click = read_click(raw)
    stamp = headers["x-slack-request-timestamp"].strip()
    key = hashlib.sha256(stamp.encode() + b":" + raw).hexdigest()
    kept = {} if click is None else {"user": click.user, "said": click.said.value}
    if click is not None:
        kept["message"] = str(click.message)
    new = inbox.write_down(
        doors.ledger, SOURCE, TOPIC, key, headers={}, body=json.dumps(kept).encode(), now=now
    )
    if not new:
        return Response(status_code=200)
    note = "nothing that we have a button for"
    if click is not None and not doors.may_answer(click.user):
        note = "somebody who may not answer"
    elif click is not None:
        by = f"<@{click.user}>"
        changed = answer_message(doors.ledger, click.message, click.said, by, now)
        note = f"{click.said.value}: {changed} changed"
        number = hints.raise_hint(doors.ledger, FLOW, EVERY_STORE, now) if changed else None
        if number is not None:
            after.add_task(doors.post_hint, FLOW, EVERY_STORE, number)
    inbox.ignore(doors.ledger, SOURCE, key, note, now)
    return Response(status_code=200)


def read_click(raw: bytes) -> Click | None:
    """The press in a signed body; None for anything else that Slack may send here."""
    try:
        (payload,) = parse_qs(raw.decode(), strict_parsing=True)["payload"]
        told = json.loads(payload)
        if told["type"] != "block_actions":
            return None
        (action,) = told["actions"]
        user = str(told["user"]["id"])
        if not (user.isascii() and user.isalnum()):
            return None
        return Click(user, Answer(action["action_id"]), int(action["value"]))
    except (KeyError, TypeError, ValueError):
        return None
