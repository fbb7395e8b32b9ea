"""The little that flows read from the bodies of Shopify's webhooks: whom they bring news of.

Bodies are REST shaped and differ between versions, so everything else is ignored; the truth is read
again by GraphQL. Large ids in published samples are rounded (they went through floating point), so
an id is taken from ``admin_graphql_api_id`` where there is one.
"""

import json
import re
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, ValidationError

from clients.errors import Malformed

_ORDER = re.compile(r"gid://shopify/Order/(\d+)$")
_LEVEL = re.compile(r"gid://shopify/InventoryLevel/\d+\?inventory_item_id=(\d+)$")


class News(BaseModel):
    """News are frozen, and their values are kept out of error texts."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class OrderNews(News):
    """An order was made, changed or cancelled; ``skus`` of its lines, blank ones left out."""

    order_id: int
    skus: frozenset[str]


class LevelNews(News):
    """The sellable count of an item at a location changed (units; None when it has none)."""

    inventory_item_id: int
    location_id: int
    available: int | None


class RefundNews(News):
    """Something of an order was refunded; ``skus`` of the refunded lines."""

    order_id: int
    skus: frozenset[str]


class _Line(News):
    sku: str | None = None


class _RefundLine(News):
    line_item: _Line | None = None


class _Order(News):
    id: int
    admin_graphql_api_id: str = ""
    line_items: list[_Line] = []


class _Edit(News):
    order_id: int


class _Edited(News):
    order_edit: _Edit


class _Refund(News):
    order_id: int
    refund_line_items: list[_RefundLine] = []


class _Level(News):
    inventory_item_id: int
    location_id: int
    available: int | None = None
    admin_graphql_api_id: str = ""


def order_news(raw: bytes) -> OrderNews:
    """Read an ``orders/*`` body, ``orders/edited`` too (which names no SKU).

    Raises:
        Malformed: It is not JSON, or no order.
    """
    said = _json(raw, "orders")
    try:
        if "order_edit" in said:
            return OrderNews(
                order_id=_Edited.model_validate(said).order_edit.order_id, skus=frozenset()
            )
        order = _Order.model_validate(said)
    except ValidationError as error:
        raise _odd(error, "orders") from None
    return OrderNews(
        order_id=_whole(_ORDER, order.admin_graphql_api_id, order.id),
        skus=_skus(order.line_items),
    )


def refund_news(raw: bytes) -> RefundNews:
    """Read a ``refunds/create`` body.

    Raises:
        Malformed: It is not JSON, or no refund.
    """
    try:
        refund = _Refund.model_validate(_json(raw, "refunds"))
    except ValidationError as error:
        raise _odd(error, "refunds") from None
    lines = (row.line_item for row in refund.refund_line_items if row.line_item is not None)
    return RefundNews(order_id=refund.order_id, skus=_skus(lines))


def level_news(raw: bytes) -> LevelNews:
    """Read an ``inventory_levels/*`` body.

    Raises:
        Malformed: It is not JSON, or no inventory level.
    """
    try:
        level = _Level.model_validate(_json(raw, "inventory_levels"))
    except ValidationError as error:
        raise _odd(error, "inventory_levels") from None
    return LevelNews(
        inventory_item_id=_whole(_LEVEL, level.admin_graphql_api_id, level.inventory_item_id),
        location_id=level.location_id,
        available=level.available,
    )


def _json(raw: bytes, topic: str) -> dict[str, object]:
    try:
        said = json.loads(raw)
    except ValueError as error:
        raise Malformed("the body is not JSON", system="shopify", operation=topic) from error
    if not isinstance(said, dict):
        raise Malformed("the body is no object", system="shopify", operation=topic)
    return said


def _odd(error: ValidationError, topic: str) -> Malformed:
    fields = sorted({".".join(str(part) for part in each["loc"]) for each in error.errors()})
    return Malformed(
        f"the body can't be read: {', '.join(fields[:5])}", system="shopify", operation=topic
    )


def _whole(pattern: re.Pattern[str], api_id: str, rounded: int) -> int:
    found = pattern.match(api_id)
    return int(found.group(1)) if found else rounded


def _skus(lines: Iterable[_Line]) -> frozenset[str]:
    return frozenset(line.sku for line in lines if line.sku)
