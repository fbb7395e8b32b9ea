"""The ``query:`` argument of a list, and the warnings it causes."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from sandbox.shopify.resolvers.registry import Info
from sandbox.shopify.search import Search, Test

T = TypeVar("T")


def find_by(
    info: Info,
    text: object,
    tests: Mapping[str, Test[T]],
    anywhere: Callable[[T, str], bool],
) -> Callable[[T], bool] | None:
    """What a query finds; None when there is no query, so that everything is found."""
    if not isinstance(text, str) or not text.strip():
        return None
    search = Search(text, tests, anywhere)
    if search.warnings:
        info.context.searched.append(
            {
                "path": info.path.as_list(),
                "query": text,
                "parsed": search.ignored[0],
                "warnings": search.warnings,
            }
        )
    return search.fits
