"""Each method asks what ShipStation's own schema knows, and reads what that schema allows."""

import functools
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
import yaml
from jsonschema import Draft202012Validator

from clients.shipstation import ShipStationClient
from clients.shipstation.bodies import ShipmentBody, ShipmentChanges, WebhookBody, WebhookChanges
from clients.shipstation.models_labels import LabelStatus
from tests.clients.shipstation.scripted_shipstation import (
    ADDRESS,
    KEY,
    OPENAPI,
    label,
    page,
    says,
    shipment,
)

SINCE = datetime(2026, 11, 1, 12, tzinfo=UTC)
BODY = ShipmentBody.model_validate(
    {
        "external_shipment_id": "uk:1:1",
        "shipment_number": "uk #1",
        "warehouse_id": "se-77",
        "requested_shipment_service": "Express",
        "ship_to": ADDRESS,
        "amount_paid": {"currency": "USD", "amount": Decimal("19.98")},
        "items": [
            {
                "name": "Tee",
                "sku": "A",
                "quantity": 2,
                "external_order_item_id": "L1",
                "unit_price": Decimal("9.99"),
                "fulfillment_sku": "A-1",
            }
        ],
        "packages": [{"weight": {"value": Decimal("12.5"), "unit": "ounce"}}],
        "advanced_options": {"custom_field1": "SO-00001"},
    }
)
HOOK = WebhookBody.model_validate(
    {"event": "track", "url": "https://o.example/s", "headers": [{"key": "x-t", "value": "t"}]}
)
WEBHOOK = {"webhook_id": "se-8", "event": "track", "url": "https://o.example/s"}
WAREHOUSE = {"warehouse_id": "se-77", "name": "Leeds", "origin_address": ADDRESS}
CARRIER = {
    "carrier_id": "se-5",
    "carrier_code": "ups",
    "services": [{"service_code": "ups_ground", "name": "UPS Ground", "domestic": True}],
}
EVENT = {
    "occurred_at": "2026-11-23T10:00:00Z",
    "city_locality": "Oakland",
    "state_province": "CA",
    "postal_code": "94602",
    "country_code": "US",
}
TRACKING = {
    "tracking_number": "1Z1",
    "status_code": "DE",
    "carrier_status_code": "D",
    "estimated_delivery_date": "2026-11-24T00:00:00Z",
    "events": [EVENT],
}
CREATED = {"has_errors": False, "shipments": [{**shipment(), "errors": []}]}
VOIDED = {"approved": True, "message": "Done."}

Call = Callable[[ShipStationClient], Awaitable[object]]
CALLS: dict[str, tuple[Call, list[object], str, str, str]] = {
    "create_shipment": (
        lambda c: c.create_shipment(BODY),
        [CREATED],
        "post",
        "/v2/shipments",
        "/v2/shipments",
    ),
    "shipment_by_external_id": (
        lambda c: c.shipment_by_external_id("uk:1#1"),
        [shipment()],
        "get",
        "/v2/shipments/external_shipment_id/{external_shipment_id}",
        "/v2/shipments/external_shipment_id/uk%3A1%231",
    ),
    "shipment": (
        lambda c: c.shipment("se-1"),
        [shipment()],
        "get",
        "/v2/shipments/{shipment_id}",
        "/v2/shipments/se-1",
    ),
    "shipments": (
        lambda c: c.shipments(shipment_number="uk #1", modified_since=SINCE),
        [page("shipments", [shipment()])],
        "get",
        "/v2/shipments",
        "/v2/shipments?shipment_number=uk+%231&modified_at_start=2026-11-01T12%3A00%3A00Z"
        "&sort_by=created_at&sort_dir=asc&page=1&page_size=100",
    ),
    "update_shipment": (
        lambda c: c.update_shipment("se-1", ShipmentChanges(internal_notes="hurry")),
        [shipment(), shipment()],
        "put",
        "/v2/shipments/{shipment_id}",
        "/v2/shipments/se-1",
    ),
    "cancel_shipment": (
        lambda c: c.cancel_shipment("se-1"),
        [None],
        "put",
        "/v2/shipments/{shipment_id}/cancel",
        "/v2/shipments/se-1/cancel",
    ),
    "labels": (
        lambda c: c.labels(
            label_status=LabelStatus.VOIDED, created_since=SINCE, shipment_id="se-1"
        ),
        [page("labels", [label()])],
        "get",
        "/v2/labels",
        "/v2/labels?label_status=voided&created_at_start=2026-11-01T12%3A00%3A00Z"
        "&shipment_id=se-1&sort_by=created_at&sort_dir=asc&page=1&page_size=100",
    ),
    "label": (
        lambda c: c.label("se-1"),
        [label()],
        "get",
        "/v2/labels/{label_id}",
        "/v2/labels/se-1",
    ),
    "void_label": (
        lambda c: c.void_label("se-1"),
        [VOIDED],
        "put",
        "/v2/labels/{label_id}/void",
        "/v2/labels/se-1/void",
    ),
    "tracking": (
        lambda c: c.tracking("se-1"),
        [TRACKING],
        "get",
        "/v2/labels/{label_id}/track",
        "/v2/labels/se-1/track",
    ),
    "warehouses": (
        lambda c: c.warehouses(),
        [{"warehouses": [WAREHOUSE]}],
        "get",
        "/v2/warehouses",
        "/v2/warehouses",
    ),
    "carriers": (
        lambda c: c.carriers(),
        [{"carriers": [CARRIER]}],
        "get",
        "/v2/carriers",
        "/v2/carriers",
    ),
    "webhooks": (
        lambda c: c.webhooks(),
        [[WEBHOOK]],
        "get",
        "/v2/environment/webhooks",
        "/v2/environment/webhooks",
    ),
    "create_webhook": (
        lambda c: c.create_webhook(HOOK),
        [WEBHOOK],
        "post",
        "/v2/environment/webhooks",
        "/v2/environment/webhooks",
    ),
    "update_webhook": (
        lambda c: c.update_webhook("se-8", WebhookChanges(url="https://n.example")),
        [None],
        "put",
        "/v2/environment/webhooks/{webhook_id}",
        "/v2/environment/webhooks/se-8",
    ),
    "delete_webhook": (
        lambda c: c.delete_webhook("se-8"),
        [None],
        "delete",
        "/v2/environment/webhooks/{webhook_id}",
        "/v2/environment/webhooks/se-8",
    ),
}
"""Method to: the call, the answers, and what is asked (as a template, and in full)."""

UNKNOWN_OPERATIONS = {
    ("put", "/v2/shipments/{shipment_id}"): "docs.shipstation.com/shipments/update; newer",
}
UNKNOWN_FIELDS = {
    "shipment_number": "reference 6.1: shipment model and the create page, not its schema",
    "warehouse_id": "reference 6.1: ship_from or warehouse_id is required",
    "requested_shipment_service": "reference 6.1: shipment model and the create page",
    "advanced_options": "reference 6.1: shipment model and the create page",
}
"""What the schema of July 2025 lacks, and who names it instead."""

GOOD_ANSWERS_THE_SCHEMA_REFUSES = {
    "/v2/labels/{label_id}/track": "reference 11: status_code has two letters, the schema's words",
    "/v2/carriers": "its 200 is typed as carriers and errors both; errors come with a 207 only",
}
"""Answers that the schema types as no good answer is, and why."""


@functools.cache
def specification() -> dict[str, Any]:
    if not OPENAPI.exists():
        pytest.skip(f"OpenAPI document not found: {OPENAPI}")
    loaded = yaml.load(OPENAPI.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return dict(_opened(loaded))


def _opened(node: Any) -> Any:
    """Closed objects opened: the schema closes them and then joins them, so that none fits."""
    if isinstance(node, dict):
        return {k: _opened(v) for k, v in node.items() if k != "additionalProperties"}
    return [_opened(each) for each in node] if isinstance(node, list) else node


def check(schema: dict[str, Any], document: object) -> None:
    whole = {**schema, "components": specification()["components"]}
    Draft202012Validator(whole).validate(document)


def content(part: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in part:
        part = functools.reduce(
            lambda at, key: at[key], part["$ref"][2:].split("/"), specification()
        )
    return dict(part["content"]["application/json"]["schema"]) if "content" in part else {}


def names_of(schema: dict[str, Any]) -> set[str]:
    while "$ref" in schema:
        path = schema["$ref"][2:].split("/")
        schema = functools.reduce(lambda at, key: at[key], path, specification())
    nested = [names_of(each) for each in schema.get("allOf", [])]
    return set(schema.get("properties", {})).union(*nested)


def answer_of(body: object) -> httpx.Response:
    return httpx.Response(204) if body is None else says(body)


async def run(name: str, shipstation: Any) -> httpx.Request:
    call, answers, *_ = CALLS[name]
    client, vendor = shipstation(*map(answer_of, answers))
    await call(client)
    assert len(vendor.asked) == len(answers)
    return vendor.asked[-1]


@pytest.mark.parametrize("name", CALLS)
async def test_a_method_asks_for_what_it_says(name, shipstation) -> None:
    *_, method, _, full = CALLS[name]
    request = await run(name, shipstation)
    assert request.method == method.upper()
    assert request.url.raw_path.decode() == full
    assert request.headers["api-key"] == KEY


@pytest.mark.parametrize("name", CALLS)
async def test_what_is_asked_and_answered_is_as_the_schema_has_it(name, shipstation) -> None:
    _, answers, method, template, _ = CALLS[name]
    operation = specification()["paths"].get(template, {}).get(method)
    if operation is None:
        assert (method, template) in UNKNOWN_OPERATIONS
        return
    request = await run(name, shipstation)
    if request.content:
        check(content(operation["requestBody"]), json.loads(request.content))
    good = operation["responses"].get("200") or operation["responses"]["204"]
    if answers[-1] is not None and template not in GOOD_ANSWERS_THE_SCHEMA_REFUSES:
        check(content(good), answers[-1])
    else:
        assert answers[-1] is None or content(good)


@pytest.mark.parametrize("name", ["shipments", "labels"])
async def test_a_list_is_filtered_by_parameters_that_the_schema_has(name, shipstation) -> None:
    request = await run(name, shipstation)
    known = set()
    for each in specification()["paths"][CALLS[name][3]]["get"]["parameters"]:
        path = each["$ref"][2:].split("/") if "$ref" in each else None
        found = functools.reduce(lambda at, key: at[key], path, specification()) if path else each
        known.add(found["name"])
    assert set(request.url.params) - known == set()


async def test_a_created_shipment_has_only_fields_that_somebody_names(shipstation) -> None:
    request = await run("create_shipment", shipstation)
    sent = json.loads(request.content)["shipments"][0]
    row = specification()["components"]["schemas"]["create_shipments_request_body"]
    known = names_of(row["properties"]["shipments"]["items"])
    assert set(sent) - known == set(UNKNOWN_FIELDS)
    line = names_of(specification()["components"]["schemas"]["shipment_item"])
    assert set(sent["items"][0]) - line == set()
    assert sent["items"][0]["fullfilment_sku"] == "A-1"  # the API's own spelling
    assert sent["amount_paid"] == {"currency": "usd", "amount": 19.98}


def test_every_method_of_the_client_is_called_here() -> None:
    public = {name for name in dir(ShipStationClient) if not name.startswith("_")}
    assert public == set(CALLS)
