"""How the vendor's figures, days, times and ids are understood."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from pydantic import ValidationError

from clients.cin7.models_documents import CreditNote, Invoice
from clients.cin7.models_purchases import Purchase
from clients.cin7.models_sales import Sale, SaleRow
from clients.cin7.models_stock import Availability, Location, Me
from clients.cin7.models_webhooks import Webhook
from tests.clients.cin7.scripted_cin7 import sale_row, stock_row, whole_sale


@pytest.mark.parametrize(
    ("printed", "microsecond"),
    [
        ("2017-11-22T06:58:21", 0),
        ("2017-11-22T06:58:21Z", 0),
        ("2017-11-22T06:58:21.8Z", 800_000),
        ("2017-11-22T06:58:21.52Z", 520_000),
        ("2017-11-22T06:58:21.913", 913_000),
        ("2017-11-22T06:58:21.9134Z", 913_400),
        ("2017-11-22T06:58:21.91345Z", 913_450),
        ("2017-11-22T06:58:21.913456", 913_456),
        ("2017-11-22T06:58:21.8882229Z", 888_222),
        ("2017-11-22T19:58:21.8882229+13:00", 888_222),
    ],
)
def test_a_time_is_utc_with_any_number_of_digits(printed, microsecond) -> None:
    row = SaleRow.model_validate(sale_row(1, Updated=printed))
    assert row.updated == datetime(2017, 11, 22, 6, 58, 21, microsecond, tzinfo=UTC)
    assert row.updated.tzinfo is UTC


@pytest.mark.parametrize(
    "printed", ["", "soon", "29/01/2018", 1511333901, None, "0001-01-01T00:00:00+13:00"]
)
def test_a_time_that_is_none_is_refused(printed) -> None:
    with pytest.raises(ValidationError):
        SaleRow.model_validate(sale_row(1, Updated=printed))


@pytest.mark.parametrize(
    "printed",
    ["2017-09-29T00:00:00", "2017-09-29", "2017-09-29T00:00:00Z", "2017-09-29T23:30:00.000"],
)
def test_a_business_day_is_the_day_as_printed(printed) -> None:
    assert SaleRow.model_validate(sale_row(1, OrderDate=printed)).order_date == date(2017, 9, 29)


@pytest.mark.parametrize("printed", ["2017-13-01T00:00:00", "29/01/2018", 20170929, "2017-09-291"])
def test_a_day_that_is_none_is_refused(printed) -> None:
    with pytest.raises(ValidationError):
        SaleRow.model_validate(sale_row(1, OrderDate=printed))


def test_counts_are_exact_and_money_is_not_a_count() -> None:
    row = Availability.model_validate(
        stock_row(1, OnHand=14.1, Allocated=0.2, Available=13.9, StockOnHand=302.5792)
    )
    assert row.on_hand - row.allocated == row.available == Decimal("13.9")
    assert row.stock_on_hand == Decimal("302.5792")


def test_units_can_be_below_zero() -> None:
    assert Availability.model_validate(stock_row(1, Available=-38)).available == -38


def test_ids_are_told_in_one_case_only() -> None:
    sale = Sale.model_validate(whole_sale(ID=" 91EE7B1D-BD35-4E43-B98A-DB86BE777624 "))
    assert sale.id == "91ee7b1d-bd35-4e43-b98a-db86be777624"


@pytest.mark.parametrize("empty", [None, ""])
def test_an_empty_id_is_no_id(empty) -> None:
    assert Sale.model_validate(whole_sale(CustomerID=empty)).customer_id is None
    with pytest.raises(ValidationError):
        Sale.model_validate(whole_sale(ID=empty))


@pytest.mark.parametrize("given", [{}, {"Invoices": None}, {"Invoices": []}])
def test_a_list_that_is_empty_or_left_out_is_empty(given) -> None:
    assert Sale.model_validate(whole_sale(**given)).invoices == ()


@pytest.mark.parametrize("given", [{}, {"CustomerReference": None}, {"CustomerReference": ""}])
def test_a_text_that_is_empty_or_left_out_is_empty(given) -> None:
    assert Sale.model_validate(whole_sale(**given)).customer_reference == ""


def test_a_status_nobody_wrote_down_is_kept() -> None:
    row = SaleRow.model_validate(sale_row(1, Status=" Half Eaten "))
    assert row.status == "HALF EATEN"
    assert not row.is_voided


def test_a_service_sale_has_no_order() -> None:
    sale = Sale.model_validate(whole_sale(Order=None))
    assert sale.order_number == ""
    assert not sale.is_order_authorised
    assert not sale.is_backordered


@pytest.mark.parametrize(
    ("status", "waiting", "backordered"),
    [("ORDERED", 0, False), ("BACKORDERED", 0, True), ("ORDERED", 1, True)],
)
def test_a_sale_waits_for_stock_when_it_or_a_line_says_so(status, waiting, backordered) -> None:
    sale = whole_sale(Status=status)
    sale["Order"]["Lines"][0]["BackorderQuantity"] = waiting
    assert Sale.model_validate(sale).is_backordered is backordered


@pytest.mark.parametrize(
    ("status", "stands"),
    [
        ("AUTHORISED", True),
        ("FULFILLED", True),
        ("CLOSED", True),
        ("AUTH_NO_ALLOC", False),  # it reserves nothing
        ("DRAFT", False),
        ("NOT AVAILABLE", False),
        ("VOIDED", False),
    ],
)
def test_an_order_stands_from_its_authorisation_to_its_end(status, stands) -> None:
    sale = whole_sale()
    sale["Order"]["Status"] = status
    assert Sale.model_validate(sale).is_order_authorised is stands


@pytest.mark.parametrize("model", [Invoice, CreditNote])
@pytest.mark.parametrize(("status", "stands"), [("PAID", True), ("DRAFT", False)])
def test_a_paid_document_stands_too(model, status, stands) -> None:
    assert model.model_validate({"TaskID": "T", "Status": status}).is_authorised is stands


def test_a_customer_is_not_printed() -> None:
    assert "Ada" not in repr(Sale.model_validate(whole_sale(Customer="Ada Lovelace")))


def test_an_answer_is_not_changed_afterwards() -> None:
    row = Availability.model_validate(stock_row(1))
    with pytest.raises(ValidationError):
        row.available = Decimal(5)  # type: ignore[misc]


def test_a_location_may_be_deprecated_by_either_name() -> None:
    for name in ("IsDeprecated", "Deprecated"):
        assert Location.model_validate({"ID": "L", "Name": "Old", name: True}).is_deprecated


def test_a_tenant_without_a_lock_date_can_be_read() -> None:
    me = Me.model_validate({"Currency": "GBP", "TimeZone": "Europe/London", "LockDate": None})
    assert me.lock_date is None


def test_secrets_of_a_webhook_are_not_even_kept() -> None:
    said = {
        "ID": "W",
        "Type": "Sale/Created",
        "IsActive": True,
        "ExternalURL": "https://x.example",
        "ExternalPassword": "123",
        "ExternalBearerToken": "tell-nobody",
    }
    hook = Webhook.model_validate(said)
    assert "123" not in repr(hook)
    assert "tell-nobody" not in hook.model_dump_json()


def receiving(status: str, *units: int, received: bool | None = None, task: str = "T") -> dict:
    lines = [{"SKU": f"S{n}", "Quantity": n, "Received": received} for n in units]
    return {"TaskID": task, "Status": status, "Lines": lines}


@pytest.mark.parametrize(
    ("stock_received", "put_away", "units"),
    [
        ([receiving("AUTHORISED", 3)], [], [3]),
        ([], [receiving("AUTHORISED", 3)], [3]),
        (None, [receiving("AUTHORISED", 3)], [3]),
        ([{"Status": "NOT AVAILABLE", "Lines": []}], [receiving("AUTHORISED", 3)], [3]),
        ([receiving("AUTHORISED", 3)], [receiving("AUTHORISED", 3)], [3]),
        ([receiving("AUTHORISED", 3)], [receiving("AUTHORISED", 1, 2)], [3]),
        ([receiving("AUTHORISED", 3), receiving("AUTHORISED", 4, task="U")], [], [3, 4]),
        ([receiving("DRAFT", 3, received=False)], [], []),
        ([receiving("DRAFT", 3)], [receiving("AUTHORISED", 2)], [2]),
        ([receiving("PARTIALLY RECEIVED", 3, received=True)], [], [3]),
        ([receiving("VOIDED", 3, received=True)], [], []),
        (receiving("AUTHORISED", 3), None, [3]),
    ],
    ids=[
        "received",
        "put away only",
        "no list of received at all",
        "an empty receiving",
        "in both lists",
        "put away in parts",
        "received twice",
        "a draft is not in yet",
        "a draft does not hide what was put away",
        "partly received",
        "voided",
        "a single object",
    ],
)
def test_goods_are_in_once_however_the_tenant_receives(stock_received, put_away, units) -> None:
    said = {"ID": "P", "Status": "X", "StockReceived": stock_received, "PutAway": put_away}
    assert [line.quantity for line in Purchase.model_validate(said).received] == units
