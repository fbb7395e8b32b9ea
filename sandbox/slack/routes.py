"""The HTTP side of the pretend Slack: who may call, how fast, and what goes wrong on the way."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response

from sandbox import faults
from sandbox.journal import Called
from sandbox.slack.errors import Json, Refusal, TooFast
from sandbox.slack.methods import METHODS, Method
from sandbox.slack.state import Bot

if TYPE_CHECKING:
    from sandbox.world import World

SYSTEM = "slack"
MINUTE = 60.0


@dataclass(slots=True)
class Call:
    """A call under way, and what the journal will say of it."""

    operation: str
    args: dict[str, Json]
    token: str
    outcome: str = "ok"
    ref: str = ""
    changed: bool = False
    cost: float = 1


def router(world: "World") -> APIRouter:
    """All of Slack's methods; mount it under ``/slack``."""
    api = APIRouter()

    @api.api_route("/api/{method}", methods=["GET", "POST"], include_in_schema=False)
    async def answer_call(method: str, request: Request) -> Response:
        args = _args(request, await request.body())
        given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        world.slack.base_url = str(request.base_url)
        call = Call(method, args, given or str(args.get("token") or ""))
        answer = await _answer(world, call)
        _journal(world, call)
        return answer

    @api.post("/upload/{file_id}", include_in_schema=False)
    async def take_bytes(file_id: str, request: Request) -> Response:
        """Take the bytes of a promised file; the address is the only secret it needs."""
        file = world.slack.files.get(file_id)
        raw = await request.body()
        if file is None or file.shared:
            return Response("no such upload", 404)
        file.data = raw
        return Response(f"OK - {len(raw)}", 200)

    return api


def _args(request: Request, raw: bytes) -> dict[str, Json]:
    """The arguments, from the query, a form or JSON."""
    args: dict[str, Json] = dict(request.query_params)
    if "json" in request.headers.get("content-type", ""):
        try:
            sent = json.loads(raw) if raw else {}
        except ValueError:
            return args
        return args | sent if isinstance(sent, dict) else args
    return args | dict(parse_qsl(raw.decode("utf-8", "replace")))


async def _answer(world: "World", call: Call) -> Response:
    kind = await world.faults.take(SYSTEM, call.operation)
    if kind is None:
        return _done(world, call)
    return await _troubled(world, call, kind)


async def _troubled(world: "World", call: Call, kind: str) -> Response:
    """Answer a call that a planned trouble befalls."""
    if kind in ("throttled", "429"):
        shape = "429" if kind == "429" else world.slack_switches.rate_limit_response
        return _throttled(call, 1.0, shape)
    if kind == "500":
        call.outcome = kind
        return Response("Internal Server Error", 500, media_type="text/html")
    if kind == "503":
        call.outcome = kind
        return Response("Service Unavailable", 503, media_type="text/html")
    if kind == "lost-before":
        call.outcome = kind
        return _gone()
    if kind.startswith("late:"):
        world.later(faults.seconds_of(kind), lambda: _land(world, call))
        call.outcome = "late"
        return _gone()
    switches = world.slack_switches
    if kind == "internal" and not switches.internal_error_posted:
        call.outcome = "500"
        return _json(Refusal(switches.internal_error).to_json())
    answer = _done(world, call)
    if kind.startswith("slow:"):
        await world.clock.sleep(faults.seconds_of(kind))
        return answer
    if kind == "internal":
        call.outcome = "500"
        return _json(Refusal(switches.internal_error).to_json())
    call.outcome = kind
    if kind == "lost-after":
        return _gone()
    body = bytes(answer.body)
    if kind == "truncated":
        page = json.loads(body)
        if isinstance(rows := page.get("messages"), list):
            page["messages"] = rows[: len(rows) // 2]
        return _json(page)
    return Response(body[: len(body) // 2], 200, media_type="application/json")


async def _land(world: "World", call: Call) -> None:
    """Do now what was asked for a while ago, though nobody waits for the answer."""
    _done(world, call)
    call.outcome, call.cost = "late", 0
    _journal(world, call)


def _done(world: "World", call: Call) -> Response:
    """Do what is asked and answer truly."""
    slack = world.slack
    before = slack.changes
    try:
        method = METHODS.get(call.operation)
        if method is None:
            raise Refusal("unknown_method")
        bot = _caller(world, call.token, method)
        if method.tier_3:
            most = world.slack_switches.tier_3_per_minute
            slack.pace.take(f"{call.operation} {bot.bot_id}", most / MINUTE, float(most))
        body = method.do(slack, bot, call.args)
    except TooFast as wait:
        return _throttled(call, wait.seconds, world.slack_switches.rate_limit_response)
    except Refusal as refusal:
        denied = refusal.code in ("not_authed", "invalid_auth", "token_revoked", "missing_scope")
        call.outcome = "denied" if denied else "refused"
        return _json(refusal.to_json())
    finally:
        call.changed = slack.changes != before
    call.ref = f"{body['channel']}/{body['ts']}" if "ts" in body else ""
    return _json(body)


def _caller(world: "World", token: str, method: Method) -> Bot:
    if not token:
        raise Refusal("not_authed")
    bot = world.slack.bots.get(token)
    if bot is None:
        raise Refusal("invalid_auth")
    if bot.revoked:
        raise Refusal("token_revoked")
    if method.scope and method.scope not in bot.scopes:
        raise Refusal("missing_scope")
    return bot


def _throttled(call: Call, seconds: float, shape: str) -> Response:
    """Say "too many calls" in the shape that the switch names."""
    call.outcome = "throttled"
    answer = _json(Refusal("ratelimited").to_json())
    if shape == "429":
        answer.status_code = 429
        answer.headers["Retry-After"] = str(max(1, -int(-seconds // 1)))
    return answer


def _gone() -> Response:
    return Response("Gateway Timeout", 504, media_type="text/html")


def _json(body: dict[str, Json]) -> Response:
    return Response(json.dumps(body), 200, media_type="application/json; charset=utf-8")


def _journal(world: "World", call: Call) -> None:
    method = METHODS.get(call.operation)
    world.journal.note(
        Called(
            world.clock.now(),
            SYSTEM,
            call.operation,
            method is not None and method.write,
            call.outcome,
            call.changed,
            call.ref,
            call.cost,
        )
    )
