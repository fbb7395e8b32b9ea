"""Where resolvers are written down: by type and field of the SDL."""

from collections.abc import Callable
from typing import TypeAlias, TypeVar

from graphql import GraphQLResolveInfo

from sandbox.shopify.call import Call

Info: TypeAlias = GraphQLResolveInfo[Call]

R = TypeVar("R", bound=Callable[..., object])

RESOLVERS: dict[tuple[str, str], Callable[..., object]] = {}


def resolves(type_name: str, *field_names: str) -> Callable[[R], R]:
    """Let a function answer these fields of a type."""

    def write_down(function: R) -> R:
        for name in field_names:
            RESOLVERS[(type_name, name)] = function
        return function

    return write_down


def reads(type_name: str, **fields: Callable[..., object]) -> None:
    """Let each field of a type be read off its object by a function of that alone."""

    def reader(of: Callable[..., object]) -> Callable[..., object]:
        return lambda source, info, **_: of(source)

    for name, of in fields.items():
        RESOLVERS[(type_name, name)] = reader(of)


def always(type_name: str, **fields: object) -> None:
    """Let fields of a type have one value for good."""

    def constant(value: object) -> Callable[..., object]:
        return lambda source, info, **_: value

    for name, value in fields.items():
        RESOLVERS[(type_name, name)] = constant(value)
