"""Webhooks: what they say, when they come, and how they are switched off."""

import base64
import json

import httpx
import pytest

from sandbox.journal import Delivered

URL = "http://receiver.example/hooks"


class Receiver:
    """Answers as told and keeps what it got."""

    def __init__(self):
        self.status = 200
        self.got: list[httpx.Request] = []

    def handle(self, request: httpx.Request) -> httpx.Response:
        self.got.append(request)
        return httpx.Response(self.status)

    def bodies(self):
        return [json.loads(request.content) for request in self.got]


@pytest.fixture
def receiver(world):
    receiver = Receiver()
    world.webhooks.http = httpx.AsyncClient(transport=httpx.MockTransport(receiver.handle))
    return receiver


async def hook(tenant, kind, **more):
    body = {
        "Type": kind,
        "IsActive": True,
        "ExternalURL": URL,
        "ExternalAuthorizationType": "noauth",
    }
    return (await tenant.post("webhooks", body | more))["Webhooks"][0]


async def test_news_of_an_order_comes_a_minute_later_with_the_skus_for_the_books(tenant, receiver):
    await hook(tenant, "Sale/OrderAuthorised")
    sale_id = await tenant.sold(("TEE", 1), ("MUG", 1))
    await tenant.world.advance(59)
    assert receiver.got == []
    await tenant.world.advance(1)
    body = {
        "SaleID": sale_id.upper(),
        "SaleOrderNumber": "SO-00001",
        "EventType": "Sale/OrderAuthorised",
    }
    assert receiver.bodies() == [body]
    told = tenant.events(Delivered)
    assert [(event.status, event.skus, event.attempt) for event in told] == [
        (200, ("TEE", "MUG"), 1)
    ]


@pytest.mark.parametrize(
    ("auth", "header"),
    [
        ({"ExternalAuthorizationType": "bearerauth", "ExternalBearerToken": "t0k"}, "Bearer t0k"),
        (
            {
                "ExternalAuthorizationType": "basicauth",
                "ExternalUserName": "cin7",
                "ExternalPassword": "pw",
            },
            "Basic " + base64.b64encode(b"cin7:pw").decode(),
        ),
        ({"ExternalHeaders": [{"Key": "Authorization", "Value": "secret"}]}, "secret"),
    ],
    ids=["bearer", "basic", "fixed header"],
)
async def test_the_chosen_authorisation_goes_with_each_delivery(tenant, receiver, auth, header):
    await hook(tenant, "Sale/Created", **auth)
    await tenant.header()
    await tenant.world.advance(60)
    assert receiver.got[0].headers["Authorization"] == header


async def test_a_failing_receiver_is_tried_six_times_and_then_switched_off(tenant, receiver):
    await hook(tenant, "Sale/Created")
    receiver.status = 500
    await tenant.header()
    begun = tenant.world.clock.now()
    await tenant.world.advance(2 * 3600)
    minutes = [(event.at - begun).total_seconds() / 60 for event in tenant.events(Delivered)]
    assert minutes == [1, 6, 16, 31, 51, 76]
    assert len({request.content for request in receiver.got}) == 1
    assert (await tenant.get("webhooks"))["Webhooks"][0]["IsActive"] is False
    receiver.status = 200
    await tenant.header()
    await tenant.world.advance(3600)
    assert len(receiver.got) == 6


async def test_a_receiver_that_recovers_in_time_keeps_its_hook(tenant, receiver):
    await hook(tenant, "Sale/Created")
    receiver.status = 503
    await tenant.header()
    await tenant.world.advance(60)
    receiver.status = 204
    await tenant.world.advance(3600)
    assert [event.status for event in tenant.events(Delivered)] == [503, 204]
    assert (await tenant.get("webhooks"))["Webhooks"][0]["IsActive"] is True


async def test_an_echoed_put_wipes_the_bearer_token(tenant, receiver):
    made = await hook(
        tenant,
        "Sale/Created",
        ExternalAuthorizationType="bearerauth",
        ExternalBearerToken="t0k",
    )
    shown = (await tenant.get("webhooks"))["Webhooks"][0]
    assert (shown["ID"], shown["ExternalBearerToken"]) == (made["ID"], "")
    await tenant.put("webhooks", shown)
    await tenant.header()
    await tenant.world.advance(60)
    assert receiver.got[0].headers["Authorization"].strip() == "Bearer"


@pytest.mark.parametrize(
    ("switch", "password", "token"),
    [("password-only", "pw", ""), ("none", "", ""), ("both", "pw", "t0k")],
)
async def test_a_get_shows_secrets_as_the_switch_says(tenant, switch, password, token):
    tenant.world.cin7_switches.webhook_get_returns_secret = switch
    await hook(
        tenant,
        "Sale/Created",
        ExternalAuthorizationType="basicauth",
        ExternalUserName="cin7",
        ExternalPassword="pw",
        ExternalBearerToken="t0k",
    )
    shown = (await tenant.get("webhooks"))["Webhooks"][0]
    assert (shown["ExternalPassword"], shown["ExternalBearerToken"]) == (password, token)


async def test_there_are_five_hooks_of_a_type_at_most(tenant):
    for _ in range(5):
        await hook(tenant, "Sale/Created")
    body = {
        "Type": "Sale/Created",
        "IsActive": True,
        "ExternalURL": URL,
        "ExternalAuthorizationType": "noauth",
    }
    assert "Maximum 5" in await tenant.refused("POST", "webhooks", body)
    await hook(tenant, "Sale/Undo")
    first = (await tenant.get("webhooks"))["Webhooks"][0]["ID"]
    await tenant.delete("webhooks", ID=first)
    await hook(tenant, "Sale/Created")


async def test_both_spellings_are_taken_and_unknown_types_refused(tenant):
    made = await hook(tenant, "Sale/OrderAuthorized")
    assert made["Type"] == "Sale/OrderAuthorised"
    body = {
        "Type": "Stock/Adjusted",
        "IsActive": True,
        "ExternalURL": URL,
        "ExternalAuthorizationType": "noauth",
    }
    assert "not supported" in await tenant.refused("POST", "webhooks", body)


async def test_deleted_and_inactive_hooks_hear_nothing(tenant, receiver):
    made = await hook(tenant, "Sale/Created")
    await tenant.put("webhooks", made | {"IsActive": False})
    await tenant.header()
    await tenant.delete("webhooks", ID=made["ID"])
    await tenant.header()
    await tenant.world.advance(3600)
    assert receiver.got == []


async def test_stock_news_is_a_bare_array_of_the_products_rows(tenant, receiver):
    await hook(tenant, "Stock/AvailableStockLevelChanged")
    await tenant.sold(("TEE", 4))
    await tenant.world.advance(60)
    rows = receiver.bodies()[0]
    assert [(row["Location"], row["Available"], row["MaxRows"]) for row in rows] == [
        ("London", 6, 2),
        ("Leeds", 4, 2),
    ]
    assert tenant.events(Delivered)[0].skus == ("TEE",)
    assert "NextDeliveryDate" not in rows[0]


async def test_stock_news_comes_when_available_moves_and_not_when_only_on_hand_does(
    tenant, receiver
):
    await hook(tenant, "Stock/AvailableStockLevelChanged")
    await tenant.shipped(("TEE", 4))
    await tenant.world.advance(60)
    assert len(receiver.got) == 1


async def test_the_body_is_that_of_the_events_moment_so_news_can_be_old(tenant, receiver):
    await hook(tenant, "Stock/AvailableStockLevelChanged")
    tenant.world.cin7.adjust("MUG", "London", 1)
    await tenant.world.advance(30)
    tenant.world.cin7.adjust("MUG", "London", 1)
    await tenant.world.advance(60)
    assert [body[0]["Available"] for body in receiver.bodies()] == [4, 5]


SALE_EVENTS = [
    "Sale/Created",
    "Sale/OrderAuthorised",
    "Sale/PickAuthorised",
    "Sale/PackAuthorised",
    "Sale/ShipmentAuthorised",
    "Sale/InvoiceAuthorised",
    "Sale/CreditNoteAuthorised",
    "Sale/Undo",
    "Sale/Voided",
]


async def test_a_sales_life_is_told_stage_by_stage(tenant, receiver):
    for kind in [*SALE_EVENTS, "Sale/Backordered", "Sale/ShipmentTrackingNumberChanged"]:
        await hook(tenant, kind)
    sale_id, number = await tenant.billed(("TEE", 1))
    body = tenant.order_body(sale_id, [("TEE", 1)])
    dates = {"CreditNoteInvoiceNumber": number, "CreditNoteDate": "2026-11-23T00:00:00"}
    await tenant.post("sale/creditnote", body | dates)
    await tenant.delete("sale", ID=sale_id)
    await tenant.delete("sale", ID=sale_id, Void="true")
    await tenant.world.advance(60)
    assert [body["EventType"] for body in receiver.bodies()] == SALE_EVENTS
    told = {body["EventType"]: body for body in receiver.bodies()}
    assert told["Sale/InvoiceAuthorised"]["SaleTaskID"] == sale_id.upper()
    assert told["Sale/CreditNoteAuthorised"]["CreditNoteNumber"].strip() == "CR-00001"
    assert "CustomerName" not in told["Sale/Undo"]


async def test_a_shortage_is_told_beside_the_authorisation(tenant, receiver):
    for kind in ("Sale/OrderAuthorised", "Sale/Backordered"):
        await hook(tenant, kind)
    await tenant.sold(("MUG", 9))
    await tenant.world.advance(60)
    kinds = [body["EventType"] for body in receiver.bodies()]
    assert kinds == ["Sale/OrderAuthorised", "Sale/Backordered"]


async def test_a_mended_tracking_number_is_told(tenant, receiver):
    await hook(tenant, "Sale/ShipmentTrackingNumberChanged")
    sale_id = await tenant.shipped(("TEE", 1))
    line = {"ShipmentDate": "2026-11-23T00:00:00", "Box": "Box 1", "TrackingNumber": "RM9"}
    body = {"TaskID": sale_id, "Status": "AUTHORISED", "Lines": [line]}
    await tenant.put("sale/fulfilment/ship", body | {"AddTrackingNumbers": True})
    await tenant.world.advance(60)
    told = receiver.bodies()[0]
    assert told["Shipments"][0]["TrackingNumber"] == "RM9"
    assert told["SaleOrderDate"] == "23/11/2026"


@pytest.mark.parametrize("by", ["receiving", "purchase"])
async def test_a_receipt_is_told_by_the_id_that_the_switch_says(tenant, receiver, by):
    tenant.world.cin7_switches.stock_received_task_id = by
    await hook(tenant, "Purchase/StockReceivedAuthorised")
    await hook(tenant, "Purchase/OrderAuthorised")
    purchase_id = tenant.world.cin7.create_purchase({"MUG": 7}, "London")
    tenant.world.cin7.receive(purchase_id)
    await tenant.world.advance(60)
    ordered, received = receiver.bodies()
    assert ordered["TaskID"] == purchase_id
    assert (received["TaskID"] == purchase_id.upper()) == (by == "purchase")
    assert received["PurchaseOrderNumber"] == "PO-00001"
    assert tenant.events(Delivered)[1].skus == ("MUG",)


async def test_spelling_and_broken_commas_are_switches(tenant, receiver):
    tenant.world.cin7_switches.webhook_spelling = "z"
    tenant.world.cin7_switches.webhook_payload_valid_json = False
    await hook(tenant, "Sale/OrderAuthorised")
    await tenant.sold(("TEE", 1))
    await tenant.world.advance(60)
    text = receiver.got[0].content.decode()
    assert "Sale/OrderAuthorized" in text
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)
