"""How a shop answers one GraphQL request, with the troubles that were planned for it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import NAMESPACE_URL, uuid5

from graphql import FieldNode, StringValueNode, VariableNode

from sandbox.journal import Called
from sandbox.shopify import execution
from sandbox.shopify.call import Call
from sandbox.shopify.documents import Documents, Prepared, Refused
from sandbox.shopify.errors import internal
from sandbox.shopify.execution import Ran
from sandbox.shopify.state import Shop

GATEWAY_TIMEOUT = b"<html><head><title>504 Gateway Time-out</title></head></html>"


@dataclass(slots=True)
class Reply:
    """An HTTP answer."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def as_json(value: object) -> bytes:
    """JSON as Shopify writes it: without blanks."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def request_id(shop: Shop) -> str:
    """The next request's id: a UUID and the second."""
    shop.calls += 1
    unique = uuid5(NAMESPACE_URL, f"{shop.domain}/{shop.calls}")
    return f"{unique}-{int(shop.now().timestamp())}"


class Service:
    """Answers one request of one app at one shop."""

    def __init__(self, documents: Documents, shop: Shop, app: str, request: str) -> None:
        self._documents = documents
        self._call = Call(shop, app)
        self._shop = shop
        self._request = request

    async def answer(
        self, text: str, operation_name: str | None, variables: Mapping[str, object]
    ) -> Reply:
        """Do what the document says, unless trouble was planned."""
        prepared = self._documents.prepare(text, operation_name)
        if isinstance(prepared, Refused):
            name = operation_name or "unknown"
            self._note(name, Ran({}, "refused"), write=False)
            return self._reply({"errors": prepared.errors})
        fault = await self._fault(prepared)
        if fault in ("429", "500", "503", "lost-before"):
            return self._stopped(prepared, fault)
        if fault is not None and fault.startswith("late:"):
            return self._late(prepared, variables, float(fault.partition(":")[2]))
        if fault is not None and fault.startswith("slow:"):
            await self._shop.world.clock.sleep(float(fault.partition(":")[2]))
        if fault == "throttled":
            requested = prepared.requested_cost(variables)
            ran = execution.throttle(self._call, requested, drain=True)
        else:
            ran = execution.run(self._documents.schema, self._call, prepared, variables)
        return self._spoil(prepared, ran, fault)

    async def _fault(self, prepared: Prepared) -> str | None:
        """The trouble planned for one of its root fields, or for the operation's own name."""
        faults, system = self._shop.world.faults, self._shop.system
        for name in dict.fromkeys(filter(None, (*prepared.roots, prepared.name))):
            kind = await faults.take(system, name)
            if kind is not None:
                return kind
        return None

    def _stopped(self, prepared: Prepared, fault: str) -> Reply:
        """The request never got through."""
        outcome = "throttled" if fault == "429" else fault
        self._note(prepared.root, Ran({}, outcome), write=prepared.is_write)
        if fault == "429":
            text = "Exceeded 2 calls per second for api client. Reduce request rates to resume."
            return Reply(429, as_json({"errors": text}), {"Retry-After": "2.0"})
        if fault == "lost-before":
            return Reply(504, GATEWAY_TIMEOUT, {"Content-Type": "text/html"})
        text = "Internal Server Error" if fault == "500" else "Service Unavailable"
        return Reply(int(fault), as_json({"errors": text}))

    def _late(self, prepared: Prepared, variables: Mapping[str, object], seconds: float) -> Reply:
        """No answer now; the effect lands later.

        It is journaled twice, as it comes in and, at no cost, as it lands.
        """
        keys, app, shop = self._shop.keys, self._call.app, self._shop
        key = _key_of(prepared, variables) if shop.switches.late_holds_key else None
        if key is not None:
            keys.running.add((app, key))

        requested = prepared.requested_cost(variables)
        self._note(prepared.root, Ran({}, "late", requested), write=prepared.is_write)

        async def land() -> None:
            keys.running.discard((app, key or ""))
            ran = execution.run(self._documents.schema, self._call, prepared, variables)
            ran.outcome, ran.cost = "late", 0
            self._note(prepared.root, ran, write=prepared.is_write)

        shop.world.later(seconds, land)
        return Reply(504, GATEWAY_TIMEOUT, {"Content-Type": "text/html"})

    def _spoil(self, prepared: Prepared, ran: Ran, fault: str | None) -> Reply:
        reply = self._reply(ran.body)
        if fault == "lost-after":
            ran.outcome = fault
            reply = Reply(504, GATEWAY_TIMEOUT, {"Content-Type": "text/html"})
        elif fault == "malformed":
            ran.outcome = fault
            reply.body = reply.body[: len(reply.body) // 2]
        elif fault == "internal":
            ran.outcome = "lost-after"
            reply = self._reply({"errors": [internal(self._request)]})
        elif fault == "truncated" and _truncate(ran.body.get("data")):
            ran.outcome = fault
            reply = self._reply(ran.body)
        self._note(prepared.root, ran, write=prepared.is_write)
        return reply

    def _reply(self, body: Mapping[str, object]) -> Reply:
        return Reply(200, as_json(body))

    def _note(self, operation: str, ran: Ran, *, write: bool) -> None:
        shop = self._shop
        shop.note(
            Called(
                shop.now(),
                shop.system,
                operation,
                write,
                ran.outcome,
                ran.changed,
                self._call.refs[0] if self._call.refs else "",
                ran.cost,
            )
        )


def _truncate(answer: object) -> bool:
    """Cut the outermost page to half its rows and lose the way on; whether there was a page."""
    if not isinstance(answer, dict):
        return False
    for key in ("nodes", "edges"):
        rows = answer.get(key)
        if isinstance(rows, list):
            answer[key] = rows[: len(rows) // 2]
            info = answer.get("pageInfo")
            if isinstance(info, dict):
                info.update({"hasNextPage": True, "endCursor": None})
            return True
    return any(_truncate(inner) for inner in answer.values())


def _key_of(prepared: Prepared, variables: Mapping[str, object]) -> str | None:
    for selection in prepared.operation.selection_set.selections:
        if not isinstance(selection, FieldNode):
            continue
        for directive in selection.directives or ():
            if directive.name.value != "idempotent":
                continue
            for argument in directive.arguments or ():
                if isinstance(argument.value, StringValueNode):
                    return argument.value.value
                if isinstance(argument.value, VariableNode):
                    return str(variables.get(argument.value.name.value, ""))
    return None
