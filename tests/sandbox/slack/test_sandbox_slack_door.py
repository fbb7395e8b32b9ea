"""Who may call, how fast, and planned troubles."""

import pytest

from sandbox.journal import MessagePosted

CHANNEL = "C0STOCK"
MESSAGE = {"channel": CHANNEL, "text": "TEE is low"}


async def test_the_app_learns_who_it_is(slack):
    body = await slack.ok("auth.test")
    assert (body["user"], body["bot_id"]) == ("stocksteady", "B0000001")


async def test_tokens_that_are_missing_wrong_revoked_or_too_weak_are_told_apart(slack):
    slack.world.slack.add_bot("xoxb-weak", scopes=frozenset({"channels:history"}))
    slack.world.slack.bots["xoxb-other"].revoked = True
    answer = await slack.http.post("/slack/api/auth.test")
    codes = [answer.json()["error"]]
    for token in ("xoxb-wrong", "xoxb-other", "xoxb-weak"):
        codes.append(await slack.error("chat.postMessage", token=token, **MESSAGE))
    assert codes == ["not_authed", "invalid_auth", "token_revoked", "missing_scope"]
    assert await slack.error("chat.explode") == "unknown_method"


async def test_one_message_a_second_and_channel(slack):
    await slack.ok("chat.postMessage", **MESSAGE)
    answer = await slack.call("chat.postMessage", **MESSAGE)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    assert answer.json() == {"ok": False, "error": "ratelimited"}
    assert slack.last_call().outcome == "throttled"
    await slack.ok("chat.postMessage", **MESSAGE | {"channel": "C0OPS"})
    await slack.world.advance(1)
    await slack.ok("chat.postMessage", **MESSAGE)
    assert len(slack.events(MessagePosted)) == 3


async def test_updates_have_a_pace_of_their_own(slack):
    slack.world.slack_switches.tier_3_per_minute = 2
    ts = await slack.post()
    for text in ("a", "b"):
        await slack.ok("chat.update", channel=CHANNEL, ts=ts, text=text)
    answer = await slack.call("chat.update", channel=CHANNEL, ts=ts, text="c")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")


async def test_too_fast_may_be_said_in_a_200(slack):
    slack.world.slack_switches.rate_limit_response = "200-ratelimited"
    await slack.ok("chat.postMessage", **MESSAGE)
    assert await slack.error("chat.postMessage", **MESSAGE) == "ratelimited"


async def test_a_channel_can_be_archived_or_closed_to_us_from_the_panel(slack):
    url = f"/_sandbox/slack/channels/{CHANNEL}"
    await slack.http.post(url, json={"archived": True})
    assert await slack.error("chat.postMessage", **MESSAGE) == "is_archived"
    await slack.http.post(url, json={"archived": False, "member": False})
    assert await slack.error("chat.postMessage", **MESSAGE) == "not_in_channel"


@pytest.mark.parametrize(
    ("kind", "status", "posted"),
    [
        ("429", 429, 0),
        ("500", 500, 0),
        ("503", 503, 0),
        ("lost-before", 504, 0),
        ("lost-after", 504, 1),
        ("internal", 200, 1),
    ],
)
async def test_a_trouble_is_told_and_the_message_stands_or_not(slack, kind, status, posted):
    slack.world.faults.plan("slack", "chat.postMessage", [kind])
    answer = await slack.call("chat.postMessage", **MESSAGE)
    assert answer.status_code == status
    assert len(slack.events(MessagePosted)) == posted


async def test_a_late_message_lands_when_nobody_waits_for_it(slack):
    slack.world.faults.plan("slack", "chat.postMessage", ["late:20"])
    assert (await slack.call("chat.postMessage", **MESSAGE)).status_code == 504
    assert await slack.history() == []
    await slack.world.advance(20)
    assert len(await slack.history()) == 1


async def test_arguments_come_as_a_form_or_a_query_too(slack):
    form = {"token": "xoxb-ours", "channel": "#stock-alerts", "text": "TEE is low"}
    form["metadata"] = '{"event_type": "x", "event_payload": {}}'
    answer = await slack.http.post("/slack/api/chat.postMessage", data=form)
    assert answer.json()["channel"] == CHANNEL
    params = {"token": "xoxb-ours", "channel": CHANNEL, "include_all_metadata": "1"}
    read = await slack.http.get("/slack/api/conversations.history", params=params)
    assert read.json()["messages"][0]["metadata"]["event_type"] == "x"


async def test_the_panel_sets_up_the_workspace_and_shows_what_was_said(slack):
    setup = {"bots": [{"token": "xoxb-new"}], "channels": {"C0NEW": "new"}}
    await slack.http.post("/_sandbox/slack/setup", json=setup)
    await slack.ok("chat.postMessage", token="xoxb-new", channel="C0NEW", text="hello")
    shown = await slack.http.get("/_sandbox/slack/channels/C0NEW/messages")
    assert [one["text"] for one in shown.json()["messages"]] == ["hello"]
    state = (await slack.http.get("/_sandbox/state")).json()
    assert state["slack"]["messages"]["new"] == 1
