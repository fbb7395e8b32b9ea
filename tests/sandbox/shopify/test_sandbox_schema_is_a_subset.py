"""What the sandbox's schema lets through, the real one lets through too, and means the same.

``find_breaking_changes`` does not do: it calls a missing type breaking, and a sandbox is missing
most types. So a small walker compares what is there.
"""

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLDefaultInput,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    build_client_schema,
    build_schema,
    parse,
    validate,
    value_from_ast_untyped,
)
from graphql.language import print_ast

from sandbox.shopify.documents import Documents, Prepared
from sandbox.shopify.schema import schema
from tests.sandbox.shopify.merchant import reference

SERVED = (
    "ActivateInventory",
    "BulkToggleActivation",
    "CancelFulfillment",
    "CancelOrder",
    "CreateFulfillment",
    "CreateRefund",
    "DeleteWebhook",
    "InventoryByItems",
    "InventoryStates",
    "JobStatus",
    "LocationInventory",
    "Locations",
    "MoveFulfillmentOrder",
    "OpenFulfillmentOrders",
    "OrderById",
    "OrderFulfillmentOrders",
    "OrderRefunds",
    "OrdersPage",
    "RenameSkus",
    "SetQuantities",
    "ShopProbe",
    "SubscribeWebhook",
    "SuggestRefund",
    "TagOrder",
    "TrackItem",
    "UpdateTracking",
    "UpdateWebhook",
    "VariantsPage",
    "Webhooks",
)
"""The reference's documents that the sandbox answers."""

BUILT_IN = {"Boolean", "Float", "ID", "Int", "String"}


@cache
def real() -> GraphQLSchema:
    path = reference("data", "shopify-admin-2026-10.json.gz")
    told = json.loads(gzip.decompress(path.read_bytes()))
    return build_client_schema(told["data"], assume_valid=True)


@cache
def documents() -> dict[str, str]:
    """The reference's operations, each with only the fragments it uses."""
    text = reference("data", "shopify-operations-2026-10.graphql").read_text(encoding="utf-8")
    definitions = {d.name.value: d for d in parse(text).definitions}  # type: ignore[attr-defined]
    fragments = {n for n, d in definitions.items() if d.kind == "fragment_definition"}
    whole: dict[str, str] = {}
    for name, definition in definitions.items():
        if name in fragments:
            continue
        used, waiting = {name}, [print_ast(definition)]
        while waiting:
            for found in set(re.findall(r"\.\.\.\s*(\w+)", waiting.pop())) & fragments - used:
                used.add(found)
                waiting.append(print_ast(definitions[found]))
        whole[name] = "\n".join(print_ast(definitions[n]) for n in definitions if n in used)
    return whole


# -- the walker ------------------------------------------------------------------------------


def differences(ours: GraphQLSchema, theirs: GraphQLSchema) -> Iterator[str]:
    """Everything by which ours is not a part of theirs."""
    for name, kind in ours.type_map.items():
        if name.startswith("__") or name in BUILT_IN:
            continue
        there = theirs.type_map.get(name)
        if there is None or type(there) is not type(kind):
            yield f"{name}: not there as a {type(kind).__name__}"
        else:
            yield from _type(kind, there)
    for root in ("query_type", "mutation_type"):
        if str(getattr(ours, root)) != str(getattr(theirs, root)):
            yield f"{root}: another name"
    known = {directive.name: directive for directive in theirs.directives}
    for directive in ours.directives:
        there_directive = known.get(directive.name)
        if there_directive is None:
            if directive.name in {"include", "skip", "deprecated", "specifiedBy", "oneOf", "defer"}:
                continue
            yield f"@{directive.name}: not there"
        elif directive.name == "idempotent":
            if set(directive.locations) != set(there_directive.locations):
                yield f"@{directive.name}: other places"
            yield from _arguments("@idempotent", directive.args, there_directive.args)


def _type(ours: GraphQLNamedType, theirs: GraphQLNamedType) -> Iterator[str]:
    if isinstance(ours, GraphQLObjectType | GraphQLInterfaceType):
        assert isinstance(theirs, GraphQLObjectType | GraphQLInterfaceType)
        for interface in ours.interfaces:
            if interface.name not in {one.name for one in theirs.interfaces}:
                yield f"{ours.name}: does not implement {interface.name}"
        for name, field in ours.fields.items():
            where = f"{ours.name}.{name}"
            there = theirs.fields.get(name)
            if there is None:
                yield f"{where}: not there"
                continue
            if str(field.type) != str(there.type):
                yield f"{where}: {field.type} is {there.type}"
            yield from _arguments(where, field.args, there.args)
    elif isinstance(ours, GraphQLInputObjectType):
        assert isinstance(theirs, GraphQLInputObjectType)
        yield from _arguments(ours.name, ours.fields, theirs.fields)
    elif isinstance(ours, GraphQLEnumType):
        assert isinstance(theirs, GraphQLEnumType)
        for value in ours.values:
            if value not in theirs.values:
                yield f"{ours.name}.{value}: not there"


def _arguments(
    where: str, ours: Mapping[str, GraphQLArgument], theirs: Mapping[str, GraphQLArgument]
) -> Iterator[str]:
    for name, argument in ours.items():
        there = theirs.get(name)
        if there is None:
            yield f"{where}({name}): not there"
            continue
        if str(argument.type) != str(there.type):
            yield f"{where}({name}): {argument.type} is {there.type}"
        if _default(argument.default) != _default(there.default):
            yield f"{where}({name}): another default"
    for name, argument in theirs.items():
        required = isinstance(argument.type, GraphQLNonNull) and argument.default is None
        if required and name not in ours:
            yield f"{where}({name}): required there, missing here"


def _default(value: GraphQLDefaultInput | None) -> object:
    if value is None:
        return "none"
    return [value_from_ast_untyped(value.literal) if value.literal else value.value]


# -- the tests -------------------------------------------------------------------------------


def test_the_sandbox_serves_a_part_of_the_real_schema_and_nothing_else() -> None:
    assert list(differences(schema(), real())) == []


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("type Moon { id: ID! }", "Moon: not there"),
        ("type Shop { moon: String }", "Shop.moon: not there"),
        ("type Shop { id: ID }", "Shop.id: ID is ID!"),
        ("type Job { id(moon: Int): ID! }", "Job.id(moon): not there"),
        (
            "type InventoryLevel { quantities: [Int!]! }",
            "InventoryLevel.quantities(names): required there, missing here",
        ),
        ("enum OrderCancelReason { MOON }", "OrderCancelReason.MOON: not there"),
        (
            "input InventoryQuantityInput { moon: Int quantity: Int! }",
            "InventoryQuantityInput(moon): not there",
        ),
        (
            "input InventoryQuantityInput { quantity: Int! }",
            "InventoryQuantityInput(locationId): required there, missing here",
        ),
        (
            "interface Moon { id: ID! } type Job implements Moon { id: ID! }",
            "Job: does not implement Moon",
        ),
        (
            "type Order { refunds(first: Int = 7): [Int!]! }",
            "Order.refunds(first): another default",
        ),
        ("directive @moon on FIELD", "@moon: not there"),
        ("directive @idempotent(key: String) on FIELD", "@idempotent(key): String is String!"),
    ],
)
def test_the_walker_sees_each_kind_of_difference(planted: str, found: str) -> None:
    ours = build_schema(f"type QueryRoot {{ a: Int }} {planted}", assume_valid=True)

    assert any(said.startswith(found) for said in differences(ours, real()))


@pytest.mark.parametrize("name", SERVED)
def test_the_documents_of_the_reference_are_understood(name: str) -> None:
    assert [fault.message for fault in validate(schema(), parse(documents()[name]))] == []


@pytest.mark.parametrize(
    ("name", "variables", "points"),
    [
        ("ShopProbe", {}, 5),
        ("Locations", {"first": 50}, 16),
        ("InventoryStates", {}, 2),
        ("VariantsPage", {"first": 50}, 30),
        ("VariantsPage", {"first": 250}, 46),
        ("InventoryByItems", {"ids": ["x"] * 250}, 3),
        ("LocationInventory", {"first": 250}, 36),
        ("SetQuantities", {}, 13),
        ("ActivateInventory", {}, 11),
        ("BulkToggleActivation", {}, 11),
        ("RenameSkus", {}, 11),
        ("OrdersPage", {"first": 5}, 203),
        ("OrdersPage", {"first": 10}, 270),
        ("OrdersPage", {"first": 25}, 404),
        ("OrdersPage", {"first": 50}, 471),
        ("OrderById", {}, 67),
        ("OrderRefunds", {}, 38),
        ("SuggestRefund", {}, 7),
        ("CancelOrder", {}, 12),
        ("JobStatus", {}, 1),
        ("CreateRefund", {}, 43),
        ("OrderFulfillmentOrders", {}, 126),
        ("OpenFulfillmentOrders", {"first": 50}, 23),
        ("MoveFulfillmentOrder", {}, 12),
        ("SubscribeWebhook", {}, 11),
        ("Webhooks", {"first": 50}, 16),
        ("TagOrder", {}, 10),
        ("CreateFulfillment", {}, 28),
        ("CancelFulfillment", {}, 10),
        ("UpdateTracking", {}, 51),
    ],
)
def test_what_a_document_asks_for_is_what_the_reference_worked_out(
    name: str, variables: dict[str, object], points: int
) -> None:
    prepared = Documents(schema()).prepare(documents()[name], None)

    assert isinstance(prepared, Prepared)
    assert prepared.requested_cost(variables) == points
