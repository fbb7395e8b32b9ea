"""Bodies that ShipStation sent or printed: each is read, or refused by its reason."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from clients.errors import Malformed
from clients.shipstation.models_account import WarehouseList
from clients.shipstation.models_labels import Label, Tracking
from clients.shipstation.models_shipments import Shipment
from clients.shipstation.webhooks import News, read
from tests.clients.shipstation.scripted_shipstation import PAYLOADS


def payload(name: str) -> bytes:
    path = PAYLOADS / name
    if not path.exists():
        pytest.skip(f"recorded payload not found: {path}")
    return path.read_bytes()


READ: dict[str, Callable[[dict[str, object]], object]] = {
    "received/label_created_v2.resource.json": lambda d: Label.model_validate(d["labels"][0]),
    "received/shipengine_track_ups.json": lambda d: Tracking.model_validate(d["data"]),
    "openapi/v1-labels-rate-shopper-id-rate-shopper-id.POST.response.200.successful-label.json": (
        Label.model_validate
    ),
    "sdk-mocks/shipengine-js__mock-create-label-200.json": Label.model_validate,
    "sdk-mocks/greg-finnegan__test_basic_call.6.json": WarehouseList.model_validate,
    "sdk-mocks/greg-finnegan__test_response_deserialization.2.json": lambda d: (
        Shipment.model_validate(d["shipments"][0])
    ),
}
REFUSED: dict[str, tuple[Callable[[dict[str, object]], object], str]] = {
    "sdk-docs/shipengine-js__track-using-label-id.0.json": (Tracking.model_validate, "occurred_at"),
}
LISTS = {
    "sdk-mocks/greg-finnegan__test_basic_call.0.json": "shipments",
    "sdk-mocks/greg-finnegan__test_with_label_status_filter.4.json": "labels",
}
OTHER_OPERATIONS = {
    "received/fulfillment_shipped_v2.resource.json": "fulfilments are not read",
    "openapi/v1-addresses-recognize.PUT.request.text-only.json": "ShipEngine only",
    "openapi/v1-addresses-recognize.PUT.response.200.text-only.json": "ShipEngine only",
    "openapi/v1-addresses-validate.POST.request.all-known-fields-request.json": "not used",
    "openapi/v1-addresses-validate.POST.response.200.empty-fields.json": "not used",
    "openapi/v1-labels-label-id-return.POST.request.without-rma.json": "return labels: not used",
    "openapi/v1-shipments-recognize.PUT.request.some-known-fields.json": "ShipEngine only",
    "openapi/v1-shipments-recognize.PUT.response.200.some-known-fields.json": "ShipEngine only",
    "sdk-docs/shipengine-js__track-using-carrier-code-and-tracking-number.0.json": "ShipEngine's",
    "sdk-docs/shipengine-js__validate-addresses.0.json": "not used",
    "sdk-mocks/greg-finnegan__test_with_status_filter.8.json": "batches are not read",
}
NEWS = {
    "received/label_created_v2.json": News(
        "label_created_v2", "labels", (("batch_id", "se-64616278"),)
    ),
    "received/fulfillment_shipped_v2.json": News(
        "fulfillment_shipped_v2",
        "fulfillments",
        (("fulfillment_id", "se-16731019"), ("shipment_id", "se-412669417")),
    ),
}


@pytest.mark.parametrize("name", READ)
def test_an_answer_as_recorded_is_read(name) -> None:
    assert READ[name](json.loads(payload(name)))


@pytest.mark.parametrize("name", REFUSED)
def test_an_answer_of_another_make_is_refused_by_field(name) -> None:
    parse, field = REFUSED[name]
    with pytest.raises(ValidationError, match=field):
        parse(json.loads(payload(name)))


@pytest.mark.parametrize("name", LISTS)
async def test_a_recorded_list_is_read_through_the_client(name, shipstation) -> None:
    client, _ = shipstation(httpx.Response(200, content=payload(name)))
    assert await getattr(client, LISTS[name])() == ()


@pytest.mark.parametrize("name", NEWS)
def test_a_delivery_as_received_says_what_it_is_about(name) -> None:
    assert read(payload(name)) == NEWS[name]


def test_a_delivery_of_the_stand_alone_api_is_refused() -> None:
    with pytest.raises(Malformed, match="not of the V2 API"):
        read(payload("received/shipengine_track_ups.json"))


def test_the_received_label_says_what_it_should() -> None:
    said = json.loads(payload("received/label_created_v2.resource.json"))
    label = Label.model_validate(said["labels"][0])
    assert label.tracking_numbers == ("383144378470",)
    assert label.is_tellable
    assert label.ship_date == date(2026, 8, 12)  # midnight Pacific, as printed
    assert label.created_at == datetime(2026, 8, 12, 19, 46, 28, 800_000, tzinfo=UTC)
    assert label.shipment_cost is not None
    assert label.shipment_cost.amount == Decimal("21.96")
    assert label.packages[0].weight is not None
    assert label.packages[0].weight.unit == "ounce"
    assert "downloads" not in repr(label)


def test_every_recorded_body_is_accounted_for() -> None:
    if not PAYLOADS.exists():
        pytest.skip(f"recorded payloads not found: {PAYLOADS}")
    files = {p.relative_to(PAYLOADS).as_posix() for p in Path(PAYLOADS).rglob("*.json")}
    assert files == {*READ, *REFUSED, *LISTS, *NEWS, *OTHER_OPERATIONS}
