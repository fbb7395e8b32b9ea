"""Shipments: made once, changed while pending, cancelled while they have no label."""

import pytest

from sandbox.journal import ShipmentChanged


async def test_a_shipment_is_found_by_its_id_and_by_our_key_with_slashes_in_it(account):
    made = await account.made("uk.myshopify.example/1001/1")
    assert made["shipment_status"] == "pending"
    assert made["errors"] == []
    by_id = await account.get(f"shipments/{made['shipment_id']}")
    by_key = await account.get(
        "shipments/external_shipment_id/uk.myshopify.example%2F1001%2F1",
    )
    assert by_id == by_key
    assert by_key["items"][0]["external_order_item_id"] == "line-TEE"
    assert by_key["ship_from"]["name"] == "London"
    assert by_key["total_weight"] == {"value": 400.0, "unit": "gram"}


async def test_many_shipments_are_made_in_one_call_and_journaled(account):
    body = {"shipments": [account.shipment("uk/1"), account.shipment("uk/2")]}
    answer = await account.call("POST", "shipments", body)
    assert answer.json()["has_errors"] is False
    created = account.events(ShipmentChanged)
    assert [(one.external_id, one.cause, one.status) for one in created] == [
        ("uk/1", "create", "pending"),
        ("uk/2", "create", "pending"),
    ]
    assert created[0].lines == (("line-TEE", "TEE", 2),)
    assert account.last_call().changed is True


async def test_a_duplicate_key_refuses_the_whole_call_and_makes_nothing(account):
    await account.made("uk/1")
    body = {"shipments": [account.shipment("uk/2"), account.shipment("uk/1")]}
    assert await account.refused("POST", "shipments", body) == "identifier_conflict"
    assert await account.refused("GET", "shipments/external_shipment_id/uk/2", status=404)
    assert account.events(ShipmentChanged)[-1].external_id == "uk/1"
    assert len(account.events(ShipmentChanged)) == 1


async def test_a_duplicate_key_may_refuse_its_row_only(account):
    account.world.shipstation_switches.duplicate_external_id = "in-row"
    await account.made("uk/1")
    body = {"shipments": [account.shipment("uk/2"), account.shipment("uk/1")]}
    answer = (await account.call("POST", "shipments", body)).json()
    assert answer["has_errors"] is True
    assert [bool(row["errors"]) for row in answer["shipments"]] == [False, True]
    assert (await account.get("shipments"))["total"] == 2


async def test_a_key_is_cut_after_fifty_characters_and_then_unique(account):
    made = await account.made("k" * 50 + "-one", shipment_number="1")
    assert made["external_shipment_id"] == "k" * 50
    body = {"shipments": [account.shipment("k" * 50 + "-two", shipment_number="2")]}
    assert await account.refused("POST", "shipments", body) == "identifier_conflict"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ship_to": None}, "field_value_required"),
        ({"warehouse_id": None}, "field_value_required"),
        ({"warehouse_id": "se-1"}, "invalid_field_value"),
        ({"service_code": "pigeon"}, "invalid_field_value"),
        ({"items": [{"name": "x", "quantity": 1, "unit_price": -1}]}, "invalid_field_value"),
        ({"items": [{"name": "x", "quantity": 1.5}]}, "invalid_field_value"),
        ({"packages": [{}]}, "field_value_required"),
        ({"shipment_number": "n" * 51}, "invalid_string_length"),
    ],
)
async def test_a_shipment_that_cannot_be_is_refused(account, change, code):
    body = {"shipments": [account.shipment() | change]}
    assert await account.refused("POST", "shipments", body) == code


async def test_an_update_replaces_all_but_the_key_and_only_while_pending(account):
    made = await account.made("uk/1")
    path = f"shipments/{made['shipment_id']}"
    whole = account.shipment("uk/1", ("TEE", 1), internal_notes="one was taken back")
    changed = await account.put(path, whole)
    assert changed["items"][0]["quantity"] == 1
    other = whole | {"external_shipment_id": "uk/2"}
    assert await account.refused("PUT", path, other) == "invalid_field_value"
    assert await account.refused("PUT", path, {"internal_notes": "x"}) == "field_value_required"
    account.world.shipstation_switches.update = "partial"
    assert (await account.put(path, {"internal_notes": "x"}))["items"] == changed["items"]
    await account.labelled(made["shipment_id"])
    assert await account.refused("PUT", path, whole) == "invalid_status"


async def test_a_shipment_is_cancelled_unless_it_has_a_live_label(account):
    made = await account.made("uk/1")
    path = f"shipments/{made['shipment_id']}"
    label = await account.labelled(made["shipment_id"])
    assert await account.refused("PUT", f"{path}/cancel") == "invalid_status"
    await account.put(f"labels/{label['label_id']}/void")
    await account.put(f"{path}/cancel")
    await account.put(f"{path}/cancel")
    assert (await account.get(path))["shipment_status"] == "cancelled"
    cancels = [one for one in account.events(ShipmentChanged) if one.cause == "cancel"]
    assert len(cancels) == 1
    again = {"shipments": [account.shipment("uk/1")]}
    assert await account.refused("POST", "shipments", again) == "identifier_conflict"


async def test_lists_are_filtered_sorted_and_paged_with_links(account):
    for number in range(5):
        await account.made(f"uk/{number}")
        await account.world.advance(60)
    first = await account.get("shipments", page_size=2)
    assert [row["external_shipment_id"] for row in first["shipments"]] == ["uk/4", "uk/3"]
    assert (first["total"], first["pages"], first["links"]["prev"]) == (5, 3, {})
    assert "page=2" in first["links"]["next"]["href"]
    last = await account.get("shipments", page_size=2, page=3)
    assert [row["external_shipment_id"] for row in last["shipments"]] == ["uk/0"]
    assert last["links"]["next"] == {}
    since = await account.get(
        "shipments", created_at_start="2026-11-23T10:02:00Z", sort_dir="asc", page_size=1
    )
    assert (since["total"], since["shipments"][0]["external_shipment_id"]) == (3, "uk/2")
    one = await account.get("shipments", shipment_number="#uk/1")
    assert one["total"] == 1
    assert (await account.get("shipments", shipment_status="cancelled"))["shipments"] == []


async def test_warehouses_and_carriers_with_their_services_are_told(account):
    warehouses = (await account.get("warehouses"))["warehouses"]
    assert [(one["name"], one["is_default"]) for one in warehouses] == [
        ("London", True),
        ("Leeds", False),
    ]
    carriers = (await account.get("carriers"))["carriers"]
    assert "royal_mail" in [one["carrier_code"] for one in carriers]
    services = await account.get(f"carriers/{carriers[0]['carrier_id']}/services")
    assert services["services"] == carriers[0]["services"]
    assert await account.refused("GET", "warehouses/se-1", status=404) == "invalid_identifier"
