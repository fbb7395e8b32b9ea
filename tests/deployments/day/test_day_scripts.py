"""What a day is made of, and which of its orders must be quarantined."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from deployments.day.catalogue import StockPlan, Want, plan_stock
from deployments.day.codes import is_mapped, is_product
from deployments.day.expected import Why, expected_quarantines
from deployments.day.generated import generated_script
from deployments.day.places import EU, MAIN, SHOPS, SOUTH, UK, WAREHOUSES
from deployments.day.real import script_of
from deployments.day.script import Adjustment, Cin7Outage, Order, Receipt, WebhooksErr

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)


def by_name(script):
    return {order.name: order for order in script.orders}


def sell(script):
    """Play the baskets against the stock of all warehouses, as if everybody knew everything."""
    stock = {product.sku: Counter(product.stock) for product in script.catalogue.products}
    ran_out, from_one_place = set(), 0
    for happening in script.happenings:
        if isinstance(happening, Adjustment):
            stock[happening.sku][happening.location] += happening.units
            assert stock[happening.sku][happening.location] >= 0
        elif isinstance(happening, Receipt):
            for sku, units in happening.units.items():
                stock[sku][happening.location] += units
        elif isinstance(happening, Order):
            basket: Counter[str] = Counter()
            for line in happening.lines:
                if line.code in stock:
                    basket[line.code] += line.units
            basket = +Counter({s: min(n, stock[s].total()) for s, n in basket.items()})
            places = [
                place
                for place in WAREHOUSES
                if all(stock[sku][place] >= units for sku, units in basket.items())
            ]
            from_one_place += bool(places)
            for sku, units in basket.items():
                for place in places[:1] or WAREHOUSES:
                    taken = min(units, stock[sku][place])
                    stock[sku][place] -= taken
                    units -= taken
                if not stock[sku].total():
                    ran_out.add(sku)
    return ran_out, from_one_place / len(script.orders)


def test_invoices_of_the_united_kingdom_go_to_its_shop_and_all_others_to_the_other(small_script):
    shops = {order.name: order.shop for order in small_script.orders}
    assert shops["#600001"] == shops["#A600008"] == UK.domain
    assert shops["#600003"] == shops["#600004"] == EU.domain


def test_codes_that_are_no_products_are_typed_in_lines(small_script):
    bag, again, post = by_name(small_script)["#600001"].lines
    assert (bag.custom, again.custom, post.custom) == (False, False, True)
    assert post.code == "POST"


def test_a_bad_debt_keeps_its_size_as_no_line_can_cost_less_than_nothing(small_script):
    order = by_name(small_script)["#A600008"]
    assert order.note == "adjustment invoice"
    assert [(line.code, line.price, line.custom) for line in order.lines] == [
        ("B", Decimal("11062.06"), True)
    ]


def test_corrections_change_the_spelling_that_cin7_has_where_most_of_it_lies(small_script):
    assert [(one.sku, one.units) for one in small_script.adjustments] == [
        ("22411", -4),
        ("22411", -30),
        ("84997B", 7),
    ]
    stock = {product.sku: product.stock for product in small_script.catalogue.products}
    assert all(one.location in stock[one.sku] for one in small_script.adjustments)
    assert stock["22411"][MAIN] >= 12 + 2 + 4 + 30


def test_shopify_has_every_spelling_and_cin7_one_of_each(small_script):
    catalogue = small_script.catalogue
    assert {product.sku for product in catalogue.products} == {"22411", "72803B", "84997B"}
    assert {stranger.sku for stranger in catalogue.strangers} == {"72803b", "84997b"}
    assert catalogue.cin7_skus == {"22411", "72803B", "84997B"}


def test_the_day_happens_in_order_and_opens_on_the_full_hour(small_script):
    times = [one.at for one in small_script.happenings]
    assert times == sorted(times)
    assert small_script.opens == datetime(2011, 10, 6, 8, 0, tzinfo=UTC)
    assert small_script.closes == times[-1]
    assert small_script.credit_lines == 1


def test_every_day_has_an_outage_and_webhooks_that_err(small_script):
    outages = [one for one in small_script.happenings if isinstance(one, Cin7Outage)]
    assert [one.seconds for one in outages] == [600]
    errors = [one for one in small_script.happenings if isinstance(one, WebhooksErr)]
    sources = {"cin7", *(f"shopify:{shop.domain}" for shop in SHOPS)}
    for mode in ("lose", "double", "reorder"):
        assert {one.source for one in errors if one.mode == mode} == sources


def test_the_orders_to_quarantine_are_worked_out_with_their_reasons(small_script):
    found = {
        one.order_name: (one.shop, one.reasons, one.codes)
        for one in expected_quarantines(small_script)
    }
    assert found == {
        "#600002": (UK.domain, (Why.UNKNOWN_SKU,), ("84997b",)),
        "#600003": (EU.domain, (Why.UNKNOWN_SKU,), ("72803b",)),
        "#600004": (EU.domain, (Why.UNMAPPED_CODE,), ("S",)),
        "#A600008": (UK.domain, (Why.ADJUSTMENT_INVOICE, Why.UNMAPPED_CODE), ("B",)),
    }


@pytest.mark.parametrize("code", ["22411", "84997b", "DCGSSGIRL", "DCGS0066P", "PADS", "15056BL"])
def test_odd_codes_that_stand_on_a_shelf_are_products(code):
    assert is_product(code)


@pytest.mark.parametrize("code", ["POST", "DOT", "C2", "D", "M", "m", "gift_0001_40"])
def test_codes_that_the_rules_know_are_mapped(code):
    assert is_mapped(code)
    assert not is_product(code)


@pytest.mark.parametrize("code", ["S", "BANK CHARGES", "AMAZONFEE", "CRUK", "B", "d", "gift"])
def test_all_other_codes_are_neither(code):
    assert not is_mapped(code)
    assert not is_product(code)


def test_a_correction_happens_where_most_of_a_product_lies_and_nearest_to_home_in_a_tie():
    plan = StockPlan({"22411": {MAIN: 4, SOUTH: 9}, "22412": {SOUTH: 9, MAIN: 9}}, ())
    assert plan.home("22411") == SOUTH
    assert plan.home("22412") == MAIN


def test_contested_products_have_less_stock_than_the_day_wants():
    wants = [
        Want(sku, 10, f"{sku}{place}", country)
        for sku in ("22411", "22412")
        for place, country in enumerate(["United Kingdom"] * 3 + ["Germany"])
    ]
    plan = plan_stock(["22411", "22412", "22413"], wants, {"22412": 3})
    assert plan.scarce == ("22411",)
    assert plan.stock["22411"] == {MAIN: 30}
    assert plan.stock["22412"][MAIN] >= 43
    assert plan.stock["22412"][SOUTH] >= 10
    assert len(plan.stock["22413"]) == 1


@pytest.mark.parametrize("name", ["october", "june"])
def test_on_a_real_day_twenty_products_run_out_and_most_orders_fit_one_warehouse(name, request):
    ran_out, share = sell(script_of(request.getfixturevalue(name)))
    assert len(ran_out) >= 20
    assert share > 0.9


def test_of_the_eighth_of_june_fourteen_orders_must_be_quarantined(june):
    found = expected_quarantines(script_of(june))
    assert len(found) == 14
    assert {one.reasons for one in found} == {(Why.UNKNOWN_SKU,)}


def test_of_the_sixth_of_october_none_must(october):
    script = script_of(october)
    assert expected_quarantines(script) == ()
    assert len(script.orders) == 122
    assert len(script.adjustments) == 32
    assert script.credit_lines == 227


def test_a_made_up_day_is_a_whole_business_day():
    script = generated_script(MONDAY, 7)
    assert len(script.catalogue.products) >= 2500
    assert {order.shop for order in script.orders} == {shop.domain for shop in SHOPS}
    assert {place for product in script.catalogue.products for place in product.stock} == set(
        WAREHOUSES
    )
    assert len(script.receipts) == 1
    assert script.adjustments
    assert len(expected_quarantines(script)) == 3
    assert script.happenings[0].at >= MONDAY
    assert script.closes <= MONDAY + timedelta(hours=12)


@pytest.mark.parametrize("seed", [1, 7, 99])
def test_whatever_the_seed_twenty_products_run_out(seed):
    ran_out, share = sell(generated_script(MONDAY, seed))
    assert len(ran_out) >= 20
    assert share > 0.9


def test_the_same_seed_makes_the_same_day_and_another_one_another():
    assert generated_script(MONDAY, 7) == generated_script(MONDAY, 7)
    assert generated_script(MONDAY, 7).orders != generated_script(MONDAY, 8).orders
