"""The day's own places and codes are those of the shipped rules file."""

from pathlib import Path

import pytest

from deployments.day.codes import is_mapped
from deployments.day.places import COUNTRY_OF, SERVICES, SHOPS, WAREHOUSES, nearest_warehouse
from domain.rules import Rules
from domain.types import location_number
from sandbox.shopify.people import country_code
from settings.load import load_rules

CODES = (
    "POST", "DOT", "C2", "D", "M", "m", "gift_0001_10", "gift_0001_50", "S", "BANK CHARGES",
    "AMAZONFEE", "CRUK", "B", "POSTAGE", "d",
)  # fmt: skip


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(Path(__file__).resolve().parents[3] / "rules.toml")


def test_the_shops_and_their_locations_are_those_of_the_rules(rules):
    ours = {
        store.shop_domain: (
            str(store.name),
            {
                int(location_number(location)): rules.warehouses[place].cin7_location
                for location, (place,) in store.locations.items()
            },
        )
        for store in rules.stores.values()
    }
    assert ours == {shop.domain: (shop.store, dict(shop.locations)) for shop in SHOPS}


def test_the_warehouses_are_those_of_the_rules(rules):
    assert {one.cin7_location for one in rules.warehouses.values()} == set(WAREHOUSES)
    assert set(COUNTRY_OF) == set(WAREHOUSES)


def test_cin7_has_every_service_product_that_the_rules_name(rules):
    codes = rules.codes
    named = {*codes.charge.values(), *codes.discount.values(), *codes.service.values()}
    assert named | {codes.shipping} <= set(SERVICES)


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_mapped_when_the_rules_say_so(rules, code):
    assert is_mapped(code) == (rules.codes.meaning(code) is not None)


@pytest.mark.parametrize("country", ["United Kingdom", "EIRE", "Germany", "France", "Norway"])
def test_stock_is_laid_where_the_rules_send_a_countrys_orders_from(rules, country):
    near = [
        one.cin7_location
        for one in rules.warehouses.values()
        if country_code(country) in one.countries
    ]
    assert near == [nearest_warehouse(country)]
