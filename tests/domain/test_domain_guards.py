"""Changes too large to be true wait for a person; ordinary ones, however many, do not."""

from collections.abc import Sequence
from decimal import Decimal

import pandas as pd
import pytest

from domain.guards import Rashness, gone_from_the_shelf, rash
from domain.rules import Guards
from domain.stock_plan import DECIDED, Planned, StockPlan

GUARDS = Guards(zero_share=Decimal("0.3"), jump_share=Decimal("0.5"), small_catalogue=10)


def planned(*rows: tuple[int, int], store: str = "uk") -> StockPlan:
    """A plan that turns each first count into the second."""
    frame = pd.DataFrame(
        [{"store": store, "shown": before, "promised": after} for before, after in rows],
        columns=DECIDED,
    )
    return StockPlan(frame, frame.iloc[:0], (), Planned.COMPLETE)


@pytest.mark.parametrize(
    ("rows", "because"),
    [
        ([(5, 0)] * 3 + [(5, 5)] * 7, None),
        ([(5, 0)] * 4 + [(5, 5)] * 6, Rashness.ZEROED),
        ([(1, 0)] * 9, None),
        ([(4, 6)] * 10, None),
        ([(4, 7)] * 10, Rashness.JUMPED),
        ([(4, 2)] * 10, None),
        ([(4, 1)] * 10, Rashness.JUMPED),
        ([(0, 100)] * 500, None),
        ([(-5, 0)] * 500, None),
        ([], None),
    ],
    ids=[
        "as many sell out as may",
        "one more",
        "few rows mean nothing",
        "half as much again",
        "more than that",
        "half as much",
        "less than that",
        "the first fill of an empty store",
        "oversold counts brought up to nothing",
        "nothing shown",
    ],
)
def test_a_change_waits_when_it_is_too_large_to_be_true(
    rows: Sequence[tuple[int, int]], because: Rashness | None
) -> None:
    told = rash(planned(*rows), GUARDS)
    assert (told.because if told else None) == because


def test_a_receipt_of_some_skus_is_no_jump() -> None:
    assert rash(planned(*[(1, 500)] * 40), GUARDS, whole=False) is None


def test_what_waits_says_its_numbers() -> None:
    told = rash(planned(*[(5, 0)] * 4 + [(5, 5)] * 6), GUARDS)
    assert told is not None
    assert told.sentence() == "uk: 10 rows that sell would become 6 (40% at once, 30% allowed)."
    jump = rash(planned(*[(4, 8)] * 10), GUARDS)
    assert jump is not None
    assert (jump.before, jump.after) == (40, 80)


def test_each_store_is_judged_by_itself() -> None:
    calm, wild = planned(*[(5, 5)] * 90, store="uk"), planned(*[(5, 0)] * 10, store="eu")
    both = pd.concat([calm.decided, wild.decided], ignore_index=True)
    told = rash(StockPlan(both, both.iloc[:0], (), Planned.COMPLETE), GUARDS)
    assert told is not None
    assert (told.store, told.because) == ("eu", Rashness.ZEROED)


def test_an_answer_without_any_stock_waits_while_counts_are_above_zero() -> None:
    many = planned(*[(1, 0)] * 10)
    told = gone_from_the_shelf(many, {}, {})
    assert told is not None
    assert (told.because, told.subject) == (Rashness.EMPTY, "Cin7")
    assert "no stock at all, while 10 counts are above zero" in told.sentence()
    assert gone_from_the_shelf(many, {}, {"main": 1}) is None
    assert gone_from_the_shelf(planned(*[(1, 0)] * 9), {}, {}) is None


@pytest.mark.parametrize(
    ("before", "now", "gone"),
    [
        ({"main": 500, "north": 10}, {"main": 500}, True),
        ({"main": 500, "north": 10}, {"main": 500, "north": 0}, True),
        ({"main": 500, "north": 9}, {"main": 500}, False),
        ({"main": 500, "north": 300}, {"main": 500, "north": 1}, False),
        ({"main": 500}, {"main": 500, "north": 3}, False),
    ],
    ids=["not in the answer", "nothing in it", "a few that sold", "one product left", "a new one"],
)
def test_a_warehouse_that_is_gone_from_the_answer_waits(
    before: dict[str, int], now: dict[str, int], gone: bool
) -> None:
    told = gone_from_the_shelf(planned((5, 5)), before, now)
    assert (told is not None) is gone
    if told is not None:
        assert (told.because, told.subject) == (Rashness.WAREHOUSE_GONE, "warehouse north")
        assert "of 10 products at the last complete scan" in told.sentence()
