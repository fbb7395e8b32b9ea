"""A location with several warehouses behind it may show what they have together, and no more.

The uk shop has one location (101) for main and north; the eu shop pictures each by itself.
"""

import pytest

from sandbox.books import Report

UK, EU = "uk.myshopify.example", "eu.myshopify.example"
MAIN, NORTH = "Main Warehouse", "North Warehouse"
MAP = {UK: {101: [MAIN, NORTH]}, EU: {201: MAIN, 202: NORTH}}


@pytest.fixture
def day(day):
    """Ten mugs in main and four in north; the uk shop shows fourteen."""
    day.shelf(4, location=NORTH).shown(14).shown(4, EU, 202)
    return day


def books(day, **claims) -> Report:
    return day.books(location_map=MAP, **claims)


def test_the_ceiling_is_the_sum(day):
    day.at(100).read().at(110).write(14, began=100)
    assert books(day).promises["1"] == 0
    report = books(day.at(200).read().at(210).write(15, began=200))
    assert report.promises["1"] == 1
    [sentence] = report.breaches["1"]
    assert "at Main Warehouse + North Warehouse" in sentence
    assert "never more than 14" in sentence


def test_a_short_warehouse_is_made_up_for_by_the_other(day):
    day.at(50).shelf(-3).at(200).read().at(210).write(1, began=200)
    assert books(day).promises["1"] == 0
    assert books(day.at(300).read().at(310).write(2, began=300)).promises["1"] == 1


def test_units_carried_between_the_warehouses_change_nothing_at_the_location(day):
    day.at(50).shelf(8).shelf(6, location=NORTH)
    day.at(200).read().at(210).write(15, began=200)
    assert "never more than 14" in books(day).breaches["1"][0]


@pytest.mark.parametrize(("location", "has"), [(201, 10), (202, 4)])
def test_an_unseen_order_is_off_each_of_its_warehouses_until_cin7_says_which(day, location, has):
    day.at(100).order(3, 1).at(200).read(EU).at(210).write(has, 200, EU, location=location)
    assert books(day).promises["1"] == 1
    day.at(300).called("cin7", "sale").at(310).sale(1, {"MUG": 3}, location=MAIN)
    left = has - 3 if location == 201 else has
    day.at(400).read(EU).at(410).write(left, 400, EU, location=location)
    assert books(day).promises["1"] == 1


def test_an_unseen_order_is_off_their_sum_once(day):
    day.at(100).order(3, 1).at(200).read().at(210).write(11, began=200)
    assert books(day).promises["1"] == 0
    day.at(300).read().at(310).write(12, began=300)
    assert books(day).promises["1"] == 1


def test_an_unseen_order_of_another_shop_is_off_the_sum_too(day):
    day.at(100).order(3, 1, EU).at(200).read().at(210).write(12, began=200)
    assert "never more than 11" in books(day).breaches["1"][0]


def test_a_sale_of_more_than_both_have_is_oversold(day):
    day.at(100).read().at(110).write(20, began=100).at(200).order(16, 1)
    report = books(day)
    assert any("sold 2 of MUG at Main Warehouse + North" in said for said in report.breaches["1"])


def test_a_receipt_in_either_has_to_show_at_the_location(day):
    day.at(100).receipt(6, location=NORTH).at(110).news()
    late = books(day.at(5000).called("cin7", "stock"))
    assert late.promises["5"] == 2
    assert any("reached uk.myshopify.example" in said for said in late.breaches["5"])


def test_a_location_told_as_a_text_is_one_warehouse(day):
    told = day.at(100).read().at(110).write(10, began=100).books()
    assert told.promises["1"] == 0
