"""An order is one row; what Shopify says and what we decided do not wipe each other out."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from ledger import orders
from ledger.orders import Order, Stage
from ledger.store import Ledger
from tests.ledger.samples import an_order


def row(ledger: Ledger) -> Order:
    found = orders.get(ledger, "uk", 1)
    assert found is not None
    return found


def test_a_new_order_begins_as_received_with_its_history(ledger: Ledger, now: datetime) -> None:
    noted = orders.note(ledger, an_order(), now)
    assert (noted.stage, noted.name, noted.open) == (Stage.RECEIVED, "#1001", True)
    assert noted.lines == [{"sku": "TEA-1", "units": 2}]
    [event] = orders.history(ledger, "uk", "#1001")
    assert (event.stage, event.because, event.at) == (Stage.RECEIVED, "seen at Shopify", now)


def test_noting_it_again_is_still_one_row_and_one_step(ledger: Ledger, now: datetime) -> None:
    for _ in range(3):
        orders.note(ledger, an_order(), now)
    assert len(orders.open_orders(ledger)) == 1
    assert len(orders.history(ledger, "uk", "#1001")) == 1


def test_an_older_version_that_arrives_late_changes_nothing(ledger: Ledger, now: datetime) -> None:
    newer, older = now + timedelta(minutes=5), now
    orders.note(ledger, an_order(shop_updated_at=newer, stands=[], cancelled=True), newer)
    late = orders.note(ledger, an_order(shop_updated_at=older), newer + timedelta(minutes=1))
    assert (late.cancelled, late.open, late.shop_updated_at) == (True, False, newer)


def test_a_newer_version_replaces_what_shopify_says_and_nothing_we_decided(
    ledger: Ledger, now: datetime
) -> None:
    orders.note(ledger, an_order(), now)
    orders.move(ledger, "uk", 1, Stage.ROUTED, "nearest with stock", now)
    orders.decide(ledger, "uk", 1, now, routed_to="Leeds", sale_id="s-1", authorised_at=now)
    later = now + timedelta(minutes=5)
    noted = orders.note(ledger, an_order(shop_updated_at=later, live=False), later)
    assert (noted.live, noted.shop_updated_at) == (False, later)
    assert (noted.stage, noted.routed_to, noted.sale_id) == (Stage.ROUTED, "Leeds", "s-1")
    assert noted.authorised_at == now


def test_a_read_that_began_before_our_move_does_not_put_the_units_back(
    ledger: Ledger, now: datetime
) -> None:
    """Moving a fulfilment order need not make the order's version newer."""
    leeds = [{"sku": "TEA-1", "location_id": 22, "units": 2}]
    orders.note(ledger, an_order(), now)
    moved_at = now + timedelta(seconds=30)
    orders.decide(ledger, "uk", 1, moved_at, stands=leeds)
    assert orders.note(ledger, an_order(), moved_at - timedelta(seconds=5)).stands == leeds
    since = [{"sku": "TEA-1", "location_id": 33, "units": 2}]
    assert orders.note(ledger, an_order(stands=since), moved_at).stands == since


def test_an_order_whose_last_units_left_is_no_longer_open(ledger: Ledger, now: datetime) -> None:
    orders.note(ledger, an_order(), now)
    orders.decide(ledger, "uk", 1, now, stands=[])
    assert orders.open_orders(ledger) == []
    assert row(ledger).open is False


def test_open_orders_are_the_live_ones_with_open_units_ingested_or_not(
    ledger: Ledger, now: datetime
) -> None:
    orders.note(ledger, an_order(order_id=1, name="#1"), now)
    orders.note(ledger, an_order(order_id=2, name="#2"), now)
    orders.decide(ledger, "uk", 2, now, authorised_at=now)
    orders.note(ledger, an_order(order_id=3, name="#3", live=False), now)
    orders.note(ledger, an_order(order_id=4, name="#4", stands=[]), now)
    orders.note(ledger, an_order(store="us", order_id=5, name="#5"), now)
    assert [order.name for order in orders.open_orders(ledger)] == ["#1", "#2", "#5"]
    assert [order.name for order in orders.open_orders(ledger, "us")] == ["#5"]


def test_held_orders_still_count_as_open(ledger: Ledger, now: datetime) -> None:
    orders.note(ledger, an_order(), now)
    orders.move(ledger, "uk", 1, Stage.HELD, "unknown SKU", now)
    assert [order.name for order in orders.open_orders(ledger)] == ["#1001"]


def test_to_ingest_is_live_and_not_authorised_oldest_first(ledger: Ledger, now: datetime) -> None:
    said: list[dict[str, Any]] = [
        {"placed_at": now + timedelta(minutes=9)},
        {"placed_at": now},
        {"live": False},
        {"store": "us"},
        {},
    ]
    for number, changes in enumerate(said):
        orders.note(ledger, an_order(order_id=number, name=f"#{number}", **changes), now)
    orders.decide(ledger, "uk", 4, now, authorised_at=now)
    assert [order.name for order in orders.to_ingest(ledger, "uk")] == ["#1", "#0"]


@pytest.mark.parametrize("stage", [Stage.HELD, Stage.CLOSED, Stage.CANCELLING, Stage.REVERSED])
def test_an_order_set_aside_is_not_taken_up_by_itself(
    ledger: Ledger, now: datetime, stage: Stage
) -> None:
    orders.note(ledger, an_order(), now)
    orders.move(ledger, "uk", 1, stage, "a reason", now)
    assert orders.to_ingest(ledger, "uk") == []
    named = orders.to_ingest(ledger, "uk", names=["#1001"])
    assert bool(named) is (stage is Stage.HELD)


def test_each_step_is_kept_with_its_time_reason_and_detail(ledger: Ledger, now: datetime) -> None:
    orders.note(ledger, an_order(), now)
    later = now + timedelta(minutes=1)
    assert orders.move(ledger, "uk", 1, Stage.ROUTED, "bears it all", later, {"to": "Leeds"})
    assert orders.move(ledger, "uk", 1, Stage.IN_CIN7, "sale made", later) is True
    assert (row(ledger).stage, row(ledger).reason) == (Stage.IN_CIN7, "sale made")
    steps = orders.history(ledger, "uk", "#1001")
    assert [step.stage for step in steps] == [Stage.RECEIVED, Stage.ROUTED, Stage.IN_CIN7]
    assert (steps[1].at, steps[1].because, steps[1].detail) == (
        later,
        "bears it all",
        {"to": "Leeds"},
    )


def test_the_same_step_for_the_same_reason_is_written_once(ledger: Ledger, now: datetime) -> None:
    orders.note(ledger, an_order(), now)
    held = [orders.move(ledger, "uk", 1, Stage.HELD, "unknown SKU", now) for _ in range(3)]
    assert held == [True, False, False]
    assert orders.move(ledger, "uk", 1, Stage.HELD, "no address", now) is True
    assert [step.because for step in orders.history(ledger, "uk", "#1001")][1:] == [
        "unknown SKU",
        "no address",
    ]


def test_nothing_is_known_of_an_order_that_was_never_seen(ledger: Ledger, now: datetime) -> None:
    assert orders.get(ledger, "uk", 1) is None
    assert orders.by_name(ledger, "uk", "#1001") is None
    assert orders.history(ledger, "uk", "#1001") == []
    assert orders.move(ledger, "uk", 1, Stage.HELD, "?", now) is False
    assert orders.decide(ledger, "uk", 1, now, sale_id="s-1") is False


def test_an_order_is_found_by_its_sale(ledger: Ledger, now: datetime) -> None:
    orders.note(ledger, an_order(), now)
    orders.decide(ledger, "uk", 1, now, sale_id="s-1", sale_number="SO-1", backordered=True)
    found = orders.by_sale(ledger, "s-1")
    assert found is not None
    assert (found.name, found.sale_number, found.backordered) == ("#1001", "SO-1", True)
    assert orders.by_sale(ledger, "s-2") is None
