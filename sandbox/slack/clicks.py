"""A person clicks a button: Slack signs what was clicked and posts it to the app."""

import hashlib
import hmac
import json
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import httpx

from sandbox.slack.errors import Json
from sandbox.slack.state import TEAM

if TYPE_CHECKING:
    from sandbox.world import World


def signed_click(
    world: "World", channel_id: str, ts: str, action_id: str, user: str, secret: str
) -> tuple[bytes, dict[str, str]]:
    """Body and headers of a click on a button that stands under a message.

    Raises:
        LookupError: No such message, or no such button under it.
    """
    message = world.slack.channels[channel_id].messages[ts]
    button = _button(message.blocks, action_id)
    now = world.clock.now()
    payload = {
        "type": "block_actions",
        "team": {"id": TEAM, "domain": "sandbox"},
        "user": {"id": user, "username": user.lower(), "team_id": TEAM},
        "api_app_id": "A0SANDBOX",
        "trigger_id": f"{world.ids()}.{world.ids()}",
        "channel": {"id": channel_id, "name": world.slack.channels[channel_id].name},
        "container": {"type": "message", "message_ts": ts, "channel_id": channel_id},
        "message": message.to_json(),
        "response_url": "https://hooks.slack.example/actions/none",
        "actions": [
            {
                "action_id": action_id,
                "block_id": "b1",
                "type": "button",
                "value": button.get("value"),
                "text": button.get("text"),
                "action_ts": f"{now.timestamp():.6f}",
            }
        ],
    }
    raw = urlencode({"payload": json.dumps(payload)}).encode()
    stamp = str(int(now.timestamp()))
    signed = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + raw, hashlib.sha256).hexdigest()
    return raw, {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={signed}",
    }


async def click(
    world: "World",
    http: httpx.AsyncClient,
    url: str,
    *,
    channel_id: str,
    ts: str,
    action_id: str,
    user: str,
    secret: str,
) -> httpx.Response:
    """Click, and what the app answered."""
    raw, headers = signed_click(world, channel_id, ts, action_id, user, secret)
    return await http.post(url, content=raw, headers=headers)


def _button(blocks: list[dict[str, Json]], action_id: str) -> dict[str, Json]:
    for block in blocks:
        elements = block.get("elements")
        for element in elements if isinstance(elements, list) else ():
            if isinstance(element, dict) and element.get("action_id") == action_id:
                return element
    raise LookupError(f"no button {action_id}")
