"""Each way in which ShipStation says no has its own name, and none is taken for a yes."""

import json
from decimal import Decimal

import httpx
import pytest
from pydantic import ValidationError

from clients.errors import (
    Denied,
    LeaseLost,
    Malformed,
    OutcomeUnknown,
    Rejected,
    Throttled,
    Unreachable,
)
from clients.http import before_send
from clients.shipstation.bodies import ShipmentBody, ShipmentChanges
from clients.shipstation.errors import (
    AlreadyCancelled,
    AlreadySubscribed,
    DuplicateShipment,
    NotFound,
    StatusRefused,
    VoidRefused,
)
from clients.shipstation.models_shipments import Shipment
from tests.clients.shipstation.scripted_shipstation import KEY, complains, says, shipment
from tests.clients.shipstation.test_shipstation_against_the_openapi import BODY, HOOK


def no_row(*errors: object) -> httpx.Response:
    return says({"has_errors": True, "shipments": [{"errors": list(errors)}]})


DUPLICATES = {
    "by its code": complains("identifier_conflict", status=409),
    "by the field in conflict": complains("field_conflict", field_name="external_shipment_id"),
    "by its words": complains(
        "invalid_field_value", "external_shipment_id 'uk:1:1' already exists"
    ),
    "in a 200": no_row("The external_shipment_id must be unique."),
    "in a 200 beside the old one's id": says(
        {
            "has_errors": True,
            "shipments": [{**shipment(), "errors": ["Duplicate external_shipment_id"]}],
        }
    ),
}


@pytest.mark.parametrize("answer", DUPLICATES.values(), ids=DUPLICATES.keys())
async def test_a_second_shipment_under_one_key_is_refused_by_name(shipstation, answer) -> None:
    client, vendor = shipstation(answer)
    with pytest.raises(DuplicateShipment):
        await client.create_shipment(BODY)
    assert len(vendor.asked) == 1


async def test_a_create_that_made_nothing_says_why(shipstation) -> None:
    client, _ = shipstation(no_row("The warehouse is not known."))
    with pytest.raises(Rejected, match="The warehouse is not known") as caught:
        await client.create_shipment(BODY)
    assert not isinstance(caught.value, DuplicateShipment)


async def test_a_remark_on_a_shipment_that_was_made_is_no_refusal(shipstation) -> None:
    made = {**shipment(), "errors": ["address could not be validated"]}
    client, _ = shipstation(says({"has_errors": True, "shipments": [made]}))
    assert (await client.create_shipment(BODY)).shipment_id == "se-1"


@pytest.mark.parametrize(
    "body",
    [
        {"has_errors": False, "shipments": []},
        {"has_errors": False, "shipments": [{}]},
        {"has_errors": False},
        [],
        {"has_errors": False, "shipments": [{"shipment_id": "se-1", "errors": []}]},
    ],
)
async def test_a_create_whose_answer_tells_nothing_may_have_made_one(shipstation, body) -> None:
    client, _ = shipstation(says(body))
    with pytest.raises(OutcomeUnknown):
        await client.create_shipment(BODY)


TROUBLE = {
    "a read timed out": httpx.ReadTimeout("t"),
    "the connection broke": httpx.RemoteProtocolError("b"),
    "500": httpx.Response(500),
    "503": httpx.Response(503, headers={"retry-after": "1"}),
    "sent elsewhere": httpx.Response(302, headers={"location": "https://x.example"}),
    "an empty 200": httpx.Response(200),
    "a page of HTML": httpx.Response(200, text="<html>"),
}


@pytest.mark.parametrize("trouble", TROUBLE.values(), ids=TROUBLE.keys())
async def test_a_write_without_a_good_answer_has_an_unknown_outcome(shipstation, trouble) -> None:
    client, vendor = shipstation(trouble)
    with pytest.raises(OutcomeUnknown) as caught:
        await client.create_shipment(BODY)
    assert not caught.value.transient
    assert len(vendor.asked) == 1


@pytest.mark.parametrize("trouble", TROUBLE.values(), ids=TROUBLE.keys())
async def test_a_read_without_a_good_answer_is_unreachable_or_malformed(
    shipstation, trouble
) -> None:
    client, _ = shipstation(trouble)
    with pytest.raises((Unreachable, Malformed)) as caught:
        await client.shipment("se-1")
    assert not isinstance(caught.value, OutcomeUnknown)


async def test_a_connection_that_never_stood_changed_nothing(shipstation) -> None:
    client, _ = shipstation(httpx.ConnectError("no"))
    with pytest.raises(Unreachable) as caught:
        await client.void_label("se-1")
    assert caught.value.transient


@pytest.mark.parametrize("status", [401, 403])
async def test_a_wrong_key_is_denied_and_never_shown(shipstation, status) -> None:
    client, _ = shipstation(complains("unauthorized", f"bad key {status}", status))
    with pytest.raises(Denied, match="API key") as caught:
        await client.warehouses()
    assert KEY not in repr(caught.value) + str(caught.value)


@pytest.mark.parametrize("answer", [complains("not_found", status=404), httpx.Response(404)])
async def test_no_shipment_under_a_key_is_none(shipstation, answer) -> None:
    client, _ = shipstation(answer)
    assert await client.shipment_by_external_id("uk:1:1") is None
    with pytest.raises(NotFound):
        await client.shipment("se-1")


async def test_a_wrong_address_is_never_taken_for_no_shipment(shipstation) -> None:
    client, _ = shipstation(httpx.Response(404, text="<html>not here</html>"))
    with pytest.raises(Rejected, match="base URL"):
        await client.shipment_by_external_id("uk:1:1")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (complains("invalid_status", "label is live"), StatusRefused),
        (complains("business_rules", "Shipment cannot be cancelled"), StatusRefused),
        (complains("invalid_status", "It was already canceled."), AlreadyCancelled),
        (complains("not_found", status=404), NotFound),
        (complains("unspecified", "something else"), Rejected),
    ],
)
async def test_a_refused_cancel_says_which_way(shipstation, answer, kind) -> None:
    client, _ = shipstation(answer)
    with pytest.raises(Rejected) as caught:
        await client.cancel_shipment("se-1")
    assert type(caught.value) is kind
    assert caught.value.request_id == "11111111-2222-4333-8444-555555555555"


@pytest.mark.parametrize("reason", ["label_already_used", "contact_carrier", None])
async def test_a_void_that_is_not_approved_is_a_refusal_though_it_is_a_200(
    shipstation, reason
) -> None:
    said = {"approved": False, "message": "No.", "reason_code": reason}
    client, _ = shipstation(says(said))
    with pytest.raises(VoidRefused) as caught:
        await client.void_label("se-1")
    assert caught.value.reason_code == (reason or "")


async def test_a_label_that_was_void_before_is_void(shipstation) -> None:
    said = {"approved": False, "message": "Was.", "reason_code": "label_already_voided"}
    client, _ = shipstation(says(said))
    assert (await client.void_label("se-1")).is_void


async def test_only_a_pending_shipment_is_changed(shipstation) -> None:
    client, vendor = shipstation(says(shipment(shipment_status="label_purchased")))
    with pytest.raises(StatusRefused, match="label_purchased"):
        await client.update_shipment("se-1", ShipmentChanges(internal_notes="x"))
    assert [request.method for request in vendor.asked] == ["GET"]


async def test_a_changed_shipment_is_sent_back_whole_without_what_is_read_only(shipstation) -> None:
    client, vendor = shipstation(says(shipment(zone=None)), httpx.Response(204), says(shipment()))
    await client.update_shipment("se-1", ShipmentChanges(warehouse_id="se-78"))
    assert [request.method for request in vendor.asked] == ["GET", "PUT", "GET"]
    sent = vendor.sent(1)
    assert sent["warehouse_id"] == "se-78"
    assert "ship_from" not in sent  # the new origin replaces the old one
    assert sent["packages"] == [{"weight": {"value": 12.5, "unit": "ounce"}}]
    assert sent["items"] == shipment()["items"]
    assert sent["external_shipment_id"] == "uk:1:1"
    dropped = {"shipment_id", "created_at", "modified_at", "shipment_status", "tags", "zone"}
    assert dropped & set(sent) == set()


async def test_a_second_subscription_is_refused_by_name(shipstation) -> None:
    client, _ = shipstation(complains("webhook_event_type_conflict", status=409))
    with pytest.raises(AlreadySubscribed):
        await client.create_webhook(HOOK)


async def test_carriers_that_could_not_all_be_asked_are_told_apart(shipstation) -> None:
    carrier = {"carrier_id": "se-5", "carrier_code": "ups"}
    client, _ = shipstation(says({"carriers": [carrier], "errors": [{"message": "x"}]}, 207))
    found = await client.carriers()
    assert len(found.carriers) == 1
    assert not found.is_whole


async def test_a_refusal_shows_no_customer(shipstation) -> None:
    text = "The ship_to name 'Ann Buyer' of ann@buyer.example is not valid"
    client, _ = shipstation(complains("invalid_address", text, field_value="Ann Buyer"))
    with pytest.raises(Rejected) as caught:
        await client.create_shipment(BODY)
    assert "invalid_address" in str(caught.value)
    assert "Ann" not in str(caught.value)
    assert "buyer" not in str(caught.value)


async def test_nothing_is_sent_once_the_lease_is_lost(shipstation) -> None:
    def lost() -> None:
        raise LeaseLost("taken over", system="shipstation", operation="effect")

    client, vendor = shipstation(says({"approved": True, "message": ""}), says(shipment()))
    token = before_send.set(lost)
    try:
        with pytest.raises(LeaseLost):
            await client.void_label("se-1")
        assert vendor.asked == []
    finally:
        before_send.reset(token)


THROTTLINGS = {
    "in seconds": (complains("rate_limit_exceeded", status=429), {"retry-after": "7"}, 7),
    "with no time": (httpx.Response(429), {}, 60),
    "as V1 does": (httpx.Response(429), {"x-rate-limit-reset": "9"}, 9),
    "by a date": (
        httpx.Response(429),
        {"retry-after": "Mon, 23 Nov 2026 10:00:20 GMT", "date": "Mon, 23 Nov 2026 10:00:00 GMT"},
        20,
    ),
    "with nonsense": (httpx.Response(429), {"retry-after": "soon"}, 60),
    "under another status": (complains("rate_limit_exceeded"), {}, 60),
}


@pytest.mark.parametrize(("answer", "headers", "wait"), THROTTLINGS.values(), ids=THROTTLINGS)
async def test_every_shape_of_throttling_is_waited_out_once_even_on_a_write(
    shipstation, answer, headers, wait
) -> None:
    answer.headers.update(headers)
    client, vendor = shipstation(answer, says({"approved": True, "message": ""}))
    assert (await client.void_label("se-1")).approved
    assert vendor.slept == vendor.held_back == [wait]


async def test_a_long_throttling_goes_back_to_the_task(shipstation) -> None:
    client, vendor = shipstation(httpx.Response(429, headers={"retry-after": "61"}))
    with pytest.raises(Throttled) as caught:
        await client.label("se-1")
    assert caught.value.wait_seconds == 61
    assert vendor.slept == []


@pytest.mark.parametrize(
    "slip",
    [
        {"external_shipment_id": "x" * 51},
        {"external_shipment_id": "uk/1"},
        {"external_shipment_id": ""},
        {"warehouse_id": None},
        {"ship_from": json.loads(BODY.ship_to.model_dump_json())},
        {"items": []},
        {"packages": []},
        {"warehouse": "se-1"},
        {"tax_paid": {"currency": "usd", "amount": -1}},
    ],
    ids=str,
)
def test_a_slip_of_ours_is_refused_before_anything_leaves(slip) -> None:
    good = BODY.model_dump(exclude_none=True)
    assert ShipmentBody.model_validate(good) == BODY
    with pytest.raises(ValidationError):
        ShipmentBody.model_validate({**good, **slip})


def test_units_and_weight_of_a_shipment_are_told_with_their_units() -> None:
    read = Shipment.model_validate(shipment())
    assert read.units_of("L1") == 3
    assert read.units_of("L2") == 0
    assert read.total_weight is not None
    assert read.total_weight.grams == Decimal("354.3690390625")
    assert "Ann" not in repr(read)
