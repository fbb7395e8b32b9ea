"""Each method asks Cin7 for what it says, writes nothing else, and never a SKU of a product."""

import ast
import inspect
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from clients.cin7 import Cin7Client
from clients.cin7.bodies_fulfilment import (
    PackBody,
    PackLineBody,
    PickBody,
    PickLineBody,
    ShipBody,
    ShipLineBody,
    TrackingBody,
)
from clients.cin7.bodies_lines import OrderLineBody
from clients.cin7.bodies_money import CreditNoteBody, InvoiceBody, InvoiceLineBody, RestockBody
from clients.cin7.bodies_sales import SaleHeader, SaleOrderBody
from clients.cin7.bodies_webhooks import WebhookBody
from clients.errors import LeaseLost
from clients.http import Ask, before_send
from clients.pace import Lane, Unpaced
from tests.clients.cin7.scripted_cin7 import ACCOUNT, BASE, KEY, says, whole_sale

DAY = date(2026, 11, 23)
ONE = Decimal(1)
EMPTY_LIST = {"Total": 0, "Page": 1}
ORDER = {"SaleID": "S1", "Status": "AUTHORISED"}
STAGE = {"TaskID": "T1", "Status": "AUTHORISED"}
FULFILMENT = {
    "TaskID": "T1",
    "FulfillmentNumber": 1,
    "Pick": {"Status": "DRAFT"},
    "Pack": {"Status": "NOT AVAILABLE"},
    "Ship": {"Status": "NOT AVAILABLE"},
}
HEADER = SaleHeader(
    customer="Web", location="Main", external_id="uk.example/1", customer_reference="uk #1"
)
LINE = {"sku": "A", "name": "A", "quantity": ONE, "price": ONE, "tax": 0, "tax_rule": "20%"}
MONEY_LINE = InvoiceLineBody.model_validate(LINE)
HOOK = WebhookBody.model_validate(
    {"type": "Sale/Created", "external_url": "https://o.example", "external_bearer_token": "t"}
)

Call = Callable[[Cin7Client], Awaitable[object]]
CALLS: dict[str, tuple[Call, object, str, str]] = {
    "me": (lambda c: c.me(), {"Currency": "GBP", "TimeZone": "UTC"}, "GET", "me"),
    "locations": (
        lambda c: c.locations(),
        EMPTY_LIST,
        "GET",
        "ref/location?Page=1&Limit=1000",
    ),
    "availability": (
        lambda c: c.availability(),
        EMPTY_LIST,
        "GET",
        "ref/productavailability?Page=1&Limit=1000",
    ),
    "products": (
        lambda c: c.products(datetime(2026, 11, 23, tzinfo=UTC)),
        EMPTY_LIST,
        "GET",
        "product?ModifiedSince=2026-11-23T00%3A00%3A00.000&Page=1&Limit=1000",
    ),
    "products_with_bills": (
        lambda c: c.products_with_bills(datetime(2026, 11, 23, tzinfo=UTC)),
        EMPTY_LIST,
        "GET",
        "product?ModifiedSince=2026-11-23T00%3A00%3A00.000&IncludeBOM=true&Page=1&Limit=1000",
    ),
    "product_by_sku": (
        lambda c: c.product_by_sku("A B"),
        EMPTY_LIST,
        "GET",
        "product?Sku=A+B&Page=1&Limit=1000",
    ),
    "find_sales": (
        lambda c: c.find_sales("uk #1"),
        EMPTY_LIST,
        "GET",
        "saleList?Search=uk+%231&Page=1&Limit=1000",
    ),
    "sales": (
        lambda c: c.sales(datetime(2026, 11, 23, tzinfo=UTC)),
        EMPTY_LIST,
        "GET",
        "saleList?UpdatedSince=2026-11-23T00%3A00%3A00.000&Page=1&Limit=1000",
    ),
    "sale": (lambda c: c.sale("S1"), whole_sale(), "GET", "sale?ID=S1"),
    "quote": (lambda c: c.quote("S1"), ORDER, "GET", "sale/quote?SaleID=S1"),
    "order": (lambda c: c.order("S1"), ORDER, "GET", "sale/order?SaleID=S1"),
    "create_sale": (lambda c: c.create_sale(HEADER), whole_sale(), "POST", "sale"),
    "post_order": (
        lambda c: c.post_order(
            SaleOrderBody(sale_id="S1", lines=(OrderLineBody.model_validate(LINE),))
        ),
        ORDER,
        "POST",
        "sale/order",
    ),
    "void_sale": (lambda c: c.void_sale("S1"), whole_sale(), "DELETE", "sale?ID=S1&Void=true"),
    "undo_sale": (lambda c: c.undo_sale("S1"), whole_sale(), "DELETE", "sale?ID=S1&Void=false"),
    "fulfilments": (
        lambda c: c.fulfilments("S1"),
        {"SaleID": "S1", "Fulfilments": [FULFILMENT]},
        "GET",
        "sale/fulfilment?SaleID=S1",
    ),
    "open_fulfilment": (
        lambda c: c.open_fulfilment("S1"),
        {"SaleID": "S1", "Fulfilments": [FULFILMENT]},
        "POST",
        "sale/fulfilment",
    ),
    "pick": (
        lambda c: c.pick(
            PickBody(task_id="T1", lines=(PickLineBody(sku="A", quantity=ONE, location="Main"),))
        ),
        STAGE,
        "POST",
        "sale/fulfilment/pick",
    ),
    "pack": (
        lambda c: c.pack(
            PackBody(
                task_id="T1",
                lines=(PackLineBody(sku="A", quantity=ONE, location="Main", box="Box 1"),),
            )
        ),
        STAGE,
        "POST",
        "sale/fulfilment/pack",
    ),
    "ship": (
        lambda c: c.ship(
            ShipBody(task_id="T1", lines=(ShipLineBody(shipment_date=DAY, box="Box 1"),))
        ),
        STAGE,
        "POST",
        "sale/fulfilment/ship",
    ),
    "add_tracking": (
        lambda c: c.add_tracking(
            TrackingBody(
                task_id="T1",
                lines=(ShipLineBody(shipment_date=DAY, box="Box 1", tracking_number="RM2"),),
            )
        ),
        STAGE,
        "PUT",
        "sale/fulfilment/ship",
    ),
    "invoice": (
        lambda c: c.invoice(
            InvoiceBody(sale_id="S1", invoice_date=DAY, invoice_due_date=DAY, lines=(MONEY_LINE,))
        ),
        {"SaleID": "S1", "Invoices": [STAGE]},
        "POST",
        "sale/invoice",
    ),
    "credit_note": (
        lambda c: c.credit_note(
            CreditNoteBody(
                sale_id="S1",
                credit_note_invoice_number="INV-1",
                credit_note_date=DAY,
                lines=(MONEY_LINE,),
                restock=(RestockBody(sku="A", quantity=ONE, location="Main"),),
            )
        ),
        {"SaleID": "S1", "CreditNotes": [STAGE]},
        "POST",
        "sale/creditnote",
    ),
    "purchases": (
        lambda c: c.purchases(datetime(2026, 11, 23, tzinfo=UTC)),
        EMPTY_LIST,
        "GET",
        "purchaseList?UpdatedSince=2026-11-23T00%3A00%3A00.000&Page=1&Limit=1000",
    ),
    "find_purchases": (
        lambda c: c.find_purchases("PO-1"),
        EMPTY_LIST,
        "GET",
        "purchaseList?Search=PO-1&Page=1&Limit=1000",
    ),
    "purchase": (
        lambda c: c.purchase("P1"),
        {"ID": "P1", "Status": "RECEIVED"},
        "GET",
        "advanced-purchase?ID=P1",
    ),
    "webhooks": (lambda c: c.webhooks(), {"Webhooks": []}, "GET", "webhooks"),
    "create_webhook": (lambda c: c.create_webhook(HOOK), {"Webhooks": []}, "POST", "webhooks"),
    "update_webhook": (
        lambda c: c.update_webhook("W1", HOOK),
        {"Webhooks": []},
        "PUT",
        "webhooks",
    ),
}
"""Every method: how it is called, what Cin7 answers, the method and address it asks."""

WRITES = {name: case for name, case in CALLS.items() if case[2] != "GET"}


def test_every_method_of_the_client_is_looked_at_here() -> None:
    methods = {
        name
        for name, _ in inspect.getmembers(Cin7Client, inspect.iscoroutinefunction)
        if not name.startswith("_")
    }
    assert methods == set(CALLS)


@pytest.mark.parametrize("name", CALLS)
async def test_a_method_asks_for_what_it_says_and_with_our_key(cin7, name) -> None:
    call, answer, method, address = CALLS[name]
    client, vendor = cin7(says(answer))
    await call(client)
    (asked,) = vendor.asked
    assert asked.method == method
    assert str(asked.url) == BASE + address
    assert asked.headers["api-auth-accountid"] == ACCOUNT
    assert asked.headers["api-auth-applicationkey"] == KEY
    if method in ("POST", "PUT"):
        assert asked.headers["content-type"] == "application/json"


@pytest.mark.parametrize("name", CALLS)
async def test_no_method_writes_a_product(cin7, name) -> None:
    call, answer, _, _ = CALLS[name]
    client, vendor = cin7(says(answer))
    await call(client)
    for asked in vendor.asked:
        about_products = "product" in asked.url.path.removeprefix("/ExternalApi/v2/").lower()
        assert not about_products or asked.method == "GET"


def test_the_addresses_that_are_written_to_are_these_and_no_others() -> None:
    package = Path(inspect.getfile(Cin7Client)).parent
    calls = [
        node
        for path in package.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "_write"
    ]
    addresses = {argument.value for call in calls for argument in call.args[2:3]}
    assert len(calls) == len(WRITES) - 1  # void and undo are one
    assert addresses == {
        "sale",
        "sale/order",
        "sale/fulfilment",
        "sale/fulfilment/pick",
        "sale/fulfilment/pack",
        "sale/fulfilment/ship",
        "sale/invoice",
        "sale/creditnote",
        "webhooks",
    }


@pytest.mark.parametrize("name", CALLS)
async def test_every_method_says_where_the_vendor_documents_it(name) -> None:
    told = inspect.getdoc(getattr(Cin7Client, name)) or ""
    assert "Source: ``" in told
    assert "External API v2" in told


@pytest.mark.parametrize("name", WRITES)
async def test_a_write_asks_whether_its_lease_still_holds_before_it_leaves(cin7, name) -> None:
    def lost() -> None:
        raise LeaseLost("taken over", system="cin7", operation=name)

    call, answer, _, _ = CALLS[name]
    client, vendor = cin7(says(answer))
    token = before_send.set(lost)
    try:
        with pytest.raises(LeaseLost):
            await call(client)
    finally:
        before_send.reset(token)
    assert vendor.asked == []


@pytest.mark.parametrize("name", [name for name in CALLS if name not in WRITES])
async def test_a_read_needs_no_lease(cin7, name) -> None:
    def lost() -> None:
        raise LeaseLost("taken over", system="cin7", operation=name)

    call, answer, _, _ = CALLS[name]
    client, _ = cin7(says(answer))
    token = before_send.set(lost)
    try:
        await call(client)
    finally:
        before_send.reset(token)


@pytest.mark.parametrize(
    ("name", "lane"),
    [
        ("create_sale", Lane.URGENT),
        ("void_sale", Lane.URGENT),
        ("availability", Lane.STOCK),
        ("purchases", Lane.STOCK),
        ("webhooks", Lane.IDLE),
        ("products_with_bills", Lane.IDLE),
    ],
)
async def test_orders_are_urgent_and_checks_take_what_is_idle(cin7, name, lane) -> None:
    call, answer, _, _ = CALLS[name]
    client, vendor = cin7(says(answer))
    await call(client)
    assert vendor.lanes == [lane]


async def test_a_draft_of_a_stage_is_replaced_by_a_put(cin7) -> None:
    line = PackLineBody(sku="A", quantity=ONE, location="Main", box="Box 1")
    picked = PickBody(task_id="T1", lines=(PickLineBody(sku="A", quantity=ONE, location="Main"),))
    parcel = ShipLineBody(shipment_date=DAY, box="Box 1")
    client, vendor = cin7(says(STAGE), says(STAGE), says(STAGE))
    await client.pick(picked, replace=True)
    await client.pack(PackBody(task_id="T1", lines=(line,)), replace=True)
    await client.ship(ShipBody(task_id="T1", lines=(parcel,)), replace=True)
    assert [asked.method for asked in vendor.asked] == ["PUT", "PUT", "PUT"]


async def test_a_correction_of_tracking_says_that_it_adds_numbers_and_nothing_else(cin7) -> None:
    client, vendor = cin7(says(STAGE))
    parcel = ShipLineBody(
        shipment_date=DAY, box="se-1", carrier="Royal Mail", tracking_number="RM1, RM2"
    )
    await client.add_tracking(TrackingBody(task_id="T1", lines=(parcel,)))
    assert vendor.sent() == {
        "TaskID": "t1",
        "Status": "AUTHORISED",
        "AddTrackingNumbers": True,
        "Lines": [
            {
                "ShipmentDate": "2026-11-23T00:00:00",
                "Box": "se-1",
                "Carrier": "Royal Mail",
                "TrackingNumber": "RM1, RM2",
                "IsShipped": True,
            }
        ],
    }


async def test_the_lane_is_the_callers_to_choose(cin7) -> None:
    client, vendor = cin7(says(whole_sale()))
    await client.sale("S1", lane=Lane.IDLE)
    assert vendor.lanes == [Lane.IDLE]


async def test_a_webhook_is_mended_with_our_own_token_whatever_the_vendor_showed(cin7) -> None:
    shown = {
        "ID": "W1",
        "Type": "Sale/Created",
        "IsActive": False,
        "ExternalURL": "https://o.example",
        "ExternalBearerToken": "",
    }
    client, vendor = cin7(says({"Webhooks": [shown]}))
    (hook,) = await client.webhooks()
    assert not hook.is_active
    await client.update_webhook(hook.id, HOOK)
    sent = vendor.sent()
    assert sent["ID"] == "w1"
    assert sent["IsActive"] is True
    assert sent["ExternalBearerToken"] == "t"
    assert sent["ExternalAuthorizationType"] == "bearerauth"


@pytest.mark.parametrize("base", [BASE, BASE.rstrip("/")])
async def test_the_base_url_may_end_with_a_stroke_or_not(base) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return says({"Currency": "GBP", "TimeZone": "UTC"})

    async def no_sleep(seconds: float) -> None:
        raise AssertionError("nothing to wait for")

    client = Cin7Client(
        httpx.AsyncClient(transport=httpx.MockTransport(answer)),
        base_url=base,
        account_id=ACCOUNT,
        application_key=KEY,
        pace=Unpaced(),
        sleep=no_sleep,
    )
    await client.me()
    assert asked == [BASE + "me"]


async def test_no_secret_is_in_the_text_of_a_request(cin7, monkeypatch) -> None:
    told: list[str] = []
    whole = Ask.__init__

    def record(self: Ask, *args: object, **kwargs: object) -> None:
        whole(self, *args, **kwargs)  # type: ignore[arg-type]
        told.append(repr(self))

    monkeypatch.setattr(Ask, "__init__", record)
    client, _ = cin7(says({"Webhooks": []}))
    await client.create_webhook(HOOK)
    assert told
    assert KEY not in "".join(told)
    assert "ExternalBearerToken" not in "".join(told)
