"""The made-up day with a flash sale: its arithmetic, and that it is what it says."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from deployments.day.expected import expected_quarantines
from deployments.day.flash import PLENTIFUL, asked_for, best_sold, flash_script, usual_velocity
from deployments.day.made_up import HOURS
from deployments.day.places import EU, MAIN, SHOPS, UK
from deployments.day.script import FlashSale, Order, OrderLine, Script

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
SEEDS = pytest.mark.parametrize("seed", [1, 7, 99])


def rush(script: Script) -> list[Order]:
    """The sale's own baskets."""
    return [order for order in script.orders if order.name >= "#2000"]


def units(orders: list[Order]) -> Counter[tuple[str, str]]:
    return usual_velocity(orders)


def order(shop: str, sku: str, number: int) -> Order:
    return Order(MONDAY, shop, "#1", "", "", (OrderLine(sku, number, 0, sku),))  # type: ignore[arg-type]


def test_fifty_times_the_velocity_of_eleven_hours_for_ten_minutes_is_three_quarters_of_a_day():
    sale = FlashSale(MONDAY, MONDAY + timedelta(minutes=10), ("MUG", "CUP"), 50)
    usual = usual_velocity(
        [order(UK.domain, "MUG", 66), order(UK.domain, "CUP", 7), order(EU.domain, "MUG", 12)]
    )
    assert HOURS * 60 == 660
    assert asked_for(usual, sale) == {
        (UK.domain, "MUG"): 50,
        (UK.domain, "CUP"): 5,
        (EU.domain, "MUG"): 9,
        (EU.domain, "CUP"): 0,
    }


def test_what_both_shops_sell_comes_before_what_one_sells_more_of():
    usual = usual_velocity(
        [
            *(order(shop.domain, "MUG", 3) for shop in SHOPS),
            *(order(shop.domain, "CUP", 4) for shop in SHOPS),
            order(UK.domain, "HAT", 90),
        ]
    )
    assert best_sold(usual) == ("CUP", "MUG", "HAT")


@SEEDS
def test_the_sale_sells_fifty_times_as_fast_as_the_same_products_on_a_usual_day(seed):
    script = flash_script(MONDAY, seed)
    usual = usual_velocity(usual_day(seed))
    asked = units(rush(script))
    for shop in SHOPS:
        for sku in script.sale.skus:
            fifty = 50 * usual[shop.domain, sku] * 10 / 660
            assert abs(asked[shop.domain, sku] - fifty) <= 0.5, (shop.store, sku)
            assert asked[shop.domain, sku] > 0
    whole_day = sum(number for (_, sku), number in usual.items() if sku in script.sale.skus)
    assert sum(asked.values()) / (whole_day * 10 / 660) == pytest.approx(50, rel=0.02)


@SEEDS
def test_it_is_ten_minutes_of_twenty_products_in_two_shops_and_nothing_else(seed):
    script = flash_script(MONDAY, seed)
    sale = script.sale
    assert len(set(sale.skus)) == 20
    assert sale.ends - sale.begins == timedelta(minutes=10)
    assert {each.shop for each in rush(script)} == {shop.domain for shop in SHOPS}
    assert all(sale.begins <= each.at < sale.ends for each in rush(script))
    assert {sku for _, sku in units(rush(script))} == set(sale.skus)
    thirds = Counter(int((each.at - sale.begins) / timedelta(seconds=200)) for each in rush(script))
    assert min(thirds.values()) > len(rush(script)) / 6, "the rush lasts all of the ten minutes"


@SEEDS
def test_most_of_the_twenty_run_out_in_the_sale_and_some_do_not(seed):
    script = flash_script(MONDAY, seed)
    stock = {product.sku: product.stock for product in script.catalogue.products}
    asked: Counter[str] = Counter()
    for (_, sku), number in units(rush(script)).items():
        asked[sku] += number
    everything: Counter[str] = Counter()
    for (_, sku), number in units(list(script.orders)).items():
        everything[sku] += number
    assert all(set(stock[sku]) == {MAIN} for sku in script.sale.skus)
    short = [sku for sku in script.sale.skus if stock[sku][MAIN] < asked[sku]]
    enough = [sku for sku in script.sale.skus if stock[sku][MAIN] > everything[sku]]
    assert (len(short), len(enough)) == (20 - PLENTIFUL, PLENTIFUL)
    assert set(script.catalogue.scarce) == set(short)


@SEEDS
def test_some_come_back_after_the_sale_and_the_day_is_short(seed):
    script = flash_script(MONDAY, seed)
    [receipt] = script.receipts
    assert receipt.at == script.sale.ends + timedelta(minutes=10)
    assert set(receipt.units) < set(script.catalogue.scarce)
    assert timedelta(minutes=60) < script.closes - script.opens <= timedelta(minutes=75)
    before = [each for each in script.orders if each.at < script.sale.begins]
    after = [each for each in script.orders if each.at > script.sale.ends]
    assert before, "ordinary customers come before the sale"
    assert after, "and after it"
    assert expected_quarantines(script) == ()


@SEEDS
def test_nobody_has_a_product_twice_and_every_name_is_used_once(seed):
    orders = flash_script(MONDAY, seed).orders
    assert all(len({line.code for line in each.lines}) == len(each.lines) for each in orders)
    assert len({each.name for each in orders}) == len(orders)
    assert [each.at for each in orders] == sorted(each.at for each in orders)


def test_the_same_seed_makes_the_same_sale_and_another_one_another():
    assert flash_script(MONDAY, 7) == flash_script(MONDAY, 7)
    assert flash_script(MONDAY, 7).sale.skus != flash_script(MONDAY, 8).sale.skus


def usual_day(seed: int) -> list[Order]:
    """The whole day whose first part the script plays, made up here once more."""
    from deployments.day.made_up import make_up_goods, make_up_orders
    from sandbox.chance import Random

    chance = Random(f"flash sale {seed}")
    orders = make_up_orders(MONDAY, chance, make_up_goods(chance))
    played = [each for each in flash_script(MONDAY, seed).orders if each.name < "#2000"]
    assert orders[: len(played)] == played, "the day plays the beginning of its usual day"
    assert len(orders) == 150
    return orders
