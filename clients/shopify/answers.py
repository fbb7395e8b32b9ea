"""Reading one GraphQL answer: nothing is taken for granted, and what is odd has a name.

On a read an odd answer is ``Malformed``; on a write it is ``OutcomeUnknown``, as the write may have
taken effect.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from clients.errors import ClientError, Malformed, OutcomeUnknown
from clients.shopify.refusals import UserError, refusal

Json = dict[str, object]

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a connection, and the cursor to ask the next one with."""

    nodes: list[Json]
    next: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The ``data`` of an answer without top-level errors, and whose it is."""

    data: Json
    operation: str
    write: bool
    request_id: str | None

    def odd(self, what: str) -> ClientError:
        """The error for an answer that can't be what Shopify meant."""
        kind = OutcomeUnknown if self.write else Malformed
        return kind(what, system="shopify", operation=self.operation, request_id=self.request_id)

    def child_or_none(self, said: Json, key: str) -> Json | None:
        """The object under ``key``, or None where Shopify says null."""
        value = said.get(key, self)
        if value is None or isinstance(value, dict):
            return value
        raise self.odd(f"{key} is missing or no object")

    def child(self, said: Json, key: str) -> Json:
        """The object under ``key``."""
        value = self.child_or_none(said, key)
        if value is None:
            raise self.odd(f"{key} is null")
        return value

    def page(self, said: Json, key: str, *, after: str | None) -> Page:
        """One page of the connection under ``key``; a cursor that stands still is an error.

        Args:
            said: The object that holds the connection.
            key: The connection's field.
            after: The cursor this page was asked with.
        """
        connection = self.child(said, key)
        nodes = connection.get("nodes")
        if not isinstance(nodes, list) or not all(isinstance(node, dict) for node in nodes):
            raise self.odd(f"{key}: nodes are missing or hold nulls")
        info = self.child(connection, "pageInfo")
        more, cursor = info.get("hasNextPage"), info.get("endCursor")
        if not isinstance(more, bool):
            raise self.odd(f"{key}: pageInfo does not say whether there is more")
        if not more:
            return Page(nodes, None)
        if not isinstance(cursor, str) or not cursor:
            raise self.odd(f"{key}: there is more, but no cursor to ask for it")
        if cursor == after:
            raise self.odd(f"{key}: the cursor does not move")
        return Page(nodes, cursor)

    def parse(self, model: type[M], said: Json) -> M:
        """Read an object as one of our models; the error names fields and never a value."""
        try:
            return model.model_validate(said)
        except ValidationError as error:
            wrong = {
                f"{'.'.join(str(part) for part in each['loc'])} ({each['type']})"
                for each in error.errors(include_url=False, include_input=False)
            }
            raise self.odd(f"{model.__name__}: {', '.join(sorted(wrong)[:5])}") from None

    def payload(self, root: str) -> Json:
        """A mutation's payload, once Shopify refused nothing in it.

        Raises:
            Rejected: ``userErrors`` are not empty; the class is the one of our table.
        """
        payload = self.child(self.data, root)
        said = payload.get("userErrors")
        if not isinstance(said, list):
            raise self.odd(f"{root}: userErrors are missing")
        if said:
            raise refusal(
                [self._user_error(each) for each in said],
                system="shopify",
                operation=self.operation,
                request_id=self.request_id,
            )
        return payload

    def _user_error(self, said: object) -> UserError:
        if not isinstance(said, dict) or not isinstance(said.get("message"), str):
            raise self.odd("a userError without a message")
        field = said.get("field") or []
        code = said.get("code")
        return UserError(
            message=said["message"],
            code=code if isinstance(code, str) else None,
            field=tuple(str(part) for part in field) if isinstance(field, list) else (),
        )


async def to_the_end(
    first: Page, more: Callable[[str], Awaitable[Page]], odd: Callable[[str], ClientError]
) -> list[Json]:
    """All nodes of a connection, page after page.

    Args:
        first: The page that has been read.
        more: Reads the page after a cursor.
        odd: Makes the error for a cursor or a node that comes twice.
    """
    nodes, page, seen = list(first.nodes), first, set[str]()
    while page.next is not None:
        if page.next in seen:
            raise odd("the pages go round in a circle")
        seen.add(page.next)
        page = await more(page.next)
        nodes += page.nodes
    ids = [node["id"] for node in nodes if node.get("id") is not None]
    if len(set(map(str, ids))) != len(ids):
        raise odd("the same row came on two pages")
    return nodes


def chunks(ids: Sequence[str], size: int) -> list[list[str]]:
    """The ids in order, at most ``size`` at a time."""
    return [list(ids[start : start + size]) for start in range(0, len(ids), size)]
