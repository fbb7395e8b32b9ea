"""What every subject of the Shopify client shares: the endpoint, and nested pages to their end."""

from dataclasses import dataclass

from clients.pace import Lane
from clients.shopify.answers import Answer, Json, Page, to_the_end
from clients.shopify.graphql import GraphQL

MOST_ROWS = 250
"""Shopify's largest page and longest input list."""


@dataclass(frozen=True, slots=True)
class Nested:
    """A connection inside an object, and the document that reads its later pages by the id."""

    key: str
    operation: str
    root: str


class Subject:
    """A part of the client that talks about one subject."""

    def __init__(self, graphql: GraphQL) -> None:
        self._graphql = graphql

    async def _all(
        self, operation: str, variables: Json, key: str, lane: Lane
    ) -> tuple[Answer, list[Json]]:
        """All nodes of a connection of the query root, and the answer that began them."""

        async def read(cursor: str | None) -> tuple[Answer, Page]:
            said = await self._graphql.run(operation, {**variables, "after": cursor}, lane=lane)
            return said, said.page(said.data, key, after=cursor)

        async def more(cursor: str) -> Page:
            return (await read(cursor))[1]

        answer, first = await read(None)
        return answer, await to_the_end(first, more, answer.odd)

    async def _nested(self, answer: Answer, holder: Json, what: Nested, lane: Lane) -> list[Json]:
        """All nodes of a nested connection: those that came along, and the pages after them."""
        first = answer.page(holder, what.key, after=None)
        holder_id = holder.get("id")

        async def more(cursor: str) -> Page:
            later = await self._graphql.run(
                what.operation, {"id": holder_id, "first": MOST_ROWS, "after": cursor}, lane=lane
            )
            again = later.child_or_none(later.data, what.root)
            if again is None:
                raise later.odd(f"{holder_id} vanished while it was being read")
            return later.page(again, what.key, after=cursor)

        return await to_the_end(first, more, answer.odd)


def gid(kind: str, value: str) -> str:
    """The id itself, once it is one of that kind.

    Raises:
        ValueError: It is the id of something else, or a bare number.
    """
    head = f"gid://shopify/{kind}/"
    if not value.startswith(head) or not value[len(head) :].isdecimal():
        raise ValueError(f"{value!r} is no {kind} id ({head}<number>)")
    return value


def page_size(first: int, most: int) -> int:
    """The page size, once it is within 1 and ``most`` rows.

    Raises:
        ValueError: It is not.
    """
    if not 1 <= first <= most:
        raise ValueError(f"a page of {first} rows; 1 to {most} may be asked for")
    return first
