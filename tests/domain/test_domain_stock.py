"""How many units a storefront may promise."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.buffers import NO_BUFFER, BufferRule
from domain.stock import Held, promise

FIGURES = st.decimals(-1_000, 10_000, places=4)
RULES = st.builds(
    BufferRule, percent=st.decimals(0, 100, places=2), fixed=st.integers(min_value=0, max_value=50)
)


@pytest.mark.parametrize(
    ("on_hand", "held"),
    [(100, 5), (101, 6), (1, 1), (0, 0)],
    ids=["exact share", "rounds up to a whole unit", "one unit is kept whole", "empty shelf"],
)
def test_the_share_is_of_the_shelf(on_hand: int, held: int) -> None:
    told = promise(on_hand=on_hand, available=on_hand, unseen=0, rule=BufferRule(Decimal(5)))
    assert (told.promised, told.buffer) == (on_hand - held, held)


def test_one_large_open_order_does_not_shrink_the_buffer() -> None:
    told = promise(on_hand=40, available=10, unseen=0, rule=BufferRule(Decimal(5)))
    assert (told.promised, told.buffer, told.because) == (8, 2, Held.SHARE)


@pytest.mark.parametrize(
    ("available", "unseen", "rule", "promised", "because"),
    [
        (7, 0, NO_BUFFER, 7, Held.NOTHING),
        (7, 2, NO_BUFFER, 5, Held.UNSEEN),
        (7, 9, NO_BUFFER, 0, Held.UNSEEN),
        (0, 0, BufferRule(fixed=3), 0, Held.SOLD_OUT),
        (-38, 1, NO_BUFFER, 0, Held.SOLD_OUT),
        (7, 2, BufferRule(fixed=3), 2, Held.FIXED),
        (2, 0, BufferRule(fixed=3), 0, Held.FIXED),
        (7, 0, BufferRule(percent=Decimal(50), fixed=3), 3, Held.SHARE),
        (7, 0, BufferRule(percent=Decimal(10), fixed=3), 4, Held.FIXED),
        (Decimal("2.9999"), 0, NO_BUFFER, 2, Held.NOTHING),
        (Decimal("-0.5"), 0, NO_BUFFER, 0, Held.SOLD_OUT),
    ],
)
def test_a_promise_is_available_less_unseen_less_buffer(
    available: Decimal | int, unseen: int, rule: BufferRule, promised: int, because: Held
) -> None:
    told = promise(on_hand=7, available=available, unseen=unseen, rule=rule)
    assert (told.promised, told.because) == (promised, because)


@given(FIGURES, FIGURES, st.integers(min_value=0, max_value=2_000), RULES)
def test_never_more_is_promised_than_the_shelf_can_bear(
    on_hand: Decimal, available: Decimal, unseen: int, rule: BufferRule
) -> None:
    told = promise(on_hand=on_hand, available=available, unseen=unseen, rule=rule)
    assert 0 <= told.promised <= max(0, available - unseen)
    assert told.buffer >= 0


@given(FIGURES, FIGURES, st.integers(min_value=0, max_value=5), st.integers(0, 2_000), RULES)
def test_more_on_the_shelf_never_means_a_smaller_promise(
    on_hand: Decimal, available: Decimal, more: int, unseen: int, rule: BufferRule
) -> None:
    less = promise(on_hand=on_hand, available=available, unseen=unseen, rule=rule)
    full = promise(on_hand=on_hand, available=available + more, unseen=unseen, rule=rule)
    later = promise(on_hand=on_hand, available=available, unseen=unseen + more, rule=rule)
    assert later.promised <= less.promised <= full.promised


def test_figures_read_as_floats_keep_their_units() -> None:
    told = promise(on_hand=0.1 + 0.2, available=2.9999999999, unseen=0, rule=NO_BUFFER)
    assert told.promised == 3
