"""The schema: SDL files of this folder, with the resolvers tied in."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from importlib import import_module
from pathlib import Path

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    build_schema,
)

from sandbox.shopify.money import plain
from sandbox.shopify.resolvers.registry import RESOLVERS

SUBJECTS = (
    "fulfilment_fields",
    "inventory_fields",
    "inventory_writes",
    "lists",
    "order_fields",
    "order_writes",
    "product_fields",
    "product_writes",
    "reversal_fields",
    "roots",
    "webhook_fields",
)
"""Modules whose import writes resolvers down."""

SDL = Path(__file__).parent / "sdl"

ATTRIBUTES = {"id": "gid", "legacyResourceId": "id"}
"""Fields whose attribute is not their name in snake case."""


@cache
def schema() -> GraphQLSchema:
    """The sandbox's part of the Admin API."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SDL.glob("*.graphql")))
    built = build_schema(text)
    for subject in SUBJECTS:
        import_module(f"sandbox.shopify.resolvers.{subject}")
    known = set(RESOLVERS)
    for name, kind in built.type_map.items():
        if name.startswith("__"):
            continue
        if isinstance(kind, GraphQLObjectType):
            for field_name, field in kind.fields.items():
                known.discard((name, field_name))
                _tie(name, field_name, field)
        elif isinstance(kind, GraphQLInterfaceType):
            kind.resolve_type = _type_name
        elif isinstance(kind, GraphQLScalarType) and name in SCALARS:
            kind.coerce_output_value = SCALARS[name]
    if known:
        raise LookupError(f"resolvers of fields that the SDL lacks: {sorted(known)}")
    return built


def _tie(type_name: str, field_name: str, field: GraphQLField) -> None:
    resolver = RESOLVERS.get((type_name, field_name))
    if resolver is None and type_name in ("QueryRoot", "Mutation"):
        raise LookupError(f"{type_name}.{field_name} has no resolver")
    field.resolve = resolver or _read(field_name)
    for name, argument in field.args.items():
        argument.out_name = _snake(name)


def _read(field_name: str) -> Callable[..., object]:
    attribute = ATTRIBUTES.get(field_name) or _snake(field_name)

    def resolve(source: object, info: object, **_: object) -> object:
        if type(source) is dict:
            return source[field_name]
        return getattr(source, attribute)

    return resolve


def _snake(name: str) -> str:
    return re.sub(r"([A-Z])", r"_\1", name).lower()


def _type_name(value: object, *_: object) -> str:
    return str(getattr(value, "typename"))  # noqa: B009 - any object that stands for a type


def _date_time(value: object) -> str:
    """UTC, whole seconds."""
    if not isinstance(value, datetime):
        raise TypeError(f"{value!r} is no time")
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _decimal(value: object) -> str:
    if not isinstance(value, Decimal):
        raise TypeError(f"{value!r} is no amount")
    return plain(value)


SCALARS: dict[str, Callable[[object], object]] = {
    "DateTime": _date_time,
    "Decimal": _decimal,
    "Money": _decimal,
    "UnsignedInt64": str,
    "URL": str,
}
