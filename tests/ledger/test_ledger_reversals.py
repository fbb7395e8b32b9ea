"""Balances set levels that follow from facts; decisions are rows; a tombstone is final."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from ledger import balances, effects, effects_forbid, orders, orders_undo, parcels, reversals
from ledger.balances import LineUnits
from ledger.models import (
    EffectKind,
    EffectState,
    LineBalance,
    Order,
    ReversalKind,
    ReversalStage,
    ReversalState,
    Stage,
)
from ledger.store import Ledger
from tests.ledger.samples import an_order

MUG = "11"


def note_order(ledger: Ledger, order_id: int, updated_at: datetime, now: datetime) -> Order:
    """An order as a read that began now showed it."""
    return orders.note(ledger, an_order(order_id=order_id, shop_updated_at=updated_at), now)


def mugs(units: int) -> list[LineUnits]:
    return [LineUnits(MUG, "MUG", units)]


def stands(ledger: Ledger) -> tuple[int, int, int, int, int]:
    row = balances.of_order(ledger, "uk", 1)[MUG]
    return row.reserved, row.released, row.shipped, row.returned, row.open


def test_units_are_reserved_released_shipped_and_returned_by_level(
    ledger: Ledger, now: datetime
) -> None:
    for _ in range(2):
        balances.reserved(ledger, "uk", 1, mugs(5))
    assert stands(ledger) == (5, 0, 0, 0, 5)
    for _ in range(2):
        balances.reserved(ledger, "uk", 1, mugs(3))
    assert stands(ledger) == (5, 2, 0, 0, 3)
    for _ in range(2):
        assert balances.shipped(ledger, "uk", 1, "a label", mugs(2)) == {}
    assert stands(ledger) == (5, 2, 2, 0, 1)
    for _ in range(2):
        balances.returned(ledger, "uk", 1, {MUG: 9})
    assert stands(ledger) == (5, 2, 2, 2, 1)
    balances.released(ledger, "uk", 1)
    assert stands(ledger) == (5, 3, 2, 2, 0)


def test_a_sale_that_grew_has_more_reserved_and_what_was_released_stays_released(
    ledger: Ledger,
) -> None:
    balances.reserved(ledger, "uk", 1, mugs(3))
    balances.reserved(ledger, "uk", 1, mugs(2))
    balances.reserved(ledger, "uk", 1, mugs(4))
    assert stands(ledger) == (5, 1, 0, 0, 4)


def test_a_line_that_is_in_the_sale_no_more_is_released(ledger: Ledger) -> None:
    balances.reserved(ledger, "uk", 1, [*mugs(2), LineUnits("12", "CUP", 1)])
    balances.reserved(ledger, "uk", 1, [LineUnits("12", "CUP", 1)])
    assert stands(ledger) == (2, 2, 0, 0, 0)
    assert balances.of_order(ledger, "uk", 1)["12"].open == 1


def test_two_lines_of_one_name_in_a_draft_are_one(ledger: Ledger) -> None:
    balances.reserved(ledger, "uk", 1, [*mugs(2), *mugs(1)])
    assert stands(ledger) == (3, 0, 0, 0, 3)


def test_a_parcel_that_does_not_fit_is_told_and_never_counted(ledger: Ledger) -> None:
    balances.reserved(ledger, "uk", 1, mugs(2))
    assert balances.shipped(ledger, "uk", 1, "a label", mugs(3)) == {MUG: 1}
    assert stands(ledger) == (2, 0, 2, 0, 0)
    unknown = [LineUnits("99", "CUP", 1)]
    assert balances.shipped(ledger, "uk", 1, "another", unknown) == {"99": 1}


def test_what_was_shipped_follows_the_parcels(ledger: Ledger, now: datetime) -> None:
    balances.reserved(ledger, "uk", 1, mugs(3))
    lines = [{"line_id": MUG, "sku": "MUG", "units": 2}]
    bought = parcels.Bought("L1", "uk", 1, "S1", "c", "s", ("T",), now, lines)
    parcels.seen(ledger, bought, now)
    balances.recount(ledger, "uk", 1)
    assert stands(ledger) == (3, 0, 0, 0, 3)
    parcels.told(ledger, "L1", "f", ("T",), now)
    balances.recount(ledger, "uk", 1)
    assert stands(ledger) == (3, 0, 2, 0, 1)
    parcels.untold(ledger, "L1")
    balances.recount(ledger, "uk", 1)
    assert stands(ledger) == (3, 0, 0, 0, 3)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reserved": 2, "released": 2, "shipped": 1},
        {"reserved": 2, "released": -1},
        {"reserved": 2, "shipped": 1, "returned": 2},
    ],
)
def test_the_database_refuses_sums_that_do_not_add_up(
    ledger: Ledger, wrong: dict[str, int]
) -> None:
    row = LineBalance(store="uk", order_id=1, line_id="9", sku="MUG", **wrong)
    with pytest.raises(IntegrityError), ledger.session() as session:
        session.add(row)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["reserve", "release", "ship", "return"]),
        st.integers(min_value=0, max_value=6),
    ),
    max_size=12,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS, number=st.integers(min_value=1, max_value=10**9))
def test_whatever_happens_in_whatever_order_reserved_is_released_and_shipped_and_open(
    ledger: Ledger, steps: list[tuple[str, int]], number: int
) -> None:
    for what, units in steps:
        for _ in range(2):
            if what == "reserve":
                balances.reserved(ledger, "uk", number, mugs(units))
            elif what == "release":
                balances.released(ledger, "uk", number, {MUG: units})
            elif what == "ship":
                balances.shipped(ledger, "uk", number, "a label", mugs(units))
            else:
                balances.returned(ledger, "uk", number, {MUG: units})
        for row in balances.of_order(ledger, "uk", number).values():
            assert row.reserved == row.released + row.shipped + row.open
            assert min(row.open, row.released, row.shipped, row.returned) >= 0
            assert row.returned <= row.shipped


@dataclass(frozen=True)
class Met:
    """A decision as tests meet it."""

    key: str = "uk/1/refund/7"
    lines: list[dict[str, object]] = field(default_factory=list)

    def seen(self, stage: ReversalStage = ReversalStage.IN_CIN7) -> reversals.Seen:
        return reversals.Seen(self.key, "uk", 1, ReversalKind.REDUCE, stage, self.lines, "9.99")


def test_a_decision_is_one_row_and_keeps_how_far_the_order_had_come(
    ledger: Ledger, now: datetime
) -> None:
    assert reversals.note(ledger, Met().seen(), "first", now)
    assert not reversals.note(ledger, Met().seen(ReversalStage.TOLD), "again", now)
    (row,) = reversals.not_done(ledger, "uk")
    assert (row.stage, row.state) == (ReversalStage.IN_CIN7, ReversalState.OPEN)
    key = Met().key
    assert reversals.settle(ledger, key, ReversalState.FOR_A_PERSON, "a label lives", now)
    assert not reversals.settle(ledger, key, ReversalState.FOR_A_PERSON, "a label lives", now)
    assert reversals.settle(ledger, key, ReversalState.DONE, "freed", now)
    assert not reversals.settle(ledger, key, ReversalState.OPEN, "too late", now)
    assert reversals.not_done(ledger, "uk") == []
    assert [one.done_at for one in reversals.of_order(ledger, "uk", 1)] == [now]


def test_an_order_is_looked_at_again_when_it_changed_or_was_read_in_its_own_second(
    ledger: Ledger, now: datetime
) -> None:
    row = note_order(ledger, 1, updated_at=now, now=now)
    reversals.looked_at(ledger, [row])
    assert [one.order_id for one in reversals.not_looked_at(ledger, "uk")] == [1]
    row = note_order(ledger, 1, updated_at=now, now=now + timedelta(seconds=5))
    reversals.looked_at(ledger, [row])
    assert reversals.not_looked_at(ledger, "uk") == []
    note_order(ledger, 1, updated_at=now + timedelta(seconds=9), now=now + timedelta(seconds=20))
    assert [one.order_id for one in reversals.not_looked_at(ledger, "uk")] == [1]


def test_an_order_is_looked_at_again_once_its_sale_was_authorised(
    ledger: Ledger, now: datetime
) -> None:
    before = note_order(ledger, 1, updated_at=now, now=now + timedelta(seconds=5))
    reversals.looked_at(ledger, [before])
    done = orders_undo.Authorisation("uk", 1, 0, now, "SO-1", False, mugs(2))
    assert orders_undo.authorised(ledger, done)
    reversals.looked_at(ledger, [before])  # by a run that was at it before
    assert [one.order_id for one in reversals.not_looked_at(ledger, "uk")] == [1]
    since = orders.get(ledger, "uk", 1)
    assert since is not None
    reversals.looked_at(ledger, [since])
    assert reversals.not_looked_at(ledger, "uk") == []


def test_a_tombstone_stands_in_the_way_of_whoever_comes_later(
    ledger: Ledger, now: datetime
) -> None:
    kind = EffectKind.CREATE_SALE
    for _ in range(2):
        row = effects_forbid.forbid(
            ledger, kind, "uk/1", subject="uk #1", because="cancelled", now=now
        )
        assert row.state is EffectState.ABANDONED
    late = effects.intend(ledger, kind, "uk/1", subject="uk #1", detail={}, token=None, now=now)
    assert late.state is EffectState.ABANDONED
    assert effects.claim(ledger, kind, "uk/1", "a run", now, 60) is None


def test_a_tombstone_gives_up_an_intent_and_leaves_a_claim_alone(
    ledger: Ledger, now: datetime
) -> None:
    kind = EffectKind.CREATE_SALE
    for key in ("uk/1", "uk/2"):
        effects.intend(ledger, kind, key, subject=key, detail={"d": 1}, token=None, now=now)
    effects.claim(ledger, kind, "uk/2", "a run", now, 60)
    told = [
        effects_forbid.forbid(ledger, kind, key, subject=key, because="no", now=now).state
        for key in ("uk/1", "uk/2")
    ]
    assert told == [EffectState.ABANDONED, EffectState.CLAIMED]


def test_an_authorisation_counts_only_under_the_number_it_was_decided_with(
    ledger: Ledger, now: datetime
) -> None:
    note_order(ledger, 1, updated_at=now, now=now)
    done = orders_undo.Authorisation("uk", 1, 0, now, "SO-1", False, mugs(2))
    assert orders_undo.authorised(ledger, done)
    assert not orders_undo.authorised(ledger, done)
    assert orders_undo.begin_undo(ledger, "uk", 1, 1, "a part taken back", now)
    assert not orders_undo.begin_undo(ledger, "uk", 1, 1, "again", now)
    assert not orders_undo.authorised(ledger, done)
    again = orders_undo.Authorisation("uk", 1, 1, now, "SO-1", False, mugs(1))
    assert not orders_undo.authorised(ledger, again)
    assert orders_undo.undo_done(ledger, "uk", 1, 1, "a draft", now)
    assert not orders_undo.undo_done(ledger, "uk", 1, 1, "a draft", now)
    assert not orders_undo.authorised(ledger, done)
    assert orders_undo.authorised(ledger, again)
    assert stands(ledger) == (2, 1, 0, 0, 1)


def test_an_undo_that_came_to_nothing_leaves_the_order_as_it_was(
    ledger: Ledger, now: datetime
) -> None:
    note_order(ledger, 1, updated_at=now, now=now)
    done = orders_undo.Authorisation("uk", 1, 0, now, "SO-1", False, mugs(2))
    orders_undo.authorised(ledger, done)
    orders_undo.begin_undo(ledger, "uk", 1, 1, "why", now)
    assert [row.order_id for row in orders_undo.under_way(ledger)] == [1]
    orders_undo.undo_failed(
        ledger, "uk", 1, 1, "refused", now, stage=Stage.HANDED_OFF, authorised_at=now
    )
    row = orders.get(ledger, "uk", 1)
    assert row is not None
    assert (row.stage, row.authorised_at) == (Stage.HANDED_OFF, now)
    assert orders_undo.under_way(ledger) == []
