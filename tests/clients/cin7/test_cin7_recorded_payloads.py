"""Bodies that the vendor printed, or sent to others: each is read, or refused by its reason."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from clients.cin7.billing import CreditNotes, Invoices
from clients.cin7.bodies_fulfilment import FulfilmentBody, PackBody, PickBody, ShipBody
from clients.cin7.bodies_money import CreditNoteBody, InvoiceBody
from clients.cin7.bodies_sales import SaleHeader, SaleOrderBody
from clients.cin7.bodies_webhooks import WebhookBody
from clients.cin7.models_documents import SaleOrder, SaleQuote
from clients.cin7.models_fulfilment import Fulfilments, Pack, Pick, Ship
from clients.cin7.models_purchases import Purchase, PurchaseRow
from clients.cin7.models_sales import Sale, SaleRow
from clients.cin7.models_stock import Availability, Location, Me, Product, ProductWithBill
from clients.cin7.models_webhooks import Webhooks
from clients.cin7.webhooks import PurchaseNews, SaleNews, StockNews, read
from clients.errors import Malformed
from tests.clients.cin7.scripted_cin7 import PAYLOADS


def payload(name: str) -> bytes:
    path = PAYLOADS / name
    if not path.exists():
        pytest.skip(f"recorded payload not found: {path}")
    return path.read_bytes()


ANSWERS: dict[str, tuple[type[BaseModel], str]] = {
    "me.GET.response.200.json": (Me, ""),
    "ref-location.GET.response.200.json": (Location, "LocationList"),
    "ref-productavailability.GET.response.200.json": (Availability, "ProductAvailabilityList"),
    "product.POST.response.200.json": (Product, "Products"),
    "salelist.GET.response.200.json": (SaleRow, "SaleList"),
    "sale.GET.response.200.json": (Sale, ""),
    "sale.POST.response.200.json": (Sale, ""),
    "sale-quote.GET.response.200.json": (SaleQuote, ""),
    "sale-order.GET.response.200.json": (SaleOrder, ""),
    "sale-order.POST.response.200.json": (SaleOrder, ""),
    "sale-fulfilment.GET.response.200.json": (Fulfilments, ""),
    "sale-fulfilment.POST.response.200.json": (Fulfilments, ""),
    "sale-fulfilment-pick.GET.response.200.json": (Pick, ""),
    "sale-fulfilment-pick.POST.response.200.json": (Pick, ""),
    "sale-fulfilment-pack.POST.response.200.json": (Pack, ""),
    "sale-fulfilment-ship.GET.response.200.json": (Ship, ""),
    "sale-fulfilment-ship.POST.response.200.json": (Ship, ""),
    "sale-invoice.GET.response.200.json": (Invoices, ""),
    "sale-invoice.POST.response.200.json": (Invoices, ""),
    "purchaselist.GET.response.200.json": (PurchaseRow, "PurchaseList"),
    "advanced-purchase.GET.response.200.json": (Purchase, ""),
    "webhooks.GET.response.200.json": (Webhooks, ""),
    "webhooks.POST.response.200.json": (Webhooks, ""),
}
"""File of ``api-docs/`` to what we read it as; a key where it is a list."""


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_as_documented_is_read(name) -> None:
    model, key = ANSWERS[name]
    document = json.loads(payload(f"api-docs/{name}"))
    for one in document[key] if key else [document]:
        assert model.model_validate(one)


def without_last_comma(raw: bytes) -> Any:
    return json.loads(raw.replace(b'c2c2",\n', b'c2c2"\n').replace(b"T00:00:00,", b'T00:00:00",'))


@pytest.mark.parametrize(
    ("name", "model", "key"),
    [
        ("sale-creditnote.GET.response.200.invalid.json.txt", CreditNotes, ""),
        ("sale-creditnote.POST.response.200.invalid.json.txt", CreditNotes, ""),
        ("product.GET.response.200.invalid.json.txt", Product, "Products"),
    ],
)
def test_an_answer_printed_with_a_slip_is_read_once_the_slip_is_mended(name, model, key) -> None:
    document = without_last_comma(payload(f"api-docs/{name}"))
    for one in document[key] if key else [document]:
        assert model.model_validate(one)


def test_the_documented_sale_says_what_it_should() -> None:
    sale = Sale.model_validate_json(payload("api-docs/sale.GET.response.200.json"))
    assert sale.order_number == "SO-00001"
    assert sale.is_order_authorised
    assert not sale.is_backordered
    assert sale.fulfilments[0].ship.lines[0].is_shipped
    assert sale.credit_notes[0].restock[0].quantity == 1
    assert sale.external_id == ""


@pytest.mark.parametrize(
    ("name", "units"),
    [("product.POST.response.200.json", 2), ("product.GET.response.200.invalid.json.txt", 1)],
)
def test_the_documented_product_says_what_it_is_made_of(name: str, units: int) -> None:
    (row,) = without_last_comma(payload(f"api-docs/{name}"))["Products"]
    product = ProductWithBill.model_validate(row)
    assert (product.bill_of_material, product.auto_assembly) == (True, False)
    assert product.quantity_to_produce == 1
    (line,) = product.bill_of_materials_products
    assert (line.component_product_id, line.product_code) == (
        "ce9a6504-4207-4001-b430-749bf11fdc4f",
        "GB1-White",
    )
    assert (line.quantity, line.wastage_percent, line.wastage_quantity) == (units, 0, 1)


@pytest.mark.parametrize("said", [{}, {"BillOfMaterialsProducts": None}])
def test_a_bill_without_lines_is_read_like_an_empty_one(said: dict[str, Any]) -> None:
    told = {"ID": "P1", "SKU": "BOX", "AutoAssembly": True, "QuantityToProduce": None, **said}
    product = ProductWithBill.model_validate(told)
    assert (product.bill_of_materials_products, product.quantity_to_produce) == ((), 0)


def test_the_documented_purchase_received_its_goods_once() -> None:
    purchase = Purchase.model_validate_json(
        payload("api-docs/advanced-purchase.GET.response.200.json")
    )
    assert [(line.sku, line.quantity) for line in purchase.received] == [("Assembly One", 3)]
    assert purchase.put_away[0].lines_in


BODIES: dict[str, type[BaseModel]] = {
    "sale.POST.request.invalid.json.txt": SaleHeader,
    "sale-order.POST.request.json": SaleOrderBody,
    "sale-fulfilment.POST.request.json": FulfilmentBody,
    "sale-fulfilment-pick.POST.request.json": PickBody,
    "sale-fulfilment-pack.POST.request.json": PackBody,
    "sale-fulfilment-ship.POST.request.json": ShipBody,
    "sale-invoice.POST.request.json": InvoiceBody,
    "sale-creditnote.POST.request.invalid.json.txt": CreditNoteBody,
    "webhooks.POST.request.json": WebhookBody,
}
DOCUMENTED_ELSEWHERE: dict[type[BaseModel], set[str]] = {
    SaleHeader: {"ExternalID", "SaleType"},
    SaleOrderBody: {"CombineAdditionalCharges"},
}
"""Fields that the vendor's tables name and its printed requests leave out."""


def names_sent(model: type[BaseModel]) -> set[str]:
    found: set[str] = set()
    for name, definition in _definitions(model).items():
        found |= {prop for prop in definition.get("properties", {}) if name}
    return found


def _definitions(model: type[BaseModel]) -> dict[str, dict[str, Any]]:
    schema = model.model_json_schema(mode="serialization", by_alias=True)
    return {"itself": schema, **schema.get("$defs", {})}


@pytest.mark.parametrize("name", BODIES)
def test_what_we_send_uses_the_vendors_own_names_letter_by_letter(name) -> None:
    raw = payload(f"api-docs/{name}").decode()
    printed = set(re.findall(r'"?(\w+)"?\s*:', raw))
    known = printed | DOCUMENTED_ELSEWHERE.get(BODIES[name], set())
    assert names_sent(BODIES[name]) - known == set()


PICKED_BY_KIND = {
    "stock": StockNews,
    "sale": SaleNews,
    "purchase": PurchaseNews,
}


def webhook_files() -> list[Path]:
    folders = (PAYLOADS / "webhooks", PAYLOADS / "received")
    return sorted(path for folder in folders if folder.exists() for path in folder.iterdir())


@pytest.mark.parametrize("path", webhook_files(), ids=lambda path: path.name)
def test_a_webhook_as_printed_or_received_is_read_or_refused(path: Path) -> None:
    name = path.name.replace("principalwine__", "").replace("_", "-")
    kind = name.split("-")[0]
    if kind in PICKED_BY_KIND:
        news = read(kind, path.read_bytes())
        assert isinstance(news, PICKED_BY_KIND[kind])
    else:
        with pytest.raises(Malformed):
            read(kind, path.read_bytes())


def test_the_received_stock_event_names_its_product() -> None:
    raw = payload("received/principalwine__stock_available_changed.json")
    assert read("stock", raw) == StockNews(("SOLFAGA200675",))


def test_the_received_sale_event_names_its_sale() -> None:
    raw = payload("received/principalwine__sale_created.json")
    news = read("sale", raw)
    assert news == SaleNews("f7b3f1f5-28db-49f7-bfb8-65210b81fc91", "SO-10007T", "Sale/Created")


FIXTURES: list[tuple[str, Callable[[dict[str, Any]], object], str]] = [
    (
        "mcp-cin7-core__products.json",
        lambda said: Product.model_validate(said["PRODUCT_SINGLE"]),
        "",
    ),
    (
        "mcp-cin7-core__products.json",
        lambda said: [
            Product.model_validate(row) for row in said["PRODUCT_LIST_RESPONSE"]["Products"]
        ],
        "",
    ),
    ("mcp-cin7-core__sales.json", lambda said: Sale.model_validate(said["SALE_SINGLE"]), ""),
    (
        "mcp-cin7-core__sales.json",
        lambda said: Sale.model_validate(said["SALE_HEADER_RESPONSE"]),
        "",
    ),
    (
        "mcp-cin7-core__sales.json",
        lambda said: SaleOrder.model_validate(said["SALE_ORDER_RESPONSE"]),
        "",
    ),
    (
        "mcp-cin7-core__sales.json",
        lambda said: SaleRow.model_validate(said["SALE_LIST_RESPONSE"]["SaleList"][0]),
        "SaleID",
    ),
]


@pytest.mark.parametrize(("name", "parse", "missing"), FIXTURES)
def test_what_another_library_makes_of_the_vendor_is_read_or_refused_by_field(
    name, parse, missing
) -> None:
    said = json.loads(payload(f"library-fixtures/{name}"))
    if not missing:
        assert parse(said)
        return
    with pytest.raises(ValidationError, match=missing):
        parse(said)
