"""What Shopify has sold and Cin7's figure does not show yet."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from domain.committed import Committed
from domain.orders import ShopLine, ShopOrder, Stand, StandLine
from domain.types import location_id
from domain.unseen import Claimed, OpenOrder, Unseen, open_order, unseen

At = Callable[[float], datetime]
MAIN, NORTH, EU_MAIN, CAFE = map(location_id, (101, 102, 201, 999))
LOCATIONS = {"uk": {MAIN: ("main",), NORTH: ("north",)}, "eu": {EU_MAIN: ("main",)}}
SHOWN, ORDERS, SHELF, SETTLE = 1_000, 1_010, 1_020, 60


def stand(location: str | None, units: int, number: int = 1, **more: object) -> Stand:
    lines = (StandLine("line", "A", units),)
    told = {"open": True, "units": lines, **more}
    return Stand(f"gid://shopify/FulfillmentOrder/{number}", location, **told)


@pytest.fixture
def reckon(at: At) -> Callable[..., Unseen]:
    """Read what is shown at 1000 s, orders at 1010 s, the shelf at 1020 s."""

    def run(*orders: OpenOrder, committed: tuple[tuple[object, ...], ...] = ()) -> Unseen:
        return unseen(
            orders,
            [Committed(*row) for row in committed],
            LOCATIONS,
            shown_began=at(SHOWN),
            availability_began=at(SHELF),
            settle_seconds=SETTLE,
        )

    return run


def because(told: Unseen, warehouse: str) -> list[Claimed]:
    return [claim.because for claim in told.claims.get((warehouse, "A"), ())]


def test_a_sale_that_cin7_does_not_have_counts_where_it_stands(
    reckon: Callable[..., Unseen],
) -> None:
    told = reckon(OpenOrder("uk", 1, (stand(MAIN, 3),)), committed=(("uk", MAIN, "A", 3),))
    assert told.units == {("main", "A"): 3}
    assert because(told, "main") == [Claimed.NOT_IN_CIN7]
    assert told.unexplained == {}


@pytest.mark.parametrize(
    ("authorised", "units", "why"),
    [
        (SHELF - SETTLE - 0.001, 0, []),
        (SHELF - SETTLE, 3, [Claimed.NOT_SETTLED]),
        (SHELF - 1, 3, [Claimed.NOT_SETTLED]),
    ],
    ids=["settled before the read began", "settles as it begins", "just authorised"],
)
def test_a_sale_is_seen_when_the_shelf_was_read_after_it_had_settled(
    reckon: Callable[..., Unseen], at: At, authorised: float, units: int, why: list[Claimed]
) -> None:
    order = OpenOrder("uk", 1, (stand(MAIN, 3),), (("A", 3),), "main", at(authorised))
    told = reckon(order, committed=(("uk", MAIN, "A", 3),))
    assert told.at("main", "A") == units
    assert because(told, "main") == why


def test_a_routed_sale_counts_at_both_warehouses_until_cin7_has_it(
    reckon: Callable[..., Unseen],
) -> None:
    told = reckon(OpenOrder("uk", 1, (stand(MAIN, 3),), (("A", 3),), "north"))
    assert told.units == {("main", "A"): 3, ("north", "A"): 3}


def test_a_routed_sale_counts_once_where_it_stands_already(reckon: Callable[..., Unseen]) -> None:
    told = reckon(OpenOrder("uk", 1, (stand(MAIN, 3),), (("A", 3),), "main"))
    assert told.units == {("main", "A"): 3}


def test_a_move_that_is_pending_or_refused_holds_the_units_though_cin7_has_the_sale(
    reckon: Callable[..., Unseen], at: At
) -> None:
    order = OpenOrder("uk", 1, (stand(MAIN, 3),), (("A", 3),), "north", at(0))
    told = reckon(order, committed=(("uk", MAIN, "A", 3),))
    assert told.units == {("main", "A"): 3}
    assert because(told, "main") == [Claimed.MOVE_PENDING]


@pytest.mark.parametrize(
    ("moved", "held"),
    [(SHOWN - 1, {}), (SHOWN, {("main", "A"): 3}), (SHOWN + 5, {("main", "A"): 3})],
    ids=["before the counts were read", "as they were read", "after"],
)
def test_moved_units_are_held_until_the_counts_are_read_after_the_move(
    reckon: Callable[..., Unseen], at: At, moved: float, held: dict[tuple[str, str], int]
) -> None:
    there = stand(NORTH, 3, moved_from=MAIN, moved_at=at(moved))
    counted_at = NORTH if moved < SHOWN else MAIN
    told = reckon(
        OpenOrder("uk", 1, (there,), (("A", 3),), "north", at(0)),
        committed=(("uk", counted_at, "A", 3),),
    )
    assert told.units == held
    assert told.unexplained == {}


def test_a_move_does_not_explain_units_that_were_counted_before_it(
    reckon: Callable[..., Unseen], at: At
) -> None:
    there = stand(NORTH, 3, moved_from=MAIN, moved_at=at(SHOWN + 5))
    told = reckon(
        OpenOrder("uk", 1, (there,), (("A", 3),), "north", at(0)),
        committed=(("uk", NORTH, "A", 3), ("uk", MAIN, "A", 3)),
    )
    assert told.unexplained == {("uk", NORTH, "A"): 3}


def test_a_split_order_counts_each_part_where_it_stands_and_all_of_it_where_it_is_routed(
    reckon: Callable[..., Unseen],
) -> None:
    parts = (stand(MAIN, 2, 1), stand(NORTH, 1, 2))
    told = reckon(OpenOrder("uk", 1, parts, (("A", 3),), "north"))
    assert told.units == {("main", "A"): 2, ("north", "A"): 3}


def test_two_stores_on_one_shelf_share_what_is_unseen(reckon: Callable[..., Unseen]) -> None:
    told = reckon(
        OpenOrder("uk", 1, (stand(MAIN, 3),)),
        OpenOrder("eu", 1, (stand(EU_MAIN, 2),)),
        committed=(("uk", MAIN, "A", 3), ("eu", EU_MAIN, "A", 2)),
    )
    assert told.at("main", "A") == 5
    assert told.at("main", "A", without=("eu", 1)) == 3
    assert told.at("main", "A", without=("uk", 2)) == 5
    assert told.at("north", "A") == 0


def test_committed_units_that_no_order_explains_count_as_unseen(
    reckon: Callable[..., Unseen], at: At
) -> None:
    told = reckon(
        OpenOrder("uk", 1, (stand(MAIN, 3),), (("A", 3),), "main", at(0)),
        committed=(("uk", MAIN, "A", 5), ("eu", EU_MAIN, "A", 1), ("uk", NORTH, "A", 0)),
    )
    assert told.unexplained == {("uk", MAIN, "A"): 2, ("eu", EU_MAIN, "A"): 1}
    assert told.at("main", "A") == 3
    assert because(told, "main") == [Claimed.UNEXPLAINED, Claimed.UNEXPLAINED]


def test_an_order_in_another_store_explains_nothing_here(reckon: Callable[..., Unseen]) -> None:
    told = reckon(OpenOrder("eu", 1, (stand(EU_MAIN, 3),)), committed=(("uk", MAIN, "A", 3),))
    assert told.unexplained == {("uk", MAIN, "A"): 3}


@pytest.mark.parametrize(
    ("placed", "explains"), [(SHOWN - 1, True), (SHOWN - 0.5, False), (SHOWN + 4, False)]
)
def test_an_order_does_not_explain_units_counted_before_it_was_placed(
    reckon: Callable[..., Unseen], at: At, placed: float, explains: bool
) -> None:
    late = OpenOrder("uk", 2, (stand(MAIN, 3),), placed_at=at(placed))
    told = reckon(late, committed=(("uk", MAIN, "A", 3),))
    assert (told.unexplained == {}) is explains


def test_a_count_read_later_than_the_first_is_explained_by_what_was_placed_between(
    reckon: Callable[..., Unseen], at: At
) -> None:
    late = OpenOrder("uk", 2, (stand(MAIN, 3),), placed_at=at(SHOWN + 4))
    told = reckon(late, committed=(("uk", MAIN, "A", 3, at(SHOWN + 8)),))
    assert told.unexplained == {}
    assert told.at("main", "A") == 3


def test_two_items_with_one_sku_are_counted_together(reckon: Callable[..., Unseen]) -> None:
    told = reckon(
        OpenOrder("uk", 1, (stand(MAIN, 3),)),
        committed=(("uk", MAIN, "A", 2), ("uk", MAIN, "A", 2)),
    )
    assert told.unexplained == {("uk", MAIN, "A"): 1}


def test_of_two_counts_of_one_sku_the_earlier_says_what_was_placed_before(
    reckon: Callable[..., Unseen], at: At
) -> None:
    late = OpenOrder("uk", 2, (stand(MAIN, 3),), placed_at=at(SHOWN + 4))
    told = reckon(
        late,
        committed=(("uk", MAIN, "A", 1, at(SHOWN)), ("uk", MAIN, "A", 2, at(SHOWN + 8))),
    )
    assert told.unexplained == {("uk", MAIN, "A"): 3}


def test_units_shipped_from_shopify_before_cin7_had_the_sale_are_still_unseen(
    reckon: Callable[..., Unseen], at: At
) -> None:
    lines = (StandLine("line", "A", 0, shipped=3),)
    gone = Stand("gid://shopify/FulfillmentOrder/1", MAIN, False, lines)
    assert reckon(OpenOrder("uk", 1, (gone,))).at("main", "A") == 3
    seen = OpenOrder("uk", 1, (gone,), (("A", 3),), "north", at(0))
    assert reckon(seen).units == {}


def test_an_order_that_stands_nowhere_yet_counts_where_it_is_routed(
    reckon: Callable[..., Unseen],
) -> None:
    assert reckon(OpenOrder("uk", 1, (), (("A", 3),), "north")).units == {("north", "A"): 3}
    nowhere = OpenOrder("uk", 1, (stand(None, 3),), (("A", 3),))
    assert reckon(nowhere).units == {}


def test_a_location_that_is_no_warehouse_of_ours_is_named_and_not_counted(
    reckon: Callable[..., Unseen],
) -> None:
    told = reckon(OpenOrder("uk", 1, (stand(CAFE, 3),)), committed=(("uk", CAFE, "A", 4),))
    assert told.units == {}
    assert told.unmapped == (("uk", CAFE),)


def test_an_order_that_was_called_off_sells_nothing(
    reckon: Callable[..., Unseen], order: Callable[..., ShopOrder], line: Callable[..., ShopLine]
) -> None:
    told = order(line("A", 2), line("A", 1), line(None, 1), stands=(stand(MAIN, 3),))
    live = open_order(told, routed_to="north", authorised_at=None)
    assert live.sold == (("A", 3),)
    off = replace(told, cancelled=True, stands=(stand(MAIN, 0, open=False),))
    assert reckon(open_order(off, routed_to="north", authorised_at=None)).units == {}
