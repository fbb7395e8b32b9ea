"""Bins that are not for sale; locations fed by several warehouses, and warehouses in parts."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.places import BinRow, for_sale, parted, pooled

FIGURE = st.decimals(-50, 200, places=4)


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


@given(
    st.dictionaries(st.sampled_from("abc"), FIGURE),
    st.dictionaries(st.sampled_from("abc"), st.integers(0, 9)),
    st.dictionaries(st.sampled_from("abc@"), st.integers(0, 9)),
)
def test_a_location_never_bears_more_than_the_warehouses_behind_it(
    available: dict[str, Decimal], safety: dict[str, int], unseen: dict[str, int]
) -> None:
    bears = pooled(available, safety, unseen)
    one_by_one = sum(
        max(0, units - safety.get(name, 0) - unseen.get(name, 0))
        for name, units in available.items()
    )
    assert 0 <= bears <= one_by_one
    more = {name: units + 3 for name, units in available.items()}
    assert pooled(more, safety, unseen) >= bears


def test_a_location_shows_the_sum_of_its_warehouses() -> None:
    there = {"main": Decimal("7.5"), "north": Decimal(4)}
    assert pooled(there, {"main": 1}, {"main": 2, "unrouted": 1}) == 7
    assert pooled({"main": Decimal(-3), "north": Decimal(4)}, {}, {}) == 1


@given(st.integers(0, 500), st.lists(st.integers(0, 9), min_size=1).filter(sum))
def test_the_locations_of_one_warehouse_show_together_what_it_bears(
    bears: int, shares: list[int]
) -> None:
    parts = parted(bears, shares)
    assert sum(parts) == bears
    assert all(a <= b for a, b in zip(parts, parted(bears + 1, shares), strict=True))
