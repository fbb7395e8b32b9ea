"""The HTTP side of the pretend ShipStation: who may call, how often, and what goes wrong."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

from sandbox import faults
from sandbox.journal import Called
from sandbox.shipstation.errors import Refusal, bad_field
from sandbox.shipstation.operations import Ask, Handler, find, not_found

if TYPE_CHECKING:
    from sandbox.world import World

SYSTEM = "shipstation"
METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH"]


@dataclass(slots=True)
class Call:
    """A call under way, and what the journal will say of it."""

    operation: str
    method: str
    handler: Handler | None
    wanted: str
    params: dict[str, str]
    raw: bytes
    key: str
    outcome: str = "ok"
    ref: str = ""
    changed: bool = False
    cost: float = 1


def router(world: "World") -> APIRouter:
    """All of ShipStation's endpoints and its public keys; mount it under ``/shipstation``."""
    api = APIRouter()

    @api.get("/jwks", include_in_schema=False)
    async def jwks() -> dict[str, object]:
        return world.shipstation.hooks.keys.jwks()

    @api.api_route("/v2/{path:path}", methods=METHODS, include_in_schema=False)
    async def answer_call(path: str, request: Request) -> Response:
        operation, handler, wanted = find(request.method, path.rstrip("/"))
        call = Call(
            operation,
            request.method,
            handler,
            wanted,
            dict(request.query_params),
            await request.body(),
            request.headers.get("api-key", ""),
        )
        answer = await _answer(world, call)
        _journal(world, call)
        return answer

    return api


async def _answer(world: "World", call: Call) -> Response:
    if call.key not in world.shipstation.api_keys:
        call.outcome = "denied"
        refusal = Refusal("unauthorized", "The API key is invalid", status=401, kind="security")
        return _error(world, refusal)
    most = world.shipstation_switches.rate_limit_per_minute
    if not world.shipstation.budget.take(call.key, most):
        return _throttled(world, call, world.shipstation_switches.rate_limit_response)
    kind = await world.faults.take(SYSTEM, call.operation)
    if kind is None:
        return _done(world, call)
    return await _troubled(world, call, kind)


async def _troubled(world: "World", call: Call, kind: str) -> Response:
    """Answer a call that a planned trouble befalls."""
    if kind == "throttled":
        return _throttled(world, call, world.shipstation_switches.rate_limit_response)
    if kind == "429":
        return _throttled(world, call, "429-retry-after")
    if kind == "500":
        call.outcome = "500"
        return Response(status_code=500)
    if kind == "internal":
        call.outcome = "500"
        refusal = Refusal("unspecified", "An internal error occurred", status=500, kind="system")
        return _error(world, refusal)
    if kind == "503":
        call.outcome = "503"
        return Response("Service Unavailable", 503, media_type="text/plain")
    if kind == "lost-before":
        call.outcome = kind
        return _gone()
    if kind.startswith("late:"):
        world.later(faults.seconds_of(kind), lambda: _land(world, call))
        call.outcome = "late"
        return _gone()
    answer = _done(world, call)
    if kind.startswith("slow:"):
        await world.clock.sleep(faults.seconds_of(kind))
        return answer
    call.outcome = kind
    if kind == "lost-after":
        return _gone()
    body = bytes(answer.body)
    if kind == "malformed":
        return _json(body[: len(body) // 2], answer.status_code)
    return _json(_truncated(body), answer.status_code)


async def _land(world: "World", call: Call) -> None:
    """Do now what was asked for a while ago, though nobody waits for the answer."""
    _done(world, call)
    call.outcome, call.cost = "late", 0
    _journal(world, call)


def _done(world: "World", call: Call) -> Response:
    """Do what is asked and answer truly."""
    station = world.shipstation
    before = station.ground.changes
    try:
        if call.handler is None:
            raise not_found()
        answer = call.handler(station, Ask(call.params, _body(call), call.wanted))
    except Refusal as refusal:
        call.outcome = "refused"
        return _error(world, refusal)
    finally:
        call.changed = station.ground.changes != before
    call.ref = answer.ref
    if answer.status == 204:
        return Response(status_code=204)
    return _json(json.dumps(answer.body).encode(), answer.status)


def _body(call: Call) -> dict[str, object]:
    if not call.raw or call.method not in ("POST", "PUT"):
        return {}
    try:
        parsed = json.loads(call.raw)
    except ValueError:
        raise bad_field("body", "The request body could not be parsed") from None
    if not isinstance(parsed, dict):
        raise bad_field("body", "The request body must be an object")
    return parsed


def _throttled(world: "World", call: Call, shape: str) -> Response:
    """Say "too many calls" in the shape that the switch names."""
    call.outcome = "throttled"
    source = "carrier" if shape == "carrier-429" else "ShipStation"
    refusal = Refusal(
        "rate_limit_exceeded",
        "You have exceeded the rate limit",
        status=429,
        kind="system",
        source=source,
    )
    answer = _error(world, refusal)
    if shape != "429":
        wait = world.shipstation.budget.seconds_until_next(call.key)
        answer.headers["Retry-After"] = str(max(1, -(-int(wait * 1000) // 1000)))
    return answer


def _error(world: "World", refusal: Refusal) -> Response:
    body = refusal.to_json(world.shipstation.ground.guid())
    return _json(json.dumps(body).encode(), refusal.status)


def _truncated(body: bytes) -> bytes:
    """A list page with half of its rows; ``total`` says still that there are all."""
    page = json.loads(body) if body else {}
    if isinstance(page, dict):
        page = {
            key: rows[: len(rows) // 2] if isinstance(rows, list) else rows
            for key, rows in page.items()
        }
    elif isinstance(page, list):
        page = page[: len(page) // 2]
    return json.dumps(page).encode()


def _gone() -> Response:
    return Response("Gateway Timeout", 504, media_type="text/plain")


def _json(body: bytes, status: int) -> Response:
    return Response(body, status, media_type="application/json; charset=utf-8")


def _journal(world: "World", call: Call) -> None:
    world.journal.note(
        Called(
            world.clock.now(),
            SYSTEM,
            call.operation,
            call.method not in ("GET", "PATCH"),
            call.outcome,
            call.changed,
            call.ref,
            call.cost,
        )
    )
