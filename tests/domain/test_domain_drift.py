"""What explains a count that is not what it should be."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.drift import Drifted, Explained, Facts, explain, in_words, too_much
from domain.rules import Guards

UNITS = st.integers(0, 50)
GUARDS = Guards(Decimal("0.3"), Decimal("0.5"), 50, drift_rows=5, drift_share=Decimal("0.1"))
RIGHT = Facts(shown=10, promised=8, before=10)


@pytest.mark.parametrize(
    ("facts", "because"),
    [
        (replace(RIGHT, shown=7, sold=3), Drifted.LATE_EVENT),
        (replace(RIGHT, shown=7, sold=2), Drifted.HAND_EDIT),
        (replace(RIGHT, shown=12, back=2), Drifted.LATE_EVENT),
        (replace(RIGHT, shown=13, back=2), Drifted.HAND_EDIT),
        (replace(RIGHT, shown=5, written=(5,)), Drifted.LOST_WRITE),
        (replace(RIGHT, shown=4, sold=1, written=(5,)), Drifted.LOST_WRITE),
        (replace(RIGHT, shown=3, sold=1, written=(5,)), Drifted.HAND_EDIT),
        (replace(RIGHT, written=(8,)), Drifted.LOST_WRITE),
        (replace(RIGHT, written=(10,)), Drifted.UNKNOWN),
        (replace(RIGHT, heard=("cin7 stock came",)), Drifted.LATE_EVENT),
        (RIGHT, Drifted.UNKNOWN),
        (replace(RIGHT, before=None), Drifted.UNKNOWN),
        (replace(RIGHT, before=None, heard=("a receipt",)), Drifted.LATE_EVENT),
    ],
    ids=[
        "as many sold as it fell",
        "it fell by more than was sold",
        "as many taken back as it rose",
        "it rose by more",
        "a write of ours landed unheard",
        "and one was sold after it",
        "more is gone than that",
        "a write of ours did not land",
        "a write that set what stands",
        "the shelf moved, and news told of it",
        "the shelf moved in silence",
        "never counted before",
        "never counted, and news came",
    ],
)
def test_a_difference_is_explained_by_what_happened(facts: Facts, because: Drifted) -> None:
    assert explain(facts).because is because


@given(before=UNITS, sold=UNITS, back=UNITS, part=UNITS, other=UNITS)
def test_no_mix_of_sales_and_refunds_is_ever_called_a_hand_edit(
    before: int, sold: int, back: int, part: int, other: int
) -> None:
    shown = before - min(part, sold) + min(other, back)
    told = explain(Facts(shown=shown, promised=0, before=before, sold=sold, back=back))
    assert told.because is not Drifted.HAND_EDIT


@given(before=UNITS, sold=UNITS, back=UNITS, beyond=st.integers(1, 50))
def test_what_lies_beyond_all_sales_and_refunds_always_is(
    before: int, sold: int, back: int, beyond: int
) -> None:
    for shown in (before - sold - beyond, before + back + beyond):
        told = explain(Facts(shown=shown, promised=0, before=before, sold=sold, back=back))
        assert told.because is Drifted.HAND_EDIT
        assert str(shown) in told.sentence


def unknown(number: int) -> list[Explained]:
    return [Explained(Drifted.UNKNOWN, "")] * number


@pytest.mark.parametrize(
    ("number", "counts", "held"),
    [(5, 10, False), (6, 10, True), (10, 100, False), (11, 100, True), (0, 0, False)],
    ids=["as many as may", "one more", "as large a share as may", "one more", "nothing at all"],
)
def test_only_so_much_is_repaired_that_nothing_explains(
    number: int, counts: int, held: bool
) -> None:
    late = [Explained(Drifted.LATE_EVENT, "")] * 1000
    found = too_much([*unknown(number), *late], counts, GUARDS)
    assert (found is not None) is held
    if found is not None:
        assert found.sentence().startswith(f"{number} of {counts} counts differ")


def test_the_kinds_are_counted_in_words() -> None:
    found = [
        *[Explained(Drifted.LATE_EVENT, "")] * 9,
        *[Explained(Drifted.HAND_EDIT, "")] * 2,
        *unknown(1),
    ]
    assert in_words(found) == "9 late, 2 hand edits, 1 unknown"
    assert in_words([]) == ""
