"""Deliveries of Cin7: who sent them, which is which, what they are about."""

import json

import pytest

from clients.cin7.webhooks import (
    PurchaseNews,
    SaleNews,
    StockNews,
    authorised,
    delivery_key,
    read,
)
from clients.errors import Malformed

STOCK = json.dumps([{"SKU": "A", "Available": 3}, {"SKU": "B"}, {"SKU": "A"}]).encode()
SALE = b'{"SaleID":"91EE7B1D-BD35","SaleOrderNumber":"SO-00044","EventType":"Sale/Backordered"}'


@pytest.mark.parametrize(
    ("headers", "ours", "passes"),
    [
        ({"Authorization": "Bearer right"}, "right", True),
        ({"authorization": "bearer right"}, "right", True),
        ({"AUTHORIZATION": "  Bearer   right "}, "right", True),
        ({"Authorization": "Bearer wrong"}, "right", False),
        ({"Authorization": "Bearer right2"}, "right", False),
        ({"Authorization": "Bearer"}, "right", False),
        ({"Authorization": "Basic right"}, "right", False),
        ({"Authorization": "right"}, "right", False),
        ({}, "right", False),
        ({"Authorization": "Bearer "}, "", False),
        ({}, "", False),
        ({"Authorization": "Bearer gr\u00fcn"}, "gr\u00fcn", True),
    ],
)
def test_only_a_delivery_with_our_token_is_let_in(headers, ours, passes) -> None:
    assert authorised(headers, ours) is passes


def test_a_retry_is_known_by_its_kind_and_its_bytes() -> None:
    key = delivery_key("stock", STOCK)
    assert delivery_key("stock", STOCK) == key
    assert delivery_key("sale", STOCK) != key
    assert delivery_key("stock", STOCK + b" ") != key
    assert delivery_key("stoc", b"k" + STOCK) != delivery_key("stock", STOCK)


def test_news_of_stock_names_each_sku_once_in_order() -> None:
    assert read("stock", STOCK) == StockNews(("A", "B"))


@pytest.mark.parametrize(
    ("body", "skus"),
    [
        (b"[]", ()),
        (b'{"SKU": "A"}', ("A",)),
        (b'[{"SKU": " A "}]', (" A ",)),
        (b'\xef\xbb\xbf [{"SKU": "A"}] \r\n', ("A",)),
        (b'[{"SKU": "A",}, {"SKU": "B"},]', ("A", "B")),
        (b'[{,"SKU": "A"}]', ("A",)),
        (b'[,{"SKU": "A"}\n,,{"SKU": "B"}]', ("A", "B")),
        (b'[{"SKU": "A,}"},]', ("A,}",)),
        (b'[{"SKU": "A\\",]"},]', ('A",]',)),
        (b'[{"SKU": "A", "Name": "two\nlines"}]', ("A",)),
        (b'[{"SKU": "A"}, {"Name": "no SKU"}, null]', ("A",)),
    ],
)
def test_news_of_stock_is_read_from_what_the_vendor_prints(body, skus) -> None:
    assert read("stock", body) == StockNews(skus)


SALE_SHAPES = {
    "plain": (SALE, SaleNews("91ee7b1d-bd35", "SO-00044", "Sale/Backordered")),
    "of a task": (
        b'{"SaleTaskID":"T","OrderNumber":"SO-1","EventType":"Sale/ShipmentAuthorised"}',
        SaleNews("t", "SO-1", "Sale/ShipmentAuthorised"),
    ),
    "spelt with a z": (
        b'{"SaleID":"T","SaleOrderNumber":"SO-1","EventType":"Sale/OrderAuthorized"}',
        SaleNews("t", "SO-1", "Sale/OrderAuthorised"),
    ),
    "with a space at the end": (
        b'{"SaleID":"T ","SaleOrderNumber":"SO-1 ","EventType":"Sale/CreditNoteAuthorised "}',
        SaleNews("t", "SO-1", "Sale/CreditNoteAuthorised"),
    ),
    "of a payment": (
        b'{"SaleID":"T","DocumentNumber":"INV-1","EventType":"Sale/FullPaymentReceived"}',
        SaleNews("t", "", "Sale/FullPaymentReceived"),
    ),
    "with a broken comma": (
        b'{"SaleID":"T","SaleOrderNumber":"SO-1","EventType":"Sale/Undo",\n}',
        SaleNews("t", "SO-1", "Sale/Undo"),
    ),
}


@pytest.mark.parametrize(("body", "news"), SALE_SHAPES.values(), ids=SALE_SHAPES.keys())
def test_news_of_a_sale_is_read_in_each_of_its_shapes(body, news) -> None:
    assert read("sale", body) == news


PURCHASE_SHAPES = {
    "a receipt": (
        b'{"TaskID":"8B15","PurchaseOrderNumber":"PO-5","SupplierName":null,'
        b'"EventType":"Purchase/StockReceivedAuthorised"}',
        PurchaseNews("8b15", "PO-5", "Purchase/StockReceivedAuthorised"),
    ),
    "updated": (
        b'{"NumberOfPurchase":1,"CustomerDetailsList":[{"ID":"8B15","OrderNumber":"PO-80"}],'
        b'"EventType":"Purchase/Updated"}',
        PurchaseNews("8b15", "PO-80", "Purchase/Updated"),
    ),
    "without a task": (
        b'{"PurchaseOrderNumber":"PO-5","EventType":"Purchase/OrderAuthorised"}',
        PurchaseNews("", "PO-5", "Purchase/OrderAuthorised"),
    ),
}


@pytest.mark.parametrize(("body", "news"), PURCHASE_SHAPES.values(), ids=PURCHASE_SHAPES.keys())
def test_news_of_a_purchase_is_read_in_each_of_its_shapes(body, news) -> None:
    assert read("purchase", body) == news


def test_the_vendors_own_name_of_an_event_says_the_kind_too() -> None:
    assert read("Stock/AvailableStockLevelChanged", STOCK) == StockNews(("A", "B"))
    said = read("Sale/OrderAuthorized", b'{"SaleID":"T"}')
    assert said == SaleNews("t", "", "Sale/OrderAuthorised")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("stock", b""),
        ("stock", b"hello"),
        ("stock", b'[{"SKU": "A" "Name": "B"}]'),
        ("stock", b'[{"SKU": 7}]'),
        ("stock", b'{"SaleID": "T"}'),
        ("stock", b"7"),
        ("stock", b"\xff\xfe"),
        ("stock", b"[" * 100_000),
        ("sale", b"[]"),
        ("sale", b'{"EventType":"Sale/Created"}'),
        ("sale", b'{"SaleID":7}'),
        ("purchase", b'{"TaskID":"","PurchaseOrderNumber":null}'),
        ("purchase", b'{"CustomerDetailsList":[7]}'),
        ("product", b"{}"),
        ("", b"{}"),
    ],
)
def test_a_body_that_is_nothing_of_its_kind_is_malformed_and_nothing_worse(kind, body) -> None:
    with pytest.raises(Malformed):
        read(kind, body)


def test_a_long_broken_body_is_read_in_no_time() -> None:
    body = b'[{"SKU": "A"},' + b"  , " * 500_000 + b"]"
    assert read("stock", body) == StockNews(("A",))
