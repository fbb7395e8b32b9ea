"""Documents that do not fit the schema, refused in graphql-ruby's words and codes.

graphql-core finds the faults; this translates its findings (reference, section 3.1; texts as
recorded from live shops where there was one).
"""

import re
from collections.abc import Callable, Iterator, Sequence

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    Node,
    ObjectFieldNode,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    visit,
)
from graphql.language import print_ast

Fault = tuple[str, dict[str, object]]
"""Message, and what stands in ``extensions``."""

Translation = Callable[[re.Match[str], Node], Fault]


def _undefined_field(found: re.Match[str], node: Node) -> Fault:
    field, kind = found.groups()
    return f"Field '{field}' doesn't exist on type '{kind}'", {
        "code": "undefinedField",
        "typeName": kind,
        "fieldName": field,
    }


def _unknown_argument(found: re.Match[str], node: Node) -> Fault:
    argument, field = found.groups()
    return f"Field '{field}' doesn't accept argument '{argument}'", {
        "code": "argumentNotAccepted",
        "name": field,
        "typeName": "Field",
        "argumentName": argument,
    }


def _missing_argument(found: re.Match[str], node: Node) -> Fault:
    field, argument = found.groups()
    return f"Field '{field}' is missing required arguments: {argument}", {
        "code": "missingRequiredArguments",
        "className": "Field",
        "name": field,
        "arguments": argument,
    }


def _missing_directive_argument(found: re.Match[str], node: Node) -> Fault:
    directive, argument = found.groups()
    return f"Directive '{directive}' is missing required arguments: {argument}", {
        "code": "missingRequiredArguments",
        "className": "Directive",
        "name": directive,
        "arguments": argument,
    }


def _unused_variable(found: re.Match[str], node: Node) -> Fault:
    name, operation = found.groups()
    return f"Variable ${name} is declared by {operation or 'anonymous query'} but not used", {
        "code": "variableNotUsed",
        "variableName": name,
    }


def _undeclared_variable(found: re.Match[str], node: Node) -> Fault:
    name, operation = found.groups()
    return f"Variable ${name} is used by {operation or 'anonymous query'} but not declared", {
        "code": "variableNotDefined",
        "variableName": name,
    }


def _mismatch(found: re.Match[str], node: Node) -> Fault:
    name, given, wanted = found.groups()
    return f"Type mismatch on variable ${name} and argument ({given} / {wanted})", {
        "code": "variableMismatch",
        "variableName": name,
        "typeName": given,
    }


def _selection(found: re.Match[str], node: Node) -> Fault:
    field, kind = found.groups()
    text = f"field '{field}' returns {kind} but has no selections."
    return f"Field must have selections ({text} Did you mean '{field} {{ ... }}'?)", {
        "code": "selectionMismatch",
        "nodeName": f"field '{field}'",
        "typeName": kind,
    }


def _directive(found: re.Match[str], node: Node) -> Fault:
    name, where = found.groups()
    places = {"mutation": "mutations", "query": "queries"}
    text = f"'@{name}' can't be applied to {places.get(where, where + 's')} (allowed: fields)"
    return text, {"code": "directiveCannotBeApplied", "targetName": where, "name": name}


def _unknown_directive(found: re.Match[str], node: Node) -> Fault:
    name = found.group(1)
    return f"Directive @{name} is not defined", {
        "code": "undefinedDirective",
        "directiveName": name,
    }


def _fragment(found: re.Match[str], node: Node) -> Fault:
    name = found.group(1)
    used = "used" in found.group(0)
    text = "was defined, but not used" if used else "was used, but not defined"
    return f"Fragment {name} {text}", {"code": "useAndDefineFragment", "fragmentName": name}


TRANSLATIONS: list[tuple[re.Pattern[str], Translation]] = [
    (re.compile(pattern), translate)
    for pattern, translate in (
        (r"Cannot query field '(\w+)' on type '(\w+)'", _undefined_field),
        (r"Unknown argument '(\w+)' on field '\w+\.(\w+)'", _unknown_argument),
        (r"Argument '\w+\.(\w+)\((\w+):\)' of type", _missing_argument),
        (r"Argument '@(\w+)\((\w+):\)' of type", _missing_directive_argument),
        (r"Variable '\$(\w+)' is never used(?: in operation '(\w+)')?", _unused_variable),
        (r"Variable '\$(\w+)' is not defined(?: by operation '(\w+)')?", _undeclared_variable),
        (
            r"Variable '\$(\w+)' of type '([^']+)' used in position expecting type '([^']+)'",
            _mismatch,
        ),
        (r"Field '(\w+)' of type '([^']+)' must have a selection", _selection),
        (r"Directive '@(\w+)' may not be used on ([A-Z_ a-z]+)", _directive),
        (r"Unknown directive '@(\w+)'", _unknown_directive),
        (r"Unknown fragment '(\w+)'", _fragment),
        (r"Fragment '(\w+)' is never used", _fragment),
    )
]


def syntax_error(error: GraphQLError) -> dict[str, object]:
    """A document that can't be read at all."""
    where = error.locations[0] if error.locations else None
    line, column = (where.line, where.column) if where else (1, 1)
    text = error.message.removeprefix("Syntax Error: ").rstrip(".")
    return {
        "message": f"syntax error, {text[:1].lower()}{text[1:]} at [{line}, {column}]",
        "locations": [{"line": line, "column": column}],
    }


def document_error(
    schema: GraphQLSchema, document: DocumentNode, error: GraphQLError
) -> dict[str, object]:
    """One fault of a document, translated."""
    node = error.nodes[0] if error.nodes else document
    for pattern, translate in TRANSLATIONS:
        found = pattern.search(error.message)
        if found:
            message, extensions = translate(found, node)
            return _error(document, node, message, extensions)
    return _literal(schema, document, error, node)


def _error(
    document: DocumentNode,
    node: Node,
    message: str,
    extensions: dict[str, object],
    deeper: Sequence[str] = (),
) -> dict[str, object]:
    place = node.loc.start_token if node.loc else None
    return {
        "message": message,
        "locations": [{"line": place.line, "column": place.column}] if place else [],
        "path": [*_path(document, node), *deeper],
        "extensions": extensions,
    }


def _literal(
    schema: GraphQLSchema, document: DocumentNode, error: GraphQLError, node: Node
) -> dict[str, object]:
    """A literal that does not fit, or a fault that nobody has seen Shopify's words for."""
    field = re.search(
        r"type '(\w+)' (?:to include required|not to include unknown) field '(\w+)'", error.message
    )
    if field:
        kind, name = field.groups()
        if "required" in error.message:
            wanted = _input_field_type(schema, kind, name)
            text = f"Argument '{name}' on InputObject '{kind}' is required. Expected type {wanted}"
            extensions = {
                "code": "missingRequiredInputObjectAttribute",
                "argumentName": name,
                "argumentType": wanted,
                "inputObjectType": kind,
            }
            return _error(document, node, text, extensions, [name])
        text = f"InputObject '{kind}' doesn't accept argument '{name}'"
        extensions = {
            "code": "argumentNotAccepted",
            "name": kind,
            "typeName": "InputObject",
            "argumentName": name,
        }
        return _error(document, node, text, extensions)
    trail = list(_trail(document, node))
    argument = next((n for n in reversed(trail) if isinstance(n, ArgumentNode)), None)
    owner = next((n for n in reversed(trail) if isinstance(n, FieldNode)), None)
    if argument is None or owner is None:
        return _error(document, node, error.message, {"code": "invalidDocument"})
    name = argument.name.value
    text = (
        f"Argument '{name}' on Field '{owner.name.value}' has an invalid value"
        f" ({print_ast(argument.value)}). Expected type '{_types(schema, document)[argument]}'."
    )
    extensions = {
        "code": "argumentLiteralsIncompatible",
        "typeName": "Field",
        "argumentName": name,
    }
    return _error(document, owner, text, extensions, [name])


def _input_field_type(schema: GraphQLSchema, kind: str, field: str) -> str:
    found = schema.get_type(kind)
    return str(found.fields[field].type) if isinstance(found, GraphQLInputObjectType) else ""


def _types(schema: GraphQLSchema, document: DocumentNode) -> dict[ArgumentNode, str]:
    """What each argument of a document should be."""
    info = TypeInfo(schema)
    found: dict[ArgumentNode, str] = {}

    class Look(Visitor):
        def enter_argument(self, node: ArgumentNode, *_: object) -> None:
            argument = info.get_argument()
            found[node] = str(argument.type) if argument else ""

    visit(document, TypeInfoVisitor(info, Look()))
    return found


def _path(document: DocumentNode, wanted: Node) -> list[str]:
    return [name for node in _trail(document, wanted) if (name := _name(node))]


def _name(node: Node) -> str | None:
    if isinstance(node, OperationDefinitionNode):
        kind = node.operation.value
        return f"{kind} {node.name.value}" if node.name else kind
    if isinstance(node, FragmentDefinitionNode):
        return f"fragment {node.name.value}"
    if isinstance(node, InlineFragmentNode):
        condition = node.type_condition
        return f"... on {condition.name.value}" if condition else "..."
    if isinstance(node, FieldNode):
        return node.alias.value if node.alias else node.name.value
    if isinstance(node, ArgumentNode | ObjectFieldNode):
        return node.name.value
    return None


def _trail(node: Node, wanted: Node) -> Iterator[Node]:
    """The nodes from the document down to the wanted one, both included."""
    if node is wanted:
        yield node
        return
    for key in node.keys:
        value = getattr(node, key, None)
        for child in value if isinstance(value, list | tuple) else [value]:
            if isinstance(child, Node):
                below = list(_trail(child, wanted))
                if below:
                    yield node
                    yield from below
                    return
