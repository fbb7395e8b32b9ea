"""GraphQL documents, read and checked once and kept: clients send the same few again and again."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    parse,
    validate,
    value_from_ast_untyped,
)

from sandbox.shopify.cost import Price
from sandbox.shopify.document_errors import document_error, syntax_error

KEPT = 500
"""Documents; the one not used for longest goes first."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An operation that can be run."""

    document: DocumentNode
    operation: OperationDefinitionNode
    price: Price
    defaults: dict[str, object]

    @property
    def is_write(self) -> bool:
        """Whether it is a mutation."""
        return self.operation.operation is OperationType.MUTATION

    @property
    def name(self) -> str | None:
        """The operation's own name."""
        return self.operation.name.value if self.operation.name else None

    @property
    def roots(self) -> list[str]:
        """Its root fields, as far as they stand in the operation itself."""
        selections = self.operation.selection_set.selections
        return [node.name.value for node in selections if isinstance(node, FieldNode)]

    @property
    def root(self) -> str:
        """What calls are counted by: the root fields, joined by ``+``."""
        return "+".join(self.roots) or self.name or "unknown"

    def requested_cost(self, variables: Mapping[str, object]) -> int:
        """Points it asks for with these variables."""
        return self.price.requested({**self.defaults, **variables})


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that can't be run: its ``errors``."""

    errors: list[dict[str, object]]


class Documents:
    """Reads documents against a schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self._kept: OrderedDict[tuple[str, str | None], Prepared | Refused] = OrderedDict()

    def prepare(self, text: str, operation_name: str | None) -> Prepared | Refused:
        """Read a document and pick the operation."""
        key = (text, operation_name)
        if key in self._kept:
            self._kept.move_to_end(key)
        else:
            self._kept[key] = self._read(text, operation_name)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return self._kept[key]

    def _read(self, text: str, operation_name: str | None) -> Prepared | Refused:
        try:
            document = parse(text)
        except GraphQLSyntaxError as error:
            return Refused([syntax_error(error)])
        faults = validate(self.schema, document)
        if faults:
            return Refused([document_error(self.schema, document, fault) for fault in faults])
        operations = [
            node for node in document.definitions if isinstance(node, OperationDefinitionNode)
        ]
        if operation_name:
            named = [o for o in operations if o.name and o.name.value == operation_name]
            if not named:
                return Refused([{"message": f'No operation named "{operation_name}"'}])
            operation = named[0]
        elif len(operations) == 1:
            operation = operations[0]
        else:
            return Refused([{"message": "An operation name is required"}])
        fragments = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        defaults = {
            variable.variable.name.value: value_from_ast_untyped(variable.default_value)
            for variable in operation.variable_definitions or ()
            if variable.default_value is not None
        }
        return Prepared(document, operation, Price(self.schema, operation, fragments), defaults)
