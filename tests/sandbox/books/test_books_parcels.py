"""Promise 4: each parcel is told once, with its tracking, on the storefront and in Cin7."""

import pytest

from tests.sandbox.books.doorstep import Desk, excuse

MUGS = {"MUG": 2}
UK = "uk.myshopify.example"


def breaches(desk: Desk, **claims: object) -> list[str]:
    report = desk.books(**claims)
    assert report.promises["4"] == len(report.breaches["4"])
    return report.breaches["4"]


@pytest.fixture
def bought(desk: Desk) -> Desk:
    """Order #1 of two mugs, handed over and labelled as T1; nobody was told."""
    desk.at(10).order(MUGS).at(20).sale(MUGS).at(30).shipment(MUGS)
    return desk.at(40).label(MUGS, "label-1", "T1")


@pytest.fixture
def told(bought: Desk) -> Desk:
    """The same, told and shipped."""
    return bought.at(50).fulfil(1, MUGS, "T1").at(60).leg(MUGS, "T1").at(70)


def test_a_parcel_told_once_everywhere_is_kept(told: Desk) -> None:
    assert breaches(told) == []


def test_without_a_carrier_desk_it_is_not_watched(told: Desk) -> None:
    assert told.books(carrier_desk=False).promises["4"] is None


def test_a_parcel_of_which_nobody_was_told_is_named(bought: Desk) -> None:
    bought.at(60)
    assert breaches(bought) == [
        "uk #1, label label-1: no live fulfilment with its tracking",
        "uk #1, label label-1: no shipped legs in Cin7 with its tracking",
    ]
    assert breaches(bought, until=bought.now, grace_seconds=21) == []


def test_a_parcel_told_in_two_fulfilments_is_a_breach_and_so_are_two_notices(told: Desk) -> None:
    assert breaches(told.fulfil(2, MUGS, "T1")) == [
        "uk #1, label label-1: 2 live fulfilments with its tracking",
        "uk #1, label label-1: its customer was told 2 times",
    ]


def test_a_fulfilment_without_a_notice_tells_nobody(bought: Desk) -> None:
    bought.at(50).fulfil(1, MUGS, "T1", notified=False).leg(MUGS, "T1")
    assert breaches(bought) == ["uk #1, label label-1: its customer was not told"]


def test_a_notice_that_came_with_the_tracking_later_is_the_one_notice(bought: Desk) -> None:
    bought.at(50).fulfil(1, MUGS, notified=False).leg(MUGS, "T1").at(60)
    assert breaches(bought.correct(1, "T1", notified=True)) == []
    assert len(breaches(bought.correct(1, "T1", notified=True))) == 1


def test_a_correction_without_a_notice_tells_nobody_twice(told: Desk) -> None:
    assert breaches(told.correct(1, "T1")) == []


def test_other_units_than_those_in_the_parcel_are_a_breach(bought: Desk) -> None:
    bought.at(50).fulfil(1, {"MUG": 1}, "T1").leg(MUGS, "T1")
    assert breaches(bought) == [
        "uk #1, label label-1: the storefront tells other units: line 1 1 instead of 2"
    ]


def test_a_label_of_two_packages_is_told_with_both_numbers(desk: Desk) -> None:
    desk.at(10).order(MUGS).sale(MUGS).shipment(MUGS).label(MUGS, "label-1", "T1", "T2")
    desk.at(50).fulfil(1, MUGS, "T1").leg(MUGS, "T2", "T1")
    assert breaches(desk) == [
        "uk #1, label label-1: the storefront shows tracking T1 instead of T1, T2"
    ]
    assert breaches(desk.at(60).correct(1, "T2", "T1")) == []
    assert len(breaches(desk.at(70).leg(MUGS, "T1"))) == 1


def test_two_parcels_of_one_order_are_told_each(desk: Desk) -> None:
    one = {"MUG": 1}
    desk.at(10).order(MUGS).sale(MUGS).shipment(one).shipment(one, "se-2", split_from="se-1")
    desk.at(40).label(one, "label-1", "T1").label(one, "label-2", "T2", shipment_id="se-2")
    desk.at(50).fulfil(1, one, "T1").leg(one, "T1")
    assert len(breaches(desk)) == 2
    assert breaches(desk.fulfil(2, one, "T2").leg(one, "T2", task="leg-2")) == []


def test_a_fulfilment_of_no_parcel_is_a_breach(told: Desk) -> None:
    both = breaches(told.fulfil(2, MUGS, "T9", notified=False).fulfil(3, MUGS, notified=False))
    assert both == [
        "uk #1: fulfilment 2 shows tracking of no live label: T9",
        "uk #1: fulfilment 3 shows tracking of no live label: none",
    ]


def test_a_notice_of_no_parcel_is_a_breach_even_when_it_was_mended(bought: Desk) -> None:
    bought.at(50).fulfil(1, MUGS, "T9").leg(MUGS, "T1").at(60).correct(1, "T1", notified=True)
    assert breaches(bought) == [
        "uk #1: the customer was told at 08:00:50 of a parcel that does not exist: T9"
    ]


def test_a_label_voided_before_anybody_was_told_is_never_told(bought: Desk) -> None:
    bought.at(50).void("label-1", "T1")
    assert breaches(bought) == []
    bought.at(111).fulfil(1, MUGS, "T1", notified=False).at(120).unfulfil(1)
    assert breaches(bought) == ["uk #1, label label-1: told after it was voided at 08:00:50"]


def test_what_was_under_way_when_the_label_was_voided_may_land_and_is_taken_back(
    bought: Desk,
) -> None:
    bought.at(50).void("label-1", "T1").at(110).fulfil(1, MUGS, "T1")
    assert len(breaches(bought)) == 1
    assert breaches(bought.at(120).unfulfil(1)) == []


def test_a_label_voided_after_it_was_told_has_its_fulfilment_cancelled(told: Desk) -> None:
    told.at(100).void("label-1", "T1").at(130)
    assert breaches(told) == ["uk #1: fulfilment 1 shows tracking of no live label: T1"]
    assert breaches(told, until=told.now, grace_seconds=31) == []
    assert breaches(told.unfulfil(1)) == []


def relabelled(told: Desk) -> Desk:
    """T1 was voided and its telling taken back; T2 was bought and told."""
    told.at(100).void("label-1", "T1").at(110).unfulfil(1)
    return told.at(120).label(MUGS, "label-2", "T2").at(130).fulfil(2, MUGS, "T2")


def test_a_label_bought_anew_is_told_anew_and_corrected_in_cin7(told: Desk) -> None:
    relabelled(told)
    assert breaches(told) == ["uk #1, label label-2: no shipped legs in Cin7 with its tracking"]
    assert breaches(told.at(140).leg(MUGS, "T2")) == []


def test_a_label_bought_anew_may_be_told_by_a_correction(told: Desk) -> None:
    told.at(100).void("label-1", "T1").at(120).label(MUGS, "label-2", "T2")
    told.at(130).correct(1, "T2", notified=True).leg(MUGS, "T2")
    assert breaches(told) == []


def test_the_leg_of_a_voided_label_may_not_stand_beside_the_new_one(told: Desk) -> None:
    relabelled(told).leg(MUGS, "T2", task="leg-2")
    assert breaches(told) == [
        "uk #1, label label-1: voided, labelled again, and its leg is still shipped in Cin7"
    ]


def test_a_parcel_is_shipped_once_in_cin7_with_its_units(bought: Desk) -> None:
    bought.at(50).fulfil(1, MUGS, "T1").leg(MUGS, "T1", status="DRAFT")
    assert "no shipped legs" in breaches(bought)[0]
    bought.leg({"MUG": 1}, "T1")
    assert breaches(bought) == ["uk #1, label label-1: Cin7 shipped 1 of MUG, 2 are in the parcel"]
    bought.leg(MUGS, "T1").leg(MUGS, "T1", task="leg-2")
    assert breaches(bought) == ["uk #1, label label-1: 2 shipped legs in Cin7 with its tracking"]


def test_a_leg_with_another_tracking_is_a_breach(bought: Desk) -> None:
    bought.at(50).fulfil(1, MUGS, "T1").leg(MUGS, "T1", "T9")
    assert breaches(bought) == ["uk #1, label label-1: Cin7 shows tracking T1, T9 instead of T1"]


def test_a_cancelled_order_whose_label_refused_to_void_is_excused(bought: Desk) -> None:
    bought.at(50).cancel()
    assert len(breaches(bought)) == 2
    assert breaches(bought, exceptions=[excuse("void-refused")]) == []


def test_an_excuse_must_be_true_of_the_parcel(bought: Desk) -> None:
    claim = {"exceptions": [excuse("parcel-unmatched")]}
    assert breaches(bought, **claim) == []
    bought.at(50).void("label-1", "T1")
    assert breaches(bought, **claim) == [
        "uk #1 is excused as parcel-unmatched, which is not true of it"
    ]
    other = [excuse("fulfilment-refused", 5)]
    assert "names no order" in breaches(bought, exceptions=other)[0]


def test_a_refusal_is_true_only_of_an_order_that_has_a_label(told: Desk) -> None:
    told.at(100).void("label-1", "T1").at(110).order(MUGS, 2)
    assert len(breaches(told)) == 1
    assert breaches(told, exceptions=[excuse("fulfilment-refused")]) == []
    assert breaches(told.unfulfil(1), exceptions=[excuse("leg-refused", 2)]) == [
        "uk #2 is excused as leg-refused, which is not true of it"
    ]


def test_an_excuse_never_covers_a_second_notice(told: Desk) -> None:
    told.fulfil(2, MUGS, "T1")
    assert breaches(told, exceptions=[excuse("fulfilment-refused")]) == [
        "uk #1, label label-1: its customer was told 2 times"
    ]


def test_parcels_that_a_person_sends_are_not_asked_for(bought: Desk) -> None:
    bought.at(50).order(MUGS, 2).fulfil(9, MUGS, "by hand", number=2)
    assert breaches(bought, not_ours=[(UK, "#1"), (UK, "#2")]) == []
    assert len(breaches(bought, not_ours=[(UK, "#1")])) == 2


def test_parcels_of_orders_that_nobody_knows_are_none_of_ours(desk: Desk) -> None:
    desk.at(10).shipment(MUGS, external_id="shop:9:1", number=9).label(MUGS, "label-9", "T9")
    assert breaches(desk) == []
