"""What a call costs (reference, section 3.3): asked for beforehand, and spent in the end.

The price of a page grows with the logarithm of its size. Requested cost is worked out from the
document and its variables, actual cost from the answer by the same rule: rows that came instead of
rows asked for, nothing under a null.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)

MOST = 1000
"""Points one query may ask for, on every plan."""

FREE = frozenset({"MoneyBag", "MoneyV2", "MailingAddress", "LocationAddress", "PageInfo"})
MUTATION = 10
DEARER = {"refundCreate": 20, "fulfillmentTrackingInfoUpdate": 50}
COUNT_ROOT = 10


def page_factor(rows: int) -> int:
    """How a page of so many rows counts: 1→1, 10→4, 50→7, 250→11."""
    return 0 if rows <= 0 else max(1, math.floor(2 * math.log(rows)))


@dataclass(slots=True)
class Priced:
    """A selected field and what it costs."""

    key: str
    """Its name in the answer."""
    own: int
    size: "int | str | None" = None
    """Rows asked for, if it is a connection: a number, or the name of a variable."""
    is_connection: bool = False
    inner: list["Priced"] = field(default_factory=list)
    by_type: dict[str, list["Priced"]] = field(default_factory=dict)
    """Selections on the possible types of an interface: the dearest counts."""
    node_keys: list[tuple[str, str | None]] = field(default_factory=list)
    """Where a connection's rows stand in the answer: ``nodes``, or ``edges`` and ``node``."""

    def requested(self, variables: Mapping[str, object]) -> int:
        """Points asked for."""
        inner = sum(part.requested(variables) for part in self.inner)
        if self.by_type:
            inner += max(
                sum(part.requested(variables) for part in parts) for parts in self.by_type.values()
            )
        if not self.is_connection:
            return self.own + inner
        asked = variables.get(self.size) if isinstance(self.size, str) else self.size
        rows = asked if isinstance(asked, int) else 0
        return 2 + page_factor(rows) * (len(self.node_keys) + inner)

    def actual(self, answer: object) -> int:
        """Points spent, from this field's part of the answer."""
        if answer is None:
            return 0
        if self.is_connection:
            rows = self._rows(answer)
            return 2 + page_factor(len(rows)) * (len(self.node_keys) + self._dearest(rows))
        if isinstance(answer, list):
            return self.own + self._dearest(answer)
        return self.own + self._dearest([answer])

    def _dearest(self, rows: Iterable[object]) -> int:
        if not self.inner and not self.by_type:
            return 0
        return max((self._of(row) for row in rows if isinstance(row, dict)), default=0)

    def _of(self, row: dict[str, object]) -> int:
        total = sum(part.actual(row.get(part.key)) for part in self.inner)
        if self.by_type:
            total += max(
                sum(part.actual(row.get(part.key)) for part in parts)
                for parts in self.by_type.values()
            )
        return total

    def _rows(self, answer: object) -> list[object]:
        if not isinstance(answer, dict):
            return []
        for outer, inner in self.node_keys:
            rows = answer.get(outer)
            if isinstance(rows, list):
                return [row.get(inner) for row in rows] if inner else rows
        return []


class Price:
    """The cost of one operation of a document."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._writes = operation.operation is OperationType.MUTATION
        root = schema.mutation_type if self._writes else schema.query_type
        if root is None:
            raise ValueError("the schema has no such root")
        self._roots: list[Priced] = []
        for node, owner in self._flat(operation.selection_set, root):
            made = self._mutation(node, owner) if self._writes else self._field(node, owner)
            if made is not None:
                self._roots.append(made)

    def requested(self, variables: Mapping[str, object]) -> int:
        """Points the call asks for; ``variables`` with the document's defaults filled in."""
        total = sum(root.requested(variables) for root in self._roots)
        return total if self._writes else max(total, 1)

    def actual(self, data: Mapping[str, object]) -> int:
        """Points the call spent."""
        total = 0
        for root in self._roots:
            answer = data.get(root.key)
            total += root.own if answer is None and self._writes else root.actual(answer)
        return total if self._writes else max(total, 1)

    def _flat(
        self, selections: SelectionSetNode, owner: GraphQLNamedType
    ) -> Iterator[tuple[FieldNode, GraphQLNamedType]]:
        for selection in selections.selections:
            if isinstance(selection, FieldNode):
                if not selection.name.value.startswith("__"):
                    yield selection, owner
            elif isinstance(selection, FragmentSpreadNode):
                fragment = self._fragments[selection.name.value]
                named = self._schema.type_map[fragment.type_condition.name.value]
                yield from self._flat(fragment.selection_set, named)
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                named = self._schema.type_map[condition.name.value] if condition else owner
                yield from self._flat(selection.selection_set, named)

    def _type_of(self, node: FieldNode, owner: GraphQLNamedType) -> GraphQLNamedType:
        if not isinstance(owner, GraphQLObjectType | GraphQLInterfaceType):
            raise TypeError(f"{owner} has no fields")
        named: GraphQLNamedType = get_named_type(owner.fields[node.name.value].type)
        return named

    def _children(self, into: Priced, node: FieldNode, of: GraphQLNamedType) -> Priced:
        if node.selection_set is None:
            return into
        for child, owner in self._flat(node.selection_set, of):
            made = self._field(child, owner)
            if made is None:
                continue
            if is_abstract_type(of) and owner is not of:
                into.by_type.setdefault(owner.name, []).append(made)
            else:
                into.inner.append(made)
        return into

    def _field(self, node: FieldNode, owner: GraphQLNamedType) -> Priced | None:
        of = self._type_of(node, owner)
        if is_leaf_type(of):
            return None
        key = node.alias.value if node.alias else node.name.value
        if owner is self._schema.query_type and of.name == "Count":
            return Priced(key, COUNT_ROOT)
        if of.name.endswith("Connection"):
            return self._connection(key, node, of)
        return self._children(Priced(key, 0 if of.name in FREE else 1), node, of)

    def _connection(self, key: str, node: FieldNode, of: GraphQLNamedType) -> Priced:
        made = Priced(key, 2, is_connection=True, size=_size(node))
        if node.selection_set is None:
            return made
        for child, owner in self._flat(node.selection_set, of):
            child_key = child.alias.value if child.alias else child.name.value
            if child.name.value == "nodes":
                made.node_keys.append((child_key, None))
                self._children(made, child, self._type_of(child, owner))
            elif child.name.value == "edges" and child.selection_set is not None:
                edge = self._type_of(child, owner)
                for inner, edge_owner in self._flat(child.selection_set, edge):
                    if inner.name.value == "node":
                        inner_key = inner.alias.value if inner.alias else "node"
                        made.node_keys.append((child_key, inner_key))
                        self._children(made, inner, self._type_of(inner, edge_owner))
        return made

    def _mutation(self, node: FieldNode, owner: GraphQLNamedType) -> Priced:
        payload = self._type_of(node, owner)
        key = node.alias.value if node.alias else node.name.value
        made = Priced(key, DEARER.get(node.name.value, MUTATION))
        if node.selection_set is None:
            return made
        for child, child_owner in self._flat(node.selection_set, payload):
            if child.name.value.lower().endswith("usererrors"):
                continue
            part = self._field(child, child_owner)
            if part is not None:
                if not part.is_connection:
                    part.own = 0
                made.inner.append(part)
        return made


def _size(node: FieldNode) -> int | str | None:
    given = {a.name.value: a.value for a in node.arguments or ()}
    value = given.get("first") or given.get("last")
    if isinstance(value, IntValueNode):
        return int(value.value)
    return value.name.value if isinstance(value, VariableNode) else None
