"""How several storefronts share one shelf."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.sharing import Mode, SharingRule, offered, split

UK, EU, US = "uk", "eu", "us"
STORES = (UK, EU, US)
UNITS = st.integers(0, 2_000)
WEIGHTS = st.lists(st.integers(0, 100), min_size=1, max_size=5)
SHARES = st.lists(st.integers(0, 33), min_size=3, max_size=3).map(
    lambda some: dict(zip(STORES, some, strict=True))
)
RESERVED = st.dictionaries(st.sampled_from(STORES), st.integers(0, 40))
RULES = st.one_of(
    st.builds(SharingRule, st.sampled_from([Mode.SPLIT, Mode.RESERVED]), SHARES, RESERVED),
    st.builds(
        SharingRule,
        st.just(Mode.PRIORITY),
        order=st.permutations(STORES).map(tuple),
        threshold=st.integers(0, 30),
    ),
    st.just(SharingRule(Mode.SHARED)),
)


def sees(free: int, rule: SharingRule | None) -> list[int]:
    return [int(offered(np.array([free]), rule, store)[0]) for store in STORES]


@pytest.mark.parametrize(
    ("rule", "free", "seen"),
    [
        (None, 7, [7, 7, 7]),
        (SharingRule(Mode.SHARED), 7, [7, 7, 7]),
        (SharingRule(Mode.SPLIT, {UK: 50, EU: 30, US: 20}), 10, [5, 3, 2]),
        (SharingRule(Mode.SPLIT, {UK: 50, EU: 30, US: 20}), 1, [1, 0, 0]),
        (SharingRule(Mode.SPLIT, {UK: 50, EU: 50}), 1, [1, 0, 0]),
        (SharingRule(Mode.SPLIT, {UK: 50, EU: 50}), 3, [2, 1, 0]),
        (SharingRule(Mode.SPLIT, {UK: 40, EU: 40}), 10, [4, 4, 0]),
        (SharingRule(Mode.RESERVED, {UK: 100}, {EU: 4}), 3, [0, 3, 0]),
        (SharingRule(Mode.RESERVED, {UK: 50, EU: 50}, {EU: 4, US: 2}), 10, [2, 6, 2]),
        (SharingRule(Mode.PRIORITY, order=(EU, UK), threshold=10), 12, [2, 12, 0]),
        (SharingRule(Mode.PRIORITY, order=(EU, UK, US), threshold=5), 12, [7, 12, 2]),
    ],
)
def test_each_store_sees_its_part(rule: SharingRule | None, free: int, seen: list[int]) -> None:
    assert sees(free, rule) == seen


@given(UNITS, WEIGHTS)
def test_a_shelf_is_split_to_the_last_unit_by_the_greatest_claim(
    free: int, weights: list[int]
) -> None:
    parts = [int(part[0]) for part in split(np.array([free]), weights)]
    by_hand = [0] * len(weights)
    for _ in range(free if sum(weights) else 0):
        claims = [-weight / (has + 1) for weight, has in zip(weights, by_hand, strict=True)]
        by_hand[claims.index(min(claims))] += 1
    assert sum(parts) == (free if sum(weights) else 0)
    if len(set(weights)) == len(weights) or free < 50:
        assert parts == by_hand


@given(UNITS, RULES)
def test_no_store_sees_more_than_there_is_and_parts_never_add_up_to_more(
    free: int, rule: SharingRule
) -> None:
    seen = sees(free, rule)
    assert all(0 <= units <= free for units in seen)
    if rule.mode in (Mode.SPLIT, Mode.RESERVED):
        assert sum(seen) <= free


@given(UNITS, st.integers(1, 9), RULES)
def test_no_store_sees_less_because_there_is_more(free: int, more: int, rule: SharingRule) -> None:
    pairs = zip(sees(free, rule), sees(free + more, rule), strict=True)
    assert all(before <= after for before, after in pairs)


@given(st.lists(UNITS, min_size=1), RULES)
def test_a_shelf_is_shared_the_same_way_alone_and_among_others(
    shelves: list[int], rule: SharingRule
) -> None:
    for place, store in enumerate(STORES):
        together = offered(np.array(shelves), rule, store)
        assert list(together) == [sees(free, rule)[place] for free in shelves]


def test_shares_that_give_away_more_than_there_is_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 100"):
        SharingRule(Mode.SPLIT, {UK: 60, EU: 60})
    with pytest.raises(ValueError, match="0 or more"):
        SharingRule(Mode.RESERVED, {UK: 60}, {UK: -1})
