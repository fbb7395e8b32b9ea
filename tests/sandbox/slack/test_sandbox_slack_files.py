"""Files: promised, sent, shared once; and buttons that somebody clicks."""

import hashlib
import hmac
import json
from urllib.parse import parse_qs

import httpx
import pytest

from sandbox.slack.clicks import click
from tests.sandbox.slack.conftest import CHANNEL, Workspace

BUTTON = {"type": "button", "action_id": "ack", "value": "7", "text": {"type": "plain_text"}}
BLOCKS = [{"type": "actions", "elements": [BUTTON]}]


async def promised(slack: Workspace, data: bytes = b"PNG") -> tuple[str, str]:
    told = await slack.ok("files.getUploadURLExternal", filename="a.png", length=len(data))
    return told["upload_url"], told["file_id"]


async def test_a_file_is_seen_in_the_channel_once_it_is_shared(slack: Workspace) -> None:
    url, file_id = await promised(slack)
    answer = await slack.http.post(url, content=b"PNG")
    assert (answer.status_code, answer.text) == (200, "OK - 3")
    assert await slack.history() == []
    files = [{"id": file_id, "title": "A chart"}]
    done = await slack.ok("files.completeUploadExternal", files=files, channel_id=CHANNEL)
    assert done["files"] == [{"id": file_id, "title": "A chart"}]
    (message,) = await slack.history()
    assert message["files"][0]["title"] == "A chart"
    assert slack.world.slack.files[file_id].data == b"PNG"


async def test_a_file_is_shared_once_and_only_with_all_its_bytes(slack: Workspace) -> None:
    url, file_id = await promised(slack)
    share = {"files": [{"id": file_id}], "channel_id": CHANNEL}
    await slack.http.post(url, content=b"PN")
    assert await slack.error("files.completeUploadExternal", **share) == "file_not_found"
    await slack.http.post(url, content=b"PNG")
    await slack.ok("files.completeUploadExternal", **share)
    assert await slack.error("files.completeUploadExternal", **share) == "file_not_found"
    assert (await slack.http.post(url, content=b"new")).status_code == 404


async def test_a_bot_without_the_scope_may_not_upload(slack: Workspace) -> None:
    slack.world.slack.bots["xoxb-ours"].scopes = frozenset({"chat:write"})
    code = await slack.error("files.getUploadURLExternal", filename="a.png", length=3)
    assert code == "missing_scope"


async def test_a_click_is_signed_over_time_and_bytes(slack: Workspace) -> None:
    ts = await slack.post("MUG is low", blocks=BLOCKS)
    heard: list[httpx.Request] = []

    def app(request: httpx.Request) -> httpx.Response:
        heard.append(request)
        return httpx.Response(200)

    async with httpx.AsyncClient(transport=httpx.MockTransport(app)) as http:
        told = {"channel_id": CHANNEL, "ts": ts, "user": "U0ADA", "secret": "s"}
        await click(slack.world, http, "http://app/slack", action_id="ack", **told)
        with pytest.raises(LookupError):
            await click(slack.world, http, "http://app/slack", action_id="resolve", **told)
    (request,) = heard
    stamp = request.headers["x-slack-request-timestamp"]
    base = f"v0:{stamp}:".encode() + request.content
    assert request.headers["x-slack-signature"] == (
        "v0=" + hmac.new(b"s", base, hashlib.sha256).hexdigest()
    )
    payload = json.loads(parse_qs(request.content.decode())["payload"][0])
    assert (payload["type"], payload["user"]["id"]) == ("block_actions", "U0ADA")
    assert payload["actions"][0]["value"] == "7"
    assert payload["message"]["ts"] == ts
