"""What was shown of a product over time, beside what the shelf could bear."""

from datetime import timedelta

import httpx
import pytest

from sandbox.books_claims import Claims
from sandbox.books_timeline import Timeline, Timelines, timelines
from sandbox.journal import UnitsRefused
from tests.sandbox.books.conftest import EU, MAIN, MAP, NORTH, OPENING, UK, Day
from tests.sandbox.books.small_town import CLAIMS, SmallTown, mugs


def laid_out(day: Day, *skus: str, **claims: object) -> Timelines:
    whole = {"location_map": MAP, "stores": {UK: "uk", EU: "eu"}, "poll_seconds": 600, **claims}
    return timelines(day.journal, Claims.model_validate(whole), skus or ("MUG",))


def steps(count: Timeline) -> list[tuple[float, int, int]]:
    """Seconds from 08:00, units shown, units there."""
    return [((at - OPENING).total_seconds(), shown, there) for at, shown, there in count.steps]


def test_a_sale_in_one_store_leaves_the_other_showing_too_much_until_it_is_lowered(day: Day):
    day.at(100).order(4, 1).at(130).read(EU).at(131).write(6, began=130, shop=EU)
    eu, uk = laid_out(day).counts
    assert steps(uk) == [(0, 10, 10), (100, 6, 6)]
    assert steps(eu) == [(0, 10, 10), (100, 10, 6), (131, 6, 6)]
    assert (uk.too_high_seconds, eu.too_high_seconds) == (0, 31)
    assert (uk.warehouse, eu.location_id) == (MAIN, 201)


def test_units_that_cin7_took_over_are_not_counted_twice(day: Day):
    day.at(100).order(4, 1).at(200).sale(1, {"MUG": 4})
    assert steps(laid_out(day).counts[1]) == [(0, 10, 10), (100, 6, 6)]


def test_the_shelf_bears_nothing_rather_than_less_than_nothing(day: Day):
    day.at(100).order(8, 1).at(110).order(6, 2, EU)
    eu, uk = laid_out(day).counts
    assert steps(eu)[-1] == (110, 4, 0)
    assert steps(uk)[-1] == (110, 2, 0)


def test_sales_say_which_units_were_not_there_and_whose_fault_that_was(day: Day):
    day.at(100).order(8, 1).at(110).order(6, 2, EU)
    eu, uk = laid_out(day).counts
    assert [(one.units, one.gap, one.oversold) for one in uk.sold] == [(8, 0, 0)]
    assert [(one.units, one.gap, one.oversold) for one in eu.sold] == [(6, 4, 0)]
    day.at(200).write(5).at(210).order(3, 3)
    assert [(one.units, one.gap, one.oversold) for one in laid_out(day).counts[1].sold] == [
        (8, 0, 0),
        (3, 0, 3),
    ]


def test_the_longest_time_counts_and_one_that_still_lasts_counts_to_the_end(day: Day):
    day.at(100).shelf(4).at(150).shelf(10).at(200).shelf(4).at(220).shelf(10)
    assert [count.too_high_seconds for count in laid_out(day).counts] == [50, 50]
    day.at(300).shelf(4).at(400).news()
    assert [count.too_high_seconds for count in laid_out(day).counts] == [100, 100]


def test_falling_further_while_too_much_is_shown_does_not_start_the_time_anew(day: Day):
    day.at(100).shelf(4).at(150).shelf(3).at(180).shelf(10)
    assert {count.too_high_seconds for count in laid_out(day).counts} == {80}


def test_other_products_and_later_events_are_left_out(day: Day):
    day.shelf(5, "CUP").shown(5, sku="CUP").at(100).order(1, 1).at(500).order(1, 2)
    told = laid_out(day, until=OPENING + timedelta(seconds=300))
    assert {count.sku for count in told.counts} == {"MUG"}
    assert steps(told.counts[1])[-1] == (100, 9, 9)


def test_each_location_has_its_own_line_and_one_without_a_warehouse_has_none(day: Day):
    day.shelf(3, location=NORTH).shown(3, location=102).shown(7, location=199)
    places = {(count.shop, count.location_id): count.steps[-1] for count in laid_out(day).counts}
    assert set(places) == {(UK, 101), (UK, 102), (EU, 201)}
    assert places[UK, 102][1:] == (3, 3)


def test_refused_units_are_told_with_their_moment(day: Day):
    day.at(50).journal.note(UnitsRefused(day.now, EU, "MUG", 3))
    day.at(60).journal.note(UnitsRefused(day.now, EU, "CUP", 9))
    assert [(one.shop, one.units, one.at) for one in laid_out(day).refused] == [
        (EU, 3, OPENING + timedelta(seconds=50))
    ]


def test_a_product_that_cin7_never_had_is_an_error(day: Day):
    with pytest.raises(KeyError, match="Cin7 has no product mug"):
        laid_out(day, "MUG", "mug")


async def test_the_panel_tells_it_of_the_real_sandbox(town: SmallTown):
    await town.buy(UK, "#1", mugs(8))
    await town.world.advance(60)
    await town.buy(EU, "#2", mugs(12))
    told = await town.panel("books/timeline", {"claims": CLAIMS, "skus": ["MUG"]})
    eu, uk = told["counts"]
    assert (uk["warehouse"], uk["steps"][-1][1:], uk["sold"][0][1:]) == (MAIN, [2, 0], [8, 0, 0])
    assert (eu["steps"][-1][1:], eu["sold"][0][1:]) == ([0, 0], [10, 8, 0])
    assert eu["too_high_seconds"] == 60
    assert [row[1:] for row in told["refused"]] == [[EU, "MUG", 2]]


async def test_the_panel_says_what_it_does_not_know(town: SmallTown):
    async def refused(body: dict[str, object]) -> httpx.Response:
        return await town.http.post("/_sandbox/books/timeline", json=body)

    unknown = await refused({"claims": CLAIMS, "skus": ["MUG", "HAT"]})
    assert (unknown.status_code, unknown.json()) == (
        404,
        {"error": "not found: Cin7 has no product HAT"},
    )
    assert (await refused({"claims": CLAIMS, "skus": []})).status_code == 422
    assert (await refused({"claims": {"stores": {}}, "skus": ["MUG"]})).status_code == 400
