"""Units that no order explained, and that are gone before one did."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from domain.committed import Committed
from domain.orders import Stand, StandLine
from domain.types import location_id
from domain.unseen import Claimed, OpenOrder, Unseen, unseen
from domain.watched import Look, Watched, look_again

At = Callable[[float], datetime]
MAIN, SOUTH = map(location_id, (101, 103))
LOCATIONS = {"uk": {MAIN: ("main",), SOUTH: ("south",)}}
HERE = ("uk", MAIN, "A")
SETTLE = 60


def order(number: int, units: int, placed: datetime, at: str = MAIN) -> OpenOrder:
    line = StandLine("line", "A", units)
    stand = Stand(f"gid://shopify/FulfillmentOrder/{number}", at, open=True, units=(line,))
    return OpenOrder("uk", number, (stand,), placed_at=placed)


def settled(at: At, units: int) -> OpenOrder:
    """An order that Cin7's figure shows; as far as we know it stands at main."""
    stands = order(1, units, at(-900)).stands
    return OpenOrder("uk", 1, stands, (("A", units),), "main", at(-500), at(-900))


@pytest.fixture
def look(at: At) -> Callable[..., Unseen]:
    """Look at so many committed units, with what the look before left to know."""

    def run(
        second: float,
        committed: int,
        *orders: OpenOrder,
        before: Unseen | None = None,
        shelf: float | None = None,
    ) -> Unseen:
        began = at(second)
        return unseen(
            orders,
            [Committed(*HERE, committed)] if committed else [],
            LOCATIONS,
            shown_began=began,
            availability_began=at(second + 5 if shelf is None else shelf),
            settle_seconds=SETTLE,
            watched=() if before is None else before.watched,
            read={HERE},
        )

    return run


def test_what_no_order_explained_is_held_for_a_while_when_it_is_gone(
    look: Callable[..., Unseen],
) -> None:
    first = look(0, 3)
    assert first.units == {("main", "A"): 3}
    second = look(20, 0, before=first)
    assert second.units == {("main", "A"): 3}
    assert [c.because for c in second.claims["main", "A"]] == [Claimed.LET_GO]
    third = look(50, 0, before=second)
    assert third.units == {("main", "A"): 3}
    assert look(90, 0, before=third).units == {}


def test_it_is_held_until_the_figure_is_surely_from_after_it_vanished(
    look: Callable[..., Unseen],
) -> None:
    gone = look(20, 0, before=look(0, 3))
    assert look(75, 0, before=gone, shelf=80).units == {("main", "A"): 3}
    assert look(75, 0, before=gone, shelf=80.001).units == {}


def test_an_order_that_is_found_takes_the_units_over(look: Callable[..., Unseen], at: At) -> None:
    first = look(0, 3)
    second = look(20, 3, order(1, 3, at(-10)), before=first)
    assert [c.because for c in second.claims["main", "A"]] == [Claimed.NOT_IN_CIN7]
    (kept,) = second.watched
    assert (kept.units, kept.known, kept.gone) == (0, {1}, ())


def test_an_order_that_came_later_does_not_explain_what_was_there_before_it(
    look: Callable[..., Unseen], at: At
) -> None:
    second = look(20, 3, order(1, 3, at(10)), before=look(0, 3))
    assert second.units == {("main", "A"): 6}  # three that vanished, and three of the new one


def test_units_that_vanish_one_after_another_add_up(look: Callable[..., Unseen]) -> None:
    second = look(20, 2, before=look(0, 3))
    assert second.units == {("main", "A"): 3}
    third = look(40, 0, before=second)
    assert third.units == {("main", "A"): 3}
    assert look(40, 4, before=second).units == {("main", "A"): 5}


def seen(at: datetime, units: int = 3, **more: object) -> Watched:
    told = {"low": units, "low_since": at, **more}
    return Watched(*HERE, units, frozenset(), at, **told)  # type: ignore[arg-type]


def test_a_look_that_began_earlier_holds_what_a_later_one_knew(
    look: Callable[..., Unseen],
) -> None:
    """Its counts may have been read after those of the other all the same."""
    assert look(10, 0, before=look(20, 3)).units == {("main", "A"): 3}


def test_what_was_not_read_is_not_gone(at: At) -> None:
    nothing = Look(at(10), at(-50), timedelta(seconds=300), set())
    assert look_again([seen(at(0))], {}, {}, [], nothing) == ()


def test_on_a_busy_shelf_nothing_is_held_that_did_not_vanish(
    look: Callable[..., Unseen], at: At
) -> None:
    """Every forty seconds an order is found, while the one before it ships; none is called off."""
    told = None
    for n in range(30):
        there, next_one = order(n, 2, at(40 * n - 100)), order(n + 1, 2, at(40 * n - 60))
        told = look(40 * n, 4, there, before=told)
        assert told.at("main", "A") == 4
        told = look(40 * n + 20, 4, there, next_one, before=told)
        assert told.at("main", "A") == 4


def test_an_order_that_somebody_moved_hides_no_units_where_it_stood(at: At) -> None:
    told = unseen(
        [settled(at, 1)],
        # It stands in the south by now, and another one of two units came to main.
        [Committed(*HERE, 2), Committed("uk", SOUTH, "A", 1)],
        LOCATIONS,
        shown_began=at(0),
        availability_began=at(5),
        settle_seconds=SETTLE,
    )
    assert told.units == {("main", "A"): 2, ("south", "A"): 1}


@pytest.mark.parametrize(("south", "missing"), [(4, 0), (5, 1), (9, 1)])
def test_units_that_nothing_explained_for_long_are_no_order_that_was_moved(
    at: At, south: int, missing: int
) -> None:
    """A draft order that reserves four, say, never will be explained; what comes to it may be."""
    there = ("uk", SOUTH, "A")
    before = Watched(*there, 4, frozenset(), at(-30), 4, at(-200), 4)
    told = unseen(
        [settled(at, 1)],
        [Committed(*HERE, 1), Committed(*there, south)],
        LOCATIONS,
        shown_began=at(0),
        availability_began=at(5),
        settle_seconds=SETTLE,
        watched=[before],
        read={HERE, there},
        search_seconds=300,
    )
    assert told.at("main", "A") == missing
    assert told.at("south", "A") == south


def test_what_stood_longer_than_a_search_lags_is_the_floor(at: At) -> None:
    rows: tuple[Watched, ...] = ()
    for second, units in ((0, 5), (100, 6), (310, 5), (400, 7), (620, 6), (700, 2)):
        look = Look(at(second), at(second - 60), timedelta(seconds=300), {HERE})
        found = {HERE: units}
        rows = look_again(rows, found, found, [], look)
        assert rows[0].floor == {310: 5, 400: 5, 620: 5, 700: 2}.get(second, 0)


def test_units_that_nothing_explains_are_no_more_than_are_committed(at: At) -> None:
    told = unseen(
        [settled(at, 5)],
        [Committed(*HERE, 1), Committed("uk", SOUTH, "A", 9)],
        LOCATIONS,
        shown_began=at(0),
        availability_began=at(5),
        settle_seconds=SETTLE,
    )
    assert told.units == {("main", "A"): 1, ("south", "A"): 9}
