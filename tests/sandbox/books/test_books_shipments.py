"""Promise 2 at the carrier desk: each unit is handed over once, and none is forgotten."""

import pytest

from sandbox.journal import Line, OrderPlaced, OrderStands, RefundMade
from tests.sandbox.books.doorstep import Desk, excuse

MUGS = {"MUG": 2}
UK = "uk.myshopify.example"


def breaches(desk: Desk, **claims: object) -> list[str]:
    report = desk.books(**claims)
    assert report.promises["2"] == len(report.breaches["2"])
    return report.breaches["2"]


@pytest.fixture
def sold(desk: Desk) -> Desk:
    """Order #1 of two mugs, with its sale."""
    return desk.at(10).order(MUGS).at(20).sale(MUGS)


def test_an_order_handed_over_once_is_kept(sold: Desk) -> None:
    assert breaches(sold.at(30).shipment(MUGS)) == []


def test_an_order_handed_over_twice_is_a_breach_each_line(sold: Desk) -> None:
    sold.at(30).shipment(MUGS).at(40).shipment(MUGS, "se-2", generation=2)
    [units, generations] = breaches(sold)
    assert units == (
        "uk #1: 4 units of line 1 (MUG) stood at the carrier desk at 08:00:40, 2 were ordered"
    )
    assert generations == (
        "uk #1 is handed over twice: generations 1 and 2 are both live with line 1"
    )


def test_a_double_that_was_cancelled_since_was_a_double_all_the_same(sold: Desk) -> None:
    sold.at(30).shipment(MUGS).at(40).shipment(MUGS, "se-2", generation=2)
    assert len(breaches(sold.at(50).shipment(MUGS, status="cancelled", cause="cancel"))) == 1


def test_a_shipment_made_anew_after_the_old_one_was_cancelled_is_no_double(sold: Desk) -> None:
    sold.at(30).shipment(MUGS).at(40).shipment(MUGS, status="cancelled", cause="cancel")
    assert breaches(sold.at(50).shipment(MUGS, "se-2", generation=2)) == []


def test_a_double_that_only_bears_the_orders_name_is_found(sold: Desk) -> None:
    sold.at(30).shipment(MUGS).shipment(MUGS, "se-2", external_id="by hand")
    assert "4 units of line 1" in breaches(sold)[0]


def test_a_split_order_is_one_order_even_when_it_loses_its_external_id(sold: Desk) -> None:
    sold.at(30).shipment(MUGS)
    sold.at(40).shipment({"MUG": 1}, external_id="", cause="split")
    sold.shipment({"MUG": 1}, "se-2", external_id="SEAuto-1", split_from="se-1", cause="split")
    assert breaches(sold) == []
    sold.at(50).shipment(MUGS, "se-2", external_id="SEAuto-1", split_from="se-1", cause="update")
    assert "3 units of line 1" in breaches(sold)[0]


def test_generations_that_hold_different_lines_are_no_double(desk: Desk) -> None:
    both = {"MUG": 1, "CUP": 1}
    desk.at(10).order(both).sale(both).shipment({"MUG": 1})
    assert breaches(desk.shipment({"CUP": 1}, "se-2", generation=2)) == []


def test_the_rest_of_a_line_may_be_made_anew_beside_a_labelled_part(sold: Desk) -> None:
    sold.at(30).shipment({"MUG": 1}, status="label_purchased", cause="label")
    assert breaches(sold.at(40).shipment({"MUG": 1}, "se-2", generation=2)) == []
    sold.at(50).shipment({"MUG": 1}, "se-3", generation=3, status="cancelled")
    assert breaches(sold) == []


def test_two_halves_of_a_line_in_two_fresh_generations_are_a_double(sold: Desk) -> None:
    sold.at(30).shipment({"MUG": 1}).at(40).shipment({"MUG": 1}, "se-2", generation=2)
    assert len(breaches(sold)) == 1


def test_a_line_that_the_order_lacks_is_no_line_of_it(sold: Desk) -> None:
    sold.at(30).shipment({**MUGS, "HAT": 1})
    assert "line '9', unknown to it" in breaches(sold)[0]


def test_a_cancelled_order_has_no_live_shipment(sold: Desk) -> None:
    sold.at(30).shipment(MUGS).at(40).cancel().at(50).sale(MUGS, status="VOIDED")
    assert breaches(sold) == ["uk #1 was cancelled, yet 2 of MUG are still handed over, 0 are left"]
    assert breaches(sold, until=sold.at(60).now, grace_seconds=30) == []
    assert breaches(sold.at(60).shipment(MUGS, status="cancelled", cause="cancel")) == []


def test_a_cancelled_order_whose_label_refused_to_void_is_excused(sold: Desk) -> None:
    sold.at(30).shipment(MUGS, status="label_purchased").label(MUGS, "label-1", "T1").at(40)
    sold.cancel().sale(MUGS, status="VOIDED")
    assert len(breaches(sold)) == 1
    assert breaches(sold, exceptions=[excuse("void-refused")]) == []
    assert len(breaches(sold, exceptions=[excuse("void-refused", open=False)])) == 1
    sold.at(50).void("label-1", "T1")
    assert len(breaches(sold, exceptions=[excuse("void-refused")])) == 1


def test_units_taken_back_do_not_stay_handed_over(sold: Desk) -> None:
    sold.at(30).shipment(MUGS).at(40).refund(7, ("MUG", 1, "CANCEL")).sale({"MUG": 1})
    assert breaches(sold) == ["uk #1: 2 of MUG are still handed over, 1 are left"]
    sold.at(50).shipment(MUGS, status="cancelled")
    assert breaches(sold.at(60).shipment({"MUG": 1}, "se-2", generation=2)) == []


def test_units_that_came_back_after_shipping_were_handed_over_rightly(desk: Desk) -> None:
    desk.at(10).sent().at(50).refund(7, ("MUG", 1, "RETURN")).credit(7, {"MUG": 1})
    assert breaches(desk) == []


def test_a_ready_order_that_was_not_handed_over_is_forgotten(sold: Desk) -> None:
    assert breaches(sold) == ["uk #1 is ready as sale SO-1 and not handed over: 2 of MUG"]
    assert breaches(sold, until=sold.at(40).now, grace_seconds=25) == []
    assert breaches(sold, carrier_desk=False) == []


def test_an_order_handed_over_in_part_is_forgotten_in_part(sold: Desk) -> None:
    assert "1 of MUG" in breaches(sold.at(30).shipment({"MUG": 1}))[0]


def test_what_was_taken_back_need_not_be_handed_over(sold: Desk) -> None:
    sold.at(30).refund(7, ("MUG", 1, "CANCEL")).sale({"MUG": 1})
    assert breaches(sold.at(40).shipment({"MUG": 1})) == []
    assert breaches(sold.at(50).shipment({"MUG": 1}, status="cancelled")) != []
    sold.at(60).refund(8, ("MUG", 1, "CANCEL")).sale({"MUG": 1}, status="VOIDED")
    assert breaches(sold) == []


def test_a_backordered_sale_waits_until_its_shelf_was_filled(desk: Desk) -> None:
    desk.at(10).order(MUGS).at(20).shelf("MUG", -1).sale(MUGS)
    assert breaches(desk) == []
    desk.at(30).shelf("MUG", 0)
    assert len(breaches(desk)) == 1
    assert breaches(desk, until=desk.at(40).now, grace_seconds=15) == []


def test_a_sale_that_was_covered_is_not_backordered_by_later_ones(sold: Desk) -> None:
    assert len(breaches(sold.at(30).shelf("MUG", -5))) == 1


def test_backordered_is_an_excuse_only_where_the_shelf_was_empty(sold: Desk) -> None:
    assert len(breaches(sold, exceptions=[excuse("backordered")])) == 1
    sold.at(30).sale(MUGS, status="DRAFT").at(40).shelf("MUG", 0).sale(MUGS)
    assert breaches(sold, exceptions=[excuse("backordered")]) == []
    assert len(breaches(sold)) == 1


def test_a_refused_move_is_an_excuse_only_where_the_order_stands_elsewhere(sold: Desk) -> None:
    claim = {"exceptions": [excuse("move-refused")]}
    assert len(breaches(sold, **claim)) == 1
    sold.at(30).note(OrderStands(sold.now, UK, 1, ((1, 102, 2),), "move"))
    assert breaches(sold, **claim) == []
    assert len(breaches(sold)) == 1


def test_an_exception_that_names_no_store_is_known_by_its_subject(sold: Desk) -> None:
    claim = {"class": "no-address", "open": True}
    assert breaches(sold, exceptions=[{**claim, "subject": "uk #1"}]) == []
    assert len(breaches(sold, exceptions=[{**claim, "subject": "uk #11"}])) == 1


def test_other_reasons_that_the_journal_does_not_show_are_believed(sold: Desk) -> None:
    assert breaches(sold, exceptions=[excuse("no-address")]) == []
    assert len(breaches(sold, exceptions=[excuse("stock-low")])) == 1


def test_an_order_that_a_person_sent_whole_needs_no_sale(desk: Desk) -> None:
    desk.at(10).order(MUGS).at(20).fulfil(1, MUGS, "by hand")
    assert len(breaches(desk)) == 1
    assert breaches(desk, not_ours=[(UK, "#1")]) == []
    desk.at(30).order(MUGS, 2).fulfil(2, {"MUG": 1}, "by hand", number=2)
    assert breaches(desk, not_ours=[(UK, "#1"), (UK, "#2")]) == [
        "uk #2 has no sale in Cin7 and no exception excuses it"
    ]


def test_what_needs_no_parcel_does_not_keep_an_order_from_being_sent_whole(desk: Desk) -> None:
    fee = Line(9, "FEE", 1, tracked=False, custom=True)
    desk.at(10).note(OrderPlaced(desk.now, UK, 1, "#1", (fee,), ()))
    desk.at(20).note(RefundMade(desk.now, UK, 1, 7, (), (), "1", "refund"))
    assert len(breaches(desk)) == 1
    assert breaches(desk, not_ours=[(UK, "#1")]) == []


def test_orders_that_a_person_sends_are_not_asked_for(sold: Desk) -> None:
    sold.at(30).shipment(MUGS).shipment(MUGS, "se-2", generation=2)
    assert breaches(sold, not_ours=[(UK, "#1")]) == []
