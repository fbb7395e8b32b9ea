"""Slack's methods by name: what each needs, and what it answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sandbox.slack.channels import Channel, Message
from sandbox.slack.errors import Json, Refusal
from sandbox.slack.state import TEAM, Bot, Slack, is_true

USUAL, MOST = 100, 999
"""Messages a page: what one gets, and the most one may ask for."""


@dataclass(frozen=True, slots=True)
class Method:
    """A method: the scope it needs, whether it writes, and what does it."""

    scope: str
    write: bool
    tier_3: bool
    do: Callable[[Slack, Bot, Mapping[str, Json]], dict[str, Json]]


def _post_message(slack: Slack, bot: Bot, args: Mapping[str, Json]) -> dict[str, Json]:
    channel, message, cut = slack.post(bot, args)
    body: dict[str, Json] = {
        "ok": True,
        "channel": channel.channel_id,
        "ts": message.ts,
        "message": message.to_json(metadata=True),
    }
    if cut:
        body |= {
            "warning": "message_truncated",
            "response_metadata": {"warnings": ["message_truncated"]},
        }
    return body


def _update(slack: Slack, bot: Bot, args: Mapping[str, Json]) -> dict[str, Json]:
    channel, message = slack.update(bot, args)
    return {
        "ok": True,
        "channel": channel.channel_id,
        "ts": message.ts,
        "text": message.text,
        "message": message.to_json(metadata=True),
    }


def _auth_test(_slack: Slack, bot: Bot, _args: Mapping[str, Json]) -> dict[str, Json]:
    return {
        "ok": True,
        "url": "https://sandbox.slack.example/",
        "team": "Sandbox",
        "user": bot.name,
        "team_id": TEAM,
        "user_id": bot.user_id,
        "bot_id": bot.bot_id,
        "is_enterprise_install": False,
    }


def _history(slack: Slack, _bot: Bot, args: Mapping[str, Json]) -> dict[str, Json]:
    """The channel newest first: parents and broadcast replies; replies are read by thread."""
    channel = _readable(slack, args)
    shown = [one for one in channel.messages.values() if not one.thread_ts or one.broadcast]
    return _page(channel, shown[::-1], args)


def _replies(slack: Slack, _bot: Bot, args: Mapping[str, Json]) -> dict[str, Json]:
    """A thread oldest first, its parent included."""
    channel = _readable(slack, args)
    parent = channel.messages.get(str(args.get("ts") or ""))
    if parent is None:
        raise Refusal("thread_not_found")
    return _page(channel, [parent, *channel.replies(parent.ts)], args)


def _ask_for_upload(slack: Slack, _bot: Bot, args: Mapping[str, Json]) -> dict[str, Json]:
    length = str(args.get("length") or "")
    file = slack.ask_for_upload(
        str(args.get("filename") or ""), int(length) if length.isdigit() else 0
    )
    address = f"{slack.base_url}slack/upload/{file.file_id}"
    return {"ok": True, "upload_url": address, "file_id": file.file_id}


def _share(slack: Slack, bot: Bot, args: Mapping[str, Json]) -> dict[str, Json]:
    files = slack.share(bot, args)
    return {"ok": True, "files": [{"id": one.file_id, "title": one.title} for one in files]}


def _readable(slack: Slack, args: Mapping[str, Json]) -> Channel:
    channel = slack.channel(str(args.get("channel") or ""))
    if not channel.is_member:
        raise Refusal("not_in_channel")
    return channel


def _page(
    channel: Channel, messages: Sequence[Message], args: Mapping[str, Json]
) -> dict[str, Json]:
    oldest, latest = _ts(args.get("oldest")), _ts(args.get("latest"))
    inclusive = is_true(args.get("inclusive"))

    def asked_for(message: Message) -> bool:
        ts = _ts(message.ts)
        if inclusive and ts in (oldest, latest):
            return True
        return ts > oldest and (not latest or ts < latest)

    found = [one for one in messages if asked_for(one)]
    limit, start = _limit(args.get("limit")), _start(args.get("cursor"))
    part, more = found[start : start + limit], len(found) > start + limit
    metadata = is_true(args.get("include_all_metadata"))
    rows = [one.to_json(len(channel.replies(one.ts)), metadata=metadata) for one in part]
    body: dict[str, Json] = {"ok": True, "messages": rows, "has_more": more}
    if more:
        body["response_metadata"] = {"next_cursor": f"after:{start + limit}"}
    return body


def _ts(value: object) -> tuple[int, ...]:
    """A ``ts`` that can be compared; the beginning of time when there is none."""
    if not value or value == "0":
        return ()
    seconds, _, rest = str(value).partition(".")
    if not seconds.isdigit() or not (rest or "0").isdigit():
        raise Refusal("invalid_ts_oldest")
    return int(seconds), int((rest or "0").ljust(6, "0")[:6])


def _limit(value: object) -> int:
    if value in (None, ""):
        return USUAL
    if not str(value).isdigit() or not 1 <= int(str(value)) <= MOST:
        raise Refusal("invalid_limit")
    return int(str(value))


def _start(value: object) -> int:
    if not value:
        return 0
    number = str(value).removeprefix("after:")
    if not number.isdigit():
        raise Refusal("invalid_cursor")
    return int(number)


METHODS: dict[str, Method] = {
    "auth.test": Method("", False, False, _auth_test),
    "chat.postMessage": Method("chat:write", True, False, _post_message),
    "chat.update": Method("chat:write", True, True, _update),
    "files.getUploadURLExternal": Method("files:write", False, True, _ask_for_upload),
    "files.completeUploadExternal": Method("files:write", True, True, _share),
    "conversations.history": Method("channels:history", False, True, _history),
    "conversations.replies": Method("channels:history", False, True, _replies),
}
