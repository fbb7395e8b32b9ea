"""Connections: pages of at most 250 with opaque cursors.

A cursor holds the sort value and the id of a row, not its place: a row that moves to the end while
somebody pages is met again, and none is skipped.
"""

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Generic, TypeVar

from sandbox.shopify.errors import BadRequest

T = TypeVar("T")

MOST = 250
"""Rows in a page."""

Key = tuple[int | str, int]
"""Sort value and id."""


class Connection(Generic[T]):
    """One page of a list."""

    __slots__ = ("_key", "has_next_page", "has_previous_page", "nodes")

    def __init__(
        self, nodes: list[T], key: Callable[[T], Key], *, more: bool, before: bool
    ) -> None:
        self.nodes = nodes
        self._key = key
        self.has_next_page = more
        self.has_previous_page = before

    @property
    def edges(self) -> list[dict[str, object]]:
        """Rows with their cursors."""
        return [{"node": node, "cursor": encode(self._key(node))} for node in self.nodes]

    @property
    def page_info(self) -> dict[str, object]:
        """Whether there is more, and where this page begins and ends."""
        return {
            "hasNextPage": self.has_next_page,
            "hasPreviousPage": self.has_previous_page,
            "startCursor": encode(self._key(self.nodes[0])) if self.nodes else None,
            "endCursor": encode(self._key(self.nodes[-1])) if self.nodes else None,
        }


def moment(at: datetime) -> str:
    """A time as cursors and sort keys hold it, with microseconds."""
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")


def encode(key: Key) -> str:
    """A cursor."""
    text = json.dumps({"last_id": key[1], "last_value": key[0]}, separators=(",", ":"))
    return base64.b64encode(text.encode()).decode()


def decode(cursor: str) -> Key:
    """The key in a cursor.

    Raises:
        BadRequest: It is none of ours.
    """
    try:
        held = json.loads(base64.b64decode(cursor, validate=True))
        value, last_id = held["last_value"], held["last_id"]
    except (ValueError, binascii.Error, KeyError, TypeError) as error:
        raise BadRequest("Invalid cursor for current pagination sort.") from error
    if not isinstance(last_id, int) or not isinstance(value, int | str):
        raise BadRequest("Invalid cursor for current pagination sort.")
    return value, last_id


def page(rows: Iterable[T], key: Callable[[T], Key], args: Mapping[str, object]) -> Connection[T]:
    """Cut a page out of a list, by the usual arguments.

    Raises:
        BadRequest: Neither ``first`` nor ``last``, or more than 250, or a foreign cursor.
    """
    first, last = args.get("first"), args.get("last")
    size = first if first is not None else last
    if not isinstance(size, int):
        raise BadRequest("you must provide one of first or last")
    name = "first" if first is not None else "last"
    if not 0 <= size <= MOST:
        raise BadRequest(f"`{name}` must be between 0 and {MOST}")
    backwards = bool(args.get("reverse"))
    ordered = sorted(rows, key=key, reverse=backwards)
    whole = len(ordered)
    kept = _between(ordered, key, args, backwards=backwards)
    cut = kept[:size] if name == "first" else kept[max(0, len(kept) - size) :]
    if not cut:
        return Connection([], key, more=False, before=bool(whole))
    start = ordered.index(cut[0])
    return Connection(cut, key, more=start + len(cut) < whole, before=start > 0)


def _between(
    ordered: list[T], key: Callable[[T], Key], args: Mapping[str, object], *, backwards: bool
) -> list[T]:
    after, before = args.get("after"), args.get("before")
    try:
        if isinstance(after, str):
            held = decode(after)
            ordered = [r for r in ordered if (key(r) < held if backwards else key(r) > held)]
        if isinstance(before, str):
            held = decode(before)
            ordered = [r for r in ordered if (key(r) > held if backwards else key(r) < held)]
    except TypeError as error:
        raise BadRequest("Invalid cursor for current pagination sort.") from error
    return ordered
