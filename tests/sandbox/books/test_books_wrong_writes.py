"""Promise 1: a count is wrong when nothing since its read could bear it."""

import pytest

from sandbox.journal import CountWritten

UK = "uk.myshopify.example"
EU = "eu.myshopify.example"
NORTH = "North Warehouse"


def test_a_count_that_the_shelf_bears_is_right(day):
    report = day.at(100).read().at(110).write(10, began=100).books()
    assert report.promises["1"] == 0
    assert report.counts["writes"] == 1
    assert report.counts["wrong_writes"] == 0


def test_a_count_above_the_shelf_is_wrong_and_named(day):
    report = day.at(100).read().at(110).write(11, began=100).books()
    assert report.promises["1"] == 1
    [sentence] = report.breaches["1"]
    assert "set to 11 of MUG at Main Warehouse at 08:01:50" in sentence
    assert "never more than 10" in sentence


def test_a_count_of_none_is_never_wrong(day):
    report = day.at(50).shelf(-4).at(100).read().at(110).write(0, began=100).books()
    assert report.promises["1"] == 0


def test_what_was_true_within_the_settle_time_before_the_read_may_be_written(day):
    day.at(1000).shelf(4)
    report = day.at(1060).read().at(1070).write(10, began=1059.9).books()
    assert report.promises["1"] == 0


def test_what_stopped_being_true_exactly_at_the_edge_may_not_be_written(day):
    day.at(1000).shelf(4)
    report = day.at(1060).read().at(1070).write(10, began=1060).books()
    assert report.promises["1"] == 1


def test_a_rise_after_the_count_was_applied_does_not_make_it_right(day):
    day.at(100).read().at(110).write(11, began=100)
    assert day.at(110).called("cin7", "stock").shelf(20).books().promises["1"] == 1


def test_a_rise_between_read_and_write_makes_a_lucky_count_right(day):
    day.at(100).read().at(105).shelf(20).at(107).shelf(10)
    assert day.at(110).write(11, began=100).books().promises["1"] == 0


@pytest.mark.parametrize(
    "reference",
    [
        None,
        "",
        "gid://stocksteady/StockRead/20261123T080100Z-batch",
        "gid://stocksteady/StockRead/20261399T080100.000000Z-batch",
        "gid://somebody/Else/20261123T080100.000000Z-batch",
        "gid://stocksteady/StockRead/20261123T090000.000000Z-from-the-future",
    ],
)
def test_a_reference_that_names_no_believable_read_buys_no_window(day, reference):
    day.at(100).read().at(105).shelf(4)
    report = day.at(110).write(10, reference=reference).books()
    assert report.promises["1"] == 1
    assert "no believable read" in report.breaches["1"][0]


def test_a_read_that_the_storefront_never_answered_buys_no_window(day):
    day.at(90).read().at(100).read(EU).at(101).read(outcome="503").at(105).shelf(4)
    assert day.at(110).write(10, began=95).books().promises["1"] == 1


def test_a_read_after_the_write_buys_no_window(day):
    day.at(105).shelf(4).at(110).write(10, began=100).at(111).read()
    assert day.books().promises["1"] == 1


def test_a_read_of_other_things_buys_no_window(day):
    day.at(100).called("shopify:uk.myshopify.example", "orders", write=False)
    assert day.at(105).shelf(4).at(110).write(10, began=95).books().promises["1"] == 1


def test_a_window_reaches_back_no_further_than_reaction_settle_and_ten_minutes(day):
    day.at(0).read().at(1000).shelf(4).at(1001).read()
    day.at(1000 + 959).write(10, began=0)
    assert day.books().promises["1"] == 0
    assert day.at(1000 + 961).write(10, began=0).books().promises["1"] == 1


def test_an_order_that_cin7_has_not_heard_of_lowers_the_ceiling_of_both_stores(day):
    day.at(100).order(3, 1, EU)
    report = day.at(300).read().at(310).write(8, began=300).books()
    assert report.promises["1"] == 1
    assert "never more than 7" in report.breaches["1"][0]
    assert day.at(320).write(7, began=300).books().promises["1"] == 1


def test_an_order_is_counted_once_when_cin7_has_its_sale(day):
    day.at(100).order(3, 1, EU).at(150).sale(1, {"MUG": 3}, EU)
    assert day.at(300).read().at(310).write(7, began=300).books().promises["1"] == 0
    assert day.at(320).write(8, began=300).books().promises["1"] == 1


@pytest.mark.parametrize("status", ["DRAFT", "NOT AVAILABLE", "AUTH_NO_ALLOC"])
def test_a_sale_that_reserves_nothing_leaves_the_order_unseen(day, status):
    day.at(100).order(3, 1).at(150).sale(1, {"MUG": 3}, status=status)
    assert day.at(300).read().at(310).write(8, began=300).books().promises["1"] == 1


def test_a_sale_of_another_number_leaves_the_order_unseen(day):
    day.at(100).order(3, 1).at(150).sale(1, {}, external_id="uk.myshopify.example/11")
    assert day.at(300).read().at(310).write(8, began=300).books().promises["1"] == 1


def test_a_voided_sale_makes_its_order_unseen_again(day):
    day.at(100).order(3, 1).at(150).sale(1, {"MUG": 3})
    day.at(200).sale(1, {"MUG": 3}, status="VOIDED")
    assert day.at(400).read().at(410).write(7, began=400).books().promises["1"] == 0
    assert day.at(420).write(8, began=400).books().promises["1"] == 1


def test_nobody_can_have_read_what_stood_within_one_happening(day):
    """The sale is written down before the shelf falls: for no time at all 13 seemed free."""
    day.at(100).order(3, 1).at(150)
    day.called("cin7", "sale/order", changed=True)
    day.sale(1, {}).shelf(7).called("cin7", "availability", write=False)
    assert day.at(155).read().at(160).write(10, began=155).books().promises["1"] == 0
    assert day.at(205).read().at(210).write(8, began=205).books().promises["1"] == 1


def test_a_cancelled_order_takes_nothing(day):
    day.at(100).order(3, 1).at(110).cancel(1)
    assert day.at(300).read().at(310).write(10, began=300).books().promises["1"] == 0


def test_units_count_where_the_fulfilment_order_stands(day):
    day.shelf(5, location=NORTH).shown(5, location=102)
    day.at(100).order(3, 1).at(150).stands(1, ((1, 102, 3),), "move")
    day.at(300).read().at(310).write(10, began=300)
    assert day.books().promises["1"] == 0
    report = day.at(311).write(5, began=300, location=102).books()
    assert report.promises["1"] == 1
    assert "North Warehouse" in report.breaches["1"][0]


def test_untracked_lines_take_nothing(day):
    day.at(100).order(3, 1, tracked=False)
    assert day.at(300).read().at(310).write(10, began=300).books().promises["1"] == 0


def test_a_promise_where_no_warehouse_stands_is_wrong(day):
    day.shown(0, location=199)
    assert day.at(10).write(1, location=199).books().promises["1"] == 1


def test_a_promise_of_what_cin7_lacks_is_wrong(day):
    day.shown(0, sku="mug")
    report = day.at(10).write(1, sku="mug").books()
    assert report.promises["1"] == 1
    assert "mug" in report.breaches["1"][0]


def test_items_that_the_storefront_does_not_count_are_skipped(day):
    day.journal.note(CountWritten(day.now, UK, 101, "MUG", 999, 50, 0, "key", None))
    report = day.books()
    assert (report.promises["1"], report.counts["writes"]) == (0, 1)


def test_the_books_close_at_the_time_they_are_told(day):
    day.at(100).write(11)
    assert day.books().promises["1"] == 1
    assert day.books(until=day.at(99).now).promises["1"] == 0
