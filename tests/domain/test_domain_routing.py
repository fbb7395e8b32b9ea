"""Which warehouse ships an order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.routing import Routed, route
from domain.rules import Routing

ROUTING = Routing(("main", "north", "south"), {"DE": ("south", "main")})
FULL = {"A": 9, "B": 9}


@pytest.mark.parametrize(
    ("capacity", "country", "warehouse", "because"),
    [
        ({"main": FULL, "north": FULL, "south": FULL}, "GB", "main", Routed.ONE_BEARS_ALL),
        ({"main": FULL, "north": FULL, "south": FULL}, "DE", "south", Routed.ONE_BEARS_ALL),
        ({"main": FULL, "north": FULL, "south": {"A": 9}}, "DE", "main", Routed.ONE_BEARS_ALL),
        ({"main": {"A": 1, "B": 9}, "north": FULL}, None, "north", Routed.ONE_BEARS_ALL),
        ({"main": {}, "north": FULL, "south": {}}, "DE", "south", Routed.LEAST_BACKORDERED),
        ({"north": {}, "main": {}}, "US", "main", Routed.LEAST_BACKORDERED),
        ({"main": {}, "north": {"A": 2}, "south": {}}, "GB", "north", Routed.LEAST_BACKORDERED),
        ({"main": {"A": 1}, "north": {"B": 1}}, "GB", "main", Routed.LEAST_BACKORDERED),
        ({"main": {"A": -9}, "north": {"B": 1}}, "GB", "north", Routed.LEAST_BACKORDERED),
        ({"north": FULL}, "DE", "north", Routed.ONE_BEARS_ALL),
    ],
    ids=[
        "first by priority",
        "nearest to the country",
        "the next near one when the nearest lacks a SKU",
        "no country asks by priority",
        "a warehouse the country does not name is not asked",
        "none can bear it, the nearest waits",
        "none can bear it, the one that holds most of it waits",
        "two lack as many units, the nearer waits",
        "units that are owed already are no worse than none",
        "none that the country names may take it, so priority decides",
    ],
)
def test_one_warehouse_bears_the_whole_order(
    capacity: dict[str, dict[str, int]], country: str | None, warehouse: str, because: Routed
) -> None:
    told = route({"A": 2, "B": 1}, capacity, ROUTING, country)
    assert (told.warehouse, told.because) == (warehouse, because)


def test_what_is_short_is_named() -> None:
    told = route({"B": 5, "A": 2, "C": 1}, {"main": {"A": 2, "B": -3}}, ROUTING, "GB")
    assert told.backordered == (("B", 5), ("C", 1))


def test_an_order_of_services_goes_to_the_nearest() -> None:
    told = route({}, {"main": {}, "south": {}}, ROUTING, "DE")
    assert (told.warehouse, told.because) == ("south", Routed.ONLY_SERVICES)


def test_an_order_that_nobody_may_take_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no warehouse"):
        route({"A": 1}, {"elsewhere": FULL}, ROUTING, "GB")


UNITS = st.dictionaries(st.sampled_from("ABC"), st.integers(0, 5))


@given(UNITS, st.dictionaries(st.sampled_from(["main", "north", "south"]), UNITS, min_size=1))
def test_an_order_waits_only_when_no_one_warehouse_can_bear_it(
    units: dict[str, int], capacity: dict[str, dict[str, int]]
) -> None:
    told = route(units, capacity, ROUTING, "GB")
    able = [
        name
        for name, holds in capacity.items()
        if all(holds.get(sku, 0) >= count for sku, count in units.items())
    ]
    assert bool(told.backordered) is (not able)
    assert not able or told.warehouse in able
    for sku, short in told.backordered:
        assert short == units[sku] - capacity[told.warehouse].get(sku, 0)
    lacking = sum(short for _, short in told.backordered)
    for holds in capacity.values():
        assert lacking <= sum(max(count - holds.get(sku, 0), 0) for sku, count in units.items())
