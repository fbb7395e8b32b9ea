"""What becomes of a row in every case, and what is said of it."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.buffers import BufferRule, Combine, Cover, buffer_for
from domain.demand import Demand
from domain.matching import Product, most_specific
from domain.rules import Rules
from domain.sharing import Mode, SharingRule, offered
from domain.stock import Figure, Held, promise
from domain.stock_changes import StockChange, plain
from domain.stock_plan import SHELF, SHOWN, Unwritten, plan
from domain.types import location_id
from domain.unseen import Unseen

UK_MAIN, UK_NORTH, EU_MAIN = map(location_id, (101, 102, 201))


def decide(
    rules: Rules,
    *rows: tuple[str, str, str],
    shelf: Mapping[tuple[str, str], tuple[float, float]],
    unseen: Mapping[tuple[str, str], int] | None = None,
    **more: Any,
) -> list[StockChange]:
    """Decide rows of store, location and SKU that show nothing; the shelf by warehouse and SKU."""
    shown = pd.DataFrame(
        [(store, at, f"i{n}", sku, True, True, 0, 0) for n, (store, at, sku) in enumerate(rows)],
        columns=SHOWN,
    )
    told = [(*place, on, on - free, free) for place, (on, free) in shelf.items()]
    made = plan(
        shown,
        pd.DataFrame(told, columns=SHELF),
        Unseen({}, unseen or {}, {}),
        rules,
        complete=True,
        **more,
    )
    return [StockChange(*row) for row in plain(made.decided)]


def one(rules: Rules, on_hand: float, free: float, unseen: int = 0, **more: Any) -> StockChange:
    """Decide one row of the uk store in the main warehouse."""
    (row,) = decide(
        rules,
        ("uk", UK_MAIN, "A"),
        shelf={("main", "A"): (on_hand, free)},
        unseen={("main", "A"): unseen},
        **more,
    )
    return row


def test_every_kind_of_figure_has_its_outcome(rules: Rules) -> None:
    found = {
        "negative": one(rules, 2, -38),
        "fraction": one(rules, 3, 2.75),
        "plain": one(rules, 3, 3),
        "last of it": one(rules, 2, 2, products={"A": Product(discontinued=True)}),
        "gone": one(rules, 0, 0, products={"A": Product(discontinued=True)}),
        "missing": decide(rules, ("uk", UK_MAIN, "A"), shelf={})[0],
    }
    assert {name: (row.promised, row.figure, row.because) for name, row in found.items()} == {
        "negative": (0, Figure.NEGATIVE, Held.SOLD_OUT),
        "fraction": (2, Figure.FRACTION, Held.NOTHING),
        "plain": (3, Figure.TOLD, Held.NOTHING),
        "last of it": (2, Figure.DISCONTINUED, Held.NOTHING),
        "gone": (0, Figure.DISCONTINUED, Held.SOLD_OUT),
        "missing": (0, Figure.MISSING, Held.SOLD_OUT),
    }
    assert found["negative"].sentence() == ("-38 available (Cin7 has sold more than there is): 0.")
    assert "has no row of it" in found["missing"].sentence()


def test_what_stands_on_no_shelf_is_never_written(rules: Rules) -> None:
    shown = pd.DataFrame(
        [
            ("uk", UK_MAIN, "i1", "SERVICE", True, True, 3, 0),
            ("uk", UK_MAIN, "i2", "UNTRACKED", False, True, 3, 0),
            ("uk", UK_MAIN, "i3", None, True, True, 3, 0),
        ],
        columns=SHOWN,
    )
    told = plan(
        shown,
        pd.DataFrame(columns=SHELF),
        Unseen({}, {}, {}),
        rules,
        complete=True,
        products={"SERVICE": Product(counted=False)},
    )
    assert told.changes.empty
    assert list(told.unwritten["because"]) == [
        Unwritten.NON_STOCK,
        Unwritten.UNTRACKED,
        Unwritten.NO_SKU,
    ]


@pytest.mark.parametrize(
    ("rule", "promised", "because", "said"),
    [
        (BufferRule(exact=True), 9, Held.NOTHING, "buffers[0] keeps none back: 9."),
        (BufferRule(fixed=2, name="x"), 7, Held.FIXED, "buffers[0] (x) keeps 2 back (fixed): 7."),
        (BufferRule(percent=Decimal(20)), 6, Held.SHARE, "3 back (percent of 12 on hand): 6."),
        (BufferRule(floor=9), 0, Held.FLOOR, "shows none of the last units (floor)"),
        (BufferRule(floor=8), 9, Held.NOTHING, "keeps none back"),
        (BufferRule(cap=4), 4, Held.CAP, "shows no more than 4 (cap)"),
        (BufferRule(cap=0), 0, Held.CAP, "no more than 0"),
        (BufferRule(fixed=3, floor=6), 0, Held.FLOOR, "3 kept back before"),
        (BufferRule(cover=Cover(5)), 4, Held.DEMAND, "5 back (demand expected meanwhile): 4."),
        (
            BufferRule(percent=Decimal(20), fixed=2, combine=Combine.SUM),
            4,
            Held.SHARE,
            "keeps 5 back",
        ),
    ],
)
def test_each_rule_says_what_it_did(
    rules: Rules, rule: BufferRule, promised: int, because: Held, said: str
) -> None:
    row = one(replace(rules, buffers=(rule,)), 12, 9)
    assert (row.promised, row.because) == (promised, because)
    assert row.rule.startswith("buffers[0]")
    assert said in row.sentence()


def test_safety_stock_and_the_other_stores_part_are_named(rules: Rules) -> None:
    north = replace(rules.warehouses["main"], safety_stock=3)
    mine = replace(
        rules,
        warehouses={**rules.warehouses, "main": north},
        sharing=(SharingRule(Mode.SPLIT, {"uk": 50, "eu": 50}, skus=("A",)),),
    )
    row = one(mine, 12, 11, unseen=2)
    assert (row.promised, row.because, row.safety, row.offered) == (3, Held.SAFETY, 3, 3)
    assert row.sentence() == (
        "11 available, 2 sold and not in Cin7's figure yet, 3 safety stock, "
        "3 of 6 are this store's: 3."
    )
    assert one(replace(mine, warehouses=rules.warehouses), 12, 8).because is Held.SHARING


BUFFERS = st.builds(
    BufferRule,
    percent=st.decimals(0, 60, places=2),
    fixed=st.integers(0, 4),
    store=st.sampled_from([None, "uk", "eu"]),
    skus=st.none() | st.just(("A", "B*")),
    tag=st.sampled_from([None, None, "new"]),
    combine=st.sampled_from(Combine),
    cover=st.none() | st.builds(Cover, at_most=st.integers(3, 9), at_least=st.integers(0, 3)),
    floor=st.integers(0, 3),
    cap=st.none() | st.integers(0, 20),
)
SHARING = st.lists(
    st.builds(
        SharingRule,
        st.sampled_from(Mode),
        shares=st.just({"uk": 60, "eu": 30}),
        reserved=st.just({"eu": 2}),
        order=st.just(("eu", "uk")),
        threshold=st.integers(0, 6),
        skus=st.none() | st.just(("B?",)),
        warehouse=st.sampled_from([None, "main"]),
    ),
    max_size=2,
)
PLACES = [(warehouse, sku) for warehouse in ("main", "north") for sku in ("A", "B1", "C")]
FIGURES = st.tuples(st.decimals(-5, 60, places=4), st.decimals(-5, 60, places=4))
SOLD = st.dictionaries(
    st.tuples(st.sampled_from(["uk", "eu"]), st.sampled_from(["A", "B1"])), st.integers(0, 40)
)


@settings(max_examples=120, deadline=None)
@given(
    st.fixed_dictionaries({}, optional=dict.fromkeys(PLACES, FIGURES)),
    st.dictionaries(st.sampled_from(PLACES), st.integers(1, 20)),
    st.lists(BUFFERS, max_size=4),
    SHARING,
    st.integers(0, 3),
    st.none() | st.builds(Demand, SOLD, st.just(3_600), st.integers(0, 3_600)),
)
def test_a_catalogue_is_decided_like_each_row_and_never_above_its_shelf(
    rules: Rules,
    figures: dict[tuple[str, str], tuple[Decimal, Decimal]],
    held: dict[tuple[str, str], int],
    buffers: list[BufferRule],
    sharing: list[SharingRule],
    safety: int,
    demand: Demand | None,
) -> None:
    warehouses = {
        name: replace(each, safety_stock=safety) for name, each in rules.warehouses.items()
    }
    mine = replace(rules, buffers=tuple(buffers), sharing=tuple(sharing), warehouses=warehouses)
    new = {"A": Product(frozenset({"new"}))}
    places = [("uk", UK_MAIN), ("uk", UK_NORTH), ("eu", EU_MAIN)]
    told = decide(
        mine,
        *[(store, at, sku) for store, at in places for sku in ("A", "B1", "C")],
        shelf={place: (float(on), float(free)) for place, (on, free) in figures.items()},
        unseen=held,
        products=new,
        demand=demand,
    )
    together: dict[tuple[str, str], int] = {}
    for row in told:
        place = (row.warehouse, row.sku)
        on_hand, available = figures.get(place, (Decimal(0), Decimal(0)))
        shares = _most_specific(sharing, row)
        single = promise(
            on_hand=on_hand,
            available=available,
            unseen=held.get(place, 0),
            rule=_rule(buffers, row, new),
            safety=safety,
            expected=None if demand is None else demand.expected(row.store, row.sku),
            offer=lambda free, rule=shares, store=row.store: _part(free, rule, store),
        )
        assert (row.promised, row.buffer, row.because) == (
            single.promised,
            single.buffer,
            single.because,
        )
        ceiling = max(0, available - held.get(place, 0))
        assert 0 <= row.promised <= ceiling
        together[place] = together.get(place, 0) + row.promised
        if shares is not None and shares.mode in (Mode.SPLIT, Mode.RESERVED):
            assert together[place] <= ceiling


def _most_specific(sharing: list[SharingRule], row: StockChange) -> SharingRule | None:
    return most_specific(sharing, row.store, row.warehouse, row.sku)


def _rule(buffers: list[BufferRule], row: StockChange, products: dict[str, Product]) -> BufferRule:
    product = products.get(row.sku, Product())
    return buffer_for(buffers, row.store, row.warehouse, row.sku, product)


def _part(free: int, rule: SharingRule | None, store: str) -> int:
    return int(offered(np.array([free]), rule, store)[0])
