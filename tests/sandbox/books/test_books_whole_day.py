"""The books as a whole: a clean day gives nothing, a long one is read in seconds."""

import json

import pytest

from sandbox.journal import UnitsRefused

UK, EU = "uk.myshopify.example", "eu.myshopify.example"


def test_a_clean_day_breaks_no_promise(day):
    day.at(100).order(3, 1).at(103).news(source=f"shopify:{UK}", delivery_id="d1")
    day.at(110).read(EU).at(112).write(7, began=110, shop=EU).at(120).sale(1, {"MUG": 3})
    day.at(200).receipt(4).at(201).news(delivery_id="d2")
    for shop in (UK, EU):
        day.at(210).read(shop).at(215).write(11, began=210, shop=shop)
    report = (
        day.at(2000)
        .news("CUP", delivery_id="d3")
        .books(
            inbox=[{"delivery_id": f"d{n}", "final": True} for n in (1, 2, 3)],
            effects=[],
            expected_exceptions=[],
        )
    )
    watched = {name: number for name, number in report.promises.items() if number is not None}
    assert watched == {"1": 0, "2": 0, "3": 0, "5": 0, "7": 0, "8": 0}
    assert {name for name, number in report.promises.items() if number is None} == {"4", "6"}
    assert report.counts["orders"] == report.counts["sales"] == 1
    assert (report.counts["writes"], report.counts["raised"]) == (3, 2)


def test_the_report_is_plain_data(day):
    report = day.at(10).write(11).books().to_json()
    assert json.loads(json.dumps(report)) == report
    assert list(report["promises"]) == list("12345678")


def test_breaches_are_all_counted_and_the_first_fifty_told(day):
    for number in range(60):
        day.at(100 + number).write(11 + number)
    report = day.books()
    assert report.promises["1"] == 60
    assert len(report.breaches["1"]) == 50


def test_units_refused_at_checkout_are_counted(day):
    day.journal.note(UnitsRefused(day.now, UK, "MUG", 3))
    day.journal.note(UnitsRefused(day.now, EU, "MUG", 4))
    assert day.books().counts["refused_units"] == 7


def test_products_that_run_out_are_counted_when_no_location_shows_any(day):
    day.shown(2, location=102).at(10).order(10, 1)
    assert day.books().counts["sold_out_skus"] == 0
    assert day.at(20).order(2, 2, location=102).books().counts["sold_out_skus"] == 1
    day.shown(0, sku="never there").at(30).order(10, 3, EU)
    assert day.books().counts["sold_out_skus"] == 1


def test_unknown_claims_are_refused(day):
    with pytest.raises(ValueError, match="bufer"):
        day.books(bufer=1)


def test_a_journal_of_a_hundred_thousand_events_is_read(day):
    """No promise walks the journal more than a few times: this takes seconds, not minutes."""
    skus = [f"P{number}" for number in range(250)]
    for sku in skus:
        day.shelf(1000, sku).shown(1000, sku=sku).shown(1000, EU, sku=sku)
    seconds = 0
    while len(day.journal.events) < 100_000:
        seconds += 20
        sku = skus[seconds // 20 % len(skus)]
        day.at(seconds).order(3, seconds, sku=sku).news(sku, f"shopify:{UK}")
        day.at(seconds + 5).sale(seconds, {sku: 3})
        for shop in (UK, EU):
            left = 1000 - 3 * (seconds // 20 // len(skus) + 1)
            day.at(seconds + 6).read(shop).at(seconds + 8)
            day.write(left, began=seconds + 6, shop=shop, sku=sku)
    report = day.books()
    assert report.promises["1"] == report.promises["2"] == report.promises["8"] == 0
    assert report.counts["orders"] > 5_000


def test_one_product_that_is_oversold_a_thousand_times_is_read_too(day):
    day.shown(100_000).shown(100_000, EU).at(100).news()
    for number in range(20_000):
        day.at(1000 + number).order(1, number, EU if number % 2 else UK)
    report = day.books()
    assert report.counts["oversold_units"] == 20_000 - 10
    assert len(day.journal.events) > 60_000
