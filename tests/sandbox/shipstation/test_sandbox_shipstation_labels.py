"""Labels: bought for a pending shipment, scanned, voided or not, and listed."""

import pytest

from sandbox.journal import ParcelLabelled, ParcelVoided


async def test_a_label_is_bought_once_and_the_parcel_is_journaled(account):
    made = await account.made("uk/1", ("TEE", 2), ("MUG", 1))
    label = await account.labelled(made["shipment_id"])
    assert (label["status"], label["voided"]) == ("completed", False)
    assert label["external_shipment_id"] == "uk/1"
    path = f"labels/shipment/{made['shipment_id']}"
    assert await account.refused("POST", path, {}) == "invalid_status"
    shipment = await account.get(f"shipments/{made['shipment_id']}")
    assert shipment["shipment_status"] == "label_purchased"
    (parcel,) = account.events(ParcelLabelled)
    assert parcel.tracking_numbers == (label["tracking_number"],)
    assert parcel.lines == (("line-TEE", "TEE", 2), ("line-MUG", "MUG", 1))


async def test_a_label_needs_a_carrier_and_a_service(account):
    made = await account.made("uk/1", service_code=None)
    path = f"labels/shipment/{made['shipment_id']}"
    assert await account.refused("POST", path, {}) == "field_value_required"


async def test_an_approved_void_makes_the_shipment_pending_again(account):
    made = await account.made()
    label = await account.labelled(made["shipment_id"])
    answer = await account.put(f"labels/{label['label_id']}/void")
    assert answer["approved"] is True
    shipment = await account.get(f"shipments/{made['shipment_id']}")
    assert shipment["shipment_status"] == "pending"
    assert (await account.get(f"labels/{label['label_id']}"))["status"] == "voided"
    again = await account.put(f"labels/{label['label_id']}/void")
    assert (again["approved"], again["reason_code"]) == (False, "label_already_voided")
    assert len(account.events(ParcelVoided)) == 1
    second = await account.labelled(made["shipment_id"])
    assert second["tracking_number"] != label["tracking_number"]


async def test_voids_are_refused_for_the_reason_that_is_true(account):
    labels = [
        await account.labelled((await account.made(f"uk/{number}"))["shipment_id"])
        for number in range(4)
    ]
    ids = [label["label_id"] for label in labels]
    await account.panel(f"shipstation/labels/{ids[0]}/scan", {"code": "IT"})
    await account.panel(f"shipstation/labels/{ids[1]}/refuse-void", {"reason": "unspecified"})
    reasons = [(await account.put(f"labels/{one}/void")).get("reason_code") for one in ids[:2]]
    account.world.shipstation_switches.void_approved = False
    reasons.append((await account.put(f"labels/{ids[2]}/void"))["reason_code"])
    account.world.shipstation_switches.void_approved = True
    await account.world.advance(29 * 86400)
    reasons.append((await account.put(f"labels/{ids[3]}/void"))["reason_code"])
    assert reasons == [
        "label_already_used",
        "unspecified",
        "contact_carrier",
        "label_not_found_within_void_period",
    ]
    assert account.events(ParcelVoided) == []


async def test_voided_labels_of_the_last_days_are_found_by_polling(account):
    old = await account.labelled((await account.made("uk/1"))["shipment_id"])
    await account.world.advance(3600)
    new = await account.labelled((await account.made("uk/2"))["shipment_id"])
    for label in (old, new):
        await account.put(f"labels/{label['label_id']}/void")
    found = await account.get(
        "labels", label_status="voided", created_at_start="2026-11-23T10:30:00Z"
    )
    assert [row["label_id"] for row in found["labels"]] == [new["label_id"]]
    live = await account.get("labels", label_status="completed")
    assert live["total"] == 0


async def test_a_label_may_be_in_the_making_for_a_while(account):
    account.world.shipstation_switches.label_processing_seconds = 120
    made = await account.made()
    label = await account.labelled(made["shipment_id"])
    assert (label["status"], label["tracking_number"]) == ("processing", None)
    assert account.events(ParcelLabelled) == []
    await account.world.advance(120)
    done = await account.get(f"labels/{label['label_id']}")
    assert done["status"] == "completed"
    assert done["tracking_number"]


async def test_a_label_of_two_packages_has_two_tracking_numbers(account):
    package = {"weight": {"value": 1, "unit": "kilogram"}}
    made = await account.made("uk/1", packages=[package, package])
    label = await account.labelled(made["shipment_id"])
    numbers = [one["tracking_number"] for one in label["packages"]]
    assert len(set(numbers)) == 2
    assert account.events(ParcelLabelled)[0].tracking_numbers == tuple(numbers)


@pytest.mark.parametrize(("code", "status"), [("IT", "in_transit"), ("DE", "delivered")])
async def test_tracking_tells_the_last_scan(account, code, status):
    label = await account.labelled((await account.made())["shipment_id"])
    path = f"labels/{label['label_id']}"
    assert (await account.get(f"{path}/track"))["status_code"] == "NY"
    await account.panel(f"shipstation/{path}/scan", {"code": code})
    tracking = await account.get(f"{path}/track")
    assert (tracking["status_code"], len(tracking["events"])) == (code, 1)
    assert (await account.get(path))["tracking_status"] == status
