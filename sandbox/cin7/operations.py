"""Which path and method is answered by what; paths are found in any letter case."""

from sandbox.cin7 import sale_operations, stock_operations
from sandbox.cin7.asks import Handler
from sandbox.cin7.errors import NoSuchPath, WrongMethod

PATHS = {
    path.lower(): (path, methods)
    for path, methods in {**sale_operations.TABLE, **stock_operations.TABLE}.items()
}
"""Lower-case path -> (as the reference spells it, method -> handler)."""


def name_of(method: str, path: str) -> str:
    """The operation's name, such as ``POST sale/order``; that of an unknown path is the path."""
    known = PATHS.get(path.lower())
    return f"{method} {known[0] if known else path}"


def handler_of(method: str, path: str) -> Handler:
    """What answers; ``NoSuchPath`` or ``WrongMethod`` if nothing does."""
    known = PATHS.get(path.lower())
    if known is None:
        raise NoSuchPath(path)
    handler = known[1].get(method)
    if handler is None:
        raise WrongMethod(f"{method} {known[0]}")
    return handler
