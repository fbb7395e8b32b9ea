"""For how long a shelf lasts, what to order, and what is said of it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alert_rules import AlertRule, Lane, Limits, limits_for
from domain.alerts import Alert, ShelfAlert
from domain.cover import Inbound, cover, reorder
from domain.lanes import lane_of
from domain.matching import Product
from domain.shelf_judging import ShelfFacts, judge
from domain.shelf_watch import Showing, look_at, shown_too_high
from domain.types import Sku, WarehouseName
from domain.velocity import Velocity

NOW = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""A Monday's midnight."""
TWO_A_DAY = Velocity(per_day=2, days=28, sold=56, recent=2, recent_sold=2)
LIMITS = Limits(low_units=5, lead_days=14, margin_days=3, order_days=28)
PLACE = ("MUG", "main")


def inbound(units: float, day: int | None) -> Inbound:
    expected = None if day is None else (NOW + timedelta(days=day)).date()
    return Inbound(units, expected, "PO-7")


def facts(units: int, speed: Velocity = TWO_A_DAY, *more: Inbound, **told: object) -> ShelfFacts:
    return ShelfFacts(units, speed, more, Decimal("4.50"), "GBP", **told)  # type: ignore[arg-type]


def said(units: int, speed: Velocity = TWO_A_DAY, *more: Inbound) -> list[ShelfAlert]:
    return judge(PLACE, facts(units, speed, *more), LIMITS, NOW)


def test_a_shelf_lasts_as_many_days_as_it_holds_days_of_sales() -> None:
    assert cover(20, 2, [], NOW).days == pytest.approx(10)
    assert cover(0, 2, [], NOW).days == 0
    assert cover(20, 0, [], NOW).days is None


def test_a_weekend_that_sells_nothing_makes_it_last_longer() -> None:
    weekdays = (1.4, 1.4, 1.4, 1.4, 1.4, 0.0, 0.0)
    assert cover(14, 2, [], NOW, weekdays).days == pytest.approx(5)
    assert cover(14.1, 2, [], NOW, weekdays).days == pytest.approx(7.036, abs=0.01)


def test_goods_count_from_the_day_they_are_expected() -> None:
    in_time = cover(20, 2, [inbound(20, 9)], NOW)
    assert in_time.days == pytest.approx(20)
    late = cover(20, 2, [inbound(20, 12)], NOW)
    assert (late.days, late.next_in) == (pytest.approx(10), inbound(20, 12))


def test_overdue_and_undated_goods_count_from_nowhere_and_are_named() -> None:
    told = cover(20, 2, [inbound(100, -1), inbound(50, None)], NOW)
    assert told.days == pytest.approx(10)
    assert (told.overdue, told.undated) == (100, 50)


@given(st.floats(0, 500), st.floats(0.01, 50), st.floats(0, 200), st.integers(0, 60))
def test_more_on_the_shelf_or_on_its_way_never_makes_it_end_sooner(
    units: float, per_day: float, more: float, day: int
) -> None:
    def days(*of: object) -> float:
        told = cover(*of, NOW).days  # type: ignore[arg-type]
        return float("inf") if told is None else told

    alone = days(units, per_day, [])
    assert days(units + more, per_day, []) >= alone - 1e-6
    assert days(units, per_day, [inbound(more, day)]) >= alone - 1e-6


def test_an_order_lasts_until_the_one_after_it_has_come() -> None:
    told = reorder(20, 2, [], NOW, lead_days=14, margin_days=3, order_days=28)
    assert told.units == 2 * 45 - 20
    assert told.because == (
        "2 a day for 14 days of lead time, 3 of margin and 28 to sell, less 20 here"
    )


def test_what_is_on_order_is_not_ordered_again_and_what_is_oversold_is() -> None:
    usual = {"lead_days": 14, "margin_days": 3, "order_days": 28}
    assert reorder(20, 2, [inbound(70, None)], NOW, **usual).units == 0
    assert reorder(-4, 2, [], NOW, **usual).units == 94
    assert reorder(-4, 0, [], NOW, **usual).units == 4


@given(st.integers(-50, 500), st.floats(0.1, 40), st.integers(0, 400))
def test_after_the_order_nothing_more_is_to_be_ordered(
    units: int, per_day: float, coming: int
) -> None:
    usual = {"lead_days": 14, "margin_days": 3, "order_days": 28}
    there = [inbound(coming, 5)]
    first = reorder(units, per_day, there, NOW, **usual)
    again = reorder(units, per_day, [*there, inbound(first.units, 14)], NOW, **usual)
    assert again.units == 0


def test_a_shelf_that_ends_before_an_order_would_come_says_what_how_soon_and_how_much() -> None:
    (told,) = said(20)
    assert (told.alert, told.lane) == (Alert.LOW_COVER, None)
    assert told.what == (
        "MUG at main: 20 units available. Runs out in about 10 days (Thu 03 Dec): 2.0 a day, "
        "about 9.00 GBP a day. 56 units sold in 28 days."
    )
    assert told.todo == (
        "Order 70 (2 a day for 14 days of lead time, 3 of margin and 28 to sell, less 20 here)."
    )
    assert said(35) == []


def test_goods_that_come_too_late_are_named_with_how_late() -> None:
    (told,) = said(20, TWO_A_DAY, inbound(100, 14))
    assert told.todo == "Enough is on order. 100 come on 07 Dec, 4 days too late."
    assert said(20, TWO_A_DAY, inbound(100, 8)) == []


def test_goods_that_are_overdue_are_to_be_asked_for() -> None:
    (told,) = said(20, TWO_A_DAY, inbound(100, -2))
    assert "100 on order are overdue: ask the supplier." in told.todo


@pytest.mark.parametrize(
    ("units", "alert"),
    [(-3, Alert.SOLD_OUT), (0, Alert.SOLD_OUT), (5, Alert.LOW_STOCK), (6, Alert.LOW_COVER)],
)
def test_a_shelf_has_the_worst_of_the_conditions_that_end_in_an_empty_one(
    units: int, alert: Alert
) -> None:
    assert [one.alert for one in said(units)] == [alert]


def test_less_than_a_week_of_history_warns_of_units_only_and_says_why() -> None:
    short = Velocity(per_day=9, days=3, sold=27)
    assert said(20, short) == []
    (told,) = said(4, short)
    assert told.what == "MUG at main: 4 units available."
    assert "of its sales 3 days are known" in told.todo


def test_a_spike_that_one_customer_made_is_named_as_such() -> None:
    lump = Velocity(2, 28, 356, (300,), 2, 2, 300)
    spike = said(500, lump)[0]
    assert spike.alert is Alert.VELOCITY_SPIKE
    assert "300 sold to one customer in the last day" in spike.what
    assert "the order figure goes by those" in spike.what


def test_a_spike_of_many_customers_is_told_with_what_was_usual() -> None:
    rush = Velocity(3, 28, 84, (), 30, 30)
    (spike,) = [one for one in said(900, rush) if one.alert is Alert.VELOCITY_SPIKE]
    assert "30 sold in the last day, 3.0 a day before." in spike.what


def test_dead_stock_is_told_only_where_a_rule_asks_and_the_history_is_long_enough() -> None:
    still = facts(40, Velocity(days=28), since=NOW - timedelta(days=100))
    assert judge(PLACE, still, LIMITS, NOW) == []
    (told,) = judge(PLACE, still, Limits(dead_days=90), NOW)
    assert told.alert is Alert.DEAD_STOCK
    assert judge(PLACE, still, Limits(dead_days=120), NOW) == []


def test_rules_match_as_buffers_do_and_leave_the_rest_as_it_is() -> None:
    rules = [
        AlertRule(lead_days=60, brand="Far Away"),
        AlertRule(low_units=40, skus=("MUG*",)),
        AlertRule(lane=Lane.DIGEST, skus=("MUG-RED",), warehouse=WarehouseName("north")),
    ]

    def of(sku: str, warehouse: str = "main", brand: str = "") -> Limits:
        product = Product(brand=brand)
        return limits_for(rules, LIMITS, WarehouseName(warehouse), Sku(sku), product)

    assert of("CUP") == LIMITS
    assert of("CUP", brand="Far Away").lead_days == 60
    assert (of("MUG-RED").low_units, of("MUG-RED").lead_days) == (40, 14)
    assert of("MUG-RED", "north").lane is Lane.DIGEST


def test_a_lane_is_that_of_the_class_unless_a_rule_names_one() -> None:
    assert lane_of("sold-out", {}) is Lane.ACT_NOW
    assert lane_of("low-cover", {}) is Lane.TODAY
    assert lane_of("dead-stock", {}) is Lane.DIGEST
    assert lane_of("sale-refused", {}) is Lane.ACT_NOW
    assert lane_of("sold-out", {"lane": "digest"}) is Lane.DIGEST


def look(available: dict[tuple[str, str], float], **more: object) -> list[ShelfAlert]:
    sold, was_there = more.get("sold", list(available)), more.get("was_there", [])
    still = Velocity()
    return look_at(
        available,
        sold,  # type: ignore[arg-type]
        was_there,  # type: ignore[arg-type]
        lambda _, units: ShelfFacts(units, still),
        lambda _: LIMITS,
        NOW,
    )


def test_what_runs_low_is_listed_scarcest_first() -> None:
    told = look({("A", "main"): 6, ("B", "main"): 5, ("C", "main"): 1, ("D", "main"): -2})
    assert [(one.sku, one.alert, one.units) for one in told] == [
        ("D", Alert.SOLD_OUT, -2),
        ("C", Alert.LOW_STOCK, 1),
        ("B", Alert.LOW_STOCK, 5),
    ]
    assert told[0].what == "D at main: none available, 2 more sold than there are."
    assert told[1].what == "C at main: 1 unit available."


def test_what_the_scan_leaves_out_stands_at_zero_where_it_ever_was() -> None:
    sold = [("A", "main"), ("A", "north")]
    (told,) = look({}, sold=sold, was_there=[("A", "main")])
    assert (told.subject, told.alert) == ("A at main", Alert.SOLD_OUT)


def test_what_the_stores_do_not_sell_is_nobodys_worry() -> None:
    assert look({("Carriage", "main"): 0.0}, sold=[]) == []


def test_a_store_that_shows_more_than_the_shelf_bears_is_told_after_the_grace() -> None:
    rows = [
        Showing("uk", "main", "MUG", 7, 4, NOW - timedelta(seconds=400)),
        Showing("eu", "main", "MUG", 7, 4, NOW - timedelta(seconds=100)),
        Showing("uk", "main", "CUP", 4, 4, NOW - timedelta(seconds=900)),
    ]
    (told,) = shown_too_high(rows, NOW, 300)
    assert told.subject == "MUG at main in uk"
    assert told.what == (
        "MUG at main in uk: 4 units may be promised. The store shows 7 since 23:53 UTC."
    )


def test_days_are_dates_of_the_supplier_not_moments() -> None:
    assert cover(1, 1, [Inbound(5, date(2026, 11, 23))], NOW).days == pytest.approx(6)
