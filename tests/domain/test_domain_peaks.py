"""Which rules hold at a moment."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.buffers import NO_BUFFER, BufferRule
from domain.peaks import Peak, in_force, peaks_at, rule_in_force
from domain.rules import Rules
from domain.stock_plan import SHELF, SHOWN, plan
from domain.types import location_id
from domain.unseen import Unseen

NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
EVERY_DAY = BufferRule(fixed=1)
SEASON = Peak("season", NOON - 9 * HOUR, NOON + 99 * HOUR, (BufferRule(fixed=5),))
FLASH = Peak("flash", NOON, NOON + HOUR, (BufferRule(fixed=9, skus=("A",)),))


def fixed_at(at: datetime, sku: str = "A") -> tuple[int, str]:
    rule, label = rule_in_force(in_force([EVERY_DAY], [SEASON, FLASH], at), "uk", "main", sku)
    return rule.fixed, label


def test_a_peak_is_entered_at_its_start_and_left_at_its_end() -> None:
    second = timedelta(seconds=1)
    assert fixed_at(SEASON.start - second) == (1, "buffers[0]")
    assert fixed_at(SEASON.start) == (5, "peak season, buffers[0]")
    assert fixed_at(SEASON.end - second) == (5, "peak season, buffers[0]")
    assert fixed_at(SEASON.end) == (1, "buffers[0]")


def test_of_two_peaks_at_once_the_one_that_began_later_comes_first() -> None:
    assert fixed_at(NOON) == (9, "peak flash, buffers[0]")
    assert fixed_at(NOON, "B") == (5, "peak season, buffers[0]")
    assert fixed_at(NOON + HOUR) == (5, "peak season, buffers[0]")


def test_of_two_that_began_together_the_one_that_ends_sooner_and_then_the_first_in_the_file() -> (
    None
):
    long = Peak("long", NOON, NOON + 2 * HOUR)
    short, twin = Peak("short", NOON, NOON + HOUR), Peak("twin", NOON, NOON + HOUR)
    assert [one.name for one in peaks_at([long, short, twin], NOON)] == ["short", "twin", "long"]


def test_a_peaks_rule_comes_before_a_more_specific_one_of_every_day() -> None:
    everyday = BufferRule(fixed=2, skus=("B",), warehouse="main", store="uk")
    found, _ = rule_in_force(in_force([everyday], [SEASON], NOON), "uk", "main", "B")
    assert found.fixed == 5


def test_a_rule_is_called_by_its_place_and_name() -> None:
    named = BufferRule(fixed=1, name="bunting")
    _, label = rule_in_force(in_force([EVERY_DAY, named], [], NOON), "uk", "main", "B")
    assert label == "buffers[0]"
    peak = Peak("sale", NOON, NOON + HOUR, (named,))
    found, label = rule_in_force(in_force([EVERY_DAY], [peak], NOON), "uk", "main", "B")
    assert (found, label) == (named, "peak sale, buffers[0] (bunting)")
    assert rule_in_force(in_force([], [], None), "uk", "main", "B") == (NO_BUFFER, "")


def test_a_period_without_a_moment_or_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="ends after it starts"):
        Peak("none", NOON, NOON)
    with pytest.raises(ValueError, match="zone"):
        Peak("where", NOON.replace(tzinfo=None), NOON)


def test_a_plan_of_rules_with_peaks_needs_its_moment(
    rules: Rules, at: Callable[[float], datetime]
) -> None:
    mine = replace(rules, buffers=(EVERY_DAY,), peaks=(SEASON,))
    shown = pd.DataFrame([("uk", location_id(101), "i", "A", True, True, 0, 0)], columns=SHOWN)
    shelf = pd.DataFrame([("main", "A", 20, 0, 20)], columns=SHELF)
    nothing = Unseen({}, {}, {})
    with pytest.raises(ValueError, match="moment"):
        plan(shown, shelf, nothing, mine, complete=True)
    for moment, promised in ((at(0), 19), (NOON, 15)):
        told = plan(shown, shelf, nothing, mine, complete=True, at=moment)
        assert list(told.decided["promised"]) == [promised]
    row = next(told.batches()).rows[0]
    assert row.sentence() == ("20 available, peak season, buffers[0] keeps 5 back (fixed): 15.")


@given(st.integers(-200, 200), st.lists(st.tuples(st.integers(-99, 99), st.integers(1, 99))))
def test_the_peaks_of_a_moment_are_those_that_last_in_one_stated_order(
    at: int, spans: list[tuple[int, int]]
) -> None:
    peaks = [
        Peak(str(n), NOON + start * HOUR, NOON + (start + hours) * HOUR)
        for n, (start, hours) in enumerate(spans)
    ]
    moment = NOON + at * HOUR
    found = peaks_at(peaks, moment)
    assert {one.name for one in found} == {
        one.name for one in peaks if one.start <= moment < one.end
    }
    order = [(-one.start.timestamp(), one.end.timestamp(), int(one.name)) for one in found]
    assert order == sorted(order)
