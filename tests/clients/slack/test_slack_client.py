"""What Slack is told, and what we make of every way in which it may answer."""

import json
from datetime import UTC, datetime

import pytest

from clients.errors import (
    Denied,
    LeaseLost,
    Malformed,
    OutcomeUnknown,
    Rejected,
    Throttled,
    Unreachable,
)
from clients.http import before_send
from clients.slack.client import cut, escaped
from clients.slack.errors import MessageGone, NotInChannel, UnfitMessage
from clients.slack.models import Metadata, Posted
from tests.clients.slack.scripted_slack import (
    HANGS_UP,
    PAYLOADS,
    SILENCE,
    TOKEN,
    Says,
    no,
    posted,
)

SINCE = datetime(2026, 11, 23, 10, tzinfo=UTC)
BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "low"}}]
EMPTY = Says({"ok": True, "messages": [], "has_more": False})


async def test_a_post_bears_text_blocks_and_its_mark_and_says_where_it_stands(slack) -> None:
    client, vendor = await slack(posted())
    where = await client.post("#alerts", "low", BLOCKS, Metadata.of("k1"))
    assert where == Posted(channel="C1", ts="1503435956.000247")
    method, sent, token = vendor.asked[0]
    assert (method, token) == ("chat.postMessage", f"Bearer {TOKEN}")
    assert sent["text"] == "low"
    assert sent["blocks"] == BLOCKS
    assert sent["metadata"]["event_payload"] == {"key": "k1"}
    assert "thread_ts" not in sent
    assert (sent["unfurl_links"], sent["unfurl_media"]) == (False, False)
    assert vendor.paid == ["#alerts"]  # a message a second and channel


async def test_a_reply_stands_in_the_thread_of_its_parent(slack) -> None:
    client, vendor = await slack(posted())
    await client.reply("C1", "1.5", "more")
    assert vendor.asked[0][1]["thread_ts"] == "1.5"


async def test_an_update_replaces_the_blocks_and_keeps_the_mark(slack) -> None:
    client, vendor = await slack(posted())
    await client.update("C1", "1.5", "over")
    method, sent, _ = vendor.asked[0]
    assert method == "chat.update"
    assert (sent["channel"], sent["ts"], sent["text"]) == ("C1", "1.5", "over")
    assert sent["blocks"] == []
    assert "metadata" not in sent
    assert vendor.paid == ["chat.update"]


def message(ts: str, key: str | None, event: str = "stocksteady_message") -> dict[str, object]:
    mark = {"event_type": event, "event_payload": {"key": key}}
    return {"ts": ts, "text": "x", **({"metadata": mark} if key else {})}


async def test_our_post_is_found_by_its_mark_on_whatever_page_it_stands(slack) -> None:
    first = [message("9.0", "other"), message("8.0", None), message("7.0", "k1", "of_another_app")]
    client, vendor = await slack(
        Says(
            {
                "ok": True,
                "messages": first,
                "has_more": True,
                "response_metadata": {"next_cursor": "c2"},
            }
        ),
        Says({"ok": True, "messages": [message("6.0", "k1")], "has_more": False}),
    )
    found = await client.history("C1", "k1", since=SINCE)
    assert [each.ts for each in found] == ["6.0"]
    assert [asked[0] for asked in vendor.asked] == ["conversations.history"] * 2
    sent = vendor.asked[1][1]
    assert sent["cursor"] == "c2"
    assert float(sent["oldest"]) == SINCE.timestamp()
    assert sent["include_all_metadata"] in ("1", "true")


async def test_a_reply_is_looked_for_in_its_thread(slack) -> None:
    client, vendor = await slack(EMPTY)
    assert await client.history("C1", "k1", since=SINCE, thread_ts="1.5") == ()
    assert vendor.asked[0][0] == "conversations.replies"
    assert vendor.asked[0][1]["ts"] == "1.5"


@pytest.mark.parametrize(
    "page",
    [
        {"ok": True, "messages": [], "has_more": True},
        {"ok": True, "messages": [], "response_metadata": {"next_cursor": "same"}},
        {"ok": True},
    ],
)
async def test_a_look_that_cant_see_to_the_end_finds_nothing_out(slack, page) -> None:
    client, _ = await slack(Says(page))
    with pytest.raises(Malformed):
        await client.history("C1", "k1", since=SINCE)


REFUSALS = {
    "not_in_channel": NotInChannel,
    "channel_not_found": NotInChannel,
    "is_archived": NotInChannel,
    "invalid_auth": Denied,
    "token_revoked": Denied,
    "missing_scope": Denied,
    "restricted_action_read_only_channel": Denied,
    "msg_too_long": UnfitMessage,
    "invalid_blocks": UnfitMessage,
    "metadata_too_large": UnfitMessage,
    "message_not_found": MessageGone,
    "edit_window_closed": MessageGone,
    "service_unavailable": Unreachable,
    "internal_error": OutcomeUnknown,
    "fatal_error": OutcomeUnknown,
    "message_limit_exceeded": Throttled,
    "a_code_of_tomorrow": Rejected,
}


@pytest.mark.parametrize("code", REFUSALS)
async def test_each_refusal_has_its_kind_and_shows_no_token(slack, code) -> None:
    client, vendor = await slack(no(code))
    with pytest.raises(REFUSALS[code], match=code) as caught:
        await client.post("C1", "x")
    assert type(caught.value) is REFUSALS[code]
    assert TOKEN not in repr(caught.value) + str(caught.value)
    assert len(vendor.asked) == 1


TROUBLE = {
    "no answer in time": SILENCE,
    "the connection broke": HANGS_UP,
    "500": Says("<html>", 500),
    "503 in plain text": Says("busy", 503, {"content-type": "text/plain"}),
    "502 in JSON": Says({}, 502),
    "a 200 of HTML": Says("<html>"),
    "a 200 in plain text": Says("ok", 200, {"content-type": "text/plain"}),
    "broken JSON": Says("{", 200, {"content-type": "application/json"}),
    "a list": Says([1]),
    "no place": Says({"ok": True}),
}


@pytest.mark.parametrize("trouble", TROUBLE.values(), ids=TROUBLE.keys())
async def test_a_post_without_a_good_answer_has_an_unknown_outcome(slack, trouble) -> None:
    client, vendor = await slack(trouble, timeout=0.2)
    with pytest.raises(OutcomeUnknown):
        await client.post("C1", "x")
    assert len(vendor.asked) == 1  # slack-sdk's own retries are off


@pytest.mark.parametrize("trouble", TROUBLE.values(), ids=TROUBLE.keys())
async def test_a_look_without_a_good_answer_is_unreachable_or_malformed(slack, trouble) -> None:
    client, vendor = await slack(trouble, timeout=0.2)
    with pytest.raises((Unreachable, Malformed)) as caught:
        await client.history("C1", "k1", since=SINCE)
    assert not isinstance(caught.value, OutcomeUnknown)
    assert len(vendor.asked) <= 2  # aiohttp reads once more where a connection broke


async def test_a_connection_that_never_stood_posted_nothing(slack) -> None:
    client, vendor = await slack(posted())
    await vendor.server.close()
    with pytest.raises(Unreachable) as caught:
        await client.post("C1", "x")
    assert caught.value.transient


THROTTLINGS = {
    "429 with a time": (no("ratelimited", 429, retry_after="3"), 3.0),
    "429 of HTML": (Says("<html>", 429), 30.0),
    "a code in a 200": (no("rate_limited"), 30.0),
    "429 with nonsense": (no("ratelimited", 429, retry_after="soon"), 30.0),
}


@pytest.mark.parametrize(("answer", "wait"), THROTTLINGS.values(), ids=THROTTLINGS)
async def test_every_shape_of_throttling_is_waited_out_once(slack, answer, wait) -> None:
    client, vendor = await slack(answer, posted())
    assert (await client.post("C1", "x")).channel == "C1"
    assert vendor.slept == [wait]
    assert vendor.held_back == [("C1", wait)]
    assert vendor.paid == ["C1", "C1"]


@pytest.mark.parametrize(("seconds", "calls"), [("60", 2), ("61", 1)])
async def test_throttling_that_stays_or_is_long_goes_back_to_the_task(
    slack, seconds, calls
) -> None:
    client, vendor = await slack(no("ratelimited", 429, retry_after=seconds))
    with pytest.raises(Throttled) as caught:
        await client.post("C1", "x")
    assert caught.value.wait_seconds == float(seconds)
    assert len(vendor.asked) == calls


async def test_nothing_is_posted_once_the_lease_is_lost(slack) -> None:
    def lost() -> None:
        raise LeaseLost("taken over", system="slack", operation="effect")

    client, vendor = await slack(EMPTY)
    token = before_send.set(lost)
    try:
        with pytest.raises(LeaseLost):
            await client.post("C1", "x")
        assert vendor.asked == []
        assert await client.history("C1", "k1", since=SINCE) == ()  # a look needs no lease
    finally:
        before_send.reset(token)


def test_text_from_outside_is_no_mark_up_and_is_cut_to_what_slack_shows() -> None:
    assert escaped("<!channel> & co") == "&lt;!channel&gt; &amp; co"
    assert cut("x" * 4000) == "x" * 4000
    assert cut("x" * 4001) == "x" * 3999 + "…"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("chat.postMessage.response.0.json", None),
        ("chat.postMessage.response.1.json", UnfitMessage),
        ("auth.test.response.1.json", Denied),
        ("auth.test.response.3.json", Denied),
        ("chat.delete.response.1.json", MessageGone),
    ],
)
async def test_an_answer_as_slack_prints_it_is_read_or_refused(slack, name, kind) -> None:
    path = PAYLOADS / name
    if not path.exists():
        pytest.skip(f"recorded payload not found: {path}")
    client, _ = await slack(Says(json.loads(path.read_bytes())))
    if kind is None:
        where = await client.post("C1", "x")
        assert where == Posted(channel="C123ABC456", ts="1503435956.000247")
        return
    with pytest.raises(kind):
        await client.post("C1", "x")


async def test_every_error_that_slack_prints_for_a_post_is_an_error_of_ours(slack) -> None:
    path = PAYLOADS / "chat.postMessage.errors.json"
    if not path.exists():
        pytest.skip(f"recorded payload not found: {path}")
    printed = json.loads(path.read_bytes())
    codes = [code for code in printed if code not in ("ratelimited", "rate_limited")]
    client, vendor = await slack(*map(no, codes))
    for code in codes:
        with pytest.raises((Denied, Rejected, Unreachable, Throttled), match=code):
            await client.post("C1", "x")
    assert len(vendor.asked) == len(codes)
