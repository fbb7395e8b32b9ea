"""What leaves for Cin7: exact names, real types, sums that agree."""

import json
from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from clients.cin7.bodies_fulfilment import PackLineBody, PickLineBody, ShipLineBody
from clients.cin7.bodies_lines import ChargeBody, OrderLineBody
from clients.cin7.bodies_money import CreditNoteBody, InvoiceBody, RestockBody
from clients.cin7.bodies_sales import AddressBody, SaleHeader, SaleOrderBody
from clients.cin7.bodies_webhooks import WebhookBody

DAY = date(2026, 11, 23)


def line(**other: object) -> OrderLineBody:
    given = {"sku": "A", "name": "Tee", "quantity": 1, "price": 10, "tax": 0, "tax_rule": "20%"}
    return OrderLineBody.model_validate({**given, **other})


def header(**other: object) -> SaleHeader:
    given = {
        "customer": "Web",
        "location": "Main",
        "external_id": "uk.myshopify.example/1",
        "customer_reference": "uk #1",
    }
    return SaleHeader.model_validate({**given, **other})


@pytest.mark.parametrize(
    ("quantity", "price", "discount", "total"),
    [
        ("3", "9.99", "0", "29.97"),
        ("3", "10", "10", "27"),
        ("1", "0.00005", "0", "0.0001"),
        ("3", "3.33335", "0", "10.0002"),
        ("7", "1.11", "33.33", "5.1803"),
        ("0.5", "0.0001", "0", "0.0001"),
        ("2", "5", "100", "0"),
    ],
    ids=[
        "plain",
        "a discount in percent",
        "a price is kept to 4 places",
        "the total is of the price as sent",
        "the total is kept to 4 places",
        "half rounds up",
        "given away",
    ],
)
def test_a_lines_total_is_what_the_vendor_will_reckon(quantity, price, discount, total) -> None:
    body = line(quantity=Decimal(quantity), price=Decimal(price), discount=Decimal(discount))
    assert body.total == Decimal(total)
    assert Decimal(str(body.as_json()["Total"])) == Decimal(total)


def test_numbers_are_numbers_and_nothing_is_text_that_is_none() -> None:
    sent = json.loads(json.dumps(line(quantity=Decimal(2), price=Decimal("9.99")).as_json()))
    assert sent["Quantity"] == 2
    assert isinstance(sent["Quantity"], int)
    assert sent["Price"] == 9.99
    assert sent["Tax"] == 0


@pytest.mark.parametrize(
    ("inclusive", "before", "total"), [(False, 30, 36), (True, 24, 30)], ids=["net", "gross"]
)
def test_a_documents_totals_know_whether_the_lines_hold_the_tax(inclusive, before, total) -> None:
    body = SaleOrderBody(
        sale_id="S1",
        lines=(line(quantity=2, tax=4),),
        additional_charges=(
            ChargeBody(description="Shipping", price=Decimal(10), tax=Decimal(2), tax_rule="20%"),
        ),
        tax_inclusive=inclusive,
    )
    sent = body.as_json()
    assert (sent["TotalBeforeTax"], sent["Tax"], sent["Total"]) == (before, 6, total)
    assert "TaxInclusive" not in sent  # that is the header's word


def test_an_order_is_authorised_and_not_picked_unless_told_otherwise() -> None:
    sent = SaleOrderBody(sale_id="S1", lines=(line(),)).as_json()
    assert sent["Status"] == "AUTHORISED"
    assert sent["AutoPickPackShipMode"] == "NOPICK"
    assert sent["CombineAdditionalCharges"] is False


def test_a_header_is_written_in_the_vendors_names() -> None:
    sent = header(
        sale_order_date=date(2026, 11, 23), tax_inclusive=True, currency_rate=Decimal("1.27531")
    ).as_json()
    assert sent == {
        "Customer": "Web",
        "Location": "Main",
        "ExternalID": "uk.myshopify.example/1",
        "CustomerReference": "uk #1",
        "SkipQuote": True,
        "SaleOrderDate": "2026-11-23T00:00:00",
        "TaxInclusive": True,
        "CurrencyRate": 1.27531,
        "SaleType": "Simple",
    }


@pytest.mark.parametrize(
    "make",
    [
        lambda: line(sku=""),
        lambda: line(sku="x" * 51),
        lambda: line(sku=None),
        lambda: line(quantity=0),
        lambda: line(quantity=-1),
        lambda: line(quantity=Decimal("0.00001")),
        lambda: line(quantity=Decimal("Infinity")),
        lambda: line(price=Decimal("NaN")),
        lambda: line(price=Decimal("1e30")),
        lambda: line(discount=101),
        lambda: line(tax_rule=""),
        lambda: line(backorder=1),
        lambda: header(customer=None),
        lambda: header(external_id="x" * 257),
        lambda: header(customer_reference=""),
        lambda: header(location=""),
        lambda: SaleOrderBody(sale_id="S1", lines=()),
        lambda: SaleOrderBody(sale_id=" ", lines=(line(),)),
        lambda: PickLineBody(sku="A", quantity=Decimal(1)),
        lambda: PackLineBody(sku="A", quantity=Decimal(1), location="Main", box=""),
        lambda: RestockBody(sku="A", quantity=Decimal(1)),
        lambda: InvoiceBody(sale_id="S1", invoice_date=DAY, invoice_due_date=DAY, lines=()),
        lambda: CreditNoteBody(
            sale_id="S1", credit_note_invoice_number="INV-1", credit_note_date=DAY, lines=()
        ),
        lambda: ShipLineBody(shipment_date=DAY, box="se-1", tracking_number="9" * 257),
    ],
)
def test_what_the_vendor_would_refuse_does_not_leave(make) -> None:
    with pytest.raises(ValidationError):
        make()


def test_a_text_for_people_is_cut_rather_than_refused() -> None:
    body = AddressBody(line1="x" * 300, postcode="9" * 30, country="United Kingdom")
    assert len(body.line1) == 256
    assert body.postcode == "9" * 20
    assert len(header(note="n" * 2000).note or "") == 1024


def test_a_customer_and_an_address_are_not_printed() -> None:
    told = repr(
        header(
            customer="Ada Lovelace",
            contact="Ada",
            email="ada@post.example",
            shipping_address={"line1": "12 St James's Square", "country": "GB"},
        )
    )
    assert "Ada" not in told
    assert "Square" not in told


def test_a_wrong_value_is_not_told_by_the_error() -> None:
    with pytest.raises(ValidationError) as caught:
        header(customer="Ada Lovelace " * 30)
    assert "Ada" not in str(caught.value)


def test_a_webhook_without_a_token_of_ours_does_not_leave() -> None:
    given = {"type": "Sale/Created", "external_url": "https://ours.example/sale"}
    for wrong in (
        {},
        {"external_bearer_token": ""},
        {"external_bearer_token": "t", "external_authorization_type": "noauth"},
    ):
        with pytest.raises(ValidationError):
            WebhookBody.model_validate({**given, **wrong})


def test_the_bearer_token_is_sent_and_never_printed() -> None:
    body = WebhookBody.model_validate(
        {
            "type": "Sale/Created",
            "external_url": "https://ours.example/sale",
            "external_bearer_token": "tell-nobody",
        }
    )
    assert "tell-nobody" not in repr(body)
    assert body.as_json() == {
        "Type": "Sale/Created",
        "ExternalURL": "https://ours.example/sale",
        "ExternalBearerToken": "tell-nobody",
        "IsActive": True,
        "ExternalAuthorizationType": "bearerauth",
        "ExternalHeaders": [],
    }
