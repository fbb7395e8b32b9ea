"""Webhooks: who listens, what is said, and how it is vouched for."""

import base64
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from sandbox.shipstation.signing import KEY_ID, SIGNATURE, TIMESTAMP

URL = "http://receiver.example/shipstation"


async def listen(account, event, **more):
    body = {"name": event, "event": event, "url": URL} | more
    answer = await account.call("POST", "environment/webhooks", body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def number(text):
    return int.from_bytes(base64.urlsafe_b64decode(text + "=="), "big")


async def verify(account, request, body=None):
    """Check a delivery against the published keys, as a receiver does."""
    keys = (await account.http.get("http://sandbox/shipstation/jwks")).json()["keys"]
    key = next(one for one in keys if one["kid"] == request.headers[KEY_ID])
    public = rsa.RSAPublicNumbers(number(key["e"]), number(key["n"])).public_key()
    signed = request.headers[TIMESTAMP].encode() + b"." + (body or request.content)
    signature = base64.b64decode(request.headers[SIGNATURE])
    public.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())


async def test_a_bought_label_is_told_with_a_pointer_that_is_signed(account, receiver):
    hook = {"headers": [{"key": "x-token", "value": "ours"}]}
    await listen(account, "label_created_v2", **hook)
    label = await account.labelled((await account.made())["shipment_id"])
    await account.world.advance(1)
    (request,) = receiver.got
    pointer = json.loads(request.content)
    assert pointer["resource_type"] == "LABEL_CREATED_V2"
    assert request.headers["x-token"] == "ours"
    base, _, query = pointer["resource_url"].partition("/v2/")
    assert base == "https://api.shipstation.com"
    assert query == f"labels?batch_id={label['batch_id']}"
    found = await account.get("labels", batch_id=label["batch_id"])
    assert [row["label_id"] for row in found["labels"]] == [label["label_id"]]
    await verify(account, request)
    with pytest.raises(InvalidSignature):
        await verify(account, request, request.content + b" ")


async def test_shipments_made_together_are_told_once(account, receiver):
    await listen(account, "shipment_created_v2")
    body = {"shipments": [account.shipment("uk/1"), account.shipment("uk/2")]}
    await account.call("POST", "shipments", body)
    await account.world.advance(1)
    (request,) = receiver.got
    batch = json.loads(request.content)["resource_url"].rpartition("=")[2]
    assert (await account.get("shipments", import_batch_id=batch))["total"] == 2


async def test_a_scan_is_told_with_its_tracking(account, receiver):
    await listen(account, "track_event_v2")
    label = await account.labelled((await account.made())["shipment_id"])
    account.world.shipstation.labels.scan(label["label_id"], "DE")
    await account.world.advance(1)
    told = json.loads(receiver.got[0].content)
    assert told["data"]["status_code"] == "DE"
    assert told["resource_url"].endswith(f"/v2/labels/{label['label_id']}/track")


async def test_a_void_and_a_cancel_are_told_to_nobody(account, receiver):
    label = await account.labelled((await account.made())["shipment_id"])
    for event in ("label_created_v2", "shipment_created_v2", "track_event_v2"):
        await listen(account, event)
    await account.put(f"labels/{label['label_id']}/void")
    await account.put(f"shipments/{label['shipment_id']}/cancel")
    await account.world.advance(3600)
    assert receiver.got == []


async def test_a_failed_delivery_is_tried_twice_more_and_signed_anew(account, receiver):
    await listen(account, "label_created_v2")
    receiver.status = 500
    await account.labelled((await account.made())["shipment_id"])
    await account.world.advance(2 * 3600)
    times = [request.headers[TIMESTAMP] for request in receiver.got]
    assert times == ["2026-11-23T10:00:00Z", "2026-11-23T10:30:00Z", "2026-11-23T11:00:00Z"]
    for request in receiver.got:
        await verify(account, request)


async def test_a_retry_may_repeat_the_old_timestamp(account, receiver):
    account.world.shipstation_switches.webhook_signed_each_try = False
    await listen(account, "label_created_v2")
    receiver.status = 500
    await account.labelled((await account.made())["shipment_id"])
    await account.world.advance(2 * 3600)
    assert {request.headers[TIMESTAMP] for request in receiver.got} == {"2026-11-23T10:00:00Z"}


async def test_a_new_key_signs_and_the_old_one_can_still_be_checked(account, receiver):
    await listen(account, "label_created_v2")
    await account.labelled((await account.made("uk/1"))["shipment_id"])
    await account.world.advance(1)
    kid = (await account.panel("shipstation/keys/rotate"))["kid"]
    await account.labelled((await account.made("uk/2"))["shipment_id"])
    await account.world.advance(1)
    old, new = receiver.got
    assert new.headers[KEY_ID] == kid != old.headers[KEY_ID]
    for request in (old, new):
        await verify(account, request)


async def test_webhooks_are_listed_changed_and_taken_away(account, receiver):
    hook = await listen(account, "label_created_v2")
    path = f"environment/webhooks/{hook['webhook_id']}"
    same = {"event": "label_created_v2", "url": URL}
    code = await account.refused("POST", "environment/webhooks", same, 409)
    assert code == "webhook_event_type_conflict"
    await account.put(path, {"url": "http://receiver.example/new"})
    assert [one["url"] for one in await account.get("environment/webhooks")] == [
        "http://receiver.example/new"
    ]
    assert (await account.call("DELETE", path)).status_code == 204
    assert await account.get("environment/webhooks") == []
    assert await account.refused("GET", path, status=404) == "invalid_identifier"
    unknown = {"event": "label_voided_v2", "url": URL}
    assert await account.refused("POST", "environment/webhooks", unknown) == "invalid_field_value"
