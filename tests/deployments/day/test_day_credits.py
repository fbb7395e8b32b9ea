"""Credit notes of a real day, and orders taken back at every stage of a made-up one."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from deployments.day.credits import match
from deployments.day.generated import generated_script
from deployments.day.generated_returns import IN_TURN
from deployments.day.online_retail import Row
from deployments.day.real import script_of
from deployments.day.script import How, When

NOON = datetime(2011, 10, 6, 12, tzinfo=UTC)


def row(invoice, units, *, code="22411", customer="12345", days=0):
    at = NOON - timedelta(days=days)
    return Row(invoice, code, "RED BAG", units, at, Decimal("1.95"), customer, "United Kingdom")


def credit(units, **more):
    return replace_at(row("C1", -units, **more))


def replace_at(line):
    return line._replace(at=NOON + timedelta(hours=1))


def test_a_credit_takes_back_the_latest_earlier_purchase_of_the_same_customer_and_code():
    older, latest, others = row("1", 5, days=9), row("2", 5, days=3), row("3", 5, customer="9")
    found = match([credit(2)], [older, latest, others])
    assert [one.bought.invoice for one in found.matched] == ["2"]
    assert found.unmatched == ()


def test_units_that_were_taken_back_once_are_not_taken_back_again():
    older, latest = row("1", 5, days=9), row("2", 5, days=3)
    found = match([credit(4), credit(4), credit(4)], [older, latest])
    assert [one.bought.invoice for one in found.matched] == ["2", "1"]
    assert len(found.unmatched) == 1


@pytest.mark.parametrize(
    "line",
    [
        credit(9),
        credit(1, code="22412"),
        credit(1, customer=""),
        credit(1, code="POST"),
        row("C1", -1, days=4),
    ],
    ids=["more than was bought", "another code", "no customer", "no product", "before it was sold"],
)
def test_what_has_no_purchase_behind_it_is_not_matched(line):
    bought = [row("2", 5, days=3), row("4", 5, code="POST", days=3), row("5", 5, customer="")]
    assert match([line], bought).unmatched == (line,)


def bought_days_ago(retail, days):
    """The day as if the credit note's customer had bought so many days earlier, and only then."""
    history = tuple(
        line._replace(at=line.at - timedelta(days=days))
        for line in retail.history
        if line.invoice == "500001"
    )
    return script_of(replace(retail, history=history))


def test_an_order_of_the_day_before_is_set_up_as_not_sent_yet(small_day):
    script = bought_days_ago(small_day, 0)
    (earlier,) = script.earlier
    assert earlier.order.name == "#500001"
    assert not earlier.shipped
    assert earlier.in_cin7
    (back,) = script.taken_back
    assert (back.name, back.how, dict(back.units)) == ("#500001", How.REFUND, {"22411": 1})


def test_an_order_of_longer_ago_was_sent_before_the_day_opens(small_day):
    (earlier,) = bought_days_ago(small_day, 5).earlier
    assert earlier.shipped


def test_a_credit_that_matches_nothing_is_of_an_order_that_cin7_never_heard_of(small_day):
    (line,) = small_day.credits
    script = script_of(replace(small_day, credits=(line._replace(code="99999"),)))
    (earlier,) = script.earlier
    assert (earlier.in_cin7, earlier.shipped) == (False, True)
    (back,) = script.taken_back
    assert back.name == earlier.order.name == "#of C600007"


def test_orders_of_the_same_day_are_taken_back_at_each_stage_in_turn(october):
    script = script_of(october)
    today = {order.name for order in script.orders}
    same_day = [one for one in script.taken_back if one.name in today]
    assert [one.when for one in same_day][:4] == [
        When.AT_ONCE,
        When.IN_CIN7,
        When.HANDED_OFF,
        When.LABELLED,
    ]
    assert How.CANCEL in {one.how for one in same_day}
    unknown = [one for one in script.earlier if not one.in_cin7]
    assert len(script.earlier) == 90
    assert len(unknown) == 12
    assert sum(not one.shipped for one in script.earlier) == 1


@pytest.mark.parametrize("seed", [1, 7, 99])
def test_a_made_up_day_takes_orders_back_at_every_stage_and_in_every_way(seed):
    script = generated_script(NOON, seed)
    done = Counter((one.when, one.how) for one in script.taken_back)
    assert set(done) == set(IN_TURN)
    assert len({one.name for one in script.taken_back}) == len(script.taken_back)
    placed = {order.name: order.at for order in script.orders}
    assert all(one.at > placed[one.name] for one in script.taken_back)
