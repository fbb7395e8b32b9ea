"""What is to be done about what was taken back: a table of situations, and one property."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.reversal_decisions import Taken, decisions
from domain.reversal_facts import (
    BackLine,
    DeskSeen,
    LineSeen,
    OrderSeen,
    RefundSeen,
    SaleSeen,
)
from domain.reversal_steps import (
    CancelShipment,
    CreditNote,
    ForAPerson,
    Tombstone,
    UndoAndRebuild,
    VoidLabel,
    VoidSale,
    Wait,
)
from domain.reversal_units import split
from domain.reversals import Reached, plan_reversal

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DESK = DeskSeen(shipments=("S1", "S2"), labels=(("L1", "S1"),), was_handed_off=True)


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def line(
    ordered: int = 3, current: int = 3, unfulfilled: int = 3, shipped: int = 0, **more: object
) -> LineSeen:
    out = ((at(0), shipped),) if shipped else ()
    made = LineSeen("11", "MUG", "A mug", ordered, current, unfulfilled, out)
    return replace(made, **more)  # type: ignore[arg-type]


def refund(
    units: int = 1, restock: str = "CANCEL", number: str = "7", minutes: int = 10
) -> RefundSeen:
    money = Decimal("9.99") * units
    back = (BackLine("11", units, restock, None, money, Decimal(0)),) if units else ()
    return RefundSeen(number, at(minutes), money or Decimal("2.50"), back)


def sale(units: int = 3, out: int = 0, **more: object) -> SaleSeen:
    made = SaleSeen("SO-1", True, False, {"MUG": units}, {"MUG": out} if out else {})
    return replace(made, **more)  # type: ignore[arg-type]


def order(lines: LineSeen, *refunds: RefundSeen, **more: object) -> OrderSeen:
    return replace(OrderSeen("uk #1001", None, (lines,), refunds), **more)  # type: ignore[arg-type]


PART = line(current=2, unfulfilled=2)
NOTHING = line(current=0, unfulfilled=0)
CALLED_OFF = {"cancelled_at": at(10)}

SITUATIONS = {
    "called off before Cin7 had it": (
        order(NOTHING, refund(3), **CALLED_OFF),
        Reached.NOT_IN_CIN7,
        [Tombstone],
    ),
    "a part before Cin7 had it": (order(PART, refund()), Reached.NOT_IN_CIN7, []),
    "called off when only its header stood": (
        order(NOTHING, refund(3), sale=sale(authorised=False), **CALLED_OFF),
        Reached.NOT_IN_CIN7,
        [Tombstone, VoidSale],
    ),
    "a part while its sale is being built": (
        order(PART, refund(), sale=sale(authorised=False)),
        Reached.NOT_IN_CIN7,
        [Wait],
    ),
    "called off in Cin7": (
        order(NOTHING, refund(3), sale=sale(), **CALLED_OFF),
        Reached.IN_CIN7,
        [VoidSale],
    ),
    "refunded whole in Cin7": (
        order(NOTHING, refund(3), sale=sale()),
        Reached.IN_CIN7,
        [VoidSale],
    ),
    "a part in Cin7": (order(PART, refund(), sale=sale()), Reached.IN_CIN7, [UndoAndRebuild]),
    "a part that Cin7 has freed already": (
        order(PART, refund(), sale=sale(2)),
        Reached.IN_CIN7,
        [],
    ),
    "a part handed over": (
        order(PART, refund(), sale=sale(), desk=DeskSeen(("S1", "S2"))),
        Reached.HANDED_OFF,
        [CancelShipment, CancelShipment, UndoAndRebuild],
    ),
    "called off with a label": (
        order(NOTHING, refund(3), sale=sale(), desk=DESK, **CALLED_OFF),
        Reached.LABELLED,
        [VoidLabel, CancelShipment, CancelShipment, VoidSale],
    ),
    "called off, its sale void, and still at the desk": (
        order(NOTHING, refund(3), sale=sale(voided=True), desk=DESK, **CALLED_OFF),
        Reached.LABELLED,
        [VoidLabel, CancelShipment, CancelShipment],
    ),
    "told and come back": (
        order(line(3, 1, 0, 3), refund(2, "RETURN"), sale=sale(out=3)),
        Reached.TOLD,
        [CreditNote],
    ),
    "told and credited before": (
        order(
            line(3, 1, 0, 3),
            refund(2, "RETURN"),
            sale=sale(out=3, memos=frozenset({"Shopify refund 7 of uk #1001"})),
        ),
        Reached.TOLD,
        [],
    ),
    "told, and Cin7 has not shipped it yet": (
        order(line(3, 1, 0, 3), refund(2, "RETURN"), sale=sale()),
        Reached.TOLD,
        [Wait],
    ),
    "money of an order that was not shipped": (
        order(line(), refund(0), sale=sale()),
        Reached.IN_CIN7,
        [Wait],
    ),
    "money of an order that was told and is not shipped in Cin7": (
        order(line(3, 3, 0, 3), refund(0), sale=sale()),
        Reached.TOLD,
        [Wait],
    ),
    "money of an order that Cin7 never had": (order(line(), refund(0)), Reached.NOT_IN_CIN7, []),
    "more come back than had left": (
        order(line(3, 0, 0, 1), refund(2, "RETURN"), sale=sale(1, out=1)),
        Reached.TOLD,
        [ForAPerson],
    ),
    "the rest, after a part had left": (
        order(line(3, 1, 0, 1), refund(2), sale=sale(out=1), desk=DeskSeen(("S2",))),
        Reached.TOLD,
        [CancelShipment, ForAPerson],
    ),
    "some of the rest, after a part had left": (
        order(line(3, 2, 1, 1), refund(1), sale=sale(out=1), desk=DeskSeen(("S2",))),
        Reached.TOLD,
        [ForAPerson],
    ),
    "called off when its label was void after it was told": (
        order(NOTHING, refund(3), sale=sale(), untold=True, **CALLED_OFF),
        Reached.UNTOLD,
        [VoidSale],
    ),
    "the same, and Cin7 had shipped it": (
        order(NOTHING, refund(3), sale=sale(out=3), untold=True, **CALLED_OFF),
        Reached.UNTOLD,
        [VoidSale],
    ),
    "a part of it, and Cin7 had shipped it": (
        order(PART, refund(), sale=sale(out=3), untold=True),
        Reached.UNTOLD,
        [ForAPerson],
    ),
    "wanted again after it was made void": (
        order(line(4, 1, 1), refund(3), sale=sale(voided=True)),
        Reached.IN_CIN7,
        [ForAPerson],
    ),
    "come back of an order that Cin7 never had": (
        order(line(3, 2, 0, 3), refund(1, "RETURN")),
        Reached.TOLD,
        [ForAPerson],
    ),
}


@pytest.mark.parametrize("name", SITUATIONS)
def test_each_situation_has_its_steps(name: str) -> None:
    seen, stage, steps = SITUATIONS[name]
    plan = plan_reversal(seen)
    assert (plan.stage, [type(one) for one in plan.steps]) == (stage, steps)
    assert plan.because


def test_a_sale_that_cin7_has_shipped_is_void_only_when_no_parcel_has_left() -> None:
    seen, _, _ = SITUATIONS["the same, and Cin7 had shipped it"]
    assert plan_reversal(seen).steps == (VoidSale(even_shipped=True),)


def test_only_money_of_what_nobody_has_shipped_may_sleep() -> None:
    asleep, _, _ = SITUATIONS["money of an order that was not shipped"]
    awake, _, _ = SITUATIONS["money of an order that was told and is not shipped in Cin7"]
    sleeps = [one.dormant for seen in (asleep, awake) for one in plan_reversal(seen).steps]  # type: ignore[union-attr]
    assert sleeps == [True, False]


def test_a_person_is_told_exact_numbers() -> None:
    seen, _, _ = SITUATIONS["the rest, after a part had left"]
    person = plan_reversal(seen).steps[-1]
    assert isinstance(person, ForAPerson)
    assert person.what.startswith("2 of MUG of uk #1001 were taken back after 1 of MUG had left")


def test_what_is_paid_back_is_at_the_price_of_the_refund() -> None:
    seen, _, _ = SITUATIONS["told and come back"]
    (note,) = plan_reversal(seen).steps
    assert isinstance(note, CreditNote)
    assert [(g.units, g.price) for g in note.goods] == [(2, Decimal("9.9900"))]
    assert [(s.sku, s.units) for s in note.shelved] == [("MUG", 2)]


def test_units_given_back_without_money_are_shelved_at_no_price() -> None:
    free = replace(refund(2, "RETURN"), amount=Decimal(0))
    seen = order(line(3, 1, 0, 3), free, sale=sale(out=3))
    (note,) = plan_reversal(seen).steps
    assert isinstance(note, CreditNote)
    assert [(g.units, g.price) for g in note.goods] == [(2, Decimal(0))]


@pytest.mark.parametrize(
    ("seen", "kinds"),
    [
        (order(NOTHING, refund(3), **CALLED_OFF), [("cancel", Taken.CANCEL, 3)]),
        (
            order(NOTHING, refund(1, minutes=1), refund(2, number="8"), **CALLED_OFF),
            [("refund/7", Taken.REDUCE, 1), ("cancel", Taken.CANCEL, 2)],
        ),
        (order(line(3, 1, 0, 3), refund(2, "RETURN")), [("refund/7", Taken.RETURN, 2)]),
        (order(line(3, 1, 0, 3), refund(2, "NO_RESTOCK")), [("refund/7", Taken.KEEP, 2)]),
        (order(line(), refund(0)), [("refund/7", Taken.MONEY, 0)]),
        (order(PART), [("edit/1", Taken.REDUCE, 1)]),
    ],
)
def test_each_decision_of_shopify_is_named(
    seen: OrderSeen, kinds: list[tuple[str, Taken, int]]
) -> None:
    found = decisions(seen, {}, 0)
    assert [(one.name, one.kind, one.units) for one in found] == kinds


def test_an_edit_that_is_known_is_no_second_one() -> None:
    assert decisions(order(PART), {"11": 1}, 1) == ()
    (second,) = decisions(order(line(3, 1, 1)), {"11": 1}, 1)
    assert (second.name, second.units) == ("edit/2", 1)


@st.composite
def orders(draw: st.DrawFn) -> OrderSeen:
    """An order's life as Shopify tells it: shipped and refunded in turn, never beyond its units."""
    ordered = draw(st.integers(1, 8))
    unfulfilled, out, given, shipped, refunds = ordered, 0, 0, [], []
    for number in range(draw(st.integers(0, 6))):
        what = draw(st.sampled_from(["SHIP", "CANCEL", "RETURN", "NO_RESTOCK"]))
        room = {
            "SHIP": unfulfilled,
            "CANCEL": unfulfilled,
            "RETURN": out - given,
            "NO_RESTOCK": unfulfilled + out - given,
        }[what]
        if room <= 0:
            continue
        units = draw(st.integers(1, room))
        if what == "SHIP":
            shipped.append((at(number), units))
            unfulfilled, out = unfulfilled - units, out + units
            continue
        kept = 0 if what == "RETURN" else min(units, unfulfilled)
        unfulfilled, given = unfulfilled - kept, given + units - kept
        refunds.append(refund(units, what, str(number), number))
    current = unfulfilled + out - given
    seen = replace(line(ordered, current, unfulfilled), shipped=tuple(shipped))
    return order(seen, *refunds)


@given(seen=orders())
def test_every_refunded_unit_either_had_left_or_had_not_and_none_is_counted_twice(
    seen: OrderSeen,
) -> None:
    (one,) = seen.lines
    parts = [part for found in split(seen.lines, seen.refunds).values() for part in found]
    kept, out = sum(part.kept for part in parts), sum(part.out for part in parts)
    assert sum(part.unmatched for part in parts) == 0
    assert kept == one.ordered - one.out - one.unfulfilled
    assert out <= one.out
    assert out + kept == one.ordered - one.current


@given(seen=orders(), beyond=st.integers(0, 3))
def test_reserved_units_are_target_and_what_is_freed(seen: OrderSeen, beyond: int) -> None:
    target = seen.target()["MUG"]
    held = sale(target + beyond, out=seen.out)
    plan = plan_reversal(replace(seen, sale=held))
    frees = any(isinstance(one, VoidSale | UndoAndRebuild) for one in plan.steps)
    asks = any(isinstance(one, ForAPerson) and not one.of for one in plan.steps)
    assert (frees or asks) == bool(beyond or seen.whole)
    assert not (frees and seen.out)


def test_a_sale_whose_goods_came_back_and_are_credited_is_never_void() -> None:
    """Their label was bought anew since, so Shopify has forgotten that they ever left."""
    back = refund(3, "RETURN")
    credited = sale(out=3, memos=frozenset({"Shopify refund 7 of uk #1001"}))
    seen = order(line(3, 0, 0), back, sale=credited, untold=True, desk=DESK)
    assert seen.whole
    plan = plan_reversal(seen)
    assert [type(one) for one in plan.steps] == [VoidLabel, CancelShipment, CancelShipment]
    assert plan.because == "3 of MUG had left, and is credited"


def test_what_was_called_off_beside_goods_that_are_credited_is_for_a_person() -> None:
    credited = sale(out=1, memos=frozenset({"Shopify refund 7 of uk #1001"}))
    seen = order(line(3, 0, 0), refund(1, "RETURN"), refund(2, number="8"), sale=credited)
    (person,) = plan_reversal(seen).steps
    assert isinstance(person, ForAPerson)
    assert "2 of MUG" in person.what
