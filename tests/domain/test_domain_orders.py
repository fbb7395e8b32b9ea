"""Orders: which are to ship, what they are called in Cin7, and how they are kept."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from domain.order_json import from_json, to_json
from domain.orders import (
    Liveness,
    ShippingCharge,
    ShopLine,
    ShopOrder,
    Stand,
    StandLine,
    customer_reference,
    external_id,
    is_live,
)
from domain.types import location_id, location_number

Order = Callable[..., ShopOrder]
Line = Callable[..., ShopLine]


@pytest.mark.parametrize(
    ("told", "because"),
    [
        ({}, Liveness.LIVE),
        ({"cancelled": True}, Liveness.CANCELLED),
        ({"test": True}, Liveness.TEST),
        ({"paid": False}, Liveness.UNPAID),
    ],
)
def test_an_order_ships_when_it_is_paid_and_meant(
    order: Order, told: dict[str, bool], because: Liveness
) -> None:
    live = is_live(order(**told))
    assert (live.live, live.because) == (because is Liveness.LIVE, because)


def test_an_order_with_every_unit_taken_back_does_not_ship(order: Order, line: Line) -> None:
    assert is_live(order(line("85123A", units=0))).because is Liveness.NOTHING_LEFT


def test_an_order_is_named_by_shop_and_number(order: Order) -> None:
    assert external_id(order()) == "uk.myshopify.example/123"
    assert customer_reference(order()) == "uk #1001"


def test_nothing_is_lost_when_an_order_is_written_down(
    order: Order, line: Line, at: Callable[[float], datetime]
) -> None:
    stand = Stand(
        "gid://shopify/FulfillmentOrder/1",
        location_id(101),
        True,
        (StandLine("gid://shopify/LineItem/85123A", "85123A", 3, 1),),
        location_id(102),
        at(5.000001),
    )
    told = order(
        line("85123A", 4, "2.5500", tax=Decimal("0.10"), tracked=True, ordered=6, unfulfilled=3),
        line(None, 1, "0", title="Ünsichtbar", has_variant=False, requires_shipping=False),
        shipping=(ShippingCharge("DPD", Decimal("4.95"), Decimal("0.83")),),
        stands=(stand, Stand("gid://shopify/FulfillmentOrder/2", None, False, ())),
        note='say "hello"',
        country=None,
        money_back=True,
    )
    kept = from_json(to_json(told))
    assert kept == told
    assert str(kept.lines[0].unit_price) == "2.5500"
    assert to_json(kept) == to_json(told)


def test_an_order_written_down_before_shipping_was_watched_is_still_read(order: Order) -> None:
    told = json.loads(to_json(order()))
    del told["money_back"]
    for line in told["lines"]:
        del line["ordered"], line["unfulfilled"]
    kept = from_json(json.dumps(told))
    assert kept == order()
    assert (kept.money_back, kept.lines[0].ordered, kept.lines[0].unfulfilled) == (False, 0, 0)


def test_a_time_in_another_zone_is_kept_as_the_same_instant(order: Order) -> None:
    there = timezone(timedelta(hours=11))
    told = order(placed_at=datetime(2026, 11, 23, 15, 36, tzinfo=there))
    kept = from_json(to_json(told))
    assert kept.placed_at == told.placed_at
    assert kept.placed_at.utcoffset() == timedelta(0)


def test_a_text_that_is_no_order_is_refused() -> None:
    with pytest.raises(KeyError):
        from_json('{"store": "uk"}')


def test_a_location_has_a_number_for_people_and_an_id_for_shopify() -> None:
    assert location_id(101) == "gid://shopify/Location/101"
    assert location_number(location_id("101")) == "101"
