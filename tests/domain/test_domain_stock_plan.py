"""Which counts of which storefronts to change."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from decimal import Decimal
from time import perf_counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.buffers import BufferRule
from domain.committed import Committed
from domain.rules import Rules
from domain.stock import Held, promise
from domain.stock_plan import SHELF, SHOWN, Planned, StockPlan, Unwritten, committed_in, plan
from domain.types import location_id
from domain.unseen import Unseen

MAIN, NORTH, EU_MAIN, CAFE = map(location_id, (101, 102, 201, 999))
NOTHING_UNSEEN = Unseen({}, {}, {})
Make = Callable[..., StockPlan]


def shown(*rows: tuple[object, ...]) -> pd.DataFrame:
    """Rows of store, location, SKU, units; then tracked, stocked, committed where they matter."""
    told = []
    for number, (store, location, sku, units, *more) in enumerate(rows):
        tracked, stocked, committed = (*more, *(True, True, 0)[len(more) :])
        told.append((store, location, f"item-{number}", sku, tracked, stocked, units, committed))
    return pd.DataFrame(told, columns=SHOWN)


def shelf(*rows: tuple[str, str, float, float]) -> pd.DataFrame:
    """Rows of warehouse, SKU, on hand, available."""
    return pd.DataFrame([(w, s, on, on - free, free) for w, s, on, free in rows], columns=SHELF)


def unseen_of(**units: int) -> Unseen:
    return Unseen({}, {("main", sku): count for sku, count in units.items()}, {})


def changes(told: StockPlan) -> list[tuple[str, str, str, int, int, Held]]:
    rows = told.changes[["store", "location", "sku", "shown", "promised", "because"]]
    return list(rows.itertuples(index=False, name=None))


def test_every_store_on_a_shelf_shows_what_it_can_bear(rules: Rules) -> None:
    told = plan(
        shown(
            ("uk", MAIN, "A", 9),
            ("uk", NORTH, "A", 4),
            ("eu", EU_MAIN, "A", 7),
            ("uk", MAIN, "B", 2),
        ),
        shelf(("main", "A", 10, 8), ("north", "A", 4, 4), ("main", "B", 2, 2.75)),
        unseen_of(A=1),
        rules,
        complete=True,
    )
    assert told.because is Planned.COMPLETE
    assert changes(told) == [("uk", MAIN, "A", 9, 7, Held.UNSEEN)]
    assert len(told.decided) == 4


def test_what_a_complete_scan_does_not_tell_is_zero(rules: Rules) -> None:
    told = plan(shown(("uk", MAIN, "A", 5)), shelf(), NOTHING_UNSEEN, rules, complete=True)
    assert changes(told) == [("uk", MAIN, "A", 5, 0, Held.SOLD_OUT)]


def test_an_incomplete_read_changes_nothing(rules: Rules) -> None:
    told = plan(
        shown(("uk", MAIN, "A", 5), ("uk", NORTH, "A", 0, True, False)),
        shelf(("north", "A", 3, 3)),
        NOTHING_UNSEEN,
        rules,
        complete=False,
    )
    assert told.because is Planned.INCOMPLETE_READ
    assert changes(told) == []
    assert told.activate.empty
    assert list(told.batches()) == []


def test_an_item_not_stocked_is_activated_only_when_there_is_something_to_show(
    rules: Rules,
) -> None:
    told = plan(
        shown(("uk", MAIN, "A", np.nan, True, False), ("uk", MAIN, "B", np.nan, True, False)),
        shelf(("main", "A", 3, 3)),
        NOTHING_UNSEEN,
        rules,
        complete=True,
    )
    assert list(told.activate["item_id"]) == ["item-0"]
    assert changes(told) == [("uk", MAIN, "A", 0, 3, Held.NOTHING)]


def test_rows_that_are_none_of_ours_are_reported_and_not_written(rules: Rules) -> None:
    told = plan(
        shown(
            ("uk", MAIN, "a", 5, False),
            ("uk", MAIN, None, 5),
            ("uk", MAIN, "", 5),
            ("uk", MAIN, "B", 5),
            ("uk", CAFE, "A", 5),
        ),
        shelf(("main", "A", 3, 3)),
        NOTHING_UNSEEN,
        rules,
        complete=True,
        known={"A"},
    )
    assert changes(told) == []
    assert list(told.unwritten["because"]) == [
        Unwritten.UNTRACKED,
        Unwritten.NO_SKU,
        Unwritten.NO_SKU,
        Unwritten.NOT_IN_CIN7,
    ]
    assert told.unmapped == (("uk", CAFE),)


def test_nothing_to_look_at_changes_nothing(rules: Rules) -> None:
    empty = pd.DataFrame(columns=[*SHOWN, "read_began"])
    told = plan(empty, shelf(), NOTHING_UNSEEN, rules, complete=True)
    assert told.changes.empty
    assert told.unwritten.empty
    assert list(told.batches()) == []
    assert committed_in(empty) == []


def test_a_count_below_zero_is_brought_up_to_nothing(rules: Rules) -> None:
    told = plan(shown(("uk", MAIN, "A", -2)), shelf(), NOTHING_UNSEEN, rules, complete=True)
    assert changes(told) == [("uk", MAIN, "A", -2, 0, Held.SOLD_OUT)]


def test_a_shelf_that_tells_a_row_twice_is_refused(rules: Rules) -> None:
    with pytest.raises(pd.errors.MergeError):
        plan(
            shown(("uk", MAIN, "A", 5)),
            shelf(("main", "A", 3, 3), ("main", "A", 3, 3)),
            NOTHING_UNSEEN,
            rules,
            complete=True,
        )


def test_batches_are_a_stores_own_and_lower_counts_first(rules: Rules) -> None:
    told = plan(
        shown(*[("uk", MAIN, f"U{n}", n) for n in range(5)], ("eu", EU_MAIN, "E", 1)),
        shelf(*[("main", f"U{n}", 2, 2) for n in range(5)]),
        NOTHING_UNSEEN,
        rules,
        complete=True,
    )
    batches = list(told.batches(size=3))
    assert [(b.store, [row.sku for row in b.rows]) for b in batches] == [
        ("eu", ["E"]),
        ("uk", ["U4", "U3", "U1"]),
        ("uk", ["U0"]),
    ]


def test_a_change_is_plain_enough_for_the_ledger(rules: Rules) -> None:
    told = plan(
        shown(("uk", MAIN, "A", 9)),
        shelf(("main", "A", 10.5, 8.25)),
        unseen_of(A=1),
        replace(rules, buffers=(BufferRule(fixed=2),)),
        complete=True,
    )
    row = next(told.batches()).rows[0]
    assert json.loads(json.dumps(asdict(row))) == {
        "store": "uk",
        "location": MAIN,
        "warehouse": "main",
        "item_id": "item-0",
        "sku": "A",
        "stocked": True,
        "shown": 9,
        "promised": 5,
        "buffer": 2,
        "unseen": 1,
        "on_hand": 10,
        "because": "fixed",
        "units": 8,
        "safety": 0,
        "offered": 7,
        "rule": "buffers[0]",
        "figure": "fraction",
    }


def test_committed_units_are_read_from_what_is_shown() -> None:
    frame = shown(
        ("uk", MAIN, "A", 5, True, True, 2),
        ("uk", MAIN, None, 5, True, True, 2),
        ("uk", MAIN, "B", 5),
    )
    assert committed_in(frame) == [Committed("uk", MAIN, "A", 2)]
    began = pd.Timestamp("2026-11-23T09:00:00Z")
    frame["read_began"] = began
    assert committed_in(frame)[0].read_began == began


def test_of_two_buffers_alike_the_first_in_the_file_holds(rules: Rules) -> None:
    first, second = BufferRule(Decimal("2.5"), store="uk"), BufferRule(fixed=9, store="uk")
    told = plan(
        shown(("uk", MAIN, "A", 0)),
        shelf(("main", "A", 101, 101)),
        NOTHING_UNSEEN,
        replace(rules, buffers=(first, second)),
        complete=True,
    )
    assert changes(told) == [("uk", MAIN, "A", 0, 98, Held.SHARE)]


SKUS = ["A", "B1", "B2", "C"]
PLACES = [(warehouse, sku) for warehouse in ("main", "north") for sku in SKUS]
BUFFERS = st.builds(
    BufferRule,
    percent=st.decimals(0, 60, places=2),
    fixed=st.integers(0, 4),
    store=st.sampled_from([None, "uk", "eu"]),
    warehouse=st.sampled_from([None, "main", "north"]),
    skus=st.none() | st.lists(st.sampled_from(["A", "B*", "B1", "?"]), min_size=1).map(tuple),
)
ROWS = st.lists(
    st.tuples(st.sampled_from([MAIN, NORTH, EU_MAIN]), st.sampled_from(SKUS), st.integers(-3, 30)),
    min_size=1,
)
FIGURES = st.tuples(st.decimals(-5, 60, places=4), st.decimals(-5, 60, places=4))
ON_SHELF = st.fixed_dictionaries({}, optional=dict.fromkeys(PLACES, FIGURES))
HELD = st.dictionaries(st.sampled_from(PLACES), st.integers(1, 30))


@settings(max_examples=80, deadline=None)
@given(ROWS, ON_SHELF, HELD, st.lists(BUFFERS, min_size=1, max_size=4))
def test_a_whole_catalogue_is_decided_like_each_of_its_rows(
    rules: Rules,
    rows: list[tuple[str, str, int]],
    figures: dict[tuple[str, str], tuple[Decimal, Decimal]],
    held: dict[tuple[str, str], int],
    buffers: list[BufferRule],
) -> None:
    mine = replace(rules, buffers=tuple(buffers))
    told = plan(
        shown(*[("eu" if at == EU_MAIN else "uk", at, sku, units) for at, sku, units in rows]),
        shelf(*[(*key, float(on), float(free)) for key, (on, free) in figures.items()]),
        Unseen({}, held, {}),
        mine,
        complete=True,
    )
    assert len(told.decided) == len(rows)
    for row in told.decided.itertuples():
        on_hand, available = figures.get((row.warehouse, row.sku), (Decimal(0), Decimal(0)))
        single = promise(
            on_hand=on_hand,
            available=available,
            unseen=held.get((row.warehouse, row.sku), 0),
            rule=mine.buffer_for(row.store, row.warehouse, row.sku),
        )
        assert (row.promised, row.buffer, row.because) == (
            single.promised,
            single.buffer,
            single.because,
        )


def test_a_large_catalogue_is_decided_in_a_moment(rules: Rules) -> None:
    skus = [f"{number}A" for number in range(4_000)]
    frame = shown(
        *[("uk", at, sku, 5) for at in (MAIN, NORTH) for sku in skus],
        *[("eu", EU_MAIN, sku, 5) for sku in skus],
    )
    on_shelf = shelf(*[("main", sku, 9, 7) for sku in skus])
    buffers = tuple(BufferRule(fixed=1, skus=(f"{number}*",)) for number in range(20))
    mine = replace(rules, buffers=buffers)
    began = perf_counter()
    told = plan(frame, on_shelf, NOTHING_UNSEEN, mine, complete=True, known=set(skus))
    assert perf_counter() - began < 1
    assert len(told.changes) == 12_000
