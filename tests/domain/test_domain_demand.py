"""What other storefronts sell meanwhile, and how long news takes."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.buffers import BufferRule, Combine, Cover
from domain.demand import Demand, Lowered, Sold, delay_at, delays, sold_since
from domain.stock import Held, promise

At = Callable[[float], datetime]
WEEK = 7 * 86_400


def test_what_the_other_stores_sell_during_the_delay_is_expected() -> None:
    demand = Demand({("uk", "A"): 168, ("eu", "A"): 42, ("eu", "B"): 1}, WEEK, 3_600)
    assert demand.expected("eu", "A") == 1  # uk sells one an hour
    assert demand.expected("uk", "A") == 1  # eu a quarter of one: rounded up
    assert demand.expected("uk", "B") == 1
    assert demand.expected("eu", "B") == 0  # what it sells itself, Shopify subtracts at once
    assert demand.expected("uk", "C") == 0


@pytest.mark.parametrize(
    ("expected", "buffer"),
    [(None, 8), (0, 2), (5, 5), (99, 8)],
    ids=["not measured: the most", "none sold: the least", "between", "never above"],
)
def test_an_adaptive_buffer_stays_between_its_bounds(expected: int | None, buffer: int) -> None:
    rule = BufferRule(cover=Cover(at_most=8, at_least=2))
    told = promise(on_hand=50, available=50, unseen=0, rule=rule, expected=expected)
    assert (told.promised, told.buffer, told.because) == (50 - buffer, buffer, Held.DEMAND)


@pytest.mark.parametrize(
    ("combine", "buffer", "because"),
    [
        (Combine.GREATER, 6, Held.DEMAND),
        (Combine.LESSER, 2, Held.FIXED),
        (Combine.SUM, 13, Held.DEMAND),
    ],
)
def test_the_forms_of_a_rule_combine_as_it_says(
    combine: Combine, buffer: int, because: Held
) -> None:
    rule = BufferRule(10, 2, combine=combine, cover=Cover(9))
    told = promise(on_hand=50, available=50, unseen=0, rule=rule, expected=6)
    assert (told.buffer, told.because) == (buffer, because)


def test_sales_count_within_the_window_only(at: At) -> None:
    sales = [
        Sold(at(-10), "uk", "A", 5),
        Sold(at(0), "uk", "A", 7),
        Sold(at(1), "uk", "A", 2),
        Sold(at(2), "uk", "A", 1),
        Sold(at(2), "eu", "A", 0),
    ]
    assert sold_since(sales, at(0)) == {("uk", "A"): 3}


def test_a_delay_is_from_the_sale_to_the_other_stores_next_lower_count(at: At) -> None:
    sales = [Sold(at(10), "uk", "A", 1), Sold(at(70), "eu", "A", 1), Sold(at(0), "uk", "B", 1)]
    lowered = [
        Lowered(at(90), "eu", "A"),
        Lowered(at(40), "eu", "A"),
        Lowered(at(5), "eu", "A"),
        Lowered(at(20), "uk", "A"),
        Lowered(at(9_000), "eu", "B"),
    ]
    assert delays(sales, lowered, timedelta(hours=1)) == [30]


def test_too_few_measurements_say_nothing() -> None:
    assert delay_at([1.0] * 19, 95, otherwise=900) == 900
    assert delay_at([*range(1, 20), 400.2], 95, otherwise=900) == 19
    assert delay_at([*range(1, 20), 400.2], 100, otherwise=900) == 401


@given(st.integers(0, 5_000), st.integers(1, WEEK), st.integers(0, 86_400), st.integers(0, 86_400))
def test_a_longer_delay_never_expects_less(sold: int, window: int, delay: int, more: int) -> None:
    short = Demand({("uk", "A"): sold}, window, delay).expected("eu", "A")
    long = Demand({("uk", "A"): sold}, window, delay + more).expected("eu", "A")
    assert sold * delay / window <= short + 1e-6
    assert short <= long
