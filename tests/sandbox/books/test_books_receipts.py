"""Promise 5: a receipt reaches every storefront in time."""

UK, EU = "uk.myshopify.example", "eu.myshopify.example"
NORTH = "North Warehouse"
RIGHT = 300 + 60
"""Reaction and settle time."""


def late(report):
    assert report.promises["5"] == len(report.breaches["5"])
    return report.breaches["5"]


def served(day, at, began, shop, value=15):
    return day.at(began).read(shop).at(at).write(value, began=began, shop=shop)


def test_a_receipt_shown_by_both_stores_is_kept_and_timed(day):
    day.at(100).receipt(5).at(101).news()
    served(day, 130, 120, UK)
    served(day, 150, 140, EU)
    report = day.at(2000).news("CUP").books()
    assert late(report) == []
    assert report.counts["receipts"] == {
        "number": 1,
        "waiting": 0,
        "measured": 1,
        "p50_seconds": 50.0,
        "p95_seconds": 50.0,
        "max_seconds": 50.0,
    }


def test_a_receipt_that_one_store_never_showed_is_named(day):
    day.at(100).receipt(5).at(101).news()
    served(day, 130, 120, UK)
    report = day.at(2000).news("CUP").books()
    assert late(report) == [
        "5 of MUG received at Main Warehouse on PO-1 at 08:01:40 had not reached"
        " eu.myshopify.example by 08:07:41"
    ]
    assert report.counts["receipts"]["measured"] == 0


def test_the_last_instant_is_in_time_and_the_next_is_late(day):
    day.shown(15, EU).at(100).receipt(5).at(101).news()
    served(day, 101 + RIGHT, 200, UK)
    assert late(day.books()) == []


def test_one_second_after_the_last_instant_is_late(day):
    day.shown(15, EU).at(100).receipt(5).at(101).news()
    served(day, 102 + RIGHT, 200, UK)
    assert len(late(day.books())) == 1


def test_lost_news_gives_time_until_the_next_poll(day):
    day.shown(15, EU).at(100).receipt(5).at(101).news(status=0)
    served(day, 100 + 600 + RIGHT, 200, UK)
    assert late(day.books()) == []


def test_news_after_the_poll_gives_no_more_time(day):
    day.shown(15, EU).at(100).receipt(5).at(900).news()
    served(day, 101 + 600 + RIGHT, 800, UK)
    assert len(late(day.books())) == 1


def test_news_from_a_storefront_is_no_news_of_a_receipt(day):
    day.shown(15, EU).at(100).receipt(5).at(101).news(source=f"shopify:{UK}")
    served(day, 100 + 600 + RIGHT, 200, UK)
    assert late(day.books()) == []


def test_a_count_from_a_read_before_the_receipt_that_did_not_rise_is_no_answer(day):
    day.shown(15, EU).at(90).read(UK).at(100).receipt(5).at(101).news()
    day.at(130).write(10, began=90)
    assert len(late(day.at(2000).news("CUP").books())) == 1


def test_a_count_that_rose_is_an_answer_whenever_it_was_read(day):
    day.shown(15, EU).at(90).read(UK).at(100).receipt(5).at(101).news()
    day.at(130).write(11, began=90)
    assert late(day.at(2000).news("CUP").books()) == []


def test_a_lower_count_from_a_later_read_is_an_answer(day):
    day.shown(15, EU).at(100).receipt(5).at(101).news()
    served(day, 130, 120, UK, value=9)
    assert late(day.at(2000).news("CUP").books()) == []


def test_a_store_that_already_shows_enough_need_not_move(day):
    day.at(50).shelf(-3).shown(0).shown(0, EU).at(100).receipt(2).at(101).news()
    report = day.at(2000).news("CUP").books()
    assert late(report) == []
    assert report.counts["receipts"]["measured"] == 0


def test_what_is_held_back_need_not_be_shown(day):
    day.at(100).receipt(5).at(101).news().at(2000).news("CUP")
    assert len(late(day.books())) == 2
    held = [{"shop": UK, "fixed": 5}, {"shop": EU, "sku": "MUG", "fixed": 0, "percent": 33}]
    assert late(day.books(held_back=held)) == []
    held[0]["percent"] = 10
    assert late(day.books(held_back=held)) == []
    held[1]["percent"] = 20
    assert len(late(day.books(held_back=held))) == 1


def test_sales_that_bring_the_ceiling_down_to_what_is_shown_are_an_answer(day):
    day.shown(15, EU).at(100).receipt(5).at(101).news()
    day.at(200).order(5, 1, EU).at(2000).news("CUP")
    assert late(day.books()) == []


def test_a_store_without_a_level_there_is_not_asked(day):
    day.at(100).receipt(5, location=NORTH).at(101).news()
    assert late(day.at(2000).news("CUP").books()) == []


def test_a_level_opened_after_the_receipt_is_not_asked(day):
    day.at(100).receipt(5, location=NORTH).at(101).news().at(102).shown(0, location=102)
    assert late(day.at(2000).news("CUP").books()) == []


def test_a_receipt_whose_time_is_not_over_is_waiting(day):
    report = day.at(100).receipt(5).at(101).news().at(300).news("CUP").books()
    assert late(report) == []
    assert report.counts["receipts"]["waiting"] == 1
