"""The contract: every document we send is valid in the vendor's own 2026-10 schema, with nothing
deprecated in it, and asks for every field that our models read.
"""

import types
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, get_args, get_origin

import httpx
import pytest
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLSchema,
    InlineFragmentNode,
    ListValueNode,
    NoDeprecatedCustomRule,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    get_named_type,
    parse,
    specified_rules,
    type_from_ast,
    validate,
)
from graphql.execution.values import get_variable_values
from pydantic import AliasPath, BaseModel
from pydantic.fields import FieldInfo

from clients.errors import ClientError
from clients.shopify import ShopifyClient, models, order_models, shipping_models
from clients.shopify.documents import COSTS, document, operations
from sandbox.shopify.cost import MOST, Price
from tests.clients.shopify.pretend_shop import Shop

ITEM = "gid://shopify/InventoryItem/1"
PLACE = "gid://shopify/Location/1"
FULFILLMENT_ORDER = "gid://shopify/FulfillmentOrder/1"
FULFILLMENT = "gid://shopify/Fulfillment/1"
PARTS = {FULFILLMENT_ORDER: [("gid://shopify/FulfillmentOrderLineItem/1", 2)]}
PARCEL = {"numbers": ["1Z1"], "urls": ["https://t.example/1Z1"]}
SUBSCRIPTION = "gid://shopify/WebhookSubscription/1"
CHANGE = models.LevelChange(item_id=ITEM, location_id=PLACE, quantity=1, change_from=None)
SINCE = datetime(2026, 11, 23, tzinfo=UTC)

Call = Callable[[ShopifyClient], Awaitable[object]]

CALLS: list[tuple[str, Call]] = [
    ("ShopProbe", lambda client: client.probe()),
    ("Locations", lambda client: client.locations()),
    ("CountsPage", lambda client: client.counts_page()),
    ("CountsPage", lambda client: client.items_by_sku("A-1")),
    ("CountsOf", lambda client: client.counts_of([ITEM])),
    ("OrdersPage", lambda client: client.orders_page(SINCE)),
    ("OrderById", lambda client: client.order("gid://shopify/Order/1")),
    ("SetQuantities", lambda client: client.set_available([CHANGE], key="k", reference="a://b")),
    ("ActivateInventory", lambda client: client.activate(ITEM, PLACE, key="k")),
    ("LocationsForMove", lambda client: client.locations_for_move(FULFILLMENT_ORDER)),
    ("MoveFulfillmentOrder", lambda c: c.move_fulfillment_order(FULFILLMENT_ORDER, PLACE)),
    ("OrderShipping", lambda client: client.order_shipping("gid://shopify/Order/1")),
    (
        "CreateFulfillment",
        lambda c: c.create_fulfillment(PARTS, company="UPS", notify=True, **PARCEL),
    ),
    (
        "UpdateTracking",
        lambda c: c.update_tracking(FULFILLMENT, company="UPS", notify=False, **PARCEL),
    ),
    ("CancelFulfillment", lambda client: client.cancel_fulfillment(FULFILLMENT)),
    ("Webhooks", lambda client: client.webhooks()),
    ("SubscribeWebhook", lambda c: c.create_webhook("ORDERS_CREATE", "https://a.example", "a")),
    ("UpdateWebhook", lambda client: client.update_webhook(SUBSCRIPTION, "https://a.example")),
    ("DeleteWebhook", lambda client: client.delete_webhook(SUBSCRIPTION)),
]
"""Every public method once; the documents of nested pages are sent from within these."""

NESTED = {
    "ItemLevels",
    "OrderLines",
    "OrderShippingLines",
    "OrderFulfillmentOrders",
    "FulfillmentOrderLines",
    "FulfillmentLines",
    "RefundLines",
    "RefundShippingLines",
}

READ_BY: list[tuple[type[BaseModel], str, tuple[str, ...]]] = [
    (models.Probe, "ShopProbe", ("shop",)),
    (models.Location, "Locations", ("locations", "nodes")),
    (models.ItemCounts, "CountsPage", ("inventoryItems", "nodes")),
    (models.ItemCounts, "CountsOf", ("nodes",)),
    (models.Level, "ItemLevels", ("inventoryItem", "inventoryLevels", "nodes")),
    (order_models.Order, "OrdersPage", ("orders", "nodes")),
    (order_models.Order, "OrderById", ("order",)),
    (order_models.OrderLine, "OrderLines", ("order", "lineItems", "nodes")),
    (order_models.ShippingLine, "OrderShippingLines", ("order", "shippingLines", "nodes")),
    (
        order_models.FulfillmentOrder,
        "OrderFulfillmentOrders",
        ("order", "fulfillmentOrders", "nodes"),
    ),
    (
        order_models.FulfillmentOrderLine,
        "FulfillmentOrderLines",
        ("fulfillmentOrder", "lineItems", "nodes"),
    ),
    (models.MoveTarget, "LocationsForMove", ("fulfillmentOrder", "locationsForMove", "nodes")),
    (models.MovedFulfillmentOrder, "MoveFulfillmentOrder", ("fulfillmentOrderMove",)),
    (shipping_models.OrderShipping, "OrderShipping", ("order",)),
    (
        shipping_models.FulfilledLine,
        "FulfillmentLines",
        ("fulfillment", "fulfillmentLineItems", "nodes"),
    ),
    (shipping_models.RefundedLine, "RefundLines", ("refund", "refundLineItems", "nodes")),
    (
        shipping_models.RefundedCharge,
        "RefundShippingLines",
        ("refund", "refundShippingLines", "nodes"),
    ),
    (shipping_models.Fulfillment, "CreateFulfillment", ("fulfillmentCreate", "fulfillment")),
    (
        shipping_models.Fulfillment,
        "UpdateTracking",
        ("fulfillmentTrackingInfoUpdate", "fulfillment"),
    ),
    (shipping_models.Fulfillment, "CancelFulfillment", ("fulfillmentCancel", "fulfillment")),
    (models.Subscription, "Webhooks", ("webhookSubscriptions", "nodes")),
    (
        models.Subscription,
        "SubscribeWebhook",
        ("webhookSubscriptionCreate", "webhookSubscription"),
    ),
    (models.Subscription, "UpdateWebhook", ("webhookSubscriptionUpdate", "webhookSubscription")),
]

ASSEMBLED = {"scopes"}
"""Fields that are not read from the object itself."""


@pytest.mark.parametrize("operation", operations())
def test_a_document_is_valid_in_the_real_schema_and_uses_nothing_deprecated(
    real_schema: GraphQLSchema, operation: str
):
    wrong = validate(
        real_schema,
        parse(document(operation).text),
        [*specified_rules, NoDeprecatedCustomRule],
    )
    assert [error.message for error in wrong] == []


def test_a_deprecated_field_would_be_caught(real_schema: GraphQLSchema):
    planted = parse("query A($id: ID!) { inventoryItem(id: $id) { id variant { id } } }")
    wrong = validate(real_schema, planted, [*specified_rules, NoDeprecatedCustomRule])
    assert any("InventoryItem.variant" in error.message for error in wrong)


@pytest.mark.parametrize(("operation", "call"), CALLS, ids=[name for name, _ in CALLS])
async def test_what_a_method_sends_fits_the_types_of_its_document(
    client: ShopifyClient,
    shop: Shop,
    real_schema: GraphQLSchema,
    operation: str,
    call: Call,
):
    shop.will(httpx.Response(200, json={"data": {}}))
    with suppress(ClientError):
        await call(client)
    (sent,) = shop.sent
    assert sent["operationName"] == operation
    variables = _operation(parse(sent["query"])).variable_definitions or ()
    read = get_variable_values(real_schema, variables, sent["variables"])
    assert not isinstance(read, list), [error.message for error in read]
    for each in variables:
        kind = type_from_ast(real_schema, each.type)
        assert kind is not None
        value = sent["variables"].get(each.variable.name.value)
        assert list(_deprecated(kind, value)) == []  # type: ignore[arg-type]


def test_a_deprecated_input_would_be_caught(real_schema: GraphQLSchema):
    kind = real_schema.type_map["WebhookSubscriptionInput"]
    assert isinstance(kind, GraphQLInputObjectType)
    assert list(_deprecated(kind, {"callbackUrl": "https://a.example"})) == ["callbackUrl"]


def test_every_document_is_sent_by_some_method():
    assert {name for name, _ in CALLS} | NESTED == set(operations()) == set(COSTS)


@pytest.mark.parametrize(
    ("model", "operation", "path"),
    READ_BY,
    ids=[f"{operation} reads {model.__name__}" for model, operation, _ in READ_BY],
)
def test_every_field_our_models_read_is_asked_for(
    model: type[BaseModel], operation: str, path: tuple[str, ...]
):
    parsed = parse(document(operation).text)
    fragments = {
        each.name.value: each
        for each in parsed.definitions
        if isinstance(each, FragmentDefinitionNode)
    }
    selection = _Selection(_operation(parsed).selection_set, fragments)
    assert list(_not_asked_for(model, selection.under(path))) == []


def test_a_field_that_is_not_asked_for_would_be_caught():
    parsed = parse("{ order { id shippingLines(first: 1) { nodes { title code } } } }")
    selection = _Selection(_operation(parsed).selection_set, {})
    there = selection.under(("order", "shippingLines", "nodes"))
    missing = list(_not_asked_for(order_models.ShippingLine, there))
    assert missing == ["ShippingLine.price", "ShippingLine.tax_lines"]


PAGE_SIZES = {
    "CountsPage": 250,
    "Locations": 50,
    "OrdersPage": 10,
    "LocationsForMove": 50,
    "Webhooks": 50,
}
"""What the methods ask for; the later pages of a nested connection are of 250 rows."""


@pytest.mark.parametrize("operation", operations())
def test_the_cost_set_aside_before_a_call_is_the_one_the_formula_gives(
    real_schema: GraphQLSchema, operation: str
):
    cost = _cost(real_schema, operation, PAGE_SIZES.get(operation, 250))
    assert cost == COSTS[operation]
    assert cost <= MOST


@pytest.mark.parametrize(("orders", "fits"), [(10, True), (50, True), (100, False)])
def test_a_page_of_orders_costs_no_more_than_one_call_may(
    real_schema: GraphQLSchema, orders: int, fits: bool
):
    assert (_cost(real_schema, "OrdersPage", orders) <= MOST) is fits


def _cost(schema: GraphQLSchema, operation: str, first: int) -> int:
    parsed = parse(document(operation).text)
    fragments = {
        each.name.value: each
        for each in parsed.definitions
        if isinstance(each, FragmentDefinitionNode)
    }
    return Price(schema, _operation(parsed), fragments).requested({"first": first})


def _operation(parsed: DocumentNode) -> OperationDefinitionNode:
    (only,) = (each for each in parsed.definitions if isinstance(each, OperationDefinitionNode))
    return only


def _deprecated(kind: GraphQLInputType, value: Any) -> Iterator[str]:
    """Names of deprecated input fields and enum values in what is sent."""
    named = get_named_type(kind)
    if isinstance(value, list):
        for each in value:
            yield from _deprecated(named, each)
    elif isinstance(named, GraphQLEnumType) and value is not None:
        if named.values[value].deprecation_reason:
            yield value
    elif isinstance(named, GraphQLInputObjectType) and isinstance(value, dict):
        for name, inner in value.items():
            if named.fields[name].deprecation_reason:
                yield name
            yield from _deprecated(named.fields[name].type, inner)


class _Selection:
    """A selection set with its fragments spread."""

    def __init__(
        self,
        selected: SelectionSetNode | None,
        fragments: dict[str, FragmentDefinitionNode],
        field: FieldNode | None = None,
    ) -> None:
        self.fragments = fragments
        self.field = field
        self.fields = {each.name.value: each for each in self._spread(selected)}

    def _spread(self, selected: SelectionSetNode | None) -> Iterator[FieldNode]:
        for each in selected.selections if selected else ():
            if isinstance(each, FieldNode):
                yield each
            elif isinstance(each, FragmentSpreadNode):
                yield from self._spread(self.fragments[each.name.value].selection_set)
            elif isinstance(each, InlineFragmentNode):
                yield from self._spread(each.selection_set)

    def under(self, path: tuple[str, ...]) -> "_Selection":
        """The selection below a path of field names."""
        here = self
        for name in path:
            field = here.fields[name]
            here = _Selection(field.selection_set, self.fragments, field)
        return here

    def counts(self) -> set[str]:
        """The names asked for in ``quantities(names: [...])``."""
        field = self.fields.get("quantities")
        for argument in field.arguments if field else ():
            if isinstance(argument.value, ListValueNode):
                strings = argument.value.values
                return {each.value for each in strings if isinstance(each, StringValueNode)}
        return set()


def _not_asked_for(model: type[BaseModel], selection: _Selection) -> Iterator[str]:
    for name, field in model.model_fields.items():
        path = _path(name, field)
        if name in ASSEMBLED or name in selection.counts():
            continue
        try:
            inner = selection.under(path)
        except KeyError:
            yield f"{model.__name__}.{name}"
            continue
        for below in _models(field.annotation):
            yield from _not_asked_for(below, inner)


def _path(name: str, field: FieldInfo) -> tuple[str, ...]:
    alias = field.validation_alias
    if isinstance(alias, AliasPath):
        return tuple(str(part) for part in alias.path)
    return (alias if isinstance(alias, str) else name,)


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if get_origin(annotation) in (list, types.UnionType):
        for each in get_args(annotation):
            yield from _models(each)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
