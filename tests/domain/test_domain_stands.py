"""Where an order's parts stand: what Shopify tells, and what only we know."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.orders import Stand, StandLine
from domain.stands import merge, moved
from domain.types import Sku, location_id

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MAIN, NORTH, SOUTH = location_id(101), location_id(102), location_id(103)
PART = Stand(
    "gid://shopify/FulfillmentOrder/1",
    MAIN,
    True,
    (StandLine("gid://shopify/LineItem/1", Sku("MUG"), 3),),
)


def test_a_part_seen_for_the_first_time_is_taken_as_told() -> None:
    assert merge([], [PART], read_began=NOW, now=NOW) == (PART,)


def test_our_confirmed_move_is_remembered_when_shopify_tells_the_new_place() -> None:
    (after,) = moved([PART], PART.fulfillment_order_id, NORTH, NOW)
    assert (after.location, after.moved_from, after.moved_at) == (NORTH, MAIN, NOW)
    told = replace(PART, location=NORTH)
    assert merge([after], [told], read_began=NOW, now=NOW + timedelta(minutes=1)) == (after,)


def test_an_answer_older_than_the_move_does_not_take_it_back() -> None:
    (after,) = moved([PART], PART.fulfillment_order_id, NORTH, NOW)
    began = NOW - timedelta(seconds=2)
    assert merge([after], [PART], read_began=began, now=NOW)[0].location == NORTH


def test_a_move_that_somebody_else_made_counts_from_when_it_was_noticed() -> None:
    told = replace(PART, location=SOUTH)
    (after,) = merge([PART], [told], read_began=NOW, now=NOW)
    assert (after.location, after.moved_from, after.moved_at) == (SOUTH, MAIN, NOW)


def test_a_part_moved_back_by_hand_after_our_move_stands_where_shopify_says() -> None:
    (after,) = moved([PART], PART.fulfillment_order_id, NORTH, NOW)
    later = NOW + timedelta(minutes=5)
    (back,) = merge([after], [PART], read_began=later, now=later)
    assert (back.location, back.moved_from, back.moved_at) == (MAIN, NORTH, later)


def test_a_part_that_shopify_does_not_tell_any_more_is_gone() -> None:
    assert merge([PART], [], read_began=NOW, now=NOW) == ()


def test_units_are_those_shopify_tells_now() -> None:
    told = replace(PART, units=(replace(PART.units[0], units=1, shipped=2),))
    assert merge([PART], [told], read_began=NOW, now=NOW)[0].units == told.units
