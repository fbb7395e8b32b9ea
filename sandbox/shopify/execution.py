"""Runs a prepared operation: cost first, then the resolvers, then the answer's ``extensions``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    ExecutionResult,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    execute,
    get_argument_values,
    get_variable_values,
)

from sandbox.shopify.call import Call
from sandbox.shopify.cost import MOST
from sandbox.shopify.documents import Prepared
from sandbox.shopify.errors import TopLevelError, input_too_large, throttled, too_dear
from sandbox.shopify.variables import variable_errors

MOST_INPUT = 250
"""Entries in an input array."""

MORE_INPUT = {("productVariantsBulkUpdate", "variants"): 2048}


@dataclass(slots=True)
class Ran:
    """What came of an operation: the answer's body, and how it is counted."""

    body: dict[str, object]
    outcome: str
    cost: int = 0
    changed: bool = False


def _never(_: object) -> bool:
    return False


def run(
    schema: GraphQLSchema, call: Call, prepared: Prepared, variables: Mapping[str, object]
) -> Ran:
    """Run an operation for a caller."""
    errors = variable_errors(schema, prepared.operation, variables)
    if errors:
        return Ran({"errors": errors}, "refused")
    requested = prepared.requested_cost(variables)
    if requested > MOST:
        return Ran({"errors": [too_dear(requested, MOST)]}, "refused")
    if call.shop.bucket(call.app).available(call.shop.now()) < requested:
        return throttle(call, requested)
    if prepared.is_write and (too_large := _too_large(schema, prepared, variables)):
        return Ran({"errors": [too_large]}, "refused")
    return _execute(schema, call, prepared, variables, requested)


def throttle(call: Call, requested: int, *, drain: bool = False) -> Ran:
    """Refuse for want of points.

    Args:
        call: The call.
        requested: What it asks for.
        drain: Let a stranger have spent what there was, so that the answer is true.
    """
    bucket, now = call.shop.bucket(call.app), call.shop.now()
    if drain:
        left = max(0.0, min(bucket.available(now), requested - bucket.restore))
        bucket.spend(bucket.available(now) - left, now)
    cost = {
        "requestedQueryCost": requested,
        "actualQueryCost": None,
        "throttleStatus": bucket.status(now),
    }
    return Ran({"errors": [throttled()], "extensions": {"cost": cost}}, "throttled")


def _execute(
    schema: GraphQLSchema,
    call: Call,
    prepared: Prepared,
    variables: Mapping[str, object],
    requested: int,
) -> Ran:
    shop = call.shop
    before = shop.changes
    result = execute(
        schema,
        prepared.document,
        context_value=call,
        variable_values=dict(variables),
        operation_name=prepared.name,
        is_awaitable=_never,  # type: ignore[arg-type]
    )
    if not isinstance(result, ExecutionResult):
        raise TypeError("a resolver is asynchronous")
    for error in result.errors or ():
        _raise_if_ours(error)
    data = result.data
    actual = min(requested, prepared.price.actual(data or {}))
    bucket, now = shop.bucket(call.app), shop.now()
    bucket.spend(actual, now)
    extensions: dict[str, object] = {
        "cost": {
            "requestedQueryCost": requested,
            "actualQueryCost": actual,
            "throttleStatus": bucket.status(now),
        }
    }
    if call.searched:
        extensions["search"] = call.searched
    body: dict[str, object] = {"data": data}
    if result.errors:
        body["errors"] = [dict(error.formatted) for error in result.errors]
    body["extensions"] = extensions
    refused = call.refused or bool(result.errors)
    return Ran(body, "refused" if refused else "ok", actual, shop.changes != before)


def _raise_if_ours(error: GraphQLError) -> None:
    """A fault of the sandbox itself is not an answer of Shopify's: let it be loud."""
    cause = error.original_error
    if cause is not None and not isinstance(cause, TopLevelError):
        raise cause


def _too_large(
    schema: GraphQLSchema, prepared: Prepared, variables: Mapping[str, object]
) -> dict[str, object] | None:
    definitions = prepared.operation.variable_definitions or ()
    values = get_variable_values(schema, definitions, dict(variables))
    if isinstance(values, list) or schema.mutation_type is None:
        return None
    for selection in prepared.operation.selection_set.selections:
        if not isinstance(selection, FieldNode) or selection.name.value.startswith("__"):
            continue
        name = selection.name.value
        arguments = get_argument_values(schema.mutation_type.fields[name], selection, values)
        for where, rows in _arrays(arguments, [name]):
            most = MORE_INPUT.get((name, where[-1]), MOST_INPUT)
            if len(rows) > most:
                return input_too_large(len(rows), most, where)
    return None


def _arrays(value: object, where: list[str]) -> Iterator[tuple[list[str], list[object]]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _arrays(inner, [*where, key])
    elif isinstance(value, list):
        yield where, value
