"""Promise 8: nothing rash."""

import pytest

UK = "uk.myshopify.example"


@pytest.fixture
def hundred(day):
    """A hundred products at one location, the mug among them."""
    for number in range(99):
        day.shelf(10, f"P{number}").shown(10, sku=f"P{number}")
    return day.at(100).read()


def breaches(day, **claims):
    report = day.books(**claims)
    assert report.promises["8"] == len(report.breaches["8"])
    return report.breaches["8"]


def set_all(day, value, count, began=100.0):
    for number in range(count):
        day.write(value, began=began, sku=f"P{number}")
    return day


def test_a_share_of_the_catalogue_set_to_none_without_cause_is_rash(hundred):
    [told] = breaches(set_all(hundred.at(110), 0, 6))
    assert "lowered 6 of the 100 counts of uk.myshopify.example" in told
    assert "6 of them to 0" in told


def test_five_in_a_hundred_are_not_too_many(hundred):
    assert breaches(set_all(hundred.at(110), 0, 5)) == []


def test_a_share_lowered_below_what_the_shelf_bears_is_rash_too(hundred):
    [told] = breaches(set_all(hundred.at(110), 3, 6))
    assert "0 of them to 0" in told


def test_batches_of_one_decision_are_taken_together(hundred):
    set_all(hundred.at(110), 0, 3)
    for number in range(3, 6):
        reference = "gid://stocksteady/StockRead/20261123T080140.000000Z-another-batch"
        hundred.at(111).write(0, reference=reference, sku=f"P{number}")
    assert len(breaches(hundred)) == 1


def test_two_decisions_are_not(hundred):
    set_all(hundred.at(110), 0, 4)
    for number in range(4, 8):
        hundred.at(111).write(0, began=101, sku=f"P{number}")
    assert breaches(hundred) == []


def test_a_true_disaster_is_not_rash(hundred):
    for number in range(50):
        hundred.at(105).shelf(0, f"P{number}")
    assert breaches(set_all(hundred.at(110), 0, 50)) == []


def test_what_was_empty_within_the_window_may_be_set_to_none(hundred):
    for number in range(50):
        hundred.at(45).shelf(0, f"P{number}").at(95).called("cin7", "x").shelf(10, f"P{number}")
    assert breaches(set_all(hundred.at(110), 0, 50)) == []


def test_what_is_held_back_on_purpose_is_not_rash(hundred):
    set_all(hundred.at(110), 0, 50)
    assert breaches(hundred, held_back=[{"shop": UK, "percent": 100}]) == []
    assert len(breaches(hundred, held_back=[{"shop": UK, "fixed": 9}])) == 1


def test_units_that_were_unseen_a_moment_ago_may_be_taken_off_twice_and_no_more(hundred):
    for number in range(50):
        hundred.at(80).order(2, number=number + 1, sku=f"P{number}")
    # Ten stood there, two are sold: the figure may show them by now, or it may not.
    assert breaches(set_all(hundred.at(110), 6, 50)) == []
    assert len(breaches(set_all(hundred.at(111), 5, 50))) == 1


def test_a_few_counts_of_a_tiny_catalogue_are_no_mass_change(day):
    assert breaches(day.at(100).read().at(110).write(0, began=100)) == []


def test_a_product_written_with_its_sku_is_a_breach(day):
    assert breaches(day.renamed()) == ["08:00:00: cin7 product product-1 written with its SKU"]
