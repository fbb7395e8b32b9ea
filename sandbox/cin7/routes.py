"""The HTTP side of the pretend Cin7: who may call, how often, and what goes wrong on the way."""

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

from sandbox import faults
from sandbox.cin7.asks import Answer, Ask
from sandbox.cin7.errors import (
    PAGE_NOT_FOUND,
    TOO_MANY,
    NoSuchPath,
    Refusal,
    WrongMethod,
    shaped,
)
from sandbox.cin7.operations import handler_of, name_of
from sandbox.journal import Called

if TYPE_CHECKING:
    from sandbox.world import World

SYSTEM = "cin7"
PREFIX = "/ExternalApi/v2/"
WRITES = frozenset({"POST", "PUT", "DELETE"})
METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH"]


@dataclass(slots=True)
class Call:
    """A call under way, and what the journal will say of it."""

    operation: str
    method: str
    path: str
    params: dict[str, str]
    raw: bytes
    account: str
    application: str
    outcome: str = "ok"
    ref: str = ""
    changed: bool = False
    cost: float = field(default=1)


def router(world: "World") -> APIRouter:
    """All of Cin7's endpoints; mount it under ``/cin7``."""
    api = APIRouter()

    @api.api_route("/{path:path}", methods=METHODS, include_in_schema=False)
    async def answer_call(path: str, request: Request) -> Response:
        whole = f"/{path}"
        if not whole.lower().startswith(PREFIX.lower()):
            return Response("not found", 404)
        wanted = whole[len(PREFIX) :].strip("/")
        call = Call(
            name_of(request.method, wanted),
            request.method,
            wanted,
            {key.lower(): value for key, value in request.query_params.items()},
            await request.body(),
            request.headers.get("api-auth-accountid", ""),
            request.headers.get("api-auth-applicationkey", ""),
        )
        answer = await _answer(world, call)
        _journal(world, call)
        return answer

    return api


async def _answer(world: "World", call: Call) -> Response:
    if not world.cin7.knows(call.account, call.application):
        call.outcome = "denied"
        return _error(world, Refusal("Incorrect credentials!", status=403))
    if not world.cin7.budget.take(call.account, call.application):
        return _throttled(world, call)
    kind = await world.faults.take(SYSTEM, call.operation)
    if kind is None:
        return _done(world, call)
    return await _troubled(world, call, kind)


async def _troubled(world: "World", call: Call, kind: str) -> Response:
    """Answer a call that a planned trouble befalls."""
    if kind == "throttled":
        return _throttled(world, call)
    if kind == "429":
        call.outcome = "throttled"
        return _error(world, Refusal(TOO_MANY, status=429))
    if kind in ("500", "internal"):
        call.outcome = "500"
        return _error(world, Refusal("An unexpected error has occurred.", status=500))
    if kind == "503":
        call.outcome = "503"
        return _plain(503, "Service Unavailable")
    if kind == "lost-before":
        call.outcome = kind
        return _plain(504, "Gateway Timeout")
    if kind.startswith("late:"):
        world.later(faults.seconds_of(kind), lambda: _land(world, call))
        call.outcome = "late"
        return _plain(504, "Gateway Timeout")
    answer = _done(world, call)
    if kind.startswith("slow:"):
        await world.clock.sleep(faults.seconds_of(kind))
        return answer
    call.outcome = kind
    if kind == "lost-after":
        return _plain(504, "Gateway Timeout")
    body = bytes(answer.body)
    if kind == "malformed":
        return _json(body[: len(body) // 2], answer.status_code)
    return _json(_truncated(body), answer.status_code)


async def _land(world: "World", call: Call) -> None:
    """Do now what was asked for a while ago, though nobody waits for the answer."""
    landed = Call(
        call.operation,
        call.method,
        call.path,
        call.params,
        call.raw,
        call.account,
        call.application,
        cost=0,
    )
    _done(world, landed)
    landed.outcome = "late"
    _journal(world, landed)


def _done(world: "World", call: Call) -> Response:
    """Do what is asked and answer truly."""
    before = world.cin7.ground.changes
    try:
        answer = _handled(world, call)
    except Refusal as refusal:
        call.outcome = "refused"
        return _error(world, refusal)
    except NoSuchPath:
        call.outcome = "refused"
        if world.cin7_switches.unknown_path == "200-html":
            return Response(PAGE_NOT_FOUND, 200, media_type="text/html")
        return _error(world, Refusal(f"Endpoint '{call.path}' does not exist", status=404))
    except WrongMethod as wrong:
        call.outcome = "refused"
        return _error(world, Refusal(f"Method not allowed: {wrong}", status=405))
    finally:
        call.changed = world.cin7.ground.changes != before
    call.ref = answer.ref
    if answer.status == 204:
        return Response(status_code=204)
    return _json(answer.text.encode(), answer.status)


def _handled(world: "World", call: Call) -> Answer:
    handler = handler_of(call.method, call.path)
    body: dict[str, object] | None = None
    if call.raw and call.method in ("POST", "PUT"):
        try:
            parsed = json.loads(call.raw)
        except ValueError:
            raise Refusal("The request body could not be parsed", status=500) from None
        if not isinstance(parsed, dict):
            raise Refusal("The request body must be an object")
        body = parsed
    return handler(world.cin7, Ask(call.params, body))


def _throttled(world: "World", call: Call) -> Response:
    """Say "too many calls" in the shape that the switch names."""
    call.outcome = "throttled"
    shape = world.cin7_switches.rate_limit_response
    if shape == "503":
        return _plain(503, "Service Unavailable")
    if shape == "400-body":
        return _json(json.dumps([{"ErrorCode": 400, "Exception": TOO_MANY}]).encode(), 400)
    answer = _json(json.dumps([{"ErrorCode": 429, "Exception": TOO_MANY}]).encode(), 429)
    if shape == "429-retry-after":
        wait = world.cin7.budget.seconds_until_next(call.account, call.application)
        answer.headers["Retry-After"] = str(max(1, round(wait)))
    return answer


def _error(world: "World", refusal: Refusal) -> Response:
    status, body = shaped(refusal, world.cin7_switches.error_shape)
    return _json(json.dumps(body).encode(), status)


def _truncated(body: bytes) -> bytes:
    """A list page with half of its rows; ``Total`` says still that there are all."""
    page = json.loads(body)
    if isinstance(page, dict):
        for key, rows in page.items():
            if isinstance(rows, list):
                page[key] = rows[: len(rows) // 2]
    return json.dumps(page).encode()


def _json(body: bytes, status: int) -> Response:
    return Response(body, status, media_type="application/json; charset=utf-8")


def _plain(status: int, text: str) -> Response:
    return Response(text, status, media_type="text/plain")


def _journal(world: "World", call: Call) -> None:
    world.journal.note(
        Called(
            world.clock.now(),
            SYSTEM,
            call.operation,
            call.method in WRITES,
            call.outcome,
            call.changed,
            call.ref,
            call.cost,
        )
    )
