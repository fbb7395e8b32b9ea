"""Promise 3 after shipping: one credit note a refund, restocked as the storefront restocked."""

from typing import Any

import pytest

from tests.sandbox.books.doorstep import Desk, excuse

MUGS = {"MUG": 3}


def breaches(desk: Desk, units: int | None = None, **claims: object) -> list[str]:
    report = desk.books(carrier_desk=False, **claims)
    assert report.promises["3"] == (len(report.breaches["3"]) if units is None else units)
    return report.breaches["3"]


@pytest.fixture
def shipped(desk: Desk) -> Desk:
    """Order #1 of three mugs, sold and shipped."""
    return desk.at(10).order(MUGS).at(20).sale(MUGS).at(30).fulfil(1, MUGS, "T1")


def test_a_return_with_its_credit_note_is_kept(shipped: Desk) -> None:
    shipped.at(40).refund(7, ("MUG", 2, "RETURN")).at(50).credit(7, {"MUG": 2})
    assert breaches(shipped) == []


def test_a_return_without_a_credit_note_is_a_breach_each_unit(shipped: Desk) -> None:
    shipped.at(40).refund(7, ("MUG", 2, "RETURN"))
    assert breaches(shipped, 2) == [
        "uk #1, refund 7: 2 shipped units given back and no credit note"
    ]
    assert breaches(shipped, until=shipped.at(50).now, grace_seconds=11) == []


def test_two_credit_notes_for_one_refund_are_a_breach(shipped: Desk) -> None:
    shipped.at(40).refund(7, ("MUG", 1, "RETURN")).at(50).credit(7, {"MUG": 1})
    shipped.at(60).credit(7, {"MUG": 1}, note="CR-2")
    claim: dict[str, Any] = {"exceptions": [excuse("reversal-for-a-person")]}
    assert breaches(shipped, 1, **claim) == ["uk #1, refund 7: 2 credit notes: CR-1, CR-2"]


@pytest.mark.parametrize(
    ("restock", "told"),
    [
        ({"MUG": 3}, "uk #1, refund 7: CR-1 restocked 1 of MUG too many"),
        ({"MUG": 1}, "uk #1, refund 7: CR-1 restocked 1 of MUG too few"),
        ({"MUG": 2, "CUP": 1}, "uk #1, refund 7: CR-1 restocked 1 of CUP too many"),
    ],
)
def test_restocked_is_exactly_what_came_back(
    shipped: Desk, restock: dict[str, int], told: str
) -> None:
    shipped.at(40).refund(7, ("MUG", 2, "RETURN")).at(50).credit(7, restock)
    assert breaches(shipped) == [told]


def test_shipped_units_that_stay_with_the_customer_are_credited_and_not_restocked(
    shipped: Desk,
) -> None:
    shipped.at(40).refund(7, ("MUG", 1, "NO_RESTOCK"))
    assert breaches(shipped, 1) != []
    assert breaches(shipped.at(50).credit(7, {})) == []
    assert breaches(shipped.at(60).credit(7, {"MUG": 1})) == [
        "uk #1, refund 7: CR-1 restocked 1 of MUG too many"
    ]


def test_units_taken_back_before_shipping_need_no_credit_note(desk: Desk) -> None:
    desk.at(10).order(MUGS).at(20).sale(MUGS).at(30).refund(7, ("MUG", 1, "CANCEL"))
    desk.at(40).sale({"MUG": 2})
    assert breaches(desk) == []
    assert breaches(desk.at(50).credit(7, {"MUG": 1}), 1) != []


def test_paid_back_units_that_are_still_to_be_shipped_need_no_credit_note(desk: Desk) -> None:
    desk.at(10).order(MUGS).at(20).sale(MUGS).at(30).fulfil(1, {"MUG": 1}, "T1")
    desk.at(40).refund(7, ("MUG", 1, "NO_RESTOCK")).refund(8, ("MUG", 1, "NO_RESTOCK"))
    assert breaches(desk, 1) == ["uk #1, refund 7: 1 shipped units given back and no credit note"]
    assert breaches(desk.at(50).credit(7, {})) == []


def test_a_refund_of_shipped_and_unshipped_units_is_both(desk: Desk) -> None:
    desk.at(10).order(MUGS).at(20).sale(MUGS).at(30).fulfil(1, {"MUG": 1}, "T1")
    desk.at(40).refund(7, ("MUG", 1, "RETURN"), ("MUG", 2, "CANCEL"))
    assert breaches(desk, 3) != []
    assert breaches(desk.at(50).sale({"MUG": 1}).credit(7, {"MUG": 1})) == []


def test_money_alone_may_be_credited_and_need_not(shipped: Desk) -> None:
    assert breaches(shipped.at(40).refund(7)) == []
    assert breaches(shipped.at(50).credit(7, {})) == []


@pytest.mark.parametrize(
    "memo", ["Shopify refund 8 of uk #1", "Shopify refund 7 of uk #11", "refund 7", "thanks"]
)
def test_a_credit_note_must_name_the_refund_exactly(shipped: Desk, memo: str) -> None:
    shipped.at(40).refund(7, ("MUG", 1, "RETURN")).at(50).credit(7, {"MUG": 1}, memo=memo)
    [missing, stranger] = breaches(shipped)
    assert "no credit note" in missing
    assert "stands for no refund of it" in stranger


def test_a_credit_note_without_any_refund_is_a_breach(shipped: Desk) -> None:
    assert breaches(shipped.at(40).credit(7, {"MUG": 2}), 2) != []


def test_a_return_of_an_order_that_cin7_never_had_is_left_to_a_person(desk: Desk) -> None:
    desk.at(10).order(MUGS).fulfil(1, MUGS, "T1").at(20).refund(7, ("MUG", 2, "RETURN"))
    assert breaches(desk, 2) != []
    assert breaches(desk, exceptions=[excuse("unmatched-refund")]) == []


def test_money_given_back_for_an_order_that_cin7_never_had_is_unmatched_too(desk: Desk) -> None:
    desk.at(10).order(MUGS).fulfil(1, MUGS, "T1").at(20).refund(7)
    claim: dict[str, Any] = {"exceptions": [excuse("unmatched-refund")]}
    assert breaches(desk, **claim) == []
    assert len(breaches(desk.at(30).sale(MUGS), **claim)) == 1


def test_units_both_freed_and_restocked_are_more_than_were_ordered(shipped: Desk) -> None:
    shipped.at(40).refund(7, ("MUG", 2, "RETURN")).at(50).credit(7, {"MUG": 2})
    told = breaches(shipped.at(60).sale({"MUG": 1}), 3)
    assert told == [
        "uk #1: 2 of MUG freed in Cin7 that nobody took back",
        "uk #1: 1 of MUG freed or restocked beyond what was ordered",
    ]


def test_a_missing_credit_note_is_excused_by_a_true_exception_only(shipped: Desk) -> None:
    shipped.at(40).refund(7, ("MUG", 1, "RETURN"))
    assert breaches(shipped, exceptions=[excuse("unmatched-refund")]) == []
    assert breaches(shipped, 2, exceptions=[excuse("void-refused")]) != []
