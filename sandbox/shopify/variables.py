"""What is wrong with the variables of a call, in graphql-ruby's words (code INVALID_VARIABLE)."""

import json
from collections.abc import Mapping

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableDefinitionNode,
    type_from_ast,
)
from graphql.language import print_ast

Path = list[str | int]
Problem = tuple[Path, str]

NOT_NULL = "Expected value to not be null"


def variable_errors(
    schema: GraphQLSchema, operation: OperationDefinitionNode, given: Mapping[str, object]
) -> list[dict[str, object]]:
    """One error for each variable whose value does not fit its type."""
    errors = []
    for definition in operation.variable_definitions or ():
        name = definition.variable.name.value
        if name not in given and definition.default_value is not None:
            continue
        kind = type_from_ast(schema, definition.type)
        found = _problems(given.get(name), kind, [])  # type: ignore[arg-type]
        if found:
            errors.append(_error(definition, given.get(name), found))
    return errors


def _error(
    definition: VariableDefinitionNode, value: object, problems: list[Problem]
) -> dict[str, object]:
    named = [f"{'.'.join(map(str, path))} ({text})" for path, text in problems if path]
    kind = print_ast(definition.type)
    message = (
        f"Variable ${definition.variable.name.value} of type {kind} was provided invalid value"
    )
    place = definition.loc
    return {
        "message": f"{message} for {', '.join(named)}" if named else message,
        "locations": [
            {"line": place.start_token.line, "column": place.start_token.column} if place else {}
        ],
        "extensions": {
            "code": "INVALID_VARIABLE",
            "value": value,
            "problems": [{"path": path, "explanation": text} for path, text in problems],
        },
    }


def _problems(value: object, kind: GraphQLInputType, path: Path) -> list[Problem]:
    if isinstance(kind, GraphQLNonNull):
        return [(path, NOT_NULL)] if value is None else _problems(value, kind.of_type, path)
    if value is None:
        return []
    if isinstance(kind, GraphQLList):
        rows = value if isinstance(value, list) else [value]
        return [p for at, row in enumerate(rows) for p in _problems(row, kind.of_type, [*path, at])]
    if isinstance(kind, GraphQLInputObjectType):
        return _object_problems(value, kind, path)
    if isinstance(kind, GraphQLEnumType):
        if isinstance(value, str) and value in kind.values:
            return []
        return [(path, f"Expected {json.dumps(value)} to be one of: {', '.join(kind.values)}")]
    if isinstance(kind, GraphQLScalarType):
        return _scalar_problems(value, kind, path)
    return []


def _object_problems(value: object, kind: GraphQLInputObjectType, path: Path) -> list[Problem]:
    if not isinstance(value, dict):
        text = f"Expected {json.dumps(value)} to be a key-value object responding to `to_h`."
        return [(path, text)]
    found: list[Problem] = [
        ([*path, key], f"Field is not defined on {kind.name}")
        for key in value
        if key not in kind.fields
    ]
    for name, field in kind.fields.items():
        if name in value or field.default is None:
            found += _problems(value.get(name), field.type, [*path, name])
    return found


def _scalar_problems(value: object, kind: GraphQLScalarType, path: Path) -> list[Problem]:
    try:
        kind.coerce_input_value(value)
    except Exception:
        return [(path, f"Could not coerce value {json.dumps(value)} to {kind.name}")]
    return []
