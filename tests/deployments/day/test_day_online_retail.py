"""What the lines of the file mean: orders, stock corrections, credit notes, spellings."""

import gzip
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from deployments.day.online_retail import UnreadableOrders, read_day

THE_DAY = date(2011, 10, 6)


def test_invoices_are_orders_with_all_their_lines(small_day):
    numbers = [order.number for order in small_day.orders]
    assert numbers == ["600001", "600002", "600003", "600004", "600009", "A600008"]
    first = small_day.orders[0]
    assert [(line.code, line.units) for line in first.lines] == [
        ("22411", 6),
        ("22411", 6),
        ("POST", 1),
    ]
    assert first.at == datetime(2011, 10, 6, 8, 17, tzinfo=UTC)
    assert (first.customer, first.country) == ("17850", "United Kingdom")
    assert first.lines[0].title == "RED BAG"
    assert first.lines[0].price == Decimal("1.95")


def test_an_invoice_begins_with_its_first_line(small_day):
    assert small_day.orders[1].at == datetime(2011, 10, 6, 9, 5, tzinfo=UTC)


def test_lines_of_no_units_and_invoices_without_price_and_customer_are_corrections(small_day):
    assert [(row.code, row.units) for row in small_day.corrections] == [
        ("22411", -4),
        ("22411", -30),
        ("84997b", 7),
    ]


def test_lines_of_credit_notes_are_kept_apart_from_what_was_bought(small_day):
    assert [(row.invoice[0], row.units < 0) for row in small_day.credits] == [("C", True)]
    assert not any(row.invoice.startswith("C") for row in small_day.history)


def test_an_invoice_that_adjusts_a_debt_is_known_by_its_letter(small_day):
    assert [order.number for order in small_day.orders if order.is_adjustment] == ["A600008"]


def test_cin7_has_the_commonest_spelling_of_the_whole_file_and_a_tie_goes_to_capitals(small_day):
    assert small_day.spellings.in_shopify == {"22411", "84997B", "84997b", "72803B", "72803b"}
    assert small_day.spellings.rows["84997B"] == small_day.spellings.rows["84997b"] == 2
    assert small_day.spellings.in_cin7 == {"22411", "84997B", "72803B"}
    assert small_day.spellings.cin7_spelling("84997b") == "84997B"
    assert small_day.spellings.cin7_spelling("POST") is None


def test_the_commonest_spelling_wins_over_capitals(tmp_path, small_file):
    more = small_file.read_text() + "700000,84997b,X,1,2011-10-07 09:00:00,1,1,France\n"
    path = tmp_path / "more.csv"
    path.write_text(more)
    assert "84997b" in read_day(path, THE_DAY).spellings.in_cin7


def test_a_packed_file_is_read_whatever_it_is_called(tmp_path, small_file, small_day):
    packed = tmp_path / "orders.data"
    packed.write_bytes(gzip.compress(small_file.read_bytes()))
    assert read_day(packed, THE_DAY) == small_day


def test_the_data_sets_own_way_to_write_a_time_is_read(tmp_path, small_file):
    path = tmp_path / "american.csv"
    path.write_text(small_file.read_text().replace("2011-10-06 08:17:00", "10/6/2011 8:17"))
    assert read_day(path, THE_DAY).orders[0].at == datetime(2011, 10, 6, 8, 17, tzinfo=UTC)


def test_a_day_without_orders_is_refused(small_file):
    with pytest.raises(UnreadableOrders, match="no order on 2011-10-08"):
        read_day(small_file, date(2011, 10, 8))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("StockCode", "SKU", "no column StockCode"),
        ("500002,84997B,CUTLERY,1,", "500002,84997B,CUTLERY,one,", "row 3: .*'one'"),
        ("2011-10-05 09:10:00", "yesterday", "row 3: .*yesterday"),
    ],
)
def test_a_file_that_is_something_else_is_refused_with_the_place(small_file, old, new, complaint):
    small_file.write_text(small_file.read_text().replace(old, new, 1))
    with pytest.raises(UnreadableOrders, match=complaint):
        read_day(small_file, THE_DAY)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UnreadableOrders, match=r"nowhere\.csv"):
        read_day(tmp_path / "nowhere.csv", THE_DAY)


def test_the_sixth_of_october_is_the_day_we_know(october):
    assert len(october.orders) == 122
    assert len(october.corrections) == 32
    assert all(row.price == 0 and not row.customer for row in october.corrections)
    assert len(october.credits) == 227


def test_the_eighth_of_june_is_the_day_we_know(june):
    assert len(june.orders) == 99
    known = june.spellings.in_cin7
    odd = [
        order
        for order in june.orders
        if any(
            line.code in june.spellings.in_shopify and line.code not in known
            for line in order.lines
        )
    ]
    assert len(odd) == 14


def test_the_whole_file_has_a_hundred_and_five_spellings_too_many(october):
    assert len(october.spellings.in_cin7) == 3898
    assert len(october.spellings.in_shopify - october.spellings.in_cin7) == 105
