"""What a location shows that has several warehouses behind it."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from math import floor

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.buffers import BufferRule, Combine, Cover, buffer_for
from domain.demand import Demand
from domain.kits import Recipe
from domain.rules import Rules
from domain.sharing import Mode, SharingRule, offered
from domain.stock import Figure, Held, promise
from domain.stock_changes import StockChange, plain
from domain.stock_plan import SHELF, SHOWN, plan
from domain.types import location_id
from domain.unseen import Unseen

BOTH, EU_MAIN, EU_NORTH = map(location_id, (101, 201, 202))
TOGETHER = "main + north"
Figures = Mapping[str, tuple[float, float]]
"""On hand and available of A, by warehouse."""


@pytest.fixture(scope="session")
def mine(rules: Rules) -> Rules:
    """``uk`` has one location for main and north; ``eu`` pictures each by itself."""
    uk = replace(rules.stores["uk"], locations={BOTH: ("main", "north")})
    eu = replace(rules.stores["eu"], locations={EU_MAIN: ("main",), EU_NORTH: ("north",)})
    return replace(rules, stores={"uk": uk, "eu": eu})


def decide(
    rules: Rules, figures: Figures, unseen: Mapping[str, int], sku: str = "A", **more: object
) -> dict[str, StockChange]:
    """What is decided of a SKU, by place; ``figures`` may name others as ``main/B``."""
    rows = [
        (store.name, at, f"{store.name}-{at}", sku, True, True, 0, 0)
        for store in rules.stores.values()
        for at in store.locations
    ]
    shelf = [
        (*(place.split("/") if "/" in place else (place, "A")), on, on - free, free)
        for place, (on, free) in figures.items()
    ]
    told = plan(
        pd.DataFrame(rows, columns=SHOWN),
        pd.DataFrame(shelf, columns=SHELF),
        Unseen({}, {(place, sku): units for place, units in unseen.items()}, {}),
        rules,
        complete=True,
        **more,
    )
    found = [StockChange(*row) for row in plain(told.decided)]
    return {row.warehouse: row for row in found}


def shows(found: Mapping[str, StockChange]) -> tuple[int, int, int]:
    return found[TOGETHER].promised, found["main"].promised, found["north"].promised


@pytest.mark.parametrize(
    ("main", "north", "unseen", "shown"),
    [
        (7, 5, {}, (12, 7, 5)),
        (7.75, 5.75, {}, (12, 7, 5)),
        (7, 5, {"main": 2, "north": 2, TOGETHER: 2}, (10, 5, 3)),
        (1, 5, {"main": 4, "north": 4, TOGETHER: 4}, (2, 0, 1)),
        (1, 1, {"main": 2, "north": 2, TOGETHER: 2}, (0, 0, 0)),
        (-2, 5, {}, (3, 0, 5)),
        (5, -7, {}, (0, 5, 0)),
        (-2, 5, {"main": 1, "north": 1, TOGETHER: 1}, (2, 0, 4)),
    ],
    ids=[
        "the sum",
        "a part of a unit can't be sold in either",
        "what is unseen counts once",
        "and goes beyond what the first has",
        "the last of both",
        "a short shelf is made up for by the other",
        "whichever it is",
        "before anything else is taken off",
    ],
)
def test_a_location_shows_what_its_warehouses_bear_together(
    mine: Rules,
    main: float,
    north: float,
    unseen: dict[str, int],
    shown: tuple[int, int, int],
) -> None:
    found = decide(mine, {"main": (9, main), "north": (9, north)}, unseen)
    assert shows(found) == shown
    assert found[TOGETHER].units == floor(main) + floor(north)
    assert found[TOGETHER].unseen == unseen.get(TOGETHER, 0)


def test_each_warehouse_keeps_back_what_its_own_rule_says(mine: Rules) -> None:
    rules = replace(
        mine,
        buffers=(
            BufferRule(percent=Decimal(10), name="all"),
            BufferRule(fixed=2, warehouse="north", name="far"),
        ),
        warehouses={
            **mine.warehouses,
            "main": replace(mine.warehouses["main"], safety_stock=3),
        },
    )
    found = decide(rules, {"main": (40, 30), "north": (8, 8)}, {})
    assert shows(found) == (29, 23, 6)
    row = found[TOGETHER]
    assert (row.safety, row.buffer, row.on_hand) == (3, 6, 48)
    assert row.sentence() == (
        "38 available, 3 safety stock, buffers[0] (all) and buffers[1] (far) keeps 6 back "
        "(percent of 48 on hand): 29."
    )


@pytest.mark.parametrize(
    ("main", "north", "unseen", "rule", "because", "figure"),
    [
        ((3, 3), (4, 4), 0, BufferRule(), Held.NOTHING, Figure.TOLD),
        ((3, 3), (4, 4), 7, BufferRule(), Held.UNSEEN, Figure.TOLD),
        ((3, 3), (4, -4), 0, BufferRule(), Held.SOLD_OUT, Figure.NEGATIVE),
        ((0, 0), (4, 3.5), 0, BufferRule(), Held.NOTHING, Figure.FRACTION),
        ((3, 3), None, 0, BufferRule(), Held.NOTHING, Figure.TOLD),
        (None, None, 0, BufferRule(), Held.SOLD_OUT, Figure.MISSING),
        ((2, 2), (9, 9), 0, BufferRule(floor=2), Held.FLOOR, Figure.TOLD),
        ((2, 2), (9, 9), 0, BufferRule(cap=8), Held.CAP, Figure.TOLD),
        ((2, 2), (9, 9), 0, BufferRule(fixed=1), Held.FIXED, Figure.TOLD),
    ],
)
def test_why_a_location_shows_what_it_shows(
    mine: Rules,
    main: tuple[float, float] | None,
    north: tuple[float, float] | None,
    unseen: int,
    rule: BufferRule,
    because: Held,
    figure: Figure,
) -> None:
    figures = {"main": main, "north": north}
    told = {name: units for name, units in figures.items() if units is not None}
    row = decide(replace(mine, buffers=(rule,)), told, {TOGETHER: unseen})[TOGETHER]
    assert (row.because, row.figure) == (because, figure)
    assert isinstance(row.because, Held)
    assert isinstance(row.figure, Figure)


def test_a_kit_is_made_in_one_warehouse_and_its_unseen_ones_may_be_made_in_any(
    mine: Rules,
) -> None:
    rules = replace(mine, kits={"BOX": Recipe({"A": Decimal(2)})})
    parts = {"main/A": (5.0, 5.0), "north/A": (3.0, 3.0)}
    assert shows(decide(rules, parts, {}, "BOX")) == (3, 2, 1)
    sold = dict.fromkeys(("main", "north", TOGETHER), 1)
    assert shows(decide(rules, parts, sold, "BOX")) == (1, 1, 0)


def test_kits_that_one_warehouse_has_sold_and_can_not_make_are_missing_from_the_others(
    mine: Rules,
) -> None:
    rules = replace(mine, kits={"BOX": Recipe({"A": Decimal(2)})})
    parts = {"main/A": (1.0, 1.0), "north/A": (6.0, 6.0), "main/BOX": (0.0, -1.0)}
    assert shows(decide(rules, parts, {}, "BOX")) == (2, 0, 3)


BUFFERS = st.lists(
    st.builds(
        BufferRule,
        percent=st.decimals(0, 60, places=2),
        fixed=st.integers(0, 4),
        store=st.sampled_from([None, "uk"]),
        warehouse=st.sampled_from([None, "main", "north"]),
        combine=st.sampled_from(Combine),
        cover=st.none() | st.builds(Cover, at_most=st.integers(1, 9)),
        floor=st.integers(0, 3),
        cap=st.none() | st.integers(0, 20),
    ),
    max_size=3,
)
SHARES = st.none() | st.builds(
    SharingRule,
    st.sampled_from([Mode.SPLIT, Mode.RESERVED]),
    shares=st.just({"uk": 60, "eu": 30}),
    reserved=st.just({"eu": 2}),
)
SHELF_OF = st.tuples(st.decimals(-5, 60, places=4), st.decimals(-5, 60, places=4))


@settings(max_examples=150, deadline=None)
@given(
    st.tuples(SHELF_OF, SHELF_OF).map(lambda told: dict(zip(("main", "north"), told, strict=True))),
    st.integers(0, 40),
    BUFFERS,
    SHARES,
    st.tuples(st.integers(0, 3), st.integers(0, 3)),
)
def test_a_location_is_decided_like_its_warehouses_one_by_one_and_never_above_them(
    mine: Rules,
    figures: dict[str, tuple[Decimal, Decimal]],
    unseen: int,
    buffers: list[BufferRule],
    shares: SharingRule | None,
    safety: tuple[int, int],
) -> None:
    rules = replace(
        mine,
        buffers=tuple(buffers),
        sharing=() if shares is None else (shares,),
        warehouses={
            name: replace(mine.warehouses[name], safety_stock=units)
            for name, units in zip(("main", "north"), safety, strict=True)
        },
    )
    demand = Demand({("eu", "A"): 30}, 3_600, 600)
    told = {name: (float(on), float(free)) for name, (on, free) in figures.items()}
    held = dict.fromkeys(("main", "north", TOGETHER), unseen)
    found = decide(rules, told, held, demand=demand)
    free = _taken_off([floor(free) for _, free in figures.values()], unseen)
    singly = [
        promise(
            on_hand=figures[name][0],
            available=left,
            unseen=0,
            rule=buffer_for(buffers, "uk", name, "A"),
            safety=rules.warehouses[name].safety_stock,
            expected=demand.expected("uk", "A"),
            offer=lambda units: int(offered(np.array([units]), shares, "uk")[0]),
        )
        for name, left in zip(figures, free, strict=True)
    ]
    row = found[TOGETHER]
    assert row.promised == sum(each.promised for each in singly)
    assert row.buffer == sum(each.buffer for each in singly)
    whole = sum(floor(free) for _, free in figures.values())
    assert 0 <= row.promised <= max(0, whole - unseen)
    if shares is not None:
        elsewhere = found["main"].promised + found["north"].promised
        assert row.promised + elsewhere <= sum(max(0, floor(free)) for _, free in figures.values())


def _taken_off(available: list[int], units: int) -> list[int]:
    """Each shelf less its part of what is sold beside it and of what others are short of."""
    missing = units + sum(max(0, -there) for there in available)
    left = []
    for there in available:
        taken = min(max(0, there), missing)
        left.append(max(0, there) - taken)
        missing -= taken
    return left
