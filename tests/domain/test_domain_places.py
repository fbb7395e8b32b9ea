"""Bins that are not for sale; what several warehouses behind one location are called."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.places import BinRow, Places, for_sale, one_by_one, together
from domain.types import location_id


def test_units_in_an_excluded_bin_do_not_count_and_what_is_allocated_there_does() -> None:
    row = BinRow("Quarantine", Decimal(5), Decimal(2), Decimal(3))
    assert for_sale(row, {"Damaged"}) == (5, 2, 3)
    assert for_sale(row, {"Quarantine"}) == (0, 2, -2)


@given(st.lists(st.tuples(st.sampled_from(["", "Q", "D"]), st.decimals(0, 99, places=2))))
def test_without_its_excluded_bins_a_shelf_holds_what_the_others_hold(
    bins: list[tuple[str, Decimal]],
) -> None:
    told = [for_sale(BinRow(name, units, Decimal(0), units), {"Q"}) for name, units in bins]
    assert sum(row[2] for row in told) == sum(units for name, units in bins if name != "Q")


def test_warehouses_behind_one_location_are_one_place_and_each_one_of_its_own() -> None:
    places = Places(
        {
            "uk": {location_id(101): ("main", "north"), location_id(102): ("south",)},
            "eu": {location_id(201): ("main",), location_id(202): ("north", "south")},
        }
    )
    assert together(("main", "north")) == "main + north"
    assert one_by_one("main + north") == ("main", "north")
    assert one_by_one("main") == ("main",)
    assert places.behind("uk", location_id(101)) == ("main", "north")
    assert places.behind("uk", location_id(999)) == places.behind("uk", None) == ()
    assert set(places.of(("main",))) == {"main", "main + north"}
    assert set(places.of(("main", "north"))) == {"main", "north", "main + north", "north + south"}
    assert places.of(()) == ()
