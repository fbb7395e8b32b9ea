"""The HTTP side of the pretend Shopify: reads requests, checks tokens, writes answers."""

import json
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response

from sandbox.journal import Called
from sandbox.shopify.documents import Documents
from sandbox.shopify.errors import BAD_TOKEN
from sandbox.shopify.schema import schema
from sandbox.shopify.service import Reply, Service, as_json, request_id
from sandbox.shopify.tokens import OAuthError
from sandbox.shopify.versions import served

if TYPE_CHECKING:
    from sandbox.shopify.state import Shop
    from sandbox.world import World

STATUSES = {
    "429": 429,
    "throttled": 429,
    "500": 500,
    "internal": 500,
    "503": 503,
    "lost-before": 504,
    "lost-after": 504,
}
"""How planned troubles answer a request for a token; a token that got lost harms nobody."""

NOT_FOUND = Reply(404, as_json({"errors": "Not Found"}))


@cache
def _documents() -> Documents:
    """Read and checked once for every world of a process: a document holds nothing of a world."""
    return Documents(schema())


def router(world: "World") -> APIRouter:
    """The routes of all shops of a world; to be mounted under ``/shopify``."""
    routes, documents = APIRouter(), _documents()

    @routes.post("/{domain}/admin/api/{version}/graphql.json")
    async def graphql(domain: str, version: str, request: Request) -> Response:
        """One GraphQL call."""
        shop, answers = world.shops.get(domain), served(version)
        if shop is None or answers is None:
            return _send(NOT_FOUND)
        unique = request_id(shop)
        headers = {"X-Request-Id": unique, "X-Shopify-API-Version": answers}
        app = shop.door.app_of(request.headers.get("x-shopify-access-token"))
        if app is None:
            _note(shop, "graphql", "denied")
            return _send(Reply(401, as_json({"errors": BAD_TOKEN})), headers)
        asked = _read(await request.body(), request.headers.get("content-type", ""))
        if asked is None:
            _note(shop, "graphql", "refused")
            wrong = {"errors": {"query": "Required parameter missing or invalid"}}
            return _send(Reply(400, as_json(wrong)), headers)
        text, name, variables = asked
        reply = await Service(documents, shop, app, unique).answer(text, name, variables)
        return _send(reply, headers)

    @routes.post("/{domain}/admin/oauth/access_token")
    async def access_token(domain: str, request: Request) -> Response:
        """The client-credentials grant, as JSON or as a form."""
        shop = world.shops.get(domain)
        if shop is None:
            return _send(NOT_FOUND)
        kind = request.headers.get("content-type", "")
        wanted = _form(await request.body(), kind)
        headers = {"X-Request-Id": request_id(shop)}
        fault = await world.faults.take(shop.system, "access_token")
        if fault in STATUSES:
            _note(shop, "access_token", "throttled" if fault == "429" else str(fault))
            later = Reply(STATUSES[str(fault)], as_json({"errors": "Try again later"}))
            return _send(later, headers)
        if fault is not None and fault.startswith("slow:"):
            await world.clock.sleep(float(fault.partition(":")[2]))
        try:
            granted = shop.door.grant(
                wanted.get("client_id", ""),
                wanted.get("client_secret", ""),
                wanted.get("grant_type", ""),
            )
        except OAuthError as error:
            _note(shop, "access_token", "denied")
            said = {"error": error.error, "error_description": error.description}
            return _send(Reply(400, as_json(said)), headers)
        body = as_json(granted)
        if fault == "malformed":
            body = body[: len(body) // 2]
        _note(shop, "access_token", fault if fault == "malformed" else "ok")
        return _send(Reply(200, body), headers)

    return routes


def _send(reply: Reply, headers: dict[str, str] | None = None) -> Response:
    kind = {"Content-Type": "application/json; charset=utf-8"}
    return Response(reply.body, reply.status, {**kind, **(headers or {}), **reply.headers})


def _read(body: bytes, kind: str) -> tuple[str, str | None, dict[str, object]] | None:
    """Document, operation name and variables of a request; None when there is no document."""
    try:
        text = body.decode()
        if kind.startswith("application/graphql"):
            return text, None, {}
        asked = json.loads(text)
    except ValueError:
        return None
    if not isinstance(asked, dict) or not isinstance(asked.get("query"), str):
        return None
    variables = asked.get("variables") or {}
    name = asked.get("operationName")
    if not isinstance(variables, dict):
        return None
    return asked["query"], name if isinstance(name, str) else None, variables


def _form(body: bytes, kind: str) -> dict[str, str]:
    """The fields of a token request."""
    text = body.decode(errors="replace")
    if not kind.startswith("application/json"):
        return dict(parse_qsl(text))
    try:
        asked = json.loads(text)
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in asked.items()} if isinstance(asked, dict) else {}


def _note(shop: "Shop", operation: str, outcome: str) -> None:
    shop.note(Called(shop.now(), shop.system, operation, False, outcome))
