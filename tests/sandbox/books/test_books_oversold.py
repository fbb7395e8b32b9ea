"""Promise 1: units sold that were not there, by our doing or in the gap."""

from sandbox.journal import Line, OrderPlaced, UnitsSold

UK = "uk.myshopify.example"
EU = "eu.myshopify.example"


def outcome(report):
    return report.counts["oversold_units"], report.counts["sold_in_gap_units"]


def test_units_that_were_there_are_neither(day):
    assert outcome(day.at(10).order(10, 1).books()) == (0, 0)


def test_two_stores_selling_the_same_units_at_once_is_the_gap(day):
    day.at(10).order(8, 1).at(20).order(5, 2, EU)
    report = day.books()
    assert outcome(report) == (0, 3)
    assert report.promises["1"] == 0


def test_units_sold_against_a_wrong_write_are_ours(day):
    day.at(100).write(15).at(110).order(12, 1)
    report = day.books()
    assert outcome(report) == (2, 0)
    assert report.promises["1"] == 1 + 2
    assert "order #1 sold 2 of MUG at Main Warehouse" in report.breaches["1"][1]
    assert "set wrongly to 15" in report.breaches["1"][1]


def test_a_right_write_afterwards_makes_the_wrong_one_forgotten(day):
    day.at(100).write(15).at(200).read().at(201).write(10, began=200)
    day.at(300).order(8, 1, EU).at(310).order(5, 2)
    assert outcome(day.books()) == (0, 3)


def test_a_count_left_too_high_after_the_news_is_ours(day):
    day.at(100).shelf(4).at(101).news().at(100 + 1 + 301).order(6, 1)
    report = day.books()
    assert outcome(report) == (2, 0)
    assert "too high since 08:01:40, which was heard of at 08:01:41" in report.breaches["1"][0]


def test_exactly_within_the_reaction_time_is_the_gap(day):
    day.at(100).shelf(4).at(101).news().at(101 + 300).order(6, 1)
    assert outcome(day.books()) == (0, 2)


def test_news_that_nobody_accepted_is_no_news_until_the_next_poll(day):
    day.at(100).shelf(4).at(101).news(status=503).at(500).order(6, 1)
    assert outcome(day.books()) == (0, 2)
    assert outcome(day.at(100 + 600 + 301).order(1, 2).books()) == (1, 2)


def test_late_news_counts_no_later_than_the_poll(day):
    day.at(100).shelf(4).at(800).news().at(100 + 600 + 301).order(6, 1)
    assert outcome(day.books()) == (2, 0)


def test_news_of_another_product_is_no_news(day):
    day.at(100).shelf(4).at(101).news("CUP").at(500).order(6, 1)
    assert outcome(day.books()) == (0, 2)


def test_news_from_before_the_drop_is_no_news(day):
    day.at(99).news().at(100).shelf(4).at(500).order(6, 1)
    assert outcome(day.books()) == (0, 2)


def test_a_reaction_of_our_own_choice_is_reckoned_with(day):
    day.at(100).shelf(4).at(101).news().at(500).order(6, 1)
    assert outcome(day.books(reaction_seconds=1000)) == (0, 2)
    assert outcome(day.books(reaction_seconds=30)) == (2, 0)


def test_sales_that_keep_a_count_too_high_do_not_start_the_time_anew(day):
    day.at(100).shelf(4).at(101).news()
    for number in range(5):
        day.at(200 + 50 * number).order(1, number)
    report = day.at(101 + 301).order(1, 9).books()
    assert outcome(report) == (1, 1)


def test_a_count_that_came_right_in_between_starts_the_time_anew(day):
    day.at(100).shelf(4).at(101).news().at(200).shelf(10).at(390).shelf(4).at(402).order(6, 1)
    assert outcome(day.books()) == (0, 2)


def test_a_count_lowered_by_what_could_be_read_answers_for_the_next_drop_only(day):
    day.at(100).shelf(8).at(101).news()
    day.at(380).read().at(385).shelf(5).at(386).news().at(390).write(8, began=380)
    assert outcome(day.at(450).order(7, 1).books()) == (0, 2)


def test_writing_the_same_count_again_does_not_start_the_time_anew(day):
    day.at(100).shelf(4).at(101).news()
    day.at(120).read().at(130).write(10, began=120)
    assert outcome(day.at(402).order(6, 1).books()) == (2, 0)


def test_a_count_raised_by_an_old_read_answers_from_the_drop_it_missed(day):
    """Read 10, the shelf falls to 4 and we hear of it, then 10 is written."""
    day.shown(2).at(100).read().at(110).shelf(4).at(111).news()
    day.at(130).write(10, began=100)
    assert outcome(day.at(130 + 300).order(6, 1).books()) == (0, 2)
    assert outcome(day.at(130 + 301).order(1, 2).books()) == (1, 2)


def test_units_that_cin7_already_took_are_not_counted_twice(day):
    day.at(10).order(6, 1).at(20).sale(1, {"MUG": 6}).at(30).order(4, 2)
    assert outcome(day.books()) == (0, 0)


def test_an_order_with_the_same_product_on_two_lines_misses_its_units_once(day):
    lines = (Line(1, "MUG", 4, True), Line(2, "MUG", 4, True))
    assert outcome(day.at(10).shelf(5).order(0, 1, lines=lines).books()) == (0, 3)


def test_a_debt_that_was_there_before_makes_every_unit_missing(day):
    day.at(10).shelf(-2).at(11).order(3, 1)
    assert outcome(day.books()) == (0, 3)


def test_it_does_not_matter_in_which_order_a_sale_is_written_down(day):
    day.shown(2).shelf(1).at(20)
    stands, lines = ((1, 101, 2),), (Line(1, "MUG", 2, True),)
    day.at(200).news().at(600)
    day.journal.note(OrderPlaced(day.now, UK, 1, "#1", lines, stands))
    day.shown(0).journal.note(UnitsSold(day.now, UK, 1, 101, "MUG", 2, 2))
    assert outcome(day.books()) == (1, 0)


def test_products_that_cin7_lacks_and_places_without_warehouse_are_skipped(day):
    day.shown(5, sku="cup").shown(5, location=199)
    day.at(10).order(5, 1, sku="cup").order(5, 2, location=199)
    assert outcome(day.books()) == (0, 0)
