"""Promise 3 before shipping: a reversal frees exactly what was taken back, once."""

from typing import Any

import pytest

from sandbox.journal import OrderStands
from tests.sandbox.books.doorstep import Desk, excuse

MUGS = {"MUG": 3}
UK = "uk.myshopify.example"


def breaches(desk: Desk, units: int | None = None, **claims: object) -> list[str]:
    report = desk.books(carrier_desk=False, **claims)
    assert report.promises["3"] == (len(report.breaches["3"]) if units is None else units)
    return report.breaches["3"]


@pytest.fixture
def sold(desk: Desk) -> Desk:
    """Order #1 of three mugs, with its sale."""
    return desk.at(10).order(MUGS).at(20).sale(MUGS)


def test_a_day_without_reversals_breaks_nothing(sold: Desk) -> None:
    assert breaches(sold) == []


def test_a_cancelled_order_whose_sale_is_void_is_kept(sold: Desk) -> None:
    assert breaches(sold.at(30).cancel().at(40).sale(MUGS, status="VOIDED")) == []


def test_a_cancelled_order_that_still_holds_stock_is_a_breach_each_unit(sold: Desk) -> None:
    sold.at(30).refund(7, ("MUG", 3, "CANCEL"), cause="cancel").cancel()
    assert breaches(sold, 3) == ["uk #1: 3 of MUG taken back and not freed in Cin7"]


def test_a_sale_that_went_back_to_draft_is_not_void(sold: Desk) -> None:
    sold.at(30).cancel().at(40).sale(MUGS, status="DRAFT")
    assert breaches(sold) == ["uk #1 was taken back whole, and sale SO-1 is not void but DRAFT"]


def test_an_order_that_never_reached_cin7_and_was_cancelled_has_no_sale(desk: Desk) -> None:
    desk.at(10).order(MUGS).at(20).cancel()
    assert breaches(desk) == []
    assert breaches(desk.at(30).sale(MUGS), 3) != []


def test_a_sale_rebuilt_with_what_is_left_is_kept(sold: Desk) -> None:
    sold.at(30).refund(7, ("MUG", 1, "CANCEL")).at(40).sale({}, status="DRAFT")
    sold.at(50).sale({"MUG": 2})
    assert breaches(sold) == []
    assert sold.books().promises["2"] == 1, "it is not handed over, and nothing else is wrong"


@pytest.mark.parametrize(
    ("held", "units", "told"),
    [
        (3, 1, "uk #1: 1 of MUG taken back and not freed in Cin7"),
        (1, 1, "uk #1: 1 of MUG freed in Cin7 that nobody took back"),
        (0, 2, "uk #1: 2 of MUG freed in Cin7 that nobody took back"),
    ],
)
def test_units_freed_too_few_or_too_many_are_counted(
    sold: Desk, held: int, units: int, told: str
) -> None:
    sold.at(30).refund(7, ("MUG", 1, "CANCEL")).at(40).sale({"MUG": held})
    assert breaches(sold, units) == [told]


def test_a_sale_void_though_units_were_left_frees_too_much(sold: Desk) -> None:
    sold.at(30).refund(7, ("MUG", 1, "CANCEL")).at(40).sale(MUGS, status="VOIDED")
    assert breaches(sold, 2) != []
    assert sold.books().promises["2"] == 1


def test_a_reversal_is_given_time(sold: Desk) -> None:
    sold.at(30).cancel().at(60)
    assert breaches(sold, 3, until=sold.now, grace_seconds=30) != []
    assert breaches(sold, until=sold.now, grace_seconds=31) == []


def test_two_refunds_of_one_line_are_both_taken_off(sold: Desk) -> None:
    sold.at(30).refund(7, ("MUG", 1, "CANCEL")).at(40).refund(8, ("MUG", 1, "CANCEL"))
    assert breaches(sold.at(50).sale({"MUG": 1})) == []
    assert breaches(sold.at(60).sale({"MUG": 2}), 1) != []


def test_an_order_refunded_whole_needs_no_sale_and_may_have_none(sold: Desk) -> None:
    sold.at(30).refund(7, ("MUG", 3, "CANCEL"))
    assert breaches(sold, 3) != []
    sold.at(40).sale(MUGS, status="VOIDED")
    report = sold.books()
    assert (report.promises["2"], report.promises["3"]) == (0, 0)


def test_money_alone_frees_nothing(sold: Desk) -> None:
    sold.at(30).refund(7)
    assert breaches(sold) == []
    assert breaches(sold.at(40).sale({"MUG": 2}), 1) != []


def test_what_was_shipped_before_the_order_was_cancelled_stays_sold(sold: Desk) -> None:
    sold.at(30).fulfil(1, {"MUG": 1}, "T1").at(40).cancel()
    assert breaches(sold.at(50).sale({"MUG": 1})) == []
    assert breaches(sold.at(60).sale(MUGS, status="VOIDED"), 1) != []


def test_units_shipped_and_unshipped_again_before_the_cancel_are_freed(sold: Desk) -> None:
    sold.at(30).fulfil(1, MUGS, "T1").at(40).unfulfil(1).at(50).cancel()
    assert breaches(sold.at(60).sale(MUGS, status="VOIDED")) == []


def test_an_edited_line_is_judged_when_a_refund_names_its_units(sold: Desk) -> None:
    sold.at(30).refund(7, ("MUG", 1, "NO_RESTOCK"), unshipped={"MUG": 1}, cause="edit")
    assert breaches(sold, 1) != []
    assert breaches(sold.at(40).sale({"MUG": 2})) == []


def test_an_order_edited_without_saying_which_units_is_not_judged(sold: Desk) -> None:
    sold.at(30).refund(7, ("MUG", 1, "CANCEL")).at(40).sale({"MUG": 1})
    assert breaches(sold, 1) != []
    sold.at(50).note(OrderStands(sold.now, UK, 1, ((1, 101, 1),), "edit"))
    assert breaches(sold) == []


def test_a_quarantined_order_that_was_refunded_was_never_freed(desk: Desk) -> None:
    desk.at(10).order(MUGS).at(20).refund(7, ("MUG", 1, "CANCEL"))
    assert breaches(desk) == []


def labelled(sold: Desk) -> Desk:
    """A label was bought, the order cancelled, and the void refused: the units are on their way."""
    return sold.at(30).shipment(MUGS).label(MUGS, "label-1", "T1").at(40).cancel()


def test_a_refused_void_excuses_what_is_not_freed(sold: Desk) -> None:
    labelled(sold)
    assert breaches(sold, 3) != []
    assert breaches(sold, exceptions=[excuse("void-refused")]) == []


def test_a_closed_excuse_or_one_of_another_order_excuses_nothing(sold: Desk) -> None:
    labelled(sold).order(MUGS, 2).sale(MUGS, 2)
    assert breaches(sold, 3, exceptions=[excuse("void-refused", open=False)]) != []
    told = breaches(sold, 4, exceptions=[excuse("void-refused", 2)])
    assert told[1] == "uk #2 is excused as void-refused, which is not true of it"
    assert "names no order" in breaches(sold, 4, exceptions=[excuse("void-refused", 5)])[1]


def test_another_class_of_exception_excuses_nothing(sold: Desk) -> None:
    assert breaches(labelled(sold), 3, exceptions=[excuse("backordered")]) != []


def test_a_void_that_was_not_refused_is_no_excuse(sold: Desk) -> None:
    labelled(sold).at(50).void("label-1", "T1")
    told = breaches(sold, 4, exceptions=[excuse("void-refused")])
    assert told[-1] == "uk #1 is excused as void-refused, which is not true of it"


def test_an_excuse_never_covers_what_was_freed_twice(sold: Desk) -> None:
    sold.at(30).refund(7, ("MUG", 1, "CANCEL")).at(40).sale({"MUG": 1})
    assert breaches(sold, 1, exceptions=[excuse("reversal-for-a-person")]) != []


def test_nothing_is_left_to_a_person_where_nothing_was_taken_back(sold: Desk) -> None:
    assert breaches(sold, exceptions=[excuse("reversal-for-a-person")]) == [
        "uk #1 is excused as reversal-for-a-person, which is not true of it"
    ]


def test_not_relabelled_is_true_while_no_other_label_lives(sold: Desk) -> None:
    claim: dict[str, Any] = {"exceptions": [excuse("not-relabelled")]}
    sold.at(30).shipment(MUGS).label(MUGS, "label-1", "T1").at(40).void("label-1", "T1")
    assert breaches(sold, **claim) == []
    assert len(breaches(sold.at(50).label(MUGS, "label-2", "T2"), **claim)) == 1


def test_an_unmatched_refund_names_units(sold: Desk) -> None:
    claim: dict[str, Any] = {"exceptions": [excuse("unmatched-refund")]}
    assert len(breaches(sold.at(30).refund(7), **claim)) == 1
    assert breaches(sold.at(40).refund(8, ("MUG", 1, "CANCEL")), **claim) == []


def test_one_excuse_more_than_the_driver_expects_is_a_breach(sold: Desk) -> None:
    labelled(sold)
    claim: dict[str, Any] = {"exceptions": [excuse("void-refused")]}
    assert breaches(sold, expected_reversal_exceptions=[(UK, "#1")], **claim) == []
    assert breaches(sold, expected_reversal_exceptions=[], **claim) == [
        "uk #1 is left to a person and should not be"
    ]


def test_a_label_that_waits_is_no_reversal_left_to_a_person(sold: Desk) -> None:
    sold.at(30).shipment(MUGS).label(MUGS, "label-1", "T1").at(40).void("label-1", "T1")
    claim: dict[str, Any] = {"exceptions": [excuse("not-relabelled")]}
    assert breaches(sold, expected_reversal_exceptions=[], **claim) == []
