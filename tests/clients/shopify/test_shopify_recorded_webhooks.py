"""Webhook bodies as Shopify publishes them and as live shops sent them: read, or refused."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from clients.errors import Malformed
from clients.shopify.webhook_models import (
    LevelNews,
    OrderNews,
    RefundNews,
    level_news,
    order_news,
    refund_news,
)

READERS: list[tuple[str, Callable[[bytes], OrderNews | LevelNews | RefundNews]]] = [
    (r"orders(__|\.)", order_news),
    (r"inventory_levels(__|\.)", level_news),
    (r"refunds(__|\.)", refund_news),
    (r"laravel-shopify__orders_create", order_news),
]

READ = {
    "orders": 8 + 5 + 1,
    "inventory_levels": 3 + 1,
    "refunds": 1 + 1,
}
"""How many files of each subject there are: documented, flattened from live shops, received."""


def bodies(folder: Path) -> list[Path]:
    return sorted(each for part in folder.glob("webhook-*") for each in part.glob("*.json"))


def reader(path: Path) -> Callable[[bytes], OrderNews | LevelNews | RefundNews] | None:
    return next((read for pattern, read in READERS if re.match(pattern, path.name)), None)


def test_every_body_of_the_topics_we_listen_to_is_read(payloads: Path):
    read = {path: reader(path) for path in bodies(payloads)}
    news = {path: parse(path.read_bytes()) for path, parse in read.items() if parse}
    kinds = [type(each) for each in news.values()]
    assert {
        "orders": kinds.count(OrderNews),
        "inventory_levels": kinds.count(LevelNews),
        "refunds": kinds.count(RefundNews),
    } == READ


def test_a_body_of_another_topic_never_breaks_a_reader(payloads: Path):
    others = [path.read_bytes() for path in bodies(payloads) if reader(path) is None]
    assert len(others) > 50
    for parse in (order_news, level_news, refund_news):
        for body in others:
            with suppress(Malformed):
                assert parse(body)


def test_the_documented_order_names_its_whole_id_although_the_number_was_rounded(payloads: Path):
    path = payloads / "webhook-docs" / "orders__create.2026-04.json"
    said = json.loads(path.read_bytes())
    assert said["id"] == 820982911946154500
    got = order_news(path.read_bytes())
    assert got.order_id == 820982911946154508
    assert got.skus == {line["sku"] for line in said["line_items"] if line["sku"]}
    assert got.skus


def test_the_documented_level_names_its_whole_item_and_may_have_no_count(payloads: Path):
    path = payloads / "webhook-docs" / "inventory_levels__update.2023-10.json"
    got = level_news(path.read_bytes())
    assert got == LevelNews(
        inventory_item_id=271878346596884015, location_id=24826418, available=None
    )


def test_the_documented_refund_names_the_order_and_what_was_refunded(payloads: Path):
    got = refund_news((payloads / "webhook-docs" / "refunds__create.2026-04.json").read_bytes())
    assert got.order_id == 820982911946154500
    assert "SKU2006-001" in got.skus


def test_an_edit_names_its_order_and_no_sku():
    edit = {"order_edit": {"id": 1, "order_id": 77, "line_items": {"additions": []}}}
    assert order_news(json.dumps(edit).encode()) == OrderNews(order_id=77, skus=frozenset())


def test_a_sku_is_kept_character_for_character_and_blank_ones_are_left_out():
    lines = [{"sku": " 85123a "}, {"sku": ""}, {"sku": None}, {}, {"sku": "85123A"}]
    body = json.dumps({"id": 5, "line_items": lines}).encode()
    assert order_news(body) == OrderNews(order_id=5, skus=frozenset({" 85123a ", "85123A"}))


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"x"', b"{}", b'{"id": null}', b'{"id": "Jane Doe"}', b"\xff\xfe"],
)
@pytest.mark.parametrize("parse", [order_news, level_news, refund_news])
def test_a_body_that_cannot_be_read_is_malformed_and_shows_nobodys_data(
    parse: Callable[[bytes], Any], body: bytes
):
    with pytest.raises(Malformed) as raised:
        parse(body)
    assert "Jane" not in str(raised.value)
