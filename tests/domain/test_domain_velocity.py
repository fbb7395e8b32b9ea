"""How fast something sells: ordinary days count, one customer's lump does not."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kits import Recipe
from domain.types import Sku
from domain.velocity import (
    FLAT,
    Sale,
    is_faster,
    trading_days,
    velocity,
    week_of,
    with_parts,
)

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""A Monday."""
SINCE = NOW - timedelta(days=28)
MUG = Sku("MUG")


def sale(days_ago: float, units: float = 1, buyer: str = "", sku: str = "MUG") -> Sale:
    name = buyer or f"order {days_ago} {units}"
    return Sale(NOW - timedelta(days=days_ago), Sku(sku), units, name)


def daily(units: int = 2, days: int = 28) -> list[Sale]:
    """So many units a day, each day another customer."""
    return [sale(day + 0.5, units, f"customer {day}") for day in range(days)]


def test_what_is_sold_evenly_has_its_even_velocity() -> None:
    told = velocity(daily(2), SINCE, NOW)
    assert told.per_day == pytest.approx(2)
    assert told.because == "56 units sold in 28 days"


def test_without_a_sale_or_a_day_nothing_sells() -> None:
    assert velocity([], SINCE, NOW).per_day == 0
    assert velocity(daily(), NOW, NOW).days == 0


def test_a_short_history_is_divided_by_its_own_days_and_says_so() -> None:
    told = velocity(daily(2, days=7), NOW - timedelta(days=7), NOW)
    assert told.per_day == pytest.approx(2)
    assert told.because == "14 units sold in 7 days"


def test_a_lump_of_one_customer_is_named_and_left_out() -> None:
    told = velocity([*daily(2), sale(3, 500, "a wholesaler")], SINCE, NOW)
    assert told.per_day == pytest.approx(2)
    assert told.lumps == (500,)
    assert told.because == (
        "556 units sold in 28 days, 500 of them by one customer and not counted"
    )


def test_lumps_of_two_customers_are_left_out_of_three_they_are_demand() -> None:
    two = [sale(3, 500, "one"), sale(9, 300, "two")]
    assert velocity([*daily(2), *two], SINCE, NOW).per_day == pytest.approx(2)
    three = [*two, sale(12, 400, "three")]
    assert velocity([*daily(2), *three], SINCE, NOW).per_day > 40


def test_a_customer_who_buys_much_again_and_again_is_a_regular() -> None:
    weekly = [sale(days, 100, "a regular") for days in (1, 8, 15, 22)]
    assert velocity([*daily(2), *weekly], SINCE, NOW).lumps == ()


def test_with_hardly_any_customers_nobody_can_say_what_is_ordinary() -> None:
    told = velocity([sale(2, 500, "one"), sale(5, 1, "two")], SINCE, NOW)
    assert (told.lumps, told.sold) == ((), 501)


ORDINARY = st.lists(
    st.tuples(st.floats(0.01, 27.9), st.integers(1, 9), st.integers(0, 30)), min_size=4, max_size=60
)


@given(ORDINARY, st.floats(0.01, 27.9), st.integers(2_000, 100_000))
def test_one_customers_lump_never_moves_the_figure_to_reorder_by(
    bought: list[tuple[float, int, int]], when: float, much: int
) -> None:
    sales = [sale(days, units, f"customer {number}") for days, units, number in bought]
    if len({one.buyer for one in sales}) < 5:
        return
    before = velocity(sales, SINCE, NOW)
    if before.lumps:
        return
    after = velocity([*sales, sale(when, much, "a wholesaler")], SINCE, NOW)
    assert after.per_day == before.per_day
    assert after.lumps == (much,)


@given(ORDINARY)
def test_no_order_of_the_sales_and_none_outside_the_window_changes_it(
    bought: list[tuple[float, int, int]],
) -> None:
    sales = [sale(days, units, f"customer {number}") for days, units, number in bought]
    older = [sale(29, 700, "long ago"), sale(-1, 700, "yet to come")]
    assert velocity([*older, *reversed(sales)], SINCE, NOW) == velocity(sales, SINCE, NOW)


def test_a_kits_sale_is_demand_for_what_it_is_made_of() -> None:
    kits = {
        Sku("HAMPER"): Recipe({Sku("BOX"): Decimal(2), Sku("JAM"): Decimal("0.5")}),
        Sku("BOX"): Recipe({Sku("MUG"): Decimal(3)}),
    }
    told = with_parts([sale(1, 4, sku="HAMPER"), sale(1, 1)], kits)
    units = {sku: sum(one.units for one in told if one.sku == sku) for sku in {o.sku for o in told}}
    assert units == {"HAMPER": 4, "BOX": 8, "MUG": 25, "JAM": 2}
    assert with_parts([sale(1, 4)], {}) == [sale(1, 4)]


def test_a_piece_of_a_carton_is_a_part_of_its_demand() -> None:
    kits = {Sku("PIECE"): Recipe({Sku("CARTON"): Decimal(1)}, makes=12)}
    told = with_parts([sale(1, 30, sku="PIECE")], kits)
    assert [one.units for one in told if one.sku == "CARTON"] == [2.5]


def test_a_lump_of_kits_is_a_lump_of_components_too() -> None:
    kits = {Sku("HAMPER"): Recipe({MUG: Decimal(6)})}
    sales = with_parts([*daily(2), sale(2, 100, "a wholesaler", "HAMPER")], kits)
    mugs = [one for one in sales if one.sku == MUG]
    assert velocity(mugs, SINCE, NOW).per_day == pytest.approx(2)


def test_a_week_has_its_pattern_once_two_weeks_are_known() -> None:
    weekdays = [
        NOW - timedelta(days=day)
        for day in range(1, 29)
        if (NOW - timedelta(days=day)).weekday() < 5
    ]
    week = week_of(weekdays, SINCE, NOW)
    assert week == pytest.approx((1.4,) * 5 + (0.0, 0.0))
    assert week_of(weekdays, NOW - timedelta(days=13), NOW) == FLAT
    assert week_of([], SINCE, NOW) == FLAT


@given(st.lists(st.integers(0, 27), min_size=1, max_size=200))
def test_a_weeks_pattern_always_has_the_mean_of_one(days: list[int]) -> None:
    week = week_of([SINCE + timedelta(days=day, hours=3) for day in days], SINCE, NOW)
    assert sum(week) == pytest.approx(7)


def test_a_window_with_more_busy_days_than_usual_is_set_right() -> None:
    busy = (2.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.5)
    since = NOW - timedelta(days=7, hours=8)
    assert trading_days(since, NOW, busy) == pytest.approx(7 + 2 / 3)
    assert trading_days(SINCE, NOW, busy) == pytest.approx(28)
    assert trading_days(NOW, NOW + timedelta(hours=6)) == pytest.approx(0.25)


def test_lately_faster_is_told_from_a_lump() -> None:
    steady = velocity(daily(2), SINCE, NOW)
    assert not is_faster(steady, 3)
    rush = [sale(0.1 + number / 100, 1, f"new {number}") for number in range(30)]
    assert is_faster(velocity([*daily(2), *rush], SINCE, NOW), 3)
    lump = velocity([*daily(2), sale(0.2, 300, "a wholesaler")], SINCE, NOW)
    assert not is_faster(lump, 3)
    assert lump.recent_lump == 300
