"""Messages: posted, answered in threads, updated in place, found again by their metadata."""

import json

import pytest

from sandbox.journal import MessagePosted, MessageUpdated

CHANNEL = "C0STOCK"
KEY = {"event_type": "stocksteady", "event_payload": {"effect": "low_stock:TEE:London"}}


async def test_a_message_is_named_by_its_ts_and_found_by_its_metadata(slack):
    ts = await slack.post("TEE is low", metadata=KEY)
    await slack.post("something else")
    assert ts == "1795428000.000000"
    plain = await slack.history()
    assert [one["text"] for one in plain] == ["something else", "TEE is low"]
    assert "metadata" not in plain[1]
    told = await slack.history(include_all_metadata=True)
    assert told[1]["metadata"] == KEY
    posted = slack.events(MessagePosted)[0]
    assert (posted.ts, posted.event_type) == (ts, "stocksteady")
    assert json.loads(posted.event_payload) == KEY["event_payload"]


async def test_ts_never_repeats_within_a_channel(slack):
    slack.world.slack_switches.burst = 5
    seen = [(await slack.ok("chat.postMessage", channel=CHANNEL, text="x"))["ts"] for _ in range(5)]
    assert len(set(seen)) == 5
    assert seen == sorted(seen)


async def test_a_reply_stands_in_its_thread_and_not_in_the_channel(slack):
    parent = await slack.post("TEE is low")
    reply = await slack.post("now 2 left", thread_ts=parent, metadata=KEY)
    (shown,) = await slack.history()
    assert (shown["ts"], shown["reply_count"]) == (parent, 1)
    thread = await slack.ok(
        "conversations.replies", channel=CHANNEL, ts=parent, include_all_metadata=True
    )
    assert [one["ts"] for one in thread["messages"]] == [parent, reply]
    assert thread["messages"][1]["metadata"] == KEY
    args = {"channel": CHANNEL, "text": "x"}
    code = await slack.error("chat.postMessage", **args, thread_ts=reply)
    assert code == "cannot_reply_to_message"
    await slack.post("for all", thread_ts=parent, reply_broadcast=True)
    assert [one["text"] for one in await slack.history()] == ["for all", "TEE is low"]


async def test_an_update_changes_the_text_and_keeps_the_metadata_unless_told_otherwise(slack):
    ts = await slack.post("TEE is low", metadata=KEY)
    answer = await slack.ok("chat.update", channel=CHANNEL, ts=ts, text="TEE is back")
    assert (answer["ts"], answer["text"]) == (ts, "TEE is back")
    (shown,) = await slack.history(include_all_metadata=True)
    assert (shown["text"], shown["metadata"]) == ("TEE is back", KEY)
    assert shown["edited"]
    await slack.ok("chat.update", channel=CHANNEL, ts=ts, text="done", metadata={})
    (shown,) = await slack.history(include_all_metadata=True)
    assert "metadata" not in shown
    updates = slack.events(MessageUpdated)
    assert [(one.text, bool(one.event_payload)) for one in updates] == [
        ("TEE is back", True),
        ("done", False),
    ]


async def test_only_ones_own_messages_that_are_there_can_be_updated(slack):
    ts = await slack.post()
    args = {"channel": CHANNEL, "text": "x"}
    assert await slack.error("chat.update", **args, ts="1.000001") == "message_not_found"
    code = await slack.error("chat.update", token="xoxb-other", **args, ts=ts)
    assert code == "cant_update_message"
    url = f"/_sandbox/slack/channels/{CHANNEL}/messages/{ts}"
    assert (await slack.http.delete(url)).status_code == 200
    assert await slack.error("chat.update", **args, ts=ts) == "message_not_found"


async def test_history_is_paged_and_bounded_by_ts(slack):
    seen = [await slack.post(f"m{number}") for number in range(5)]
    first = await slack.ok("conversations.history", channel=CHANNEL, limit=2)
    assert (first["has_more"], [one["text"] for one in first["messages"]]) == (True, ["m4", "m3"])
    cursor = first["response_metadata"]["next_cursor"]
    rest = await slack.history(limit=3, cursor=cursor)
    assert [one["text"] for one in rest] == ["m2", "m1", "m0"]
    assert [one["text"] for one in await slack.history(oldest=seen[2])] == ["m4", "m3"]
    within = await slack.history(oldest=seen[2], latest=seen[3], inclusive=True)
    assert [one["text"] for one in within] == ["m3", "m2"]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ({"channel": "C0NOWHERE"}, "channel_not_found"),
        ({"text": ""}, "no_text"),
        ({"metadata": "{"}, "invalid_metadata_format"),
        ({"metadata": {"event_type": "x"}}, "invalid_metadata_schema"),
        (
            {"metadata": {"event_type": "x", "event_payload": {"a": "b" * 9000}}},
            "metadata_too_large",
        ),
        ({"blocks": "text"}, "invalid_blocks_format"),
        ({"blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
        (
            {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]},
            "invalid_blocks",
        ),
        (
            {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}] * 4},
            "msg_blocks_too_long",
        ),
        ({"attachments": [{}] * 101}, "too_many_attachments"),
    ],
)
async def test_content_that_slack_refuses_is_not_posted(slack, args, code):
    body = {"channel": CHANNEL, "text": "x"} | args
    assert await slack.error("chat.postMessage", **body) == code
    assert slack.events(MessagePosted) == []


async def test_a_block_that_is_too_long_is_named(slack):
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]
    answer = await slack.call("chat.postMessage", channel=CHANNEL, text="x", blocks=blocks)
    assert answer.json()["errors"] == [
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]


async def test_a_text_that_is_too_long_is_cut_with_a_warning(slack):
    body = await slack.ok("chat.postMessage", channel=CHANNEL, text="x" * 40_001)
    assert body["warning"] == "message_truncated"
    assert len((await slack.history())[0]["text"]) == 40_000
